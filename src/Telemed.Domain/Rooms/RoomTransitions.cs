using System.Collections.Frozen;
using static Telemed.Domain.Rooms.RoomState;
using static Telemed.Domain.Rooms.RoomStep;

namespace Telemed.Domain.Rooms;

/// <summary>What moves a session from one state to the next.</summary>
public enum RoomStep
{
    Invite, PassTest, FailTest, Arrive, GoLive, Degrade, Recover, Drop, Rejoin, End, Miss, Fail, Cancel, Reschedule,
    OweNote, SignNote, Close,
    /// <summary>A red call for a room of another colour: a step of its own, in whatever state it stands.</summary>
    TurnRed,
}

/// <summary>The sides of a session, as the transition table names them.</summary>
[Flags]
public enum RoomSide
{
    None = 0,
    Host = 1,
    Speaker = 2,
    /// <summary>The one specialist who answers for what was said and signs the note.</summary>
    Specialist = 4,
    /// <summary>The hub itself: presence, lines and clocks.</summary>
    System = 8,
}

/// <summary>One way from a state by a step.</summary>
public sealed record RoomTransition(RoomState From, RoomStep By, RoomState To, RoomSide Who);

/// <summary>
/// Every way a session may go (practice 2.6): the only place that decides. Where the practice is silent, decided here
/// on 2026-11-22:
/// 1. Somebody may arrive without a device test: the room then waits, and Ready is passed over.
/// 2. Degraded begins with voice alone; stills on tap are still a session with pictures.
/// 3. A session that was never live ends as cancelled, rescheduled, missed or failed; only one that was live has ended.
/// 4. A failed session owes no note: it comes again today, and what was said stands in its history.
/// 5. A signed note closes the room at once; what follows, follows in the case.
/// 6. Anybody in the room may turn it red, nobody turns it back; the state stays, its clocks begin anew.
/// </summary>
public static class RoomTransitions
{
    private const RoomSide People = RoomSide.Host | RoomSide.Specialist;

    private static readonly RoomState[] BeforeLive = [Planned, Invited, Ready, Waiting];
    private static readonly RoomState[] Met = [Live, Degraded, Interrupted];

    private static readonly FrozenDictionary<(RoomState, RoomStep), RoomTransition> Ways =
        Rows().ToFrozenDictionary(row => (row.From, row.By));

    /// <summary>All rows.</summary>
    public static IReadOnlyCollection<RoomTransition> All => Ways.Values;

    /// <summary>The way from a state by a step; null when there is none.</summary>
    public static RoomTransition? Find(RoomState from, RoomStep by) => Ways.GetValueOrDefault((from, by));

    private static IEnumerable<RoomTransition> Rows() =>
    [
        new(Planned, Invite, Invited, People | RoomSide.Speaker | RoomSide.System),
        new(Invited, PassTest, Ready, RoomSide.System),
        new(Ready, FailTest, Invited, RoomSide.System),
        new(Planned, Arrive, Waiting, RoomSide.System),
        new(Invited, Arrive, Waiting, RoomSide.System),
        new(Ready, Arrive, Waiting, RoomSide.System),
        new(Waiting, GoLive, Live, RoomSide.System),
        new(Live, Degrade, Degraded, RoomSide.System),
        new(Degraded, Recover, Live, RoomSide.System),
        new(Live, Drop, Interrupted, RoomSide.System),
        new(Degraded, Drop, Interrupted, RoomSide.System),
        new(Interrupted, Rejoin, Live, RoomSide.System),
        .. Met.Select(state => new RoomTransition(state, End, Ended, People | RoomSide.System)),
        .. Met.Select(state => new RoomTransition(state, Fail, TechFailure, People | RoomSide.System)),
        new(Waiting, Fail, TechFailure, People | RoomSide.System),
        .. BeforeLive.Select(state => new RoomTransition(state, Miss, NoShow, People | RoomSide.System)),
        .. BeforeLive.Select(state => new RoomTransition(state, Cancel, Cancelled, People | RoomSide.System)),
        .. BeforeLive.Select(state => new RoomTransition(state, Reschedule, Rescheduled, People)),
        .. BeforeLive.Concat(Met).Select(state => new RoomTransition(state, TurnRed, state, People | RoomSide.Speaker)),
        new(Ended, OweNote, NoteDue, RoomSide.System),
        new(Ended, Close, Closed, RoomSide.System),
        new(NoteDue, SignNote, Signed, RoomSide.Specialist),
        new(Signed, Close, Closed, RoomSide.System),
    ];
}
