using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Ecg;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Ecg;

/// <summary>
/// A cart posts a file; patient and case are found from its header, or it waits in the "sort me" tray.
/// </summary>
internal static class DropEcg
{
    private const int ExpectedLimitBytes = 256 * 1024;

    internal sealed record Response(Guid EcgId, Guid? PatientId, Guid? ConsultationId, bool InTray,
        IReadOnlyList<string> Warnings);

    [Answers<Response>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        HttpContext http, CurrentCaller caller, Database database, BlobWriter blobs, EcgFiles files, IJobOutbox jobs,
        TimeProvider time, CancellationToken cancel)
    {
        if (await ReadBody(http, cancel) is not { } bytes)
            return Problems.Answer(StatusCodes.Status413PayloadTooLarge, "too_large",
                "The file is larger than an ECG may be.");
        ReceiveEcg.Parsed parsed;
        try { parsed = ReceiveEcg.Parse(EcgReader.Read(bytes, new EcgReadOptions())); }
        catch (EcgFormatException broken) { return Refused(broken); }

        var sha256 = SHA256.HashData(bytes);
        using var content = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        var blob = await blobs.Write(content, "application/octet-stream", sha256, cancel);
        files.Keep(new EcgSource { ObjectKey = blob.ObjectKey }, parsed.Recording);
        await using var work = await database.Begin(cancel);
        var context = await Match(work, caller, parsed, time.GetUtcNow(), cancel);
        await BlobTable.MarkStored(work, blob, cancel);
        var subject = await ReceiveEcg.Store(work, parsed, blob, context, jobs, cancel);
        await Attach(work, http, subject, blob, sha256, context, cancel);
        await work.Commit(cancel);
        return TypedResults.Created($"/api/ecgs/{subject.SubjectId}",
            new Response(subject.SubjectId, context.PatientId?.Value,
            context.ConsultationId?.Value, context.ConsultationId is null, subject.Warnings));
    }

    private static async Task<ArraySegment<byte>?> ReadBody(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength > EcgLimits.FileBytes) return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = EcgLimits.FileBytes;
        // A declared length is only a hint of where to begin; what arrives decides.
        var expected = (int)Math.Clamp(http.Request.ContentLength ?? 0, 0, ExpectedLimitBytes);
        using var body = new MemoryStream(expected);
        await http.Request.Body.CopyToAsync(body, cancel);
        return new ArraySegment<byte>(body.GetBuffer(), 0, (int)body.Length);
    }

    private static ProblemHttpResult Refused(EcgFormatException broken)
    {
        var problem = Problems.Because("bad_file", broken.Problem,
            broken.Section == "CSV" ? FileProblem.DescribeTable : "Send the file again from the device.");
        problem.Extensions["section"] = broken.Section;
        problem.Extensions["offset"] = broken.Offset;
        return Problems.Answer(StatusCodes.Status422UnprocessableEntity, problem);
    }

    private static async Task<ReceiveContext> Match(
        Work work, CurrentCaller caller, ReceiveEcg.Parsed parsed, DateTimeOffset now, CancellationToken cancel)
    {
        var header = ReceiveEcg.HeaderOf(parsed.Recording.Patient);
        var patient = header is null ? null : await TrayStore.MatchPatient(work, caller.FacilityId, header, cancel);
        var open = await TrayStore.MatchCase(work, caller.FacilityId, patient, parsed.Recording.OrderNumber, cancel);
        return new ReceiveContext(caller.FacilityId, caller.PersonId, caller.DeviceId,
            open is { } found ? new ConsultationId(found.Id) : null, (open?.PatientId ?? patient) is { } id
                ? new PatientId(id) : null, now);
    }

    private static async Task Attach(Work work, HttpContext http, ReceivedSubject subject, WrittenBlob blob,
        byte[] sha256,
        ReceiveContext context, CancellationToken cancel)
    {
        var attachment = AttachmentId.New(context.Now);
        var name = Path.GetFileName(http.Request.Headers["X-File-Name"].ToString());
        var file = new SpooledFile("", blob.SizeBytes, Convert.ToHexStringLower(sha256),
            name is { Length: > 0 and <= 255 } ? name : "ecg");
        var mismatch = await PatientComparison.Differences(work, context.PatientId, subject.Patient, cancel);
        await AttachmentStore.Add(work, attachment, file, "application/octet-stream", blob.Id, subject, mismatch,
            context, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "ecg.dropped", Event = AuditEvents.Import, Kind = AuditAction.Create,
            Actor = new AuditActor
            {
                PersonId = context.PersonId?.Value, DeviceId = context.DeviceId?.Value,
                FacilityId = context.FacilityId.Value,
            },
            EntityKind = "ecg", EntityId = subject.SubjectId.ToString(), PatientId = context.PatientId?.Value,
        }, context.Now, cancel);
        if (context.ConsultationId is { } consultation)
            LiveChanges.Changed(work, LiveTopic.Consultation(consultation), "attachment", attachment.Value);
    }
}
