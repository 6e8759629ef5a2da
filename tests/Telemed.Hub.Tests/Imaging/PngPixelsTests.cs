using System.IO.Compression;
using System.Buffers.Binary;
using Telemed.Dicom;
using Telemed.Hub.Imaging;
using Telemed.Pathology.Tiles;

namespace Telemed.Hub.Tests.Imaging;

public sealed class PngPixelsTests
{
    // Two pixels a line; each line is filtered in its own way and is 10 20 30, 40 50 60 when undone by hand.
    [Fact]
    public void Every_filter_is_undone()
    {
        byte[] lines =
        [
            0, 10, 20, 30, 40, 50, 60,
            1, 10, 20, 30, 30, 30, 30,
            2, 0, 0, 0, 0, 0, 0,
            3, 5, 10, 15, 15, 15, 15,
            4, 0, 0, 0, 0, 0, 0,
        ];
        var picture = PngPixels.Read(Png(2, 5, colourType: 2, lines));
        Assert.Equal((2, 5), (picture.WidthPx, picture.HeightPx));
        for (var row = 0; row < 5; row++) Assert.Equal([10, 20, 30, 40, 50, 60], picture.Rgb[(row * 6)..(row * 6 + 6)]);
    }

    [Fact]
    public void What_is_transparent_is_black_and_grey_is_grey()
    {
        Assert.Equal([100, 50, 0, 0, 0, 0], PngPixels.Read(Png(2, 1, 6, [0, 100, 50, 0, 255, 9, 9, 9, 0])).Rgb);
        Assert.Equal([7, 7, 7, 8, 8, 8], PngPixels.Read(Png(2, 1, 0, [0, 7, 8])).Rgb);
    }

    [Fact]
    public void A_picture_comes_back_as_it_was_written()
    {
        byte[] rgb = [.. Enumerable.Range(0, 5 * 4 * 3).Select(at => (byte)(at * 3))];
        Assert.Equal(rgb, PngPixels.Read(PngWriter.Write(rgb, 5, 4, samples: 3)).Rgb);
    }

    [Fact]
    public void What_is_no_such_picture_is_refused()
    {
        var whole = Png(2, 1, 2, [0, 1, 2, 3, 4, 5, 6]);
        byte[][] broken = [[], [1, 2, 3], whole[..20], Png(2, 2, 2, [0, 1, 2, 3, 4, 5, 6]), Png(2, 1, 3, [0, 1, 2]),
            Png(1 << 20, 1, 2, [0]), Png(2, 1, 2, [9, 1, 2, 3, 4, 5, 6])];
        foreach (var picture in broken) Assert.Throws<DicomFormatException>(() => PngPixels.Read(picture));
    }

    private static byte[] Png(int width, int height, byte colourType, byte[] lines)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(lines);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colourType);
        return
        [
            0x89, .. "PNG"u8, 13, 10, 26, 10,
            .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, []),
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length, .. kind, .. content, 0, 0, 0, 0];
    }
}
