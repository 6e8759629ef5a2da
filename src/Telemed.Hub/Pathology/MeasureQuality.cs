using Telemed.Decode;
using Telemed.Domain;
using Telemed.Hub.Live;
using Telemed.Pathology;
using Telemed.Pathology.Pixels;
using Telemed.Pathology.Quality;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Pathology;

/// <summary>
/// The job that looks whether a slide is fit to be read, while the laboratory can still scan it again. Its payload is
/// the id of the slide.
/// </summary>
internal sealed class MeasureQuality(
    Database database, OpenSlides slides, SlideRegions regions, TilePixels pixels, TimeProvider time) : IJobHandler
{
    private const string KindName = "slide.measure_quality";

    public string Kind => KindName;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 4, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10), timeout: TimeSpan.FromMinutes(5));

    public int ParallelLimit => 1;

    /// <summary>
    /// What a slide needs that has arrived: the levels it lacks, and with them in place, the judgement.
    /// </summary>
    internal static Task AskFor(Work work, IJobOutbox jobs, Guid id, Slide slide, CancellationToken cancel) =>
        MissingLevels.Find(slide) is not null
            ? BuildLevels.Ask(work, jobs, id, cancel)
            : jobs.Enqueue(work, new JobRequest(KindName, id.ToByteArray(), DedupKey: id.ToString("N")), cancel);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var id = new Guid(run.Payload.Span);
        slides.Forget(id);
        if (await slides.Get(id, cancel) is not { Complete: true } open) return;
        var quality = await Measure(open, cancel);
        await using var work = await database.Begin(cancel);
        await Keep(work, id, QualityView.Of(quality), time.GetUtcNow(), cancel);
        await work.Commit(cancel);
    }

    /// <summary>Writes the judgement to the slide and to the case's list of files.</summary>
    internal static async Task Keep(Work work, Guid id, QualityView quality, DateTimeOffset now,
        CancellationToken cancel)
    {
        var ofCase = await QualityStore.Save(work, id, quality, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "slide.quality_measured", Event = AuditEvents.PatientRecord, Kind = AuditAction.Update,
            Actor = AuditActor.Hub, EntityKind = "slide", EntityId = id.ToString(),
        }, now, cancel);
        if (ofCase is { } consultation)
            LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(consultation)), "slide_quality", id);
    }

    /// <summary>Null when the slide is of a kind that this cannot judge, or cannot be decoded here.</summary>
    private async Task<SlideQuality?> Measure(OpenSlide open, CancellationToken cancel)
    {
        var full = open.Slide.Levels[0];
        // In fluorescence the ground is black, and each channel shows something else.
        if (full.OpticalPaths > 1 || !TilePixels.Knows(full.Compression)) return null;
        var step = Math.Max(1, (double)Math.Max(full.WidthPx, full.HeightPx) / OverviewMap.LongestSidePx);
        var (width, height) = (Math.Max(1, (int)(full.WidthPx / step)), Math.Max(1, (int)(full.HeightPx / step)));
        try
        {
            var whole = new SlideRectangle(0, 0, full.WidthPx, full.HeightPx);
            if (await regions.Rgb(open, whole, width, height, open.Slide.Levels.Count,
                cancel) is not { } rgb) return null;
            var map = OverviewMap.Of(rgb, width, height, Math.Max(full.WidthPx, full.HeightPx));
            return await Survey(open, map, cancel);
        }
        catch (Exception unread) when (unread is DecodeException or SlideFormatException)
        {
            return null;
        }
    }

    private async Task<SlideQuality> Survey(OpenSlide open, OverviewMap map, CancellationToken cancel)
    {
        var number = QualitySurvey.LevelOf(open.Slide);
        var level = open.Slide.Levels[number];
        var survey = new QualitySurvey(map,
            open.Slide.MicrometresPerPixelX * open.Slide.Levels[0].WidthPx / level.WidthPx);
        // Large tiles hold several places, one after the other.
        var (last, tile) = (default(TileAddress?), default(TileRgb));
        foreach (var place in survey.Places)
        {
            var (x, y) = ((int)(place.X * level.WidthPx), (int)(place.Y * level.HeightPx));
            var at = new TileAddress(number, x / level.TileWidthPx, y / level.ServedTileHeightPx,
                level.FocalPlanes / 2);
            if (at != last) (last, tile) = (at, await Read(open, at, cancel));
            if (tile is not null) survey.Add(place, BlurAt(tile, level, at, x, y));
        }
        return survey.Finish();
    }

    private async Task<TileRgb?> Read(OpenSlide open, TileAddress at, CancellationToken cancel)
    {
        try
        {
            return await pixels.Read(open, at, cancel);
        }
        catch (Exception damaged) when (damaged is DecodeException or SlideFormatException)
        {
            return null;
        }
    }

    /// <summary>A window of the tile round the place; null when the level ends too near.</summary>
    private static double? BlurAt(TileRgb tile, SlideLevel level, TileAddress at, int x, int y)
    {
        var (left, top) = (at.Column * level.TileWidthPx, at.Row * level.ServedTileHeightPx);
        var (usedX, usedY) =
            (Math.Min(tile.WidthPx, level.WidthPx - left), Math.Min(tile.HeightPx, level.HeightPx - top));
        var (width, height) = (Math.Min(FocusMeter.MostSidePx, usedX), Math.Min(FocusMeter.MostSidePx, usedY));
        if (width < FocusMeter.LeastSidePx || height < FocusMeter.LeastSidePx) return null;
        var (fromX, fromY) =
            (Math.Clamp(x - left - width / 2, 0, usedX - width), Math.Clamp(y - top - height / 2, 0, usedY - height));
        var window = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
            tile.Rgb.AsSpan(((fromY + row) * tile.WidthPx + fromX) * 3, width * 3)
                .CopyTo(window.AsSpan(row * width * 3));
        return FocusMeter.BlurPx(window, width, height);
    }
}
