using System.Globalization;
using Telemed.Hub.Platform;
using Telemed.Pathology;

namespace Telemed.Hub.Pathology;

/// <summary>
/// The slide under DeepZoom addresses, for other viewers: levels halve down to one pixel. Where a stored level has the
/// size that an address means, its tiles pass through; the others are made.
/// </summary>
internal static class ViewDeepZoom
{
    private const string Namespace = "http://schemas.microsoft.com/deepzoom/2008";
    private const int TileLimitPx = 1024;

    internal static async Task<IResult> Describe(
        Guid id, CurrentPerson person, SlideAccess access, OpenSlides slides, CancellationToken cancel)
    {
        if (!await access.MaySee(person, id, cancel) || await slides.Get(id, cancel) is not { } open)
            return Problems.NotFound();
        var full = open.Slide.Levels[0];
        return TypedResults.Content(string.Create(CultureInfo.InvariantCulture, $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Image xmlns="{Namespace}" TileSize="{TileSizePx(full)}" Overlap="0" Format="jpg">
              <Size Width="{full.WidthPx}" Height="{full.HeightPx}"/>
            </Image>
            """), "application/xml");
    }

    internal static async Task<IResult> Tile(
        Guid id, int level, string place, CurrentPerson person, HttpContext context, SlideAccess access,
        OpenSlides slides,
        SlideBytes bytes, MadeTiles made, CancellationToken cancel)
    {
        var dot = place.IndexOf('.');
        if (!ViewTile.TryPlace(dot < 0 ? place : place[..dot], out var column, out var row)
            || !await access.MaySee(person, id, cancel) || await slides.Get(id, cancel) is not { } open)
            return Problems.NotFound();
        var full = open.Slide.Levels[0];
        var last = LastLevel(full);
        if (level < 0 || level > last) return Problems.NotFound();
        var step = 1L << (last - level);
        var size = TileSizePx(full);
        var (width, height) = ((full.WidthPx + step - 1) / step, (full.HeightPx + step - 1) / step);
        if ((long)column * size >= width || (long)row * size >= height) return Problems.NotFound();
        if (Stored(open.Slide, width, height, size) is { } number)
            return await ViewTile.Tile(id, open, new TileAddress(number, column, row), context, bytes, made, cancel);
        var (across, down) =
            ((int)Math.Min(size, width - (long)column * size), (int)Math.Min(size, height - (long)row * size));
        var rectangle =
            new SlideRectangle((double)column * size * step, (double)row * size * step, across * step, down * step);
        return await ViewIiif.Made(id, open, rectangle, across, down, context, made, cancel);
    }

    private static int TileSizePx(SlideLevel full) =>
        full.TileWidthPx == full.ServedTileHeightPx && full.TileWidthPx <= TileLimitPx ? full.TileWidthPx : 256;

    private static int LastLevel(SlideLevel full) =>
        (int)Math.Ceiling(Math.Log2(Math.Max(full.WidthPx, full.HeightPx)));

    // Scanners round sizes down and DeepZoom rounds up, so a pixel of difference is the same level.
    private static int? Stored(Slide slide, long width, long height, int size)
    {
        for (var number = 0; number < slide.Levels.Count; number++)
        {
            var level = slide.Levels[number];
            if (Math.Abs(level.WidthPx - width) <= 1 && Math.Abs(level.HeightPx - height) <= 1
                && level.TileWidthPx == size
                && level.ServedTileHeightPx == size && level.TilesAcross == (width + size - 1) / size
                && level.ServedTilesDown == (height + size - 1) / size) return number;
        }
        return null;
    }
}
