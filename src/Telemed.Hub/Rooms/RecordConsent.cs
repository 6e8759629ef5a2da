using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Rooms;

/// <summary>
/// The patient's consent, before anything is shown; recording is asked apart and stays off until it is switched on.
/// </summary>
internal static class RecordConsent
{
    internal sealed record ConsentRequest(string How, bool Recording);

    internal sealed record RecordingRequest(bool On);

    [Answers<RoomPage>]
    internal static Task<IResult> Handle(Guid id, ConsentRequest request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel) =>
        !TextCode.TryParse<ConsentHow>(request.How, out var how)
            ? Task.FromResult<IResult>(Problems.BadField("how", "Say how the patient agreed."))
            : changes.Run(id, person, RoomAct.Consent, http, async (change, _) =>
            {
                var consent = new RoomConsent(change.Now, person.Id, how, request.Recording);
                change.Set(room => room with
                {
                    Consent = consent, IsRecording = room.IsRecording && request.Recording,
                });
                change.AddStateLine("consent", person.Id, request.How);
                change.Audit("room.consent", details: RoomChange.Body(writer =>
                {
                    writer.WriteString("how", request.How);
                    writer.WriteBoolean("recording", request.Recording);
                }));
                await SettleRoom.Run(change, cancel);
                return null;
            }, cancel);

    [Answers<RoomPage>]
    internal static Task<IResult> Recording(Guid id, RecordingRequest request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel) =>
        changes.Run(id, person, RoomAct.End, http, (change, _) =>
        {
            if (request.On && !MayRecord(change.Its)) return Task.FromResult<IResult?>(Refusal());
            if (request.On == change.Its.IsRecording) return Task.FromResult<IResult?>(null);
            change.Set(room => room with { IsRecording = request.On });
            change.AddStateLine(request.On ? "recording_on" : "recording_off", person.Id);
            change.Audit("room.recording");
            return Task.FromResult<IResult?>(null);
        }, cancel);

    /// <summary>A recording needs the patient's consent of its own.</summary>
    internal static bool MayRecord(Room room) => !room.NeedsConsent || room.Consent is { Recording: true };

    internal static IResult Refusal() =>
        Problems.Answer(409, "recording_not_consented", "The patient has not agreed to a recording.");
}
