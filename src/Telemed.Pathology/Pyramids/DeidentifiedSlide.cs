using System.Globalization;
using System.Text;
using Telemed.Pathology.Photos;

namespace Telemed.Pathology.Pyramids;

/// <summary>
/// A slide as a new tiled BigTIFF that holds the tissue's tiles as they were stored, its scale and power, and nothing
/// else: no label, no overview of the glass, no description, name, date or user, and no segment of a tile in which any
/// could hide. What is not copied cannot leak, so nothing is taken out of the original.
/// </summary>
public static class DeidentifiedSlide
{
    private const int Long8 = 16, Long = 4, Short = 3, Ascii = 2, Bytes = 7;

    /// <summary>Gives the bytes of a run; null when they are not there.</summary>
    /// <param name="span">Where they lie.</param>
    /// <param name="cancel">Ends the reading.</param>
    public delegate Task<byte[]?> Reading(TileSpan span, CancellationToken cancel);

    /// <summary>Why a slide has no such copy; null when it has.</summary>
    /// <param name="slide">The slide.</param>
    public static string? WhyNot(Slide slide) => slide.Levels switch
    {
        _ when slide.Levels.Any(level => level.FocalPlanes > 1 || level.OpticalPaths > 1) =>
            "A slide with several focal planes or channels is not copied to TIFF.",
        _ when slide.Levels.Any(level => level.IsRestartSliced) =>
            "The tiles of this format are stripes, which no other program reads as tiles.",
        _ when slide.Levels.Any(level => CodeOf(level.Compression) is null || level.BitsPerSample != 8) =>
            "Its compression has no place in a TIFF.",
        _ => null,
    };

    /// <summary>Writes the copy.</summary>
    /// <param name="slide">A slide for which <see cref="WhyNot"/> is null.</param>
    /// <param name="read">Gives the stored tiles.</param>
    /// <param name="into">Seekable and empty.</param>
    /// <param name="cancel">Ends the writing early.</param>
    /// <exception cref="SlideFormatException">A stored tile is damaged or missing.</exception>
    public static async Task Write(Slide slide, Reading read, Stream into, CancellationToken cancel)
    {
        if (WhyNot(slide) is { } why) throw new ArgumentException(why, nameof(slide));
        var tiff = new TiffOutput(into, isBig: true);
        for (var number = 0; number < slide.Levels.Count; number++)
        {
            var level = slide.Levels[number];
            var (offsets, lengths) = (new long[level.Tiles.Count], new long[level.Tiles.Count]);
            for (var index = 0; index < level.Tiles.Count; index++)
            {
                cancel.ThrowIfCancellationRequested();
                var span = level.Tiles[index];
                if (span.IsBlank) continue;
                var stored = await read(span, cancel)
                    ?? throw new SlideFormatException("Tile", span.Offset, "The tile is not in the store.");
                var tile = Clean(level, stored);
                (offsets[index], lengths[index]) = (tiff.Append(tile), tile.Length);
            }
            tiff.WriteDirectory(Tags(slide, level, offsets, lengths, number == 0));
        }
        tiff.Finish();
    }

    /// <summary>A JPEG tile with its tables and without comments or applications' own segments.</summary>
    private static ReadOnlySpan<byte> Clean(SlideLevel level, byte[] stored) =>
        level.Compression == TileCompression.Jpeg
        ? PhotoPrivacy.WithoutPlace(level.PassesThrough ? ServedTile.Assemble(level, [stored]).Bytes.Span : stored)
            : stored;

    private static List<TiffOutput.Tag> Tags(Slide slide, SlideLevel level, long[] offsets, long[] lengths,
        bool isFirst)
    {
        var tags = new List<TiffOutput.Tag>
        {
            new(254, Long, [isFirst ? 0 : 1]), new(256, Long, [level.WidthPx]), new(257, Long, [level.HeightPx]),
            new(258, Short, [.. Enumerable.Repeat(8L, level.SamplesPerPixel)]),
            new(259, Short, [CodeOf(level.Compression)!.Value]), new(262, Short, [PhotometricOf(level)]),
            new(277, Short, [level.SamplesPerPixel]), new(284, Short, [1]), new(322, Long, [level.TileWidthPx]),
            new(323, Long, [level.TileHeightPx]), new(324, Long8, offsets), new(325, Long, lengths),
        };
        if (level.Predictor != 1) tags.Add(new(317, Short, [level.Predictor]));
        if (!isFirst) return tags;
        tags.Add(new(270, Ascii,
            [.. Encoding.ASCII.GetBytes(Description(slide, level) + "\0").Select(letter => (long)letter)]));
        if (!slide.IccProfile.IsEmpty) tags.Add(
            new(34675, Bytes, [.. slide.IccProfile.ToArray().Select(one => (long)one)]));
        return tags;
    }

    // The way in which Aperio states them, since every reader of slides knows it.
    private static string Description(Slide slide, SlideLevel level)
    {
        var text = new StringBuilder("Aperio Image Library (without identity)\r\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{level.WidthPx}x{level.HeightPx} ({level.TileWidthPx}x{level.TileHeightPx})");
        if (slide.ObjectivePower is { } power) text.Append(CultureInfo.InvariantCulture, $"|AppMag = {power}");
        if (slide.MicrometresPerPixelX is { } mpp) text.Append(CultureInfo.InvariantCulture, $"|MPP = {mpp}");
        return text.ToString();
    }

    private static long? CodeOf(TileCompression compression) => compression switch
    {
        TileCompression.None => 1,
        TileCompression.Lzw => 5,
        TileCompression.Jpeg => 7,
        TileCompression.Deflate => 8,
        TileCompression.Jpeg2000Ycc => 33003,
        TileCompression.Jpeg2000 => 33005,
        _ => null,
    };

    // A JPEG states its own colours; the tag only has to agree with what its segment says.
    private static long PhotometricOf(SlideLevel level) => level.SamplesPerPixel == 1 ? 1
        : level.Compression == TileCompression.Jpeg && level.JpegPrefix.Span.IndexOf("Adobe"u8) < 0 ? 6 : 2;
}
