using System.Text.Json.Nodes;
using Telemed.Domain;
using Telemed.Hub.Live;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Ecg;

/// <summary>The ECGs that came from a device without a case they could only belong to.</summary>
internal static class ListTray
{
    internal sealed record Item(
        Guid Id, Guid FacilityId, Guid? PatientId, string Format, int DurationMs, DateTime? AcquiredAt,
            DateTimeOffset ReceivedAt,
        string? FileName, JsonNode? Header);

    internal sealed record Response(IReadOnlyList<Item> Items, string? Next);

    [Answers<Response>]
    internal static async Task<IResult> Handle(CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        var rows = await TrayStore.List(reading, person, cancel);
        return TypedResults.Ok(
            new Response(
            [.. rows.Select(row => new Item(row.Id, row.FacilityId, row.PatientId, row.Format, row.DurationMs,
            row.AcquiredLocal, row.ReceivedAt, row.FileName, row.Header is null ? null : JsonNode.Parse(row.Header)))],
                null));
    }
}

/// <summary>Puts an ECG of the tray into a case; its patient becomes the case's.</summary>
internal static class SortTray
{
    internal sealed record Request(Guid ConsultationId);

    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, Consultations.CaseChanges changes,
        TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await EcgStore.Find(work, person, id, cancel) is not { } row) return Problems.NotFound();
        if (await TrayStore.FindCase(work, person, request.ConsultationId, cancel) is not { } to)
            return Problems.NotFound();
        // Its header said whose it is: in the case of somebody else it would be gone from that record.
        if (row.PatientId is { } named && named != to.PatientId
            && await UnderHold.OfPatient(work, new PatientId(named), cancel) is { } held) return held;
        if (!await TrayStore.Sort(work, id, to, cancel))
            return Problems.Answer(StatusCodes.Status409Conflict, "already_sorted",
                "Somebody sorted this ECG meanwhile.");
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "ecg.sorted", Event = AuditEvents.Import, Kind = AuditAction.Update,
            Actor = new AuditActor { PersonId = person.Id.Value, FacilityId = row.FacilityId },
            EntityKind = "ecg", EntityId = id.ToString(), PatientId = to.PatientId,
        }, time.GetUtcNow(), cancel);
        // What was measured while the ECG lay in the tray raises the case now that it has one.
        if (await EcgStore.Analysis(work, id, cancel) is { } analysis)
            await RaiseForEcg.Run(work, changes, new ConsultationId(to.Id), analysis, cancel);
        LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(to.Id)), "attachment", id);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}
