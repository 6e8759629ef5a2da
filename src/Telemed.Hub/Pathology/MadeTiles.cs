using Telemed.Pathology;
using Telemed.Pathology.Jpeg;

namespace Telemed.Hub.Pathology;

/// <summary>
/// Tiles that are not passed through: decoded without loss, or filled where the stored one is damaged.
/// </summary>
internal sealed class MadeTiles(TilePixels pixels, SlideRegions regions, TileCache cache)
{
    private const int FillQuality = 85;
    private const int PreviewQuality = 32;
    private static readonly JpegEncoder Filling = new(FillQuality);
    private static readonly JpegEncoder Rough = new(PreviewQuality);

    /// <summary>The tile's pixels exactly, as PNG; null when it has not arrived.</summary>
    public async Task<Picture?> Exact(Guid slide, OpenSlide open, TileAddress at, CancellationToken cancel)
    {
        var key = new TileCache.Key(slide, open.Version, at, TileLook.Exact);
        if (cache.Find(key) is { } known) return known;
        return await pixels.Read(open, at, cancel) is { } tile
            ? cache.Keep(key, ServedTile.Lossless(tile.Rgb, tile.WidthPx, tile.HeightPx)) : null;
    }

    /// <summary>
    /// A damaged tile of a smaller level, made again from the level before it; null when that is level 0.
    /// </summary>
    public async Task<Picture?> Filled(Guid slide, OpenSlide open, TileAddress at, CancellationToken cancel)
    {
        if (at.Level == 0) return null;
        var key = new TileCache.Key(slide, open.Version, at, TileLook.Filled);
        if (cache.Find(key) is { } known) return known;
        var level = open.Slide.Levels[at.Level];
        var step = (double)open.Slide.Levels[0].WidthPx / level.WidthPx;
        var (width, height) = (level.TileWidthPx, level.ServedTileHeightPx);
        var rectangle =
            new SlideRectangle(at.Column * width * step, at.Row * height * step, width * step, height * step);
        return await regions.Rgb(open, rectangle, width, height, at.Level, cancel) is { } rgb
            ? cache.Keep(key, new Picture(Filling.Encode(rgb, width, height), "image/jpeg")) : null;
    }

    /// <summary>A rough picture of a tile for a bad line; null when the tile has not arrived or is blank.</summary>
    public async Task<Picture?> Preview(Guid slide, OpenSlide open, TileAddress at, CancellationToken cancel)
    {
        var key = new TileCache.Key(slide, open.Version, at, TileLook.Preview);
        if (cache.Find(key) is { } known) return known;
        if (await pixels.Rough(open, at, cancel) is { } rough) return cache.Keep(key, rough);
        return await pixels.Read(open, at, cancel) is { } tile
            ? cache.Keep(key, new Picture(Rough.Encode(tile.Rgb, tile.WidthPx, tile.HeightPx), "image/jpeg")) : null;
    }

    /// <summary>
    /// Any rectangle at a size up to <see cref="SlideRegions.SideLimitPx"/>; null when a tile has not arrived.
    /// </summary>
    public async Task<Picture?> Region(
        Guid slide, OpenSlide open, SlideRectangle rectangle, int width, int height, CancellationToken cancel)
    {
        // Whole pixels are the only rectangles that addresses name.
        var place = new TileAddress((int)rectangle.Left, (int)rectangle.Top, (int)rectangle.Width,
            (int)rectangle.Height, width);
        var key = new TileCache.Key(slide, open.Version, place, TileLook.Region, height);
        if (cache.Find(key) is { } known) return known;
        return await regions.Rgb(open, rectangle, width, height, open.Slide.Levels.Count, cancel) is { } rgb
            ? cache.Keep(key, new Picture(Filling.Encode(rgb, width, height), "image/jpeg")) : null;
    }
}
