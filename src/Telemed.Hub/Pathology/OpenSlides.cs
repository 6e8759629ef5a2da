using System.Collections.Concurrent;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>A slide whose tiles are being looked at: its index in memory, and where its bytes are.</summary>
/// <param name="Slide">Its levels and where their tiles lie.</param>
/// <param name="ObjectKeys">The files that tiles number.</param>
/// <param name="Arriving">The upload while it is still going on.</param>
/// <param name="PartBytes">Bytes of the upload's parts.</param>
/// <param name="Version">Rises when levels are added; a level's number holds for one version only.</param>
/// <param name="CheckedAt">When the database was asked last.</param>
internal sealed record OpenSlide(
    Slide Slide, IReadOnlyList<string> ObjectKeys, UploadId? Arriving, int? PartBytes, int Version,
    DateTimeOffset CheckedAt)
{
    public bool Complete => Arriving is null;
}

/// <summary>Keeps the indexes of the slides in use, so that a tile costs no query.</summary>
internal sealed class OpenSlides(Database database, TimeProvider time)
{
    private const int SlidesLimit = 100;
    // While a slide arrives its bytes will move from the spool to the store.
    private static readonly TimeSpan ArrivingFor = TimeSpan.FromSeconds(2);
    // Levels built meanwhile, perhaps by another hub, are noticed this late.
    private static readonly TimeSpan CompleteFor = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, OpenSlide> open = new();

    public ValueTask<OpenSlide?> Get(Guid id, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return open.TryGetValue(id, out var known)
            && now - known.CheckedAt < (known.Complete ? CompleteFor : ArrivingFor)
            ? new ValueTask<OpenSlide?>(known) : Load(id, known, now, cancel);
    }

    /// <summary>The next tile sees what was just written.</summary>
    public void Forget(Guid id) => open.TryRemove(id, out _);

    private async ValueTask<OpenSlide?> Load(Guid id, OpenSlide? known, DateTimeOffset now, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (known is { Complete: true } && await SlideStore.Version(reading, id, cancel) == known.Version)
            return open[id] = known with { CheckedAt = now };
        if (await SlideStore.Bytes(reading, id, cancel) is not { } row)
        {
            open.TryRemove(id, out _);
            return null;
        }
        IReadOnlyList<string> keys = [.. row.ObjectKey is { } key ? [key] : Array.Empty<string>(),
            .. await SlideStore.Files(reading, id, cancel)];
        var arriving = row.Complete || row.UploadId is null ? (UploadId?)null : new UploadId(row.UploadId.Value);
        var slide = known is not null && known.Version == row.IndexVersion ? known.Slide
            : SlideIndex.Read(row.TileIndex);
        if (open.Count >= SlidesLimit) Drop();
        return open[id] = new OpenSlide(slide, keys, arriving, row.PartBytes, row.IndexVersion, now);
    }

    private void Drop()
    {
        foreach (var (id, _) in open.OrderBy(pair => pair.Value.CheckedAt).Take(SlidesLimit / 4))
            open.TryRemove(id, out _);
    }
}
