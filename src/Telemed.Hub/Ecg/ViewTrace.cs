using System.IO.Compression;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Ecg;

/// <summary>
/// A window of the trace in the form that fits a thin line; the same window always has the same bytes.
/// </summary>
internal static class ViewTrace
{
    private const double WindowLimitSeconds = 120;

    internal static async Task<IResult> Handle(
        Guid id, double? startMs, double? seconds, HttpContext context, CurrentPerson person, Database database,
            EcgFiles files,
        CancellationToken cancel)
    {
        EcgRow? row;
        await using (var reading = await database.Read(cancel)) row = await EcgStore.Find(reading, person, id, cancel);
        if (row is null) return Problems.NotFound();
        if (startMs is < 0 or double.NaN || seconds is <= 0 or > WindowLimitSeconds or double.NaN)
            return Problems.BadField("seconds",
                $"A window begins at 0 ms or later and has up to {WindowLimitSeconds} seconds.");
        var etag = $"\"{Convert.ToHexStringLower(row.Sha256)[..32]}-{startMs:F0}-{seconds:F1}\"";
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "private, max-age=0, must-revalidate";
        if (context.Request.Headers.IfNoneMatch == etag)
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var trace = TraceCode.Write(await files.Read(row.Source, cancel), startMs ?? 0, seconds ?? 60);
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return TypedResults.Bytes(trace, "application/octet-stream");
        context.Response.Headers.ContentEncoding = "gzip";
        context.Response.Headers.Vary = "Accept-Encoding";
        using var small = new MemoryStream();
        await using (var gzip = new GZipStream(small, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(
            trace, cancel);
        return TypedResults.Bytes(small.ToArray(), "application/octet-stream");
    }
}
