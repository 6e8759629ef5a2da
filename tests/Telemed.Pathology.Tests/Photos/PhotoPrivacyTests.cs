using Telemed.Pathology.Photos;
using Telemed.TestKit;

namespace Telemed.Pathology.Tests.Photos;

public sealed class PhotoPrivacyTests
{
    // EXIF in big-endian order: orientation 6 and a pointer to a GPS directory, with the place in words behind it.
    private static readonly byte[] ExifBody =
    [
        .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 2,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
        0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 40, 0, 0, 0, 0, .. "47N 81E Kalbatau"u8,
    ];

    [RealFilesFact]
    public void The_place_is_gone_and_the_picture_stays_upright()
    {
        var plain = File.ReadAllBytes(SlideFiles.PathOf("photo/histo.jpg"));
        byte[] tagged = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(ExifBody.Length + 2), .. ExifBody, .. plain.AsSpan(2)];
        Assert.Equal(6, SlideReader.Open(new MemoryStream(tagged), CancellationToken.None).Orientation);

        var clean = PhotoPrivacy.WithoutPlace(tagged);
        Assert.Equal(-1, clean.AsSpan().IndexOf("Kalbatau"u8));
        Assert.Equal(-1, clean.AsSpan().IndexOf(new byte[] { 0x88, 0x25 }));
        Assert.Equal(6, SlideReader.Open(new MemoryStream(clean), CancellationToken.None).Orientation);
    }

    [OracleFact]
    public void The_pixels_are_the_same_afterwards()
    {
        var plain = File.ReadAllBytes(SlideFiles.PathOf("photo/histo.jpg"));
        byte[] tagged = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(ExifBody.Length + 2), .. ExifBody, .. plain.AsSpan(2),
            .. "second picture"u8];
        var clean = PhotoPrivacy.WithoutPlace(tagged);
        Assert.Equal(NativeOracles.DecodeJpeg(plain).Rgb, NativeOracles.DecodeJpeg(clean).Rgb);
        Assert.Equal(-1, clean.AsSpan().IndexOf("second picture"u8));
    }

    [Fact]
    public void Text_and_EXIF_chunks_of_a_PNG_are_gone()
    {
        byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body) =>
            [0, 0, 0, (byte)body.Length, .. name, .. body, 1, 2, 3, 4];
        byte[] png =
        [
            0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10,
            .. Chunk("IHDR"u8, [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
            .. Chunk("tEXt"u8, "Comment\0Kalbatau"u8), .. Chunk("eXIf"u8, "MM"u8), .. Chunk("IDAT"u8, "x"u8),
            .. Chunk("IEND"u8, []),
        ];
        var clean = PhotoPrivacy.WithoutPlace(png);
        Assert.Equal(-1, clean.AsSpan().IndexOf("Kalbatau"u8));
        Assert.Equal(-1, clean.AsSpan().IndexOf("eXIf"u8));
        Assert.True(clean.AsSpan().IndexOf("IDAT"u8) > 0 && clean.AsSpan().IndexOf("IEND"u8) > 0);
    }
}
