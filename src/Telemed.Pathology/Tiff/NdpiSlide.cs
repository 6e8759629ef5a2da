using System.Buffers.Binary;
using Telemed.Pathology.Jpeg;

namespace Telemed.Pathology.Tiff;

/// <summary>
/// Hamamatsu NDPI: each level is one JPEG too large for the format, cut by restart markers whose places tag 65426
/// lists. A run of restart intervals below each other, behind the level's own header with a patched size and
/// renumbered markers, is a legal JPEG of that part of the picture.
/// </summary>
internal static class NdpiSlide
{
    private const int HeaderLimitBytes = 1 << 16;
    private const int WholeLevelLimitPx = 16_000_000;
    private const int ServedRowsPx = 256;
    private const int SegmentLimitBytes = 32 << 20;
    private const int JpegSizeLimitPx = 65_500;

    public static Slide Open(SourceBytes source, TiffFile file)
    {
        var levels = new List<SlideLevel>();
        var associated = new List<AssociatedImage>();
        var planes = new HashSet<long>();
        foreach (var directory in file.Directories)
        {
            var power = directory.Real(TiffTag.NdpiMagnification) ?? 0;
            var plane = directory.Number(TiffTag.NdpiFocalPlane, 0);
            if (power > 0) planes.Add(plane);
            // Levels of other planes come later in the file; the plane of zero is the one all scanners store.
            if (power > 0 && plane == 0 && levels.Count < Slide.LevelsLimit) levels.Add(Level(source, directory));
            if (power == -1 && associated.Count == 0) associated.Add(TiffLevels.Associated(source, directory, "macro"));
        }
        if (levels.Count == 0) throw file.Directories[0].Wrong(
            "An NDPI file without a magnified level holds no slide.");
        var first = file.Directories.First(directory => directory.Real(TiffTag.NdpiMagnification) > 0);
        return new Slide
        {
            Format = SlideFormat.Ndpi,
            Levels = TiffSlide.Ordered(levels),
            MicrometresPerPixelX = TiffLevels.MicrometresPerPixel(first, TiffTag.XResolution),
            MicrometresPerPixelY = TiffLevels.MicrometresPerPixel(first, TiffTag.YResolution),
            ObjectivePower = first.Real(TiffTag.NdpiMagnification),
            Associated = associated,
            Scanner = $"{first.Text(TiffTag.Make)} {first.Text(TiffTag.Model)}".Trim(),
            Warnings = planes.Count > 1 ? [$"The file holds {planes.Count} focal planes; the middle one is shown."]
                : [],
        };
    }

    private static SlideLevel Level(SourceBytes source, TiffDirectory directory)
    {
        var start = directory.Number(TiffTag.StripOffsets, 0);
        var length = directory.Number(TiffTag.StripByteCounts, 0);
        if (directory.Number(TiffTag.Compression, 1) != 7)
            throw directory.Wrong(TiffTag.Compression,
                "An NDPI level that is not JPEG is not read; export it as DICOM or TIFF.");
        if (start <= 0 || length <= 4 || start > source.Length - length)
            throw directory.Wrong(TiffTag.StripOffsets,
                "The level's JPEG reaches past the end of the file: it was cut short.");
        var headerBytes = source.Read(directory.Section, start, (int)Math.Min(length, HeaderLimitBytes));
        var header = JpegHeader.Read(headerBytes, directory.Section, start);
        if (header.Components is not (1 or 3)) throw directory.Wrong(
            $"{header.Components} colour components cannot be shown.");
        var level = new SlideLevel
        {
            WidthPx = directory.WidthPx,
            HeightPx = directory.HeightPx,
            TileWidthPx = directory.WidthPx,
            TileHeightPx = directory.HeightPx,
            Compression = TileCompression.Jpeg,
            SamplesPerPixel = header.Components,
            Tiles = new TileTable([], []),
        };
        return header.RestartInterval > 0 && directory.Has(TiffTag.NdpiMcuStarts)
            ? Sliced(source, directory, level, header, headerBytes.AsSpan(0, header.ScanOffset).ToArray(), start,
                length)
            : Whole(directory, level, start, length);
    }

