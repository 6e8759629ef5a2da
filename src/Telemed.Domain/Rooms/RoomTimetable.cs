using System.Collections.Immutable;
using Telemed.Domain.Clocks;
using static System.TimeSpan;

namespace Telemed.Domain.Rooms;

/// <summary>What a room's timer waits for.</summary>
public enum RoomTimerKind
{
    /// <summary>An answer to the invitation; then the next of the chain is asked.</summary>
    Reply,
    /// <summary>The other side; then its absence is logged and the on-call is rung.</summary>
    Waiting,
    /// <summary>The end of a planned talk; then the specialist sees who else waits.</summary>
    SoftLimit,
    /// <summary>Those who were cut off; then the session failed.</summary>
    Rejoin,
    /// <summary>The signed note; then the specialist's next session that is not red waits for it.</summary>
    Note,
}

/// <summary>One timer of a room; its kind occurs once.</summary>
public sealed record RoomTimer(RoomTimerKind Kind, DateTimeOffset DueAt);

/// <summary>The clocks of a session: a pure function of the room (practice 2.6).</summary>
public static class RoomTimetable
{
    /// <summary>How long whoever was cut off may come back to the same place.</summary>
    public static readonly TimeSpan RejoinLimit = FromMinutes(10);

    /// <summary>How long a talk lasts before the queue is shown; red has no such limit.</summary>
    public static readonly TimeSpan SoftLimit = FromMinutes(15);

    /// <summary>From the end of the talk to the signed note.</summary>
    public static readonly ByColour<TimeSpan> NoteLimit = new(FromMinutes(30), FromHours(2), FromHours(24));

    /// <summary>From the first arrival to the other side's.</summary>
    public static readonly ByColour<TimeSpan> WaitingLimit = new(FromMinutes(3), FromMinutes(10), FromMinutes(10));

    // A room without a slot is wanted now; green then has the answering time of yellow (practice 2.1 knows slots only).
    private static readonly ByColour<TimeSpan> ReplyLimit = new(FromMinutes(3), FromMinutes(30), FromMinutes(30));
    private static readonly TimeSpan ReplyAtLeast = FromMinutes(1);

    /// <summary>
    /// The timers that run while the room stands as it does. A round and a class have no one specialist who is late,
    /// and no chain that is rung: of them only a broken one has a clock.
    /// </summary>
    public static ImmutableArray<RoomTimer> Of(Room room) => room.State switch
    {
        RoomState.Interrupted => [new(RoomTimerKind.Rejoin, room.StateSince + RejoinLimit)],
        _ when room.Kind != RoomKind.Consult => [],
        RoomState.Invited or RoomState.Ready => [new(RoomTimerKind.Reply, ReplyDueAt(room))],
        RoomState.Waiting => [new(RoomTimerKind.Waiting, WaitingFrom(room) + WaitingLimit[room.Colour])],
        RoomState.Live or RoomState.Degraded when room.Colour != Colour.Red && room.LiveAt is { } live =>
            [new(RoomTimerKind.SoftLimit, live + SoftLimit)],
        RoomState.NoteDue when room.NoteDueAt is { } due => [new(RoomTimerKind.Note, due)],
        _ => [],
    };

    /// <summary>The rows to write and to take away when a room changes.</summary>
    public static (ImmutableArray<RoomTimer> Set, ImmutableArray<RoomTimerKind> Clear) Between(Room before, Room after)
    {
        var (then, now) = (Of(before), Of(after));
        return ([.. now.Where(timer => !then.Contains(timer))],
            [.. then.Select(timer => timer.Kind).Where(kind => now.All(timer => timer.Kind != kind))]);
    }

    private static DateTimeOffset ReplyDueAt(Room room)
    {
        if (room.PlannedAt is not { } slot) return room.StateSince + ReplyLimit[room.Colour];
        var half = (slot - room.StateSince) / 2;
        return room.StateSince + (half > ReplyAtLeast ? half : ReplyAtLeast);
    }

    // Whoever comes early waits for the slot first; the other side is late only after it.
    private static DateTimeOffset WaitingFrom(Room room) =>
        room.PlannedAt is { } slot && slot > room.StateSince ? slot : room.StateSince;
}
