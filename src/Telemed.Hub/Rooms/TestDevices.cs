using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Rooms;

/// <summary>
/// What a browser measured of its camera, microphone and line before it comes in. For a slot a test counts from half an
/// hour before.
/// </summary>
internal static class TestDevices
{
    // Voice alone needs some thirty kilobits a second each way; below that it is text, and the test says so.
    private const int VoiceKbps = 32;
    private const int RttLimitMs = 1500;
    private const int KbpsLimit = 10_000_000;

    private const string UntestedSql = """
        SELECT m.person_id FROM room_person m
        WHERE m.room_id = @room AND m.role <> 'listener' AND m.place IN ('invited', 'admitted', 'left')
          AND NOT coalesce((m.test ->> 'passed')::boolean, false)
        ORDER BY m.person_id LIMIT 20
        """;

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
            // A test before its time is shown to whoever made it, and made again when it counts.
            var counts = RoomTimetable.TestsFrom(change.Its, change.Times) is not { } from || change.Now >= from;
            var passed = counts && request is
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

    /// <summary>Tells those who have not passed the test that its time has come, or what helps now.</summary>
    internal static async Task TellUntested(RoomChange change, string kind, CancellationToken cancel)
    {
        var untested = await change.Work.Rows<Guid>(UntestedSql, new { room = change.Its.Id.Value }, cancel);
        foreach (var person in untested.Select(id => new PersonId(id)))
        {
            OnCallChain.Tell(change, person, kind);
            LiveChanges.Changed(change.Work, LiveTopic.Rooms(person), "changed", change.Its.Id.Value);
        }
        change.AddStateLine(kind["room_".Length..]);
    }
}
