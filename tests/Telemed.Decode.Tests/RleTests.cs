using Telemed.Dicom;
using Telemed.Dicom.Transcoding;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Decode.Tests;

public sealed class RleTests(ITestOutputHelper output)
{
    // Its unused bits are not those of the sign: a decoder puts that right in plain frames
    // and leaves run lengths alone.
    private const string OtherUnusedBits = "pydicomdata_mlut_18.dcm";

    // PS3.5 section G.3.2: 41 repeated; three single bytes; a run longer than 128 is cut.
    [Fact]
    public void Bytes_are_packed_as_the_standard_says()
    {
        byte[] row = [0xAA, 0xAA, 0xAA, 1, 2, 3, 3, .. Enumerable.Repeat((byte)7, 130)];
        var packed = RleEncoder.Encode(row, Shape(row.Length));
        Assert.Equal([1, 0, 0, 0, 64, 0, 0, 0], packed[..8]);
        // -2 and AA; 4 bytes as they are; -127 and 7; the two left over as they are.
        Assert.Equal([0xFE, 0xAA, 3, 1, 2, 3, 3, 0x81, 7, 1, 7, 7], packed[64..]);
    }

    [RealFilesFact]
    public async Task Every_plain_image_of_the_corpus_keeps_its_pixels_in_run_lengths()
    {
        var (packed, refused) = (0, 0);
        var wrong = new List<string>();
        foreach (var path in Directory.EnumerateFiles(
            Path.Combine(TestData.Folder("dicom")!, "valid"), "*", SearchOption.AllDirectories).Order())
        {
            if (Path.GetFileName(path) == OtherUnusedBits) continue;
            await using var source = File.OpenRead(path);
            var file = DicomReader.Read(source);
            if (file.PixelData is not { IsEncapsulated: false }
                || file.TransferSyntax.Uid != TransferSyntax.ExplicitLittleEndian.Uid
                || CorpusFrames.Expected(Path.GetRelativePath(TestData.Folder("dicom")!, path)) is not { } pixels)
                continue;
            source.Position = 0;
            var copy = Path.Combine(Path.GetTempPath(), $"rle-{Guid.NewGuid():N}.dcm");
            try
            {
                await using (var to = File.Create(copy))
                    await PlainTranscoder.Write(source, to, PlainTranscoder.Rle, CancellationToken.None);
                packed++;
                if (CorpusFrames.Compare(copy, pixels) is { } problem) wrong.Add($"{path}: {problem}");
            }
            catch (DicomFormatException)
            {
                refused++;
            }
            finally
            {
                File.Delete(copy);
            }
        }
        output.WriteLine($"{packed} files packed, {refused} have no form in run lengths");
        foreach (var line in wrong) output.WriteLine(line);
        Assert.Empty(wrong);
        Assert.True(packed > 20, $"{packed} files");
    }

    private static FrameShape Shape(int columns) => new()
    {
        Rows = 1, Columns = columns, Samples = 1, BitsAllocated = 8, BitsStored = 8, IsSigned = false, IsPlanar = false,
        Photometric = "MONOCHROME2",
    };
}
