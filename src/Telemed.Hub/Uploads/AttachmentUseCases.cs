using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Live;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Pathology.Photos;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Uploads;

/// <summary>Gives a person the file itself. A photo leaves without the place where it was taken.</summary>
internal static class DownloadAttachment
{
    private const int PhotoLimitBytes = 100 << 20;

    internal static async Task<IResult> Handle(
        Guid id, bool? original, CurrentPerson person, HttpContext context, Database database, IBlobStore store,
            CancellationToken cancel)
    {
        AttachmentRow? row;
        BlobRow? blob;
        await using (var reading = await database.Read(cancel))
        {
            row = await AttachmentStore.Find(reading, person, id, cancel);
            if (row?.BlobId is not { } blobId) return Problems.NotFound();
            blob = await BlobTable.Find(reading, new(blobId), cancel);
        }
        if (blob is null) return Problems.NotFound();
        Describe(context, row, original == true);
        return row.Kind == "image" && original != true
            ? await Photo(row, blob, store, cancel)
            : await Whole(row, blob, context, store, cancel);
    }

    private static async Task<IResult> Photo(AttachmentRow row, BlobRow blob, IBlobStore store,
        CancellationToken cancel)
    {
        if (blob.SizeBytes > PhotoLimitBytes) return Problems.NotFound();
        var bytes = new byte[blob.SizeBytes];
        await store.Read(blob.ObjectKey, null, (_, content, c) => content.ReadExactlyAsync(bytes, c).AsTask(), cancel);
        return TypedResults.Bytes(PhotoPrivacy.WithoutPlace(bytes), row.ContentType);
    }

    private static async Task<IResult> Whole(
        AttachmentRow row, BlobRow blob, HttpContext context, IBlobStore store, CancellationToken cancel)
    {
        context.Response.ContentType = row.ContentType;
        context.Response.ContentLength = blob.SizeBytes;
        await store.Read(blob.ObjectKey, null, (_, content, c) => content.CopyToAsync(context.Response.Body, c),
            cancel);
        return TypedResults.Empty;
    }

    private static void Describe(HttpContext context, AttachmentRow row, bool original)
    {
        var inline = row.Kind is "image" or "pdf" && !original;
        var headers = context.Response.Headers;
        headers.ContentDisposition = new System.Net.Mime.ContentDisposition
        {
            Inline = inline,
            FileName = Uri.EscapeDataString(row.FileName),
        }.ToString();
        // A document from outside must not run as a page of ours.
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'";
        headers.CacheControl = "private, no-cache";
    }
}

/// <summary>A person says whether a file whose header names somebody else belongs to the chosen patient.</summary>
internal static class DecideIdentity
{
    private const int ReasonLimitChars = 500;

    internal sealed record Request(string Decision, string? Reason);

    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, QualityGate gate, TimeProvider time,
        CancellationToken cancel)
    {
        if (request.Decision is not ("same_patient" or "other_patient"))
            return Problems.BadField("decision", "The decision is same_patient or other_patient.");
        if (request.Reason?.Length > ReasonLimitChars)
            return Problems.BadField("reason", $"A reason has up to {ReasonLimitChars} characters.");
        await using var work = await database.Begin(cancel);
        if (await AttachmentStore.Find(work, person, id, cancel) is not { } row) return Problems.NotFound();
        if (row.Mismatch.Length == 0) return Problems.Answer(409, "no_mismatch", "The header names nobody else.");
        if (request.Decision == "other_patient" && await UnderHold.OfDraftsFile(work, id, cancel) is { } held)
            return held;
        var now = time.GetUtcNow();
        if (!await AttachmentStore.Decide(work, id, request.Decision, request.Reason ?? "", cancel))
            return Problems.Answer(409, "already_decided", "Somebody decided this already.");
        // The other patient's file leaves the case; it is kept, and an administrator sorts it.
        if (request.Decision == "other_patient") await AttachmentStore.Remove(work, id, now, cancel);
        await AttachmentAudit.Append(work, "attachment.identity_decided", AuditAction.Update, row, person, now, cancel);
        if (row.ConsultationId is { } changed)
            LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(changed)), "attachment", id);
        await work.Commit(cancel);
        if (row.ConsultationId is { } consultation) await gate.Look(new ConsultationId(consultation), cancel);
        return TypedResults.NoContent();
    }
}

/// <summary>Takes a file out of a draft; what was sent stays.</summary>
internal static class RemoveAttachment
{
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await AttachmentStore.Find(work, person, id, cancel) is not { } row) return Problems.NotFound();
        if (row.CaseState is not (null or "draft"))
            return Problems.Answer(409, "already_sent", "The case was sent; its files stay with it.");
        if (await UnderHold.OfDraftsFile(work, id, cancel) is { } held) return held;
        var now = time.GetUtcNow();
        await AttachmentStore.Remove(work, id, now, cancel);
        await AttachmentAudit.Append(work, "attachment.removed", AuditAction.Delete, row, person, now, cancel);
        if (row.ConsultationId is { } consultation)
            LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(consultation)), "attachment", id);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}

internal static class AttachmentAudit
{
    internal static Task Append(
        Work work, string action, AuditAction kind, AttachmentRow row, CurrentPerson person, DateTimeOffset now,
            CancellationToken cancel) =>
        AuditLog.Append(work, new AuditEntry
        {
            Action = action,
            Event = AuditEvents.InstancesAccessed,
            Kind = kind,
            Actor = new AuditActor { PersonId = person.Id.Value, FacilityId = row.FacilityId },
            EntityKind = row.Kind,
            EntityId = row.Id.ToString(),
            PatientId = row.PatientId,
        }, now, cancel);
}
