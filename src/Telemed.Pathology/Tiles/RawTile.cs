using System.IO.Compression;

namespace Telemed.Pathology.Tiles;

/// <summary>Decodes tiles that are stored without a picture codec (TIFF 6.0, sections 13 and 14; Deflate by
/// Adobe).</summary>
internal static class RawTile
{
    private const long PixelsLimitBytes = 64 << 20;

    /// <summary>Pixels of a tile, row by row, samples side by side.</summary>
    public static byte[] Decode(
        TileCompression compression, ReadOnlyMemory<byte> stored, int widthPx, int heightPx, int samples, int predictor)
    {
        var size = (long)widthPx * heightPx * samples;
        if (size > PixelsLimitBytes)
            throw new SlideFormatException("Tile", 0,
                $"A tile of {size} bytes is over the limit of {PixelsLimitBytes}.");
        var pixels = new byte[size];
        switch (compression)
        {
            case TileCompression.None:
                if (stored.Length < size)
                    throw new SlideFormatException("Tile", stored.Length,
                        $"The tile ends early: {size} bytes are needed.");
                stored.Span[..(int)size].CopyTo(pixels);
                break;
            case TileCompression.Deflate: Inflate(stored, pixels); break;
            case TileCompression.Lzw: LzwDecoder.Decode(stored.Span, pixels); break;
            default: throw new NotSupportedException($"{compression} is no raw storage.");
        }
        if (predictor == 2) UndoDifferences(pixels, widthPx * samples, samples);
        return pixels;
    }

    private static void Inflate(ReadOnlyMemory<byte> stored, byte[] pixels)
    {
        try
        {
            using var inflated = new ZLibStream(new MemoryStream(stored.ToArray()), CompressionMode.Decompress);
            inflated.ReadExactly(pixels);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw new SlideFormatException("Tile", 0, "The tile's Deflate data are damaged or end early.");
        }
    }

    private static void UndoDifferences(byte[] pixels, int rowBytes, int samples)
    {
        for (var row = 0; row < pixels.Length; row += rowBytes)
            for (var i = row + samples; i < row + rowBytes; i++)
                pixels[i] = unchecked((byte)(pixels[i] + pixels[i - samples]));
    }
}
