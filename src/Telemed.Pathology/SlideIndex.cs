using System.Text;

namespace Telemed.Pathology;

/// <summary>
/// A slide's description and tile places in a few bytes a tile, kept beside the original so that showing a slide
/// never reads its directories again.
/// </summary>
public static class SlideIndex
{
    private const int Version = 1;
    private const int ListLimit = 1 << 17;
    private const int BlockLimitBytes = 32 << 20;

    /// <summary>Writes a slide; <see cref="Read"/> gives it back.</summary>
    /// <param name="slide">The slide, whose <see cref="TileTable"/>s may lie in several files.</param>
    public static byte[] Write(Slide slide)
    {
        var bytes = new MemoryStream();
        using var output = new BinaryWriter(bytes, Encoding.UTF8);
        output.Write((byte)Version);
        output.Write((byte)slide.Format);
        WriteReal(output, slide.MicrometresPerPixelX);
        WriteReal(output, slide.MicrometresPerPixelY);
        WriteReal(output, slide.ObjectivePower);
        output.Write((byte)slide.Orientation);
        output.Write(slide.Scanner ?? "");
        WriteBlock(output, slide.IccProfile);
        output.Write7BitEncodedInt(slide.Warnings.Count);
        foreach (var warning in slide.Warnings) output.Write(warning);
        output.Write7BitEncodedInt(slide.Levels.Count);
        foreach (var level in slide.Levels) WriteLevel(output, level);
        output.Write7BitEncodedInt(slide.Associated.Count);
        foreach (var image in slide.Associated) WriteAssociated(output, image);
        output.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static Slide Read(ReadOnlyMemory<byte> index)
    {
        using var input = new BinaryReader(new MemoryStream(index.ToArray()), Encoding.UTF8);
        if (input.ReadByte() != Version) throw new InvalidDataException("The slide index is of another version.");
        return new Slide
        {
            Format = (SlideFormat)input.ReadByte(),
            MicrometresPerPixelX = ReadReal(input),
            MicrometresPerPixelY = ReadReal(input),
            ObjectivePower = ReadReal(input),
            Orientation = input.ReadByte(),
            Scanner = input.ReadString() is { Length: > 0 } scanner ? scanner : null,
            IccProfile = ReadBlock(input),
            Warnings = ReadList(input, input.ReadString),
            Levels = ReadList(input, () => ReadLevel(input)),
            Associated = ReadList(input, () => ReadAssociated(input)),
        };
    }

    private static void WriteLevel(BinaryWriter output, SlideLevel level)
    {
        output.Write7BitEncodedInt(level.WidthPx);
        output.Write7BitEncodedInt(level.HeightPx);
        output.Write7BitEncodedInt(level.TileWidthPx);
        output.Write7BitEncodedInt(level.TileHeightPx);
        output.Write((byte)level.Compression);
        output.Write((byte)level.SamplesPerPixel);
        output.Write((byte)level.BitsPerSample);
        output.Write((byte)level.Predictor);
        output.Write7BitEncodedInt(level.FocalPlanes);
        output.Write7BitEncodedInt(level.OpticalPaths);
        output.Write7BitEncodedInt(level.StripesPerServedTile);
        output.Write(level.DropJfif);
        output.Write(level.IsRestartSliced);
        WriteBlock(output, level.JpegPrefix);
        WriteSpans(output, level.Tiles.Count, index => level.Tiles[index]);
    }

    private static SlideLevel ReadLevel(BinaryReader input)
    {
        var level = new SlideLevel
        {
            WidthPx = input.Read7BitEncodedInt(),
            HeightPx = input.Read7BitEncodedInt(),
            TileWidthPx = input.Read7BitEncodedInt(),
            TileHeightPx = input.Read7BitEncodedInt(),
            Compression = (TileCompression)input.ReadByte(),
            SamplesPerPixel = input.ReadByte(),
            BitsPerSample = input.ReadByte(),
            Predictor = input.ReadByte(),
            FocalPlanes = input.Read7BitEncodedInt(),
            OpticalPaths = input.Read7BitEncodedInt(),
            StripesPerServedTile = input.Read7BitEncodedInt(),
            DropJfif = input.ReadBoolean(),
            IsRestartSliced = input.ReadBoolean(),
            JpegPrefix = ReadBlock(input),
            Tiles = new TileTable([], []),
        };
        return level with { Tiles = TileTable.Of(ReadSpans(input)) };
    }

    private static void WriteAssociated(BinaryWriter output, AssociatedImage image)
    {
        output.Write(image.Name);
        output.Write7BitEncodedInt(image.WidthPx);
        output.Write7BitEncodedInt(image.HeightPx);
        output.Write((byte)image.Compression);
        output.Write7BitEncodedInt(image.RowsPerStrip);
        output.Write((byte)image.SamplesPerPixel);
        output.Write((byte)image.Predictor);
        WriteBlock(output, image.JpegPrefix);
        WriteSpans(output, image.Strips.Count, index => image.Strips[index]);
    }

    private static AssociatedImage ReadAssociated(BinaryReader input) =>
        new(input.ReadString(), input.Read7BitEncodedInt(), input.Read7BitEncodedInt())
        {
            Compression = (TileCompression)input.ReadByte(),
            RowsPerStrip = input.Read7BitEncodedInt(),
            SamplesPerPixel = input.ReadByte(),
            Predictor = input.ReadByte(),
            JpegPrefix = ReadBlock(input),
            Strips = ReadSpans(input),
        };

    /// <summary>Tiles mostly follow each other, so the gap to the one before takes a single byte.</summary>
    private static void WriteSpans(BinaryWriter output, int count, Func<int, TileSpan> spanAt)
    {
        output.Write7BitEncodedInt(count);
        var (source, next) = (0, 0L);
        for (var i = 0; i < count; i++)
        {
            var span = spanAt(i);
            var moved = span.Source != source;
            output.Write7BitEncodedInt64(((long)span.Length << 1) | (moved ? 1L : 0L));
            if (moved) output.Write7BitEncodedInt(span.Source);
            if (span.IsBlank) continue;
            var gap = span.Offset - next;
            output.Write7BitEncodedInt64((gap << 1) ^ (gap >> 63));
            (source, next) = (span.Source, span.Offset + span.Length);
        }
    }

    private static TileSpan[] ReadSpans(BinaryReader input)
    {
        var count = input.Read7BitEncodedInt();
        if (count is < 0 or > TileTable.TilesLimit) throw new InvalidDataException("The slide index is damaged.");
        var spans = new TileSpan[count];
        var (source, next) = (0, 0L);
        for (var i = 0; i < count; i++)
        {
            var packed = input.Read7BitEncodedInt64();
            var length = (int)(packed >> 1);
            var at = (packed & 1) == 1 ? input.Read7BitEncodedInt() : source;
            if (length == 0) { spans[i] = new TileSpan(at, 0, 0); continue; }
            var gap = input.Read7BitEncodedInt64();
            spans[i] = new TileSpan(at, next + ((gap >> 1) ^ -(gap & 1)), length);
            (source, next) = (at, spans[i].Offset + length);
        }
        return spans;
    }

    private static void WriteReal(BinaryWriter output, double? value) => output.Write(value ?? double.NaN);

    private static double? ReadReal(BinaryReader input) => input.ReadDouble() is var value && double.IsNaN(value)
        ? null : value;

    private static void WriteBlock(BinaryWriter output, ReadOnlyMemory<byte> block)
    {
        output.Write7BitEncodedInt(block.Length);
        output.Write(block.Span);
    }

    private static byte[] ReadBlock(BinaryReader input)
    {
        var length = input.Read7BitEncodedInt();
        if (length is < 0 or > BlockLimitBytes) throw new InvalidDataException("The slide index is damaged.");
        return input.ReadBytes(length);
    }

    private static List<T> ReadList<T>(BinaryReader input, Func<T> one)
    {
        var count = input.Read7BitEncodedInt();
        if (count is < 0 or > ListLimit) throw new InvalidDataException("The slide index is damaged.");
        var list = new List<T>();
        for (var i = 0; i < count; i++) list.Add(one());
        return list;
    }
}
