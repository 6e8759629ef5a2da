using System.Collections.Frozen;
using static Telemed.Domain.Rooms.RoomAct;

namespace Telemed.Domain.Rooms;

/// <summary>Somebody in a room, as far as the rules ask.</summary>
/// <param name="Id">The person.</param>
/// <param name="Role">The role in this room.</param>
/// <param name="Place">How far the person has come in.</param>
public readonly record struct RoomMember(PersonId Id, RoomRole Role, RoomPlace Place);

/// <summary>Who may do what in a room: one table of role x act, and what the room's state adds to it.</summary>
public static class RoomRules
{
    private static readonly FrozenSet<RoomAct> Listener = FrozenSet.Create(Chat, Hand, RoomAct.Ladder);

    private static readonly FrozenSet<RoomAct> Speaker = FrozenSet.Create(
        Chat, Hand, RoomAct.Ladder, RoomAct.Consent, Lead, Show, View, Point, Draw, Erase, Keep, Signal, Still,
        RoomAct.File);

    private static readonly FrozenSet<RoomAct> Host =
        Enum.GetValues<RoomAct>().Where(act => act is not (Note or Sign)).ToFrozenSet();

    // What shows the patient to others waits for the patient's consent.
    private static readonly FrozenSet<RoomAct> AfterConsent =
        FrozenSet.Create(Lead, Show, View, Point, Draw, Erase, Keep, Signal, Still);

    /// <summary>Whether a role may do an act at all.</summary>
    public static bool May(RoomRole role, RoomAct act) => role switch
    {
        RoomRole.Host => Host.Contains(act),
        RoomRole.Speaker => Speaker.Contains(act),
        RoomRole.Listener => Listener.Contains(act),
    };

    /// <summary>Why a member may not do something now; null when it may be done.</summary>
    /// <param name="room">The room as it stands.</param>
    /// <param name="member">Who asks.</param>
    /// <param name="act">What is asked.</param>
    public static RoomRefusal? Check(Room room, RoomMember member, RoomAct act)
    {
        if (member.Place == RoomPlace.Removed) return RoomRefusal.Removed;
        if (act is Note or Sign) return CheckNote(room, member);
        if (act == Recording) return CheckRecording(room, member);
        if (!room.IsOpen) return RoomRefusal.Ended;
        if (member.Place != RoomPlace.Admitted) return RoomRefusal.NotAdmitted;
        if (!May(member.Role, act)) return RoomRefusal.NotPermitted;
        if (AfterConsent.Contains(act) && room.NeedsConsent && room.Consent is null) return RoomRefusal.ConsentNeeded;
        return act switch
        {
            View when room.Leader != member.Id => RoomRefusal.NotLeader,
            Show when room.Leader is { } leader && leader != member.Id && member.Role != RoomRole.Host =>
                RoomRefusal.NotLeader,
            _ => null,
        };
    }

    /// <summary>Whether somebody may make somebody lead: oneself always, another or nobody as leader or host.</summary>
    public static RoomRefusal? CheckLead(Room room, RoomMember member, PersonId? leader) =>
        Check(room, member, Lead) is { } refusal ? refusal
        : leader == member.Id || room.Leader == member.Id || member.Role == RoomRole.Host ? null
        : RoomRefusal.NotLeader;

    /// <summary>Everything a member may do now.</summary>
    public static IEnumerable<RoomAct> Allowed(Room room, RoomMember member) =>
        Enum.GetValues<RoomAct>().Where(act => Check(room, member, act) is null);

    /// <summary>The lowest step of those who are there and speak; the best one when nobody does.</summary>
    public static LadderStep LowestOf(IEnumerable<LadderStep> steps) => steps.DefaultIfEmpty(LadderStep.Video).Max();

    // The last piece of a recording is ready only after the end, or after whoever records has left.
    private static RoomRefusal? CheckRecording(Room room, RoomMember member) =>
        member.Place is not (RoomPlace.Admitted or RoomPlace.Left) ? RoomRefusal.NotAdmitted
        : !May(member.Role, Recording) ? RoomRefusal.NotPermitted
        : room.IsMet || room.State is RoomState.Ended or RoomState.NoteDue or RoomState.Signed ? null
        : RoomRefusal.Ended;

    // The note is the specialist's alone, from the first word of the session until it is signed.
    private static RoomRefusal? CheckNote(Room room, RoomMember member) =>
        room.Specialist != member.Id || !room.NeedsNote ? RoomRefusal.NotPermitted
        : room.IsMet || room.State is RoomState.Ended or RoomState.NoteDue ? null
        : RoomRefusal.Ended;
}
