using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Telemed.Domain;
using Telemed.Ecg;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Ecg;

/// <summary>
/// A cart posts a file; patient and case are found from its header, or it waits in the "sort me" tray.
/// </summary>
internal static class DropEcg
{
    private const int NameLimitChars = 255;

    internal sealed record Response(Guid EcgId, Guid? PatientId, Guid? ConsultationId, bool InTray,
        IReadOnlyList<string> Warnings);

    [Answers<Response>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        HttpContext http, CurrentCaller caller, IBlobStore store, EcgFiles files, DropLane lane, TimeProvider time,
        CancellationToken cancel)
    {
        using var body = await ReadBody(http, cancel);
        if (body is null)
            return Problems.Answer(StatusCodes.Status413PayloadTooLarge, "too_large",
                "The file is larger than an ECG may be.");
        ReceiveEcg.Parsed parsed;
        try { parsed = ReceiveEcg.Parse(EcgReader.Read(body.Bytes, new EcgReadOptions())); }
        catch (EcgFormatException broken) { return Refused(broken); }

        var ecg = new DroppedEcg(parsed, await Put(store, body, cancel), NameOf(http), caller, time.GetUtcNow());
        files.Keep(new EcgSource { ObjectKey = ecg.Blob.ObjectKey }, parsed.Recording);
        await lane.Keep(ecg);
        var (context, subject) = (ecg.Context!, ecg.Subject!);
        return TypedResults.Created($"/api/ecgs/{subject.SubjectId}", new Response(subject.SubjectId,
            context.PatientId?.Value, context.ConsultationId?.Value, context.ConsultationId is null,
            subject.Warnings));
    }

    /// <summary>The statement that tells of it in the audit trail.</summary>
    internal static NpgsqlBatchCommand Audit(EcgRecordingId ecg, ReceiveContext context) =>
        AuditLog.Statement(new AuditEntry
        {
            Action = "ecg.dropped", Event = AuditEvents.Import, Kind = AuditAction.Create,
            Actor = new AuditActor
            {
                PersonId = context.PersonId?.Value, DeviceId = context.DeviceId?.Value,
                FacilityId = context.FacilityId.Value,
            },
            EntityKind = "ecg", EntityId = ecg.Value.ToString(), PatientId = context.PatientId?.Value,
        }, context.Now);

    private static async Task<HeldBody?> ReadBody(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength > EcgLimits.FileBytes) return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = EcgLimits.FileBytes;
        return await HeldBody.Read(http.Request, EcgLimits.FileBytes, cancel);
    }

    // The object is put before any row tells of it; when nothing comes of it, the sweeper finds it without one.
    private static async Task<WrittenBlob> Put(IBlobStore store, HeldBody body, CancellationToken cancel)
    {
        using var content = body.Open();
        var key = BlobKey.New();
        var put = await store.Put(key, content, DropLane.ContentType, PutCondition.OnlyIfAbsent,
            ReadOnlyMemory<byte>.Empty, cancel);
        return new WrittenBlob(Storage.Blobs.BlobId.New(), key, put.Info.SizeBytes, put.Sha256);
    }

    private static string NameOf(HttpContext http) =>
        Path.GetFileName(http.Request.Headers["X-File-Name"].ToString()) is { Length: > 0 and <= NameLimitChars } name
            ? name : "ecg";

    private static ProblemHttpResult Refused(EcgFormatException broken)
    {
        var problem = Problems.Because("bad_file", broken.Problem,
            broken.Section == "CSV" ? FileProblem.DescribeTable : "Send the file again from the device.");
        problem.Extensions["section"] = broken.Section;
        problem.Extensions["offset"] = broken.Offset;
        return Problems.Answer(StatusCodes.Status422UnprocessableEntity, problem);
    }
}
