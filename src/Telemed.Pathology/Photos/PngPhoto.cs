using System.Buffers.Binary;

namespace Telemed.Pathology.Photos;

/// <summary>A PNG picture (ISO/IEC 15948): one tile, no scale.</summary>
internal static class PngPhoto
{
    private const int PhotoLimitBytes = 100 << 20;
    private const int SizeLimitPx = 65_500;

    public static Slide Open(SourceBytes source)
    {
        const string section = "PNG header";
        if (source.Length > PhotoLimitBytes)
            throw new SlideFormatException(section, 0,
                $"A photo may have {PhotoLimitBytes} bytes; this one has {source.Length}.");
        var head = source.Read(section, 0, 33).AsSpan();
        if (!head[12..16].SequenceEqual("IHDR"u8)) throw new SlideFormatException(section, 12,
            "The first chunk is not IHDR.");
        var width = BinaryPrimitives.ReadUInt32BigEndian(head[16..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(head[20..]);
        if (width is 0 or > SizeLimitPx || height is 0 or > SizeLimitPx)
            throw new SlideFormatException(section, 16, $"A picture of {width} x {height} pixels cannot be shown.");
        var samples = head[25] switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, var other =>
            throw new SlideFormatException(section, 25, $"Colour type {other} is unknown.") };
        return JpegPhoto.Photo(SlideFormat.Png, TileCompression.Png, (int)width, (int)height, samples,
            (int)source.Length, 1);
    }
}
