using System.Text;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Tests;

public sealed class DicomReaderTests
{
    [Fact]
    public void An_empty_file_is_refused() =>
        Assert.Equal("preamble, byte 0: The file is empty.", Refusal([]));

    [Fact]
    public void A_file_that_is_something_else_is_refused_at_its_first_byte() =>
        Assert.StartsWith(
            "preamble, byte 0:", Refusal(Encoding.ASCII.GetBytes("%PDF-1.7 and so on, which is no image at all")));

    [Fact]
    public void A_length_beyond_the_end_is_refused_with_its_place()
    {
        var file = Minimal(out var dataOffset);
        // (0010,0010) PN with a length of 4000 bytes in a file that ends after four.
        byte[] element =
            [0x10, 0, 0x10, 0, (byte)'P', (byte)'N', 0xA0, 0x0F, (byte)'A', (byte)'^', (byte)'B', (byte)' '];
        Assert.Equal($"data set, byte {file.Length}: A length of 4000 bytes is declared, but the file has only 4 left.",
            Refusal([.. file, .. element]));
        Assert.True(dataOffset > 132);
    }

    [Fact]
    public void A_representation_that_does_not_exist_is_refused_in_the_file_meta()
    {
        byte[] meta = [2, 0, 0x10, 0, (byte)'Z', (byte)'Z', 4, 0, (byte)'1', (byte)'.', (byte)'2', 0];
        byte[] file = [.. new byte[128], .. "DICM"u8, .. meta];
        Assert.Contains("file meta, byte 132: (0002,0010) has no value representation.", Refusal(file));
    }

    [Fact]
    public void Sequences_nested_deeper_than_the_limit_are_refused()
    {
        var file = new List<byte>(Minimal(out _));
        for (var level = 0; level < 70; level++)
        {
            file.AddRange([0x40, 0, 0x30, 0xA7, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
            file.AddRange([0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]);
        }
        Assert.Contains("Sequences are nested deeper than 64 levels.", Refusal([.. file]));
    }

    [Fact]
    public void What_was_built_and_written_is_read_back()
    {
        var dataset = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7").Text(DicomTags.SOPInstanceUID, "1.2.3")
            .Text(DicomTags.PatientName, "Әлихан^Айгүл=李^娜").Integer(DicomTags.Rows, 512)
            .Number(DicomTags.PixelSpacing, 0.5, 0.25)
            .Sequence(DicomTags.ReferencedSOPSequence,
                new DicomDatasetBuilder().Text(DicomTags.ReferencedSOPInstanceUID, "1.2.4")).Build();
        using var file = new MemoryStream();
        DicomWriter.WriteFile(file, dataset, TransferSyntax.ExplicitLittleEndian);
        file.Position = 0;
        var read = DicomReader.Read(file);
        Assert.Empty(read.Warnings);
        Assert.Equal("Әлихан^Айгүл=李^娜", read.Dataset.GetString(DicomTags.PatientName));
        Assert.Equal(512, read.Dataset.GetInt(DicomTags.Rows));
        Assert.Equal([0.5, 0.25], read.Dataset.GetDoubles(DicomTags.PixelSpacing));
        Assert.Equal("1.2.4", read.Dataset
            .GetItem(DicomTags.ReferencedSOPSequence)?.GetString(DicomTags.ReferencedSOPInstanceUID));
    }

    private static string Refusal(byte[] file) =>
        Assert.Throws<DicomFormatException>(() => DicomReader.Read(new MemoryStream(file))).Message;

    private static byte[] Minimal(out long dataOffset)
    {
        var dataset = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, "1.2.3").Text(DicomTags.SOPInstanceUID, "1.2.4").Build();
        using var file = new MemoryStream();
        DicomWriter.WriteFile(file, dataset, TransferSyntax.ExplicitLittleEndian);
        file.Position = 0;
        dataOffset = DicomReader.Read(file).DatasetOffset;
        return file.ToArray();
    }
}
