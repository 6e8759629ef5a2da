using System.Collections.Concurrent;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>A slide whose tiles are being looked at: its index in memory, and where its bytes are.</summary>
internal sealed record OpenSlide(
    Slide Slide, IReadOnlyList<string> ObjectKeys, UploadId? Arriving, int? PartBytes, DateTimeOffset OpenedAt)
{
    public bool Complete => Arriving is null;
}

/// <summary>Keeps the indexes of the slides in use, so that a tile costs no query.</summary>
internal sealed class OpenSlides(Database database, TimeProvider time)
{
    private const int SlidesLimit = 100;
    // While a slide arrives its bytes will move from the spool to the store.
    private static readonly TimeSpan ArrivingFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, OpenSlide> open = new();

    public async ValueTask<OpenSlide?> Get(Guid id, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (open.TryGetValue(id, out var known) && (known.Complete || now - known.OpenedAt < ArrivingFor)) return known;
        await using var reading = await database.Read(cancel);
        if (await SlideStore.Bytes(reading, id, cancel) is not { } row) return null;
        var keys = row.ObjectKey is { } key ? [key] : await SlideStore.Files(reading, id, cancel);
        var arriving = row.Complete || row.UploadId is null ? (UploadId?)null : new UploadId(row.UploadId.Value);
        var slide = known?.Slide ?? SlideIndex.Read(row.TileIndex);
        if (open.Count >= SlidesLimit) Drop();
        return open[id] = new OpenSlide(slide, keys, arriving, row.PartBytes, now);
    }

    private void Drop()
    {
        foreach (var (id, _) in open.OrderBy(pair => pair.Value.OpenedAt).Take(SlidesLimit / 4)) open.TryRemove(id,
            out _);
    }
}
