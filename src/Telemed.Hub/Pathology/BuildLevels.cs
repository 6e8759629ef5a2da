using Telemed.Decode;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Pathology.Pixels;
using Telemed.Pathology.Pyramids;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Pathology;

/// <summary>The job that makes the levels a scanner left out, once; its payload is the id of the slide.</summary>
internal sealed class BuildLevels(
    Database database, OpenSlides slides, SlideRegions regions, BlobWriter blobs, UploadSpool spool, IJobOutbox jobs,
    TimeProvider time) : IJobHandler
{
    private const string KindName = "slide.build_levels";
    private const int Quality = 85;
    private const int TilePx = 256;

    public string Kind => KindName;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 3, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30), timeout: TimeSpan.FromHours(3));

    // It keeps a decoder busy for minutes; people who look at slides need it between.
    public int ParallelLimit => 1;

    internal static Task Ask(Work work, IJobOutbox jobs, Guid slide, CancellationToken cancel) =>
        jobs.Enqueue(work, new JobRequest(KindName, slide.ToByteArray(), DedupKey: slide.ToString("N")), cancel);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var id = new Guid(run.Payload.Span);
        slides.Forget(id);
        if (await slides.Get(id, cancel) is not { Complete: true } open
            || MissingLevels.Find(open.Slide) is not { } gap)
            return;
        var folder = spool.NewFolder();
        try
        {
            var path = Path.Combine(folder, "levels");
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
            await Make(open, gap, file, cancel);
            file.Position = 0;
            var made = SlideReader.Open(file, cancel);
            file.Position = 0;
            var blob = await blobs.Write(file, "image/tiff", default, cancel);
            await Keep(id, open, gap, made, blob, cancel);
        }
        catch (Exception unread) when (unread is DecodeException or SlideFormatException)
        {
            // The slide is shown as it is stored; another attempt would find the same bytes.
            await NoteUnmeasurable(id, cancel);
            throw new JobRefusedException($"Slide {id} cannot be decoded: {unread.Message}", unread);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task NoteUnmeasurable(Guid id, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await MeasureQuality.Keep(work, id, QualityView.Of(null), time.GetUtcNow(), cancel);
        await work.Commit(cancel);
    }

    private Task Make(OpenSlide open, MissingLevels gap, Stream into, CancellationToken cancel)
    {
        var from = open.Slide.Levels[gap.Base];
        var (stepX, stepY) = ((double)from.WidthPx / gap.WidthPx, (double)from.HeightPx / gap.HeightPx);
        var plan = new PyramidPlan
        {
            WidthPx = gap.WidthPx, HeightPx = gap.HeightPx, TileSizePx = TilePx, Quality = Quality, AsSvs = false,
            BigTiff = true,
        };
        return PyramidWriter.Write(plan, async (top, rows, rgb, stop) =>
        {
            var canvas = new RegionCanvas(0, top * stepY, stepX, stepY, gap.WidthPx, rows);
            var first = (int)(top * stepY) / from.ServedTileHeightPx;
            var last = Math.Min(from.ServedTilesDown - 1, (int)((top + rows) * stepY) / from.ServedTileHeightPx);
            for (var row = first; row <= last; row++)
                for (var column = 0; column < from.TilesAcross; column++)
                    await regions.Draw(canvas, open, new TileAddress(gap.Base, column, row), stop);
            canvas.ToRgb().CopyTo(rgb);
        }, into, cancel);
    }

    private async Task Keep(Guid id, OpenSlide open, MissingLevels gap, Slide made, WrittenBlob blob,
        CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var index = await SlideStore.IndexForUpdate(work, id, cancel);
        // Another hub was faster, or the series grew meanwhile.
        if (index is null || await SlideStore.Version(work, id, cancel) != open.Version)
        {
            await blobs.Discard(blob, cancel);
            return;
        }
        await BlobTable.MarkStored(work, blob, cancel);
        await SlideStore.PutFile(work, id, open.ObjectKeys.Count, blob.Id.Value, cancel);
        var joined = gap.Join(open.Slide, made, open.ObjectKeys.Count);
        await SlideStore.ReplaceIndex(work, id, joined, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "slide.levels_built", Event = AuditEvents.PatientRecord, Kind = AuditAction.Update,
            Actor = AuditActor.Hub, EntityKind = "slide", EntityId = id.ToString(),
        }, time.GetUtcNow(), cancel);
        // A slide may have a second gap further down; without any it can be judged.
        await MeasureQuality.AskFor(work, jobs, id, joined, cancel);
        await work.Commit(cancel);
        slides.Forget(id);
    }
}
