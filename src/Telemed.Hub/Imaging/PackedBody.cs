using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.Net.Http.Headers;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Packs long JSON on its way when the client can unpack it: the header of a slice takes 3 KB, and a study has hundreds
/// of slices and a village 2 Mbit/s.
/// </summary>
internal static class PackedBody
{
    private const string Brotli = "br", Gzip = "gzip";

    /// <summary>The packing to use; empty for none.</summary>
    public static string Of(HttpRequest request)
    {
        var wanted = request.GetTypedHeaders().AcceptEncoding;
        return IsTaken(wanted, Brotli) ? Brotli : IsTaken(wanted, Gzip) ? Gzip : "";
    }

    /// <summary>Sends what is written, packed or not; the writer may keep it until it is flushed.</summary>
    public static async Task Send(HttpContext context, Func<PipeWriter, CancellationToken, Task> write)
    {
        var (response, cancel, packing) = (context.Response, context.RequestAborted, Of(context.Request));
        if (packing.Length > 0) response.Headers.ContentEncoding = packing;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        if (packing.Length == 0)
        {
            await write(response.BodyWriter, cancel);
            await response.BodyWriter.FlushAsync(cancel);
            return;
        }
        await using Stream packed = packing == Brotli
            ? new BrotliStream(response.Body, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        var body = PipeWriter.Create(packed, new StreamPipeWriterOptions(leaveOpen: true));
        await write(body, cancel);
        await body.CompleteAsync();
    }

    private static bool IsTaken(IList<StringWithQualityHeaderValue> wanted, string packing) =>
        wanted.Any(one => one.Value.Equals(packing, StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);
}
