using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage.Audit;

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
                            change.Work, person.Id, change.Its.Id, change.Now, cancel) is { } owed)
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

/// <summary>What a browser measured of its camera, microphone and line before it comes in.</summary>
internal static class TestDevices
{
    // Voice alone needs some thirty kilobits a second each way; below that it is text, and the test says so.
    private const int VoiceKbps = 32;
    private const int RttLimitMs = 1500;
    private const int KbpsLimit = 10_000_000;

    internal sealed record Request(bool Camera, bool Microphone, int UpKbps, int DownKbps, int RttMs, bool Relayed);

    [Answers<RoomPage>]
    internal static Task<IResult> Handle(Guid id, Request request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel)
    {
        if (request.UpKbps is < 0 or > KbpsLimit || request.DownKbps is < 0 or > KbpsLimit
            || request.RttMs is < 0 or > 60_000)
            return Task.FromResult<IResult>(Problems.BadField("upKbps", "A measured line is not like this."));
        return changes.Run(id, person, act: null, http, async (change, member) =>
        {
            if (member is not { } known) return RoomProblems.Answer(RoomRefusal.NotAdmitted);
            var passed = request is
            {
                Microphone: true, UpKbps: >= VoiceKbps, DownKbps: >= VoiceKbps, RttMs: <= RttLimitMs,
            };
            var test = new DeviceTest(request.Camera, request.Microphone, request.UpKbps, request.DownKbps,
                request.RttMs, request.Relayed, change.Now, passed);
            await RoomPeople.SetTest(change.Work, change.Its.Id, known.Id,
                System.Text.Json.JsonSerializer.Serialize(test, RoomsJson.Default.DeviceTest), cancel);
            change.SayPerson(known.Id);
            var all = await RoomPeople.AllPassed(change.Work, change.Its.Id, cancel);
            if (all && change.Its.State == RoomState.Invited) change.Do(RoomStep.PassTest, RoomSide.System);
            if (!all && change.Its.State == RoomState.Ready) change.Do(RoomStep.FailTest, RoomSide.System);
            change.Audit("room.tested", AuditAction.Execute);
            return null;
        }, cancel);
    }
}
