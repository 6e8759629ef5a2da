using Telemed.Decode;
using Telemed.Pathology;
using Telemed.Pathology.Pixels;

namespace Telemed.Hub.Pathology;

/// <summary>A rectangle of a slide in level-0 pixels.</summary>
internal readonly record struct SlideRectangle(double Left, double Top, double Width, double Height);

/// <summary>
/// Puts pictures of rectangles together from decoded tiles: where no stored tile fits, or one is damaged.
/// </summary>
internal sealed class SlideRegions(TilePixels pixels)
{
    /// <summary>The longest side of a picture.</summary>
    public const int SideLimitPx = 2048;

    // A picture takes the level just above its own size, so even a large one needs few tiles.
    private const int TilesLimit = 400;

    /// <summary>Three bytes a pixel; null when a tile in it has not arrived.</summary>
    /// <param name="open">The slide.</param>
    /// <param name="rectangle">What is shown; beyond the slide it is white.</param>
    /// <param name="widthPx">Width of the picture, 1 to <see cref="SideLimitPx"/>.</param>
    /// <param name="heightPx">Height of the picture.</param>
    /// <param name="finerThan">Only levels before this one are used.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="DecodeException">The rectangle takes too many tiles, or one cannot be decoded.</exception>
    public async Task<byte[]?> Rgb(OpenSlide open, SlideRectangle rectangle, int widthPx, int heightPx, int finerThan,
        CancellationToken cancel)
    {
        var (full, number) = (open.Slide.Levels[0], LevelFor(open.Slide, rectangle, widthPx, finerThan));
        var level = open.Slide.Levels[number];
        var (stepX, stepY) = ((double)full.WidthPx / level.WidthPx, (double)full.HeightPx / level.HeightPx);
        var (left, top) = (rectangle.Left / stepX, rectangle.Top / stepY);
        var (width, height) = (rectangle.Width / stepX, rectangle.Height / stepY);
        var canvas = new RegionCanvas(left, top, width / widthPx, height / heightPx, widthPx, heightPx);
        var (firstColumn, lastColumn) = Range(left, width, level.TileWidthPx, level.TilesAcross);
        var (firstRow, lastRow) = Range(top, height, level.ServedTileHeightPx, level.ServedTilesDown);
        if ((long)(lastColumn - firstColumn + 1) * (lastRow - firstRow + 1) > TilesLimit)
            throw new DecodeException("The rectangle takes more tiles than a picture may.");
        for (var row = firstRow; row <= lastRow; row++)
            for (var column = firstColumn; column <= lastColumn; column++)
                if (!await Draw(canvas, open, new TileAddress(number, column, row), cancel)) return null;
        return canvas.ToRgb();
    }

    /// <summary>Draws a tile; blank ones leave the canvas white. False when it has not arrived.</summary>
    public async Task<bool> Draw(RegionCanvas canvas, OpenSlide open, TileAddress at, CancellationToken cancel)
    {
        var level = open.Slide.Levels[at.Level];
        if (ServedTile.Spans(level, at.Column, at.Row)[0].IsBlank) return true;
        if (await pixels.Read(open, at, cancel) is not { } tile) return false;
        var (x, y) = (at.Column * level.TileWidthPx, at.Row * level.ServedTileHeightPx);
        canvas.Draw(tile.Rgb, x, y, tile.WidthPx, Math.Min(tile.WidthPx, level.WidthPx - x),
            Math.Min(tile.HeightPx, level.HeightPx - y));
        return true;
    }

    /// <summary>The smallest level that still has a pixel for each of the picture's.</summary>
    private static int LevelFor(Slide slide, SlideRectangle rectangle, int widthPx, int finerThan)
    {
        var chosen = 0;
        for (var number = 0; number < Math.Min(finerThan, slide.Levels.Count); number++)
        {
            var level = slide.Levels[number];
            if (!TilePixels.Knows(level.Compression)) continue;
            // A pixel of slack: levels are rounded.
            if (rectangle.Width * level.WidthPx / slide.Levels[0].WidthPx >= widthPx - 1) chosen = number;
        }
        return chosen;
    }

    private static (int First, int Last) Range(double from, double length, int tilePx, int count) =>
        (Math.Clamp((int)Math.Floor(from / tilePx), 0, count - 1),
            Math.Clamp((int)Math.Ceiling((from + length) / tilePx) - 1, 0, count - 1));
}
