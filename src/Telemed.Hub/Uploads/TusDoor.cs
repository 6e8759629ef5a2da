using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>Resumable uploads as tus 1.0.0 describes them: creation, checksum, expiration and termination.</summary>
internal static class TusDoor
{
    private const string Version = "1.0.0";
    private const int MetadataLimitChars = 8 * 1024;
    private const int ChecksumMismatch = 460;

    internal static IResult Options(HttpContext context, UploadOptions options)
    {
        var headers = context.Response.Headers;
        headers["Tus-Resumable"] = Version;
        headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = "creation,checksum,expiration,termination";
        headers["Tus-Checksum-Algorithm"] = "sha256,sha1";
        headers["Tus-Max-Size"] = options.AnyFileBytes.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    internal static async Task<IResult> Create(
        HttpContext context, CurrentCaller caller, UploadOptions options, UploadSpool spool, Database database,
        TimeProvider time, CancellationToken cancel)
    {
        if (WrongVersion(context) is { } wrong) return wrong;
        if (!TryNumber(context.Request.Headers["Upload-Length"], out var length))
            return Problems.BadField("Upload-Length", "The length of the file must be announced.");
        if (Metadata(context.Request.Headers["Upload-Metadata"].ToString()) is not { } metadata)
            return Problems.BadField("Upload-Metadata", "The metadata are not key and base64 pairs.");
        Guid? consultation = null;
        if (metadata.TryGetValue("consultationId", out var text) && text.Length > 0)
        {
            if (!Guid.TryParse(text, out var id)) return Problems.BadField("consultationId",
                "This is no id of a case.");
            consultation = id;
        }
        var name = metadata.GetValueOrDefault("fileName") ?? metadata.GetValueOrDefault("filename") ?? "file";
        var request = new BeginUpload.Request(name, length, consultation, InParts: false,
            metadata.GetValueOrDefault("csv"));
        var (row, refusal) = await BeginUpload.Run(request, caller, options, spool, database, time, cancel);
        if (row is null) return refusal!;
        context.Response.Headers["Upload-Expires"] = row.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        return TypedResults.Created($"/uploads/{row.Id}");
    }

    internal static async Task<IResult> Head(
        Guid id, HttpContext context, CurrentCaller caller, UploadTurns turns, Database database,
            CancellationToken cancel)
    {
        if (WrongVersion(context) is { } wrong) return wrong;
        // An older request still writing is ended first, so that the offset told is the last one.
        using (await turns.Take(new UploadId(id), cancel))
        {
            await using var reading = await database.Read(cancel);
            if (await UploadStore.FindOf(reading, new(id), caller.PersonId, caller.DeviceId,
                cancel) is not { PartBytes: null } row)
                return TypedResults.NotFound();
            var headers = context.Response.Headers;
            headers["Upload-Offset"] = row.ReceivedBytes.ToString(CultureInfo.InvariantCulture);
            headers["Upload-Length"] = row.SizeBytes.ToString(CultureInfo.InvariantCulture);
            headers["Upload-Expires"] = row.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
            headers.CacheControl = "no-store";
            return TypedResults.Ok();
        }
    }

    internal static async Task<IResult> Patch(
        Guid id, HttpContext context, CurrentCaller caller, UploadTurns turns, ReceiveBytes receive,
            FinishUpload finish,
        Database database, CancellationToken cancel)
    {
        if (WrongVersion(context) is { } wrong) return wrong;
        if (context.Request.ContentType != "application/offset+octet-stream") return TypedResults.StatusCode(415);
        if (!TryNumber(context.Request.Headers["Upload-Offset"], out var offset))
            return Problems.BadField("Upload-Offset", "The offset must be given.");
        if (!TryChecksum(context.Request.Headers["Upload-Checksum"].ToString(), out var algorithm, out var expected))
            return Problems.BadField("Upload-Checksum", "The checksum is of an unknown kind.");

        UploadRow? row;
        using (var turn = await turns.Take(new UploadId(id), cancel))
        {
            await using (var reading = await database.Read(cancel))
                row = await UploadStore.FindOf(reading, new(id), caller.PersonId, caller.DeviceId, cancel);
            if (row is not { PartBytes: null }) return TypedResults.NotFound();
            if (row.State != "receiving") return Problems.Answer(409, "already_received",
                "This file was received whole already.");
            if (offset != row.ReceivedBytes)
                return Problems.Answer(409, "wrong_offset", $"{row.ReceivedBytes} bytes are here.",
                    "Ask for the offset and go on from it.");
            AllowLong(context, row.SizeBytes - offset);
            var received = await receive.Append(row, context.Request.Body, algorithm, expected, turn.Stop);
            if (received is null) return TypedResults.StatusCode(ChecksumMismatch);
            row = received;
        }
        if (row.State == "refused") return BeginUpload.Refused(422,
            await ViewUpload.ProblemOf(database, row.UploadId, cancel));
        if (row.ReceivedBytes == row.SizeBytes) await finish.Run(row.UploadId, CancellationToken.None);
        context.Response.Headers["Upload-Offset"] = row.ReceivedBytes.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    internal static async Task<IResult> Delete(
        Guid id, HttpContext context, CurrentCaller caller, UploadTurns turns, UploadSpool spool, Database database,
        CancellationToken cancel)
    {
        using (await turns.Take(new UploadId(id), cancel))
        {
            await using var work = await database.Begin(cancel);
            if (await UploadStore.FindOf(work, new(id), caller.PersonId, caller.DeviceId, cancel) is null)
                return TypedResults.NotFound();
            if (!await UploadStore.Remove(work, new UploadId(id), cancel))
                return Problems.Answer(409, "already_received", "This file was received whole already.");
            await work.Commit(cancel);
            spool.Remove(new UploadId(id));
        }
        context.Response.Headers["Tus-Resumable"] = Version;
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult? WrongVersion(HttpContext context)
    {
        context.Response.Headers["Tus-Resumable"] = Version;
        if (context.Request.Headers["Tus-Resumable"] == Version) return null;
        context.Response.Headers["Tus-Version"] = Version;
        return Problems.Answer(StatusCodes.Status412PreconditionFailed, "tus_version", "This door speaks tus 1.0.0.");
    }

    /// <summary>A body as long as the file, on a line as slow as a township's.</summary>
    internal static void AllowLong(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = bytes;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new(bytesPerSecond: 16, gracePeriod: TimeSpan.FromSeconds(60));
    }

    private static bool TryNumber(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryChecksum(string header, out HashAlgorithmName? algorithm, out byte[] expected)
    {
        (algorithm, expected) = (null, []);
        if (header.Length == 0) return true;
        var parts = header.Split(' ', 2);
        algorithm = parts[0] switch { "sha256" => HashAlgorithmName.SHA256, "sha1" => HashAlgorithmName.SHA1, _ =>
            null };
        var bytes = new byte[64];
        if (algorithm is null || parts.Length < 2 || !Convert.TryFromBase64String(parts[1], bytes, out var count))
            return false;
        expected = bytes[..count];
        return true;
    }

    private static Dictionary<string, string>? Metadata(string header)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header.Length > MetadataLimitChars) return null;
        foreach (var pair in header.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split(' ', 2);
            var bytes = new byte[MetadataLimitChars];
            if (!Convert.TryFromBase64String(parts.Length > 1 ? parts[1] : "", bytes, out var count)) return null;
            metadata[parts[0]] = Encoding.UTF8.GetString(bytes, 0, count);
        }
        return metadata;
    }
}
