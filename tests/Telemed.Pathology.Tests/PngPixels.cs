using System.Buffers.Binary;
using System.IO.Compression;

namespace Telemed.Pathology.Tests;

/// <summary>Reads back the unfiltered PNGs that the library writes.</summary>
internal static class PngPixels
{
    public static (byte[] Pixels, int WidthPx) Read(ReadOnlySpan<byte> png)
    {
        var width = BinaryPrimitives.ReadInt32BigEndian(png[16..]);
        var height = BinaryPrimitives.ReadInt32BigEndian(png[20..]);
        var samples = png[25] switch { 0 => 1, 2 => 3, 4 => 2, _ => 4 };
        var length = BinaryPrimitives.ReadInt32BigEndian(png[33..]);
        Assert.True(png.Slice(37, 4).SequenceEqual("IDAT"u8));
        using var inflated = new ZLibStream(new MemoryStream(png.Slice(41, length).ToArray()),
            CompressionMode.Decompress);
        var pixels = new byte[width * height * samples];
        for (var y = 0; y < height; y++)
        {
            Assert.Equal(0, inflated.ReadByte());
            inflated.ReadExactly(pixels.AsSpan(y * width * samples, width * samples));
        }
        return (pixels, width);
    }
}
