using Telemed.Pathology.Jpeg;

namespace Telemed.Pathology;

/// <summary>Looks at the beginnings of some tiles, spread over each level, for damage the directories do not
/// show.</summary>
public static class TileCheck
{
    private const int TilesPerLevel = 16;
    private const int HeadLimitBytes = 4096;
    private const int WarningsLimit = 8;

    /// <summary>One sentence for each damaged tile among those looked at; empty when all begin well.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="sources">Its files, seekable, in the order its tiles number them.</param>
    /// <param name="cancel">Ends the look early.</param>
    public static IReadOnlyList<string> Look(Slide slide, IReadOnlyList<Stream> sources, CancellationToken cancel)
    {
        var files = sources.Select(source => new SourceBytes(source, cancel)).ToList();
        var warnings = new List<string>();
        for (var number = 0; number < slide.Levels.Count; number++)
        {
            var level = slide.Levels[number];
            if (level.Compression != TileCompression.Jpeg || level.IsRestartSliced) continue;
            var step = Math.Max(1, level.Tiles.Count / TilesPerLevel);
            for (var index = 0; index < level.Tiles.Count && warnings.Count < WarningsLimit; index += step)
                if (Problem(files, level.Tiles[index]) is { } problem)
                    warnings.Add($"Level {number}, tile {index} is damaged and cannot be shown: {problem}");
        }
        return warnings;
    }

    private static string? Problem(List<SourceBytes> files, TileSpan tile)
    {
        if (tile.IsBlank) return null;
        try
        {
            var head = files[tile.Source].Read("Tile", tile.Offset, Math.Min(tile.Length, HeadLimitBytes));
            // A long profile may push the scan beyond the head that was read; that is no damage.
            var header = JpegHeader.Read(head, "Tile", tile.Offset, needScan: tile.Length <= HeadLimitBytes);
            return header.ScanOffset > 0 && header.FrameOffset == 0 ? "it has no frame header." : null;
        }
        catch (SlideFormatException broken)
        {
            return $"{broken.Problem} (byte {broken.Offset})";
        }
    }
}
