using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Pathology;

/// <summary>Reads runs of a slide's bytes: from the store, or from the spool while it arrives.</summary>
internal sealed class SlideBytes(Database database, IBlobStore store, UploadSpool spool)
{
    private const long FarLimitBytes = 64 << 20;

    // A folder is read from the kernel's own cache; a bucket answers after many milliseconds.
    private readonly RunCache? far = store is S3BlobStore ? new RunCache(FarLimitBytes) : null;

    /// <summary>The bytes of a run, or null when they have not arrived yet.</summary>
    public async Task<byte[]?> Read(OpenSlide slide, TileSpan span, CancellationToken cancel)
    {
        var bytes = new byte[span.Length];
        return await Read(slide, span, bytes, cancel) ? bytes : null;
    }

    /// <summary>The same into a buffer of the run's length.</summary>
    public ValueTask<bool> Read(OpenSlide slide, TileSpan span, Memory<byte> into, CancellationToken cancel) =>
        slide.Arriving is { } upload ? FromSpool(slide, upload, span, into, cancel)
            : far is null ? store.ReadExactly(slide.ObjectKeys[span.Source], span.Offset, into, cancel)
            : FromFar(far, slide.ObjectKeys[span.Source], span, into, cancel);

    private async ValueTask<bool> FromFar(
        RunCache known, string key, TileSpan span, Memory<byte> into, CancellationToken cancel)
    {
        if (known.TryRead(key, span.Offset, into.Span)) return true;
        if (!await store.ReadExactly(key, span.Offset, into, cancel)) return false;
        known.Keep(key, span.Offset, into.Span);
        return true;
    }

    private async ValueTask<bool> FromSpool(
        OpenSlide slide, UploadId upload, TileSpan span, Memory<byte> into, CancellationToken cancel)
    {
        if (!await IsHere(slide, upload, span, cancel)) return false;
        using var file = File.OpenHandle(spool.PathOf(upload), options: FileOptions.Asynchronous,
            share: FileShare.ReadWrite | FileShare.Delete);
        return await RandomAccess.ReadAsync(file, into, span.Offset, cancel) == span.Length;
    }

    private async Task<bool> IsHere(OpenSlide slide, UploadId upload, TileSpan span, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (slide.PartBytes is not { } partBytes)
            return await UploadStore.Find(reading, upload, cancel) is { } row && row.ReceivedBytes >= span.Offset
                + span.Length;
        var (first, last) = ((int)(span.Offset / partBytes), (int)((span.Offset + span.Length - 1) / partBytes));
        return await UploadStore.HasParts(reading, upload, first, last, cancel);
    }
}
