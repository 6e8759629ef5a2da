using System.Text;
using Telemed.Dicom.Deidentify;
using Telemed.Dicom.Tests.Corpus;
using Telemed.Dicom.Writing;
using Telemed.TestKit;

namespace Telemed.Dicom.Tests.Deidentify;

/// <summary>Names that makers write into compressed pictures beside the picture.</summary>
public sealed class CompressedTextTests
{
    private const string Secret = "Zhang^Wei 19700101";
    private static readonly DeidentifyOptions Options = new(new DeidentifyKey(new byte[16]), "facility|P-1");

    [RealFilesTheory]
    [InlineData("1.2.840.10008.1.2.4.50", 0xFFFE)]
    [InlineData("1.2.840.10008.1.2.4.50", 0xFFE1)]
    [InlineData("1.2.840.10008.1.2.4.70", 0xFFED)]
    [InlineData("1.2.840.10008.1.2.4.80", 0xFFFE)]
    [InlineData("1.2.840.10008.1.2.4.90", 0xFF64)]
    [InlineData("1.2.840.10008.1.2.4.201", 0xFF64)]
    public void A_name_in_a_comment_or_in_application_data_is_not_in_the_copy(string syntax, int marker)
    {
        var picture = Picture(syntax);
        var named = With(picture, marker);
        var alone = picture.ToArray();
        CompressedText.Blank(alone, 0);
        // Cut in two fragments inside the name, and once whole.
        byte[][][] layouts = [[named], [named[..20], named[20..]]];
        foreach (var fragments in layouts)
        {
            var copy = Copy(fragments, syntax);
            Assert.True(copy.AsSpan().IndexOf("Zhang"u8) < 0, syntax);
            Assert.True(copy.AsSpan().IndexOf("19700101"u8) < 0, syntax);
            var read = DicomReader.Read(new MemoryStream(copy));
            var kept = read.PixelData!.FrameRanges(0).SelectMany(range =>
                copy[(int)range.Offset..(int)(range.Offset + range.LengthBytes)]).ToArray();
            // What stands behind the name is what becomes of the picture without it.
            var behind = named.Length - named.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Secret)) - Secret.Length;
            Assert.True(kept.AsSpan(0, named.Length)[^behind..].SequenceEqual(alone.AsSpan()[^behind..]), syntax);
        }
    }

    [RealFilesFact]
    public void What_follows_the_end_of_a_picture_is_blanked()
    {
        byte[] named = [.. Picture("1.2.840.10008.1.2.4.50"), .. Encoding.ASCII.GetBytes(Secret)];
        Assert.True(Copy([named], "1.2.840.10008.1.2.4.50").AsSpan().IndexOf("Zhang"u8) < 0);
    }

    // A JP2 file (ISO/IEC 15444-1 annex I) has no place in DICOM and is met all the same.
    [RealFilesFact]
    public void A_name_in_a_box_around_a_picture_is_blanked()
    {
        var stream = Picture("1.2.840.10008.1.2.4.90");
        byte[] words = Encoding.ASCII.GetBytes(Secret), named =
        [
            0, 0, 0, 12, .. "jP  "u8, 13, 10, 135, 10, 0, 0, 0, (byte)(8 + words.Length), .. "xml "u8, .. words,
            0, 0, 0, 0, .. "jp2c"u8, .. With(stream, 0xFF64),
        ];
        var copy = Copy([named], "1.2.840.10008.1.2.4.90");
        Assert.True(copy.AsSpan().IndexOf("Zhang"u8) < 0);
        Assert.True(copy.AsSpan().IndexOf("jp2c"u8) > 0);
    }

    [Fact]
    public void A_picture_that_cannot_be_followed_is_refused()
    {
        byte[][] broken =
        [
            [0xFF, 0xD8, 0x00, 0x01], [0xFF, 0xD8, 0xFF, 0xE1, 0x00, 0x50], [0xFF, 0x4F, 0xFF, 0x64, 0x00, 0x01],
            [0xFF, 0x4F, 0xFF], [0x00, 0x00, 0x00, 0x0C],
            [0, 0, 0, 12, .. "jP  "u8, 13, 10, 135, 10, 0, 0, 0, 4, .. "ftyp"u8], [],
        ];
        foreach (var picture in broken)
            Assert.Throws<DicomFormatException>(() => CompressedText.Blank(picture, 0));
    }

    private static byte[] Copy(byte[][] fragments, string syntax)
    {
        var dataset = new DicomDatasetBuilder().Text(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2")
            .Text(DicomTags.SOPInstanceUID, "1.2.3").Text(DicomTags.PatientName, Secret)
            .Frames([.. fragments.Select(each => (ReadOnlyMemory<byte>)each)]).Build();
        using var original = new MemoryStream();
        DicomWriter.WriteFile(original, dataset, TransferSyntax.Of(syntax));
        original.Position = 0;
        var file = DicomReader.Read(original);
        using var copy = new MemoryStream();
        Deidentifier.Write(file, original, copy, Options);
        return copy.ToArray();
    }

    // A whole picture of the corpus in that syntax.
    private static byte[] Picture(string syntax)
    {
        foreach (var name in CorpusFiles.In("compressed"))
        {
            using var stream = CorpusFiles.Open(name);
            var file = DicomReader.Read(stream);
            if (file.TransferSyntax.Uid != syntax
                || file.PixelData is not { FrameCount: 1, Fragments.Count: 1 } pixels
                || !pixels.Fragments[0].StartsImage || pixels.Fragments[0].LengthBytes > 1 << 20) continue;
            var bytes = new byte[pixels.Fragments[0].LengthBytes];
            stream.Position = pixels.Fragments[0].Offset;
            stream.ReadExactly(bytes);
            return bytes;
        }
        throw new InvalidOperationException($"The corpus has no picture in {syntax}.");
    }

    // JPEG takes a segment behind its first marker; JPEG 2000 behind its size, which stands first.
    private static byte[] With(byte[] picture, int marker)
    {
        var at = picture[1] == 0x4F ? 4 + (picture[4] << 8) + picture[5] : 2;
        byte[] kind = picture[1] == 0x4F ? [0, 1] : [];
        var length = 2 + kind.Length + Secret.Length;
        return
        [
            .. picture[..at], (byte)(marker >> 8), (byte)(marker & 0xFF), (byte)(length >> 8), (byte)length, .. kind,
            .. Encoding.ASCII.GetBytes(Secret), .. picture[at..],
        ];
    }
}