    private static SlideLevel Whole(TiffDirectory directory, SlideLevel level, long start, long length)
    {
        if ((long)level.WidthPx * level.HeightPx > WholeLevelLimitPx || length > SegmentLimitBytes)
            throw directory.Wrong("The level has no restart markers to cut it by; export it as DICOM or TIFF.");
        return level with { Tiles = new TileTable([start], [(int)length]) };
    }

    private static SlideLevel Sliced(SourceBytes source, TiffDirectory directory, SlideLevel level,
        JpegHeader header, byte[] prefix, long start, long length)
    {
        // An MCU of a picture with one component is one block, whatever its sampling says (B.2.3).
        var mcuWidth = header.Components == 1 ? 8 : 8 * header.SamplingX;
        var mcuHeight = header.Components == 1 ? 8 : 8 * header.SamplingY;
        var width = header.RestartInterval * mcuWidth;
        var mcusAcross = (level.WidthPx + mcuWidth - 1) / mcuWidth;
        if (width > JpegSizeLimitPx || mcusAcross % header.RestartInterval != 0)
            throw directory.Wrong(
                $"Restart intervals of {header.RestartInterval} units do not divide rows of {mcusAcross}.");
        var sliced = level with
        {
            TileWidthPx = width,
            TileHeightPx = mcuHeight,
            StripesPerServedTile = ServedRowsPx / mcuHeight,
            JpegPrefix = prefix,
            IsRestartSliced = true,
        };
        var count = (long)sliced.TilesAcross * sliced.TilesDown;
        if (count > TileTable.TilesLimit) throw directory.Wrong(
            $"It has {count} restart intervals; the limit is {TileTable.TilesLimit}.");
        return sliced with { Tiles = Segments(directory, (int)count, header.ScanOffset, start, length) };
    }

    private static TileTable Segments(TiffDirectory directory, int count, int scanOffset, long start, long length)
    {
        var low = directory.Numbers(TiffTag.NdpiMcuStarts, TileTable.TilesLimit);
        var high = directory.Numbers(TiffTag.NdpiMcuStartsHigh, TileTable.TilesLimit);
        if (low.Length != count || (high.Length != 0 && high.Length != count))
            throw directory.Wrong(TiffTag.NdpiMcuStarts,
                $"{count} restart intervals are needed, {low.Length} are listed.");
        var offsets = new long[count];
        var lengths = new int[count];
        for (var i = 0; i < count; i++) offsets[i] = low[i] + (high.Length == 0 ? 0 : (high[i] & int.MaxValue) << 32);
        for (var i = 0; i < count; i++)
        {
            // Each interval ends with a two-byte marker: a restart, or the end of the picture.
            var end = i + 1 < count ? offsets[i + 1] : length;
            var size = end - offsets[i] - 2;
            if (offsets[i] < scanOffset || end > length || size is < 1 or > SegmentLimitBytes)
                throw directory.Wrong(TiffTag.NdpiMcuStarts,
                    $"Restart interval {i} cannot lie from {offsets[i]} to {end}.");
            lengths[i] = (int)size;
        }
        for (var i = 0; i < count; i++) offsets[i] += start;
        return new TileTable(offsets, lengths);
    }

    /// <summary>Joins restart intervals that lie below each other to one JPEG.</summary>
    public static byte[] Join(SlideLevel level, IReadOnlyList<ReadOnlyMemory<byte>> intervals)
    {
        var prefix = level.JpegPrefix.ToArray();
        var frame = JpegHeader.Read(prefix, "NDPI header", 0).FrameOffset;
        BinaryPrimitives.WriteUInt16BigEndian(prefix.AsSpan(frame + 5), (ushort)(level.TileHeightPx * intervals.Count));
        BinaryPrimitives.WriteUInt16BigEndian(prefix.AsSpan(frame + 7), (ushort)level.TileWidthPx);
        var joined = new byte[prefix.Length + intervals.Sum(interval => interval.Length + 2)];
        prefix.CopyTo(joined, 0);
        var at = prefix.Length;
        for (var i = 0; i < intervals.Count; i++)
        {
            intervals[i].Span.CopyTo(joined.AsSpan(at));
            at += intervals[i].Length;
            joined[at++] = 0xFF;
            joined[at++] = i == intervals.Count - 1 ? (byte)0xD9 : (byte)(0xD0 + i % 8);
        }
        return joined;
    }
}
