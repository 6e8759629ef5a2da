using System.Collections.Immutable;

namespace Telemed.Domain.Rooms;

/// <summary>What a room's timer waits for.</summary>
public enum RoomTimerKind
{
    /// <summary>The time from which devices are tested for the slot; then those invited are asked to.</summary>
    TestOpens,
    /// <summary>A passed test of both sides; then those without one are told what helps.</summary>
    TestMissing,
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
    private static readonly TimeSpan ReplyAtLeast = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The timers that run while the room stands as it does. A round and a class have no one specialist who is late,
    /// and no chain that is rung: of them only a broken one has a clock.
    /// </summary>
    public static ImmutableArray<RoomTimer> Of(Room room, RoomTimes times) => room.State switch
    {
        RoomState.Interrupted => [new(RoomTimerKind.Rejoin, room.StateSince + times.Rejoin)],
        _ when room.Kind != RoomKind.Consult => [],
        RoomState.Invited => [new(RoomTimerKind.Reply, ReplyDueAt(room, times)), .. Tests(room, times)],
        RoomState.Ready => [new(RoomTimerKind.Reply, ReplyDueAt(room, times))],
        RoomState.Waiting => [new(RoomTimerKind.Waiting, WaitingFrom(room) + times.Waiting[room.Colour])],
        RoomState.Live or RoomState.Degraded when room.Colour != Colour.Red && room.LiveAt is { } live =>
            [new(RoomTimerKind.SoftLimit, live + times.Talk)],
        RoomState.NoteDue when room.NoteDueAt(times) is { } due => [new(RoomTimerKind.Note, due)],
        _ => [],
    };

    /// <summary>The rows to write and to take away when a room changes.</summary>
    public static (ImmutableArray<RoomTimer> Set, ImmutableArray<RoomTimerKind> Clear) Between(
        Room before, Room after, RoomTimes times)
    {
        var (then, now) = (Of(before, times), Of(after, times));
        return ([.. now.Where(timer => !then.Contains(timer))],
            [.. then.Select(timer => timer.Kind).Where(kind => now.All(timer => timer.Kind != kind))]);
    }

    /// <summary>From when a test counts: the line of yesterday says nothing about the slot of today.</summary>
    /// <returns>Null for a room that is wanted now, where every test counts.</returns>
    public static DateTimeOffset? TestsFrom(Room room, RoomTimes times) => room.PlannedAt - times.TestBefore;

    // What was past when the room was made, or when it came back from Ready, was told or is not worth telling.
    private static IEnumerable<RoomTimer> Tests(Room room, RoomTimes times) => room.PlannedAt is not { } slot ? []
        : new[]
        {
            new RoomTimer(RoomTimerKind.TestOpens, slot - times.TestBefore),
            new RoomTimer(RoomTimerKind.TestMissing, slot - times.TestMissingBefore),
        }.Where(timer => timer.DueAt > room.StateSince);

    private static DateTimeOffset ReplyDueAt(Room room, RoomTimes times)
    {
        if (room.PlannedAt is not { } slot) return room.StateSince + times.Reply[room.Colour];
        var half = (slot - room.StateSince) / 2;
        return room.StateSince + (half > ReplyAtLeast ? half : ReplyAtLeast);
    }

    // Whoever comes early waits for the slot first; the other side is late only after it.
    private static DateTimeOffset WaitingFrom(Room room) =>
        room.PlannedAt is { } slot && slot > room.StateSince ? slot : room.StateSince;
}
