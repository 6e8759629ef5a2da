using Telemed.Pathology.Jpeg;

namespace Telemed.Pathology.Tiff;

/// <summary>Turns directories into levels and associated images (TIFF 6.0, sections 8, 14, 15 and 22).</summary>
internal static class TiffLevels
{
    private const int TileSizeLimitPx = 65_500;
    private const int TileLimitBytes = 32 << 20;
    private const int StripsLimit = 1 << 17;
    private const int SamplesLimit = 4;

    public static SlideLevel Level(SourceBytes source, TiffDirectory directory)
    {
        var compression = CompressionOf(directory);
        CheckSamples(directory, out var samples);
        var tileWidth = TileSize(directory, TiffTag.TileWidth);
        var tileHeight = TileSize(directory, TiffTag.TileLength);
        var isRgbJpeg = compression == TileCompression.Jpeg && IsRgb(directory, samples);
        var level = new SlideLevel
        {
            WidthPx = directory.WidthPx,
            HeightPx = directory.HeightPx,
            TileWidthPx = tileWidth,
            TileHeightPx = tileHeight,
            Compression = compression,
            SamplesPerPixel = samples,
            Predictor = PredictorOf(directory),
            JpegPrefix = compression == TileCompression.Jpeg ? PrefixOf(directory, isRgbJpeg) : default,
            DropJfif = isRgbJpeg,
            Tiles = new TileTable([], []),
        };
        var count = (long)level.TilesAcross * level.TilesDown;
        if (count > TileTable.TilesLimit)
            throw directory.Wrong($"It has {count} tiles; the limit is {TileTable.TilesLimit}.");
        return level with { Tiles = TilesOf(source, directory, (int)count) };
    }

    public static AssociatedImage Associated(SourceBytes source, TiffDirectory directory, string name)
    {
        CheckSamples(directory, out var samples);
        var compression = CompressionOf(directory);
        var offsets = directory.Numbers(TiffTag.StripOffsets, StripsLimit);
        var lengths = directory.Numbers(TiffTag.StripByteCounts, StripsLimit);
        if (offsets.Length == 0 || offsets.Length != lengths.Length)
            throw directory.Wrong("Its strips are not described.");
        var strips = new TileSpan[offsets.Length];
        for (var i = 0; i < strips.Length; i++) strips[i] = Span(source, directory, "strip", i, offsets[i], lengths[i]);
        return new AssociatedImage(name, directory.WidthPx, directory.HeightPx)
        {
            Compression = compression,
            SamplesPerPixel = samples,
            Predictor = PredictorOf(directory),
            JpegPrefix = compression == TileCompression.Jpeg ? PrefixOf(directory, IsRgb(directory, samples)) : default,
            Strips = strips,
            RowsPerStrip = (int)Math.Clamp(directory.Number(TiffTag.RowsPerStrip, int.MaxValue), 1, directory.HeightPx),
        };
    }

    /// <summary>Micrometres per pixel from the resolution tags, where they can be a microscope's and not a
    /// printer's.</summary>
    public static double? MicrometresPerPixel(TiffDirectory directory, int tag)
    {
        const double finest = 0.01;
        const double coarsest = 20; // 1270 dots per inch: below it lies print, not microscopy
        if (directory.Real(tag) is not { } perUnit || perUnit <= 0) return null;
        double? unitUm = directory.Number(TiffTag.ResolutionUnit, 2) switch { 2 => 25_400, 3 => 10_000, _ => null };
        return unitUm / perUnit is { } um and >= finest and <= coarsest ? um : null;
    }

    public static TileCompression CompressionOf(TiffDirectory directory) =>
        directory.Number(TiffTag.Compression, 1) switch
        {
            1 => TileCompression.None,
            5 => TileCompression.Lzw,
            7 => TileCompression.Jpeg,
            8 or 32946 => TileCompression.Deflate,
            33003 => TileCompression.Jpeg2000Ycc,
            33005 => TileCompression.Jpeg2000,
            var other => throw directory.Wrong(TiffTag.Compression,
                $"Compression {other} is not read; export the slide as JPEG-compressed SVS, TIFF or DICOM."),
        };

    private static void CheckSamples(TiffDirectory directory, out int samples)
    {
        samples = directory.SmallNumber(TiffTag.SamplesPerPixel, 1);
        if (samples is < 1 or > SamplesLimit)
            throw directory.Wrong(TiffTag.SamplesPerPixel, $"{samples} samples a pixel cannot be shown.");
        foreach (var bits in directory.Numbers(TiffTag.BitsPerSample, SamplesLimit))
            if (bits != 8) throw directory.Wrong(TiffTag.BitsPerSample,
                $"Samples of {bits} bits are not read; export with 8 bits.");
        if (samples > 1 && directory.Number(TiffTag.PlanarConfiguration, 1) != 1)
            throw directory.Wrong(TiffTag.PlanarConfiguration, "Colours stored in separate planes are not read.");
    }

    private static bool IsRgb(TiffDirectory directory, int samples) =>
        samples == 3 && directory.Number(TiffTag.Photometric, -1) == TiffTag.PhotometricRgb;

    private static int PredictorOf(TiffDirectory directory)
    {
        var predictor = directory.SmallNumber(TiffTag.Predictor, 1);
        return predictor is 1 or 2 ? predictor : throw directory.Wrong(TiffTag.Predictor,
            $"Predictor {predictor} is not read.");
    }

    private static byte[] PrefixOf(TiffDirectory directory, bool isRgb) =>
        JpegSplice.Prefix(directory.Bytes(TiffTag.JpegTables), isRgb, directory.Section,
            directory.PlaceOf(TiffTag.JpegTables)?.Offset ?? directory.Offset);

    private static int TileSize(TiffDirectory directory, int tag)
    {
        var size = directory.Number(tag, 0);
        return size is >= 1 and <= TileSizeLimitPx ? (int)size
            : throw directory.Wrong(tag, $"Tiles of {size} pixels cannot be.");
    }

    private static TileTable TilesOf(SourceBytes source, TiffDirectory directory, int count)
    {
        var offsets = directory.Numbers(TiffTag.TileOffsets, TileTable.TilesLimit);
        var declared = directory.Numbers(TiffTag.TileByteCounts, TileTable.TilesLimit);
        if (offsets.Length < count || declared.Length < count)
            throw directory.Wrong(TiffTag.TileOffsets,
                $"{count} tiles are needed, but {offsets.Length} places and {declared.Length} lengths are listed.");
        Array.Resize(ref offsets, count);
        var lengths = new int[count];
        for (var i = 0; i < count; i++)
        {
            var span = Span(source, directory, "tile", i, offsets[i], declared[i]);
            offsets[i] = span.Offset;
            lengths[i] = span.Length;
        }
        return new TileTable(offsets, lengths);
    }

    private static TileSpan Span(SourceBytes source, TiffDirectory directory, string what, int index, long offset,
        long length)
    {
        if (offset == 0 || length == 0) return default;
        if (length < 0 || length > TileLimitBytes)
            throw directory.Wrong($"Its {what} {index} claims {length} bytes; the limit is {TileLimitBytes}.");
        if (offset < 0 || offset > source.Length - length)
            throw new SlideFormatException($"{directory.Section} {what} {index}", Math.Max(0, offset),
                $"{length} bytes should lie here, but the file ends at {source.Length}: it was cut short.");
        return new TileSpan(0, offset, (int)length);
    }
}
