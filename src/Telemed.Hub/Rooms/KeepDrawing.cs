using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Hub.Live;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Rooms;

/// <summary>Keeps a drawing with the case: it lies on its file when the room is long closed.</summary>
internal static class KeepDrawing
{
    [Answers<LineView>]
    internal static async Task<IResult> Handle(Guid id, int sequence, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel)
    {
        if (await ShareFiles.MayShare(id, RoomAct.Keep, person, changes, cancel) is { } refusal) return refusal;
        return await ShareFiles.Line(id, RoomAct.Keep, null, person, http, changes, async change =>
        {
            var room = change.Its.Id;
            if (await RoomHistory.One(change.Work, room, sequence, cancel) is not { Kind: "drawing" } line
                || line.PersonId is null || await DrawingStore.IsErased(change.Work, room, sequence, cancel))
                return Problems.NotFound();
            var body = JsonSerializer.Deserialize(line.Body, RoomsJson.Default.JsonElement);
            if (DrawnShape.Read(body) is not { } shape)
                return Problems.Answer(422, "bad_drawing", "This is no drawing that a viewer could show.");
            if (!Guid.TryParse(body.GetProperty("subject").GetString(), out var file)
                || !await DrawingStore.HasFile(change.Work, change.Consultation!.Value, file, cancel))
                return Problems.Answer(409, "no_file", "The file that was drawn on is not in the case.");
            await DrawingStore.Keep(change, line, file, shape, person.Id, cancel);
            change.AddLine(
                "kept", person.Id, null, RoomChange.Body(writer => writer.WriteNumber("sequence", sequence)));
            change.Audit("room.drawing_kept", AuditAction.Create, RoomChange.Body(writer =>
            {
                writer.WriteNumber("sequence", sequence);
                writer.WriteString("attachmentId", file);
            }));
            LiveChanges.Changed(
                change.Work, LiveTopic.Consultation(change.Consultation!.Value), "drawing", file);
            return null;
        }, cancel);
    }
}

/// <summary>The drawings that stay with a case, for every viewer that shows one of its files.</summary>
internal static class ListDrawings
{
    internal sealed record Drawing(
        Guid Id, Guid AttachmentId, Guid RoomId, DrawnShape Shape, Guid PersonId, string PersonName,
        DateTimeOffset DrawnAt, bool Mine);

    internal sealed record Response(IReadOnlyList<Drawing> Items);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (!await ConsultationAccess.MaySee(reading, person, new ConsultationId(id), cancel))
            return Problems.NotFound();
        var kept = await DrawingStore.Of(reading, person, id, cancel);
        return TypedResults.Json(new Response([.. kept.Select(View)]), RoomsJson.Default.DrawingsResponse);
    }

    private static Drawing View(DrawingStore.DrawingRecord row) => new(row.Id, row.AttachmentId, row.RoomId,
        JsonSerializer.Deserialize(row.Shape, RoomsJson.Default.DrawnShape)!, row.DrawnBy, row.Name, row.DrawnAt,
        row.Mine);
}

/// <summary>
/// Takes a kept drawing off its file, and back again. Only who drew or kept it does: another's is answered, not
/// removed.
/// </summary>
internal static class RemoveDrawing
{
    internal static Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel) =>
        Change(id, DrawingStore.Remove, "room.drawing_removed", AuditAction.Delete, person, database, time, cancel);

    internal static Task<IResult> Undo(
        Guid id, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel) =>
        Change(id, DrawingStore.BringBack, "room.drawing_returned", AuditAction.Create, person, database, time,
            cancel);

    private static async Task<IResult> Change(Guid id,
        Func<Work, CurrentPerson, Guid, DateTimeOffset, CancellationToken, Task<DrawingStore.OwnerRecord?>> change,
        string action, AuditAction kind, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var now = time.GetUtcNow();
        if (await change(work, person, id, now, cancel) is not { } owner) return Problems.NotFound();
        if (kind == AuditAction.Delete
            && await UnderHold.OfPatient(work, new PatientId(owner.PatientId), cancel) is { } held) return held;
        await AuditLog.Append(work, new AuditEntry
        {
            Action = action,
            Event = AuditEvents.OrderRecord,
            Kind = kind,
            Actor = person.Actor,
            EntityKind = "kept_drawing",
            EntityId = id.ToString("D"),
            PatientId = owner.PatientId,
        }, now, cancel);
        LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(owner.ConsultationId)), "drawing", id);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}
