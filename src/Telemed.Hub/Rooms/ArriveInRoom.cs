using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Rooms;

/// <summary>Somebody comes to the door: whoever was invited walks in, everybody else waits for the host.</summary>
internal static class ArriveInRoom
{
    private static readonly string[] Reasons = ["busy", "off_duty", "not_mine", "other"];

    internal sealed record DeclineRequest(string Reason);

    [Answers<RoomPage>]
    internal static Task<IResult> Handle(Guid id, CurrentPerson person, HttpContext http, RoomChanges changes,
        EnterRoom enter, CancellationToken cancel) =>
        changes.Run(id, person, act: null, http, async (change, member) =>
        {
            if (!change.Its.IsOpen) return RoomProblems.Answer(RoomRefusal.Ended);
            if (member is not { } known)
            {
                change.Put(new RoomMember(person.Id, RoomRole.Speaker, RoomPlace.Waiting));
                change.AddStateLine("waits_outside", person.Id);
                change.Audit("room.arrived");
                return null;
            }
            switch (known.Place)
            {
                case RoomPlace.Removed: return RoomProblems.Answer(RoomRefusal.Removed);
                case RoomPlace.Waiting or RoomPlace.Admitted: return null;
                case RoomPlace.Invited or RoomPlace.Left or RoomPlace.Declined:
                    if (await enter.IsBlocked(change.Work, change.Its, known, person, cancel)
                        && await RoomStore.OwedNote(
                            change.Work, person.Id, change.Its.Id, change.Times, change.Now, cancel) is { } owed)
                        return OpenRoom.NoteOwed(owed);
                    change.Put(known with { Place = RoomPlace.Admitted });
                    change.Audit("room.arrived");
                    return null;
                default: throw new System.Diagnostics.UnreachableException();
            }
        }, cancel);

    /// <summary>Somebody who was rung cannot come; the next of the chain is rung.</summary>
    internal static Task<IResult> Decline(Guid id, DeclineRequest request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel) =>
        !Reasons.Contains(request.Reason)
            ? Task.FromResult<IResult>(Problems.BadField("reason", "The reason is one of the list."))
            : changes.Run(id, person, act: null, http, async (change, member) =>
            {
                if (member is not { Place: RoomPlace.Invited } known)
                    return Problems.Answer(409, "not_invited", "You were not asked, or have answered.");
                change.Put(known with { Place = RoomPlace.Declined }, request.Reason);
                change.AddStateLine("declined", person.Id, request.Reason);
                change.Audit("room.declined");
                if (known.Role == RoomRole.Host && !change.Its.IsMet && change.Its.IsOpen
                    && change.Its.NeedsNote && person.Has(Permission.WriteReport))
                    await OnCallChain.Ring(change, cancel);
                return null;
            }, cancel);
}
