using Telemed.Dicom;
using Telemed.Dicom.Transcoding;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Decode.Tests;

public sealed class TranscodeTests(ITestOutputHelper output)
{
    [RealFilesFact]
    public async Task Every_image_of_the_corpus_keeps_its_pixels_in_explicit_little_endian()
    {
        var wrong = new List<string>();
        var rewritten = 0;
        foreach (var path in Images())
        {
            if (CorpusFrameTests.Exceptions.ContainsKey(Path.GetFileName(path))) continue;
            var name = Path.GetRelativePath(TestData.Folder("dicom")!, path);
            if (CorpusFrames.Expected(name) is not { } pixels) continue;
            var copy = Path.Combine(Path.GetTempPath(), $"transcode-{Guid.NewGuid():N}.dcm");
            try
            {
                await Rewrite(path, copy);
                rewritten++;
                if (CorpusFrames.Compare(copy, pixels) is { } problem) wrong.Add($"{path}: {problem}");
            }
            catch (DicomFormatException refused)
            {
                wrong.Add($"{path}: {refused.Message}");
            }
            finally
            {
                File.Delete(copy);
            }
        }
        output.WriteLine($"{rewritten} files rewritten");
        Assert.Empty(wrong);
    }

    [RealFilesFact]
    public async Task Frames_of_single_bits_are_joined_without_padding()
    {
        var compressed = Path.Combine(TestData.Folder("dicom")!, "compressed");
        var j2k = Directory.EnumerateFiles(compressed, "pydicomdata_liver_j2k.dcm", SearchOption.AllDirectories)
            .Single();
        var copy = Path.Combine(Path.GetTempPath(), $"transcode-{Guid.NewGuid():N}.dcm");
        await Rewrite(j2k, copy);
        await using var stream = File.OpenRead(copy);
        var file = DicomReader.Read(stream);
        Assert.Equal(TransferSyntax.ExplicitLittleEndian.Uid, file.TransferSyntax.Uid);
        // 512 x 512 single bits are a whole number of bytes: three frames take 3 x 32 KiB.
        Assert.Equal(3, file.PixelData!.FrameCount);
        Assert.Equal(3 * 512 * 512 / 8, file.PixelData.Value.LengthBytes);
        File.Delete(copy);
    }

    private static IEnumerable<string> Images() =>
        new[] { "valid", "compressed" }.Select(folder => Path.Combine(TestData.Folder("dicom")!, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order();

    private static async Task Rewrite(string path, string copy)
    {
        await using var source = File.OpenRead(path);
        await using var to = File.Create(copy);
        await DicomTranscoder.ToExplicitLittleEndian(source, to, (file, index, _) =>
        {
            var request = FrameRequests.Make(file, index, source);
            request.Check();
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(FrameDecoder.Decode(request));
        }, CancellationToken.None);
    }
}
