using System.Collections.Concurrent;

namespace Telemed.Pathology;

/// <summary>
/// The picture of a tile that the scanner left out because nothing was on the glass (TIFF: a length or offset of zero;
/// DICOM: no frame for the place). One for all tiles of a size.
/// </summary>
public static class BlankTile
{
    // Tiles larger than any scanner's are shown by a smaller picture, since white is white.
    private const int SideLimitPx = 1024;
    private const int SizesLimit = 64;

    private static readonly ConcurrentDictionary<(int WidthPx, int HeightPx), Picture> Known = new();

    /// <summary>White, as large as a served tile of the level.</summary>
    /// <param name="level">The level.</param>
    public static Picture Of(SlideLevel level)
    {
        var size = (Math.Min(level.TileWidthPx, SideLimitPx), Math.Min(level.ServedTileHeightPx, SideLimitPx));
        if (Known.TryGetValue(size, out var known)) return known;
        if (Known.Count >= SizesLimit) Known.Clear();
        return Known.GetOrAdd(size, White);
    }

    private static Picture White((int WidthPx, int HeightPx) size)
    {
        var rgb = new byte[size.WidthPx * size.HeightPx * 3];
        rgb.AsSpan().Fill(byte.MaxValue);
        return ServedTile.Lossless(rgb, size.WidthPx, size.HeightPx);
    }
}
