using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Instances as a zip that can be resumed: the order and every byte follow from the version of the study, which the
/// entity tag names. Stored without compressing again: images hardly shrink, and the line is the narrow place.
/// </summary>
internal sealed class ZipAnswer(
    IReadOnlyList<InstanceRow> rows, string entityTag, InstanceContent content, Database database) : IResult
{
    // What is no longer than this is read once for its checksum and its bytes, the rest twice.
    private const int HoldLimitBytes = 4 << 20;

    // Sums of those objects that nobody had put into a zip before; they are kept for the next time.
    private readonly Dictionary<int, uint> learned = [];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
        var layout = new ZipLayout([.. rows.Select(row => row.SizeBytes)]);
        response.ContentType = "application/zip";
        response.Headers.ETag = entityTag;
        response.Headers.ContentDisposition = "attachment; filename=\"images.zip\"";
        if (AskedRange.Set(httpContext, layout.TotalBytes) is not { } part) return;
        try
        {
            await Send(layout, part, response.Body, cancel);
        }
        finally
        {
            if (learned.Count > 0) await Keep();
        }
    }

    private async Task Send(ZipLayout layout, BodyPart part, Stream body, CancellationToken cancel)
    {
        for (var at = 0; at < rows.Count; at++)
        {
            if (layout.HeadOf(at + 1) <= part.From) continue;
            if (layout.HeadOf(at) >= part.From + part.LengthBytes) return;
            byte[]? held = null;
            if (layout.ContentOf(at) > part.From)
            {
                (var sum, held) = await SumOf(at, cancel);
                await Send(layout.Head(at, sum), layout.HeadOf(at), part, body, cancel);
            }
            if (held is not null) await Send(held, layout.ContentOf(at), part, body, cancel);
            else await SendContent(layout, at, part, body, cancel);
        }
        if (layout.DirectoryOffset >= part.From + part.LengthBytes) return;
        var sums = new uint[rows.Count];
        for (var at = 0; at < rows.Count; at++) sums[at] = (await SumOf(at, cancel)).Sum;
        await Send(layout.Directory(sums), layout.DirectoryOffset, part, body, cancel);
    }

    private static async Task Send(byte[] bytes, long offset, BodyPart part, Stream body, CancellationToken cancel)
    {
        var from = Math.Max(part.From - offset, 0);
        var to = Math.Min(part.From + part.LengthBytes - offset, bytes.Length);
        if (from < to) await body.WriteAsync(bytes.AsMemory((int)from, (int)(to - from)), cancel);
    }

    private async Task SendContent(ZipLayout layout, int at, BodyPart part, Stream body, CancellationToken cancel)
    {
        var row = rows[at];
        var from = Math.Max(part.From - layout.ContentOf(at), 0);
        var to = Math.Min(part.From + part.LengthBytes - layout.ContentOf(at), row.SizeBytes);
        if (from == 0 && to == row.SizeBytes) await content.Copy(row, body, cancel);
        else if (from < to) await content.CopyClean(row, from, to - from, body, cancel);
    }

    private async Task<(uint Sum, byte[]? Bytes)> SumOf(int at, CancellationToken cancel)
    {
        var row = rows[at];
        if (row.ZipSum is { } known) return (checked((uint)known), null);
        if (learned.TryGetValue(at, out var sum)) return (sum, null);
        if (row.SizeBytes > HoldLimitBytes)
        {
            await using var summing = new ZipSumStream();
            await content.Copy(row, summing, cancel);
            return (learned[at] = summing.Sum, null);
        }
        using var held = new MemoryStream((int)row.SizeBytes);
        await content.Copy(row, held, cancel);
        var bytes = held.ToArray();
        return (learned[at] = ZipSum.Add(0, bytes), bytes);
    }

    private const string KeepSums = """
        UPDATE imaging_instance i SET zip_sum = n.sum FROM unnest(@ids, @sums) AS n (id, sum) WHERE i.id = n.id
        """;

    // Kept also when the line dropped: that is when they are wanted again.
    private async Task Keep()
    {
        await using var work = await database.Begin(CancellationToken.None);
        await work.Execute(KeepSums, new
        {
            ids = learned.Keys.Select(at => rows[at].Id).ToArray(),
            sums = learned.Values.Select(sum => (long)sum).ToArray(),
        }, CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }
}
