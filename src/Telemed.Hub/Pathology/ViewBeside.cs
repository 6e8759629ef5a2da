using Telemed.Decode;
using Telemed.Hub.Platform;
using Telemed.Pathology;
using Telemed.Pathology.Jpeg;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Pathology;

/// <summary>The pictures beside the tissue. Label and overview may show a name, so looking at them leaves a
/// trace.</summary>
internal static class ViewBeside
{
    private const int ThumbnailLimitPx = 4096;
    private const int MadeThumbnailPx = 256;
    private static readonly JpegEncoder Encoder = new(quality: 80);

    internal static async Task<IResult> Thumbnail(
        Guid id, CurrentPerson person, HttpContext context, SlideAccess access, OpenSlides slides, SlideBytes bytes,
        MadeTiles made, SlideRegions regions, TileCache cache, CancellationToken cancel)
    {
        if (!await access.MaySee(person, id, cancel) || await slides.Get(id, cancel) is not { } open)
            return Problems.NotFound();
        var last = open.Slide.Levels.Count - 1;
        var smallest = open.Slide.Levels[last];
        // A level cut into full-width stripes is one picture when all of them are joined.
        if (smallest is { IsRestartSliced: true, TilesAcross: 1, HeightPx: <= ThumbnailLimitPx })
        {
            var joined = smallest with { StripesPerServedTile = smallest.TilesDown };
            open = open with { Slide = open.Slide with { Levels = [.. open.Slide.Levels.SkipLast(1), joined] } };
            smallest = joined;
        }
        // A tile is as large as its level, or is padded and would be shown with its padding.
        var isExact = smallest.IsRestartSliced
            || (smallest.TileWidthPx == smallest.WidthPx && smallest.ServedTileHeightPx == smallest.HeightPx);
        if (isExact && smallest is { TilesAcross: 1, ServedTilesDown: 1 })
            return await ViewTile.Tile(id, open, new TileAddress(last, 0, 0), context, bytes, made, cancel);
        if (open.Slide.Associated.FirstOrDefault(image => image.Name == "thumbnail") is { } thumbnail)
            return await Show(open, thumbnail, context, bytes, cancel);
        return await Made(id, open, context, regions, cache, cancel);
    }

    /// <summary>A slide of large levels only: the smallest is drawn once at the size of a thumbnail.</summary>
    private static async Task<IResult> Made(
        Guid id, OpenSlide open, HttpContext context, SlideRegions regions, TileCache cache, CancellationToken cancel)
    {
        var key = new TileCache.Key(id, open.Version, default, TileLook.Region, MadeThumbnailPx);
        var full = open.Slide.Levels[0];
        var step = (double)Math.Max(full.WidthPx, full.HeightPx) / MadeThumbnailPx;
        var (width, height) = (Math.Max(1, (int)(full.WidthPx / step)), Math.Max(1, (int)(full.HeightPx / step)));
        try
        {
            if (cache.Find(key) is { } known) return ViewTile.Show(known, context);
            var all = new SlideRectangle(0, 0, full.WidthPx, full.HeightPx);
            return await regions.Rgb(open, all, width, height, open.Slide.Levels.Count, cancel) is { } rgb
                ? ViewTile.Show(cache.Keep(key, new Picture(Encoder.Encode(rgb, width, height), "image/jpeg")), context)
                : Problems.NotFound();
        }
        catch (Exception unshown) when (unshown is SlideFormatException or DecodeException)
        {
            return Problems.NotFound();
        }
    }

    internal static async Task<IResult> Handle(
        Guid id, string name, CurrentPerson person, HttpContext context, Database database, OpenSlides slides,
            SlideBytes bytes,
        TimeProvider time, CancellationToken cancel)
    {
        if (name is not ("label" or "macro")) return Problems.NotFound();
        SlideRow? row;
        await using (var work = await database.Begin(cancel))
        {
            row = await SlideStore.Find(work, person, id, cancel);
            if (row is null) return Problems.NotFound();
            await AuditLog.Append(work, new AuditEntry
            {
                Action = $"slide.{name}_shown", Event = AuditEvents.InstancesAccessed, Kind = AuditAction.Read,
                Actor = new AuditActor { PersonId = person.Id.Value }, EntityKind = "slide", EntityId = id.ToString(),
                PatientId = row.PatientId,
            }, time.GetUtcNow(), cancel);
            await work.Commit(cancel);
        }
        if (await slides.Get(id, cancel) is not { } open) return Problems.NotFound();
        return open.Slide.Associated.FirstOrDefault(image => image.Name == name) is { } image
            ? await Show(open, image, context, bytes, cancel)
            : Problems.NotFound();
    }

    private static async Task<IResult> Show(
        OpenSlide open, AssociatedImage image, HttpContext context, SlideBytes bytes, CancellationToken cancel)
    {
        var strips = new List<ReadOnlyMemory<byte>>();
        foreach (var strip in image.Strips)
            if (await bytes.Read(open, strip, cancel) is { } run) strips.Add(run);
            else return Problems.Answer(StatusCodes.Status404NotFound, "not_arrived",
                "This part of the slide has not arrived yet.");
        try
        {
            var picture = AssociatedPicture.Assemble(image, strips);
            context.Response.Headers.CacheControl = image.Name == "thumbnail" ? "private, max-age=31536000, immutable"
                : "no-store";
            return TypedResults.Bytes(picture.Bytes, picture.ContentType);
        }
        catch (Exception unshown) when (unshown is SlideFormatException or NotSupportedException)
        {
            return Problems.Answer(StatusCodes.Status415UnsupportedMediaType, "not_shown",
                "This picture cannot be shown.");
        }
    }
}
