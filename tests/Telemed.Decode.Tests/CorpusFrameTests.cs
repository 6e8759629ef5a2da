using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Decode.Tests;

public sealed class CorpusFrameTests(ITestOutputHelper output)
{
    // Files we answer otherwise, each with the reason.
    internal static readonly Dictionary<string, string> Exceptions = new()
    {
        ["pydicomdata_liver_j2k.dcm"] = "gdcm unpacks single bits to bytes; we pack them as a native frame has them",
        ["fodicom_genFile.dcm"] = "the frame is no JPEG image: dcmtk and gdcm refuse it, pydicom shows its bytes",
        ["fodicom_multiframe.dcm"] =
            "tiles at the border are smaller than the frame; refused one by one, the rest is decoded",
        ["syn_h264_hp41.dcm"] = "video is played, not decoded frame by frame",
        ["syn_hevc_main51.dcm"] = "video is played, not decoded frame by frame",
        ["syn_mpeg2_mpml.dcm"] = "video is played, not decoded frame by frame",
    };

    [RealFilesFact]
    public void Every_frame_of_the_corpus_is_what_an_independent_decoder_gives()
    {
        var wrong = new List<string>();
        var compared = 0;
        var corpus = TestData.Folder("dicom")!;
        foreach (var path in Directory.EnumerateFiles(corpus, "*", SearchOption.AllDirectories).Order())
        {
            var file = Path.GetRelativePath(corpus, path);
            if (!file.StartsWith("valid", StringComparison.Ordinal)
                && !file.StartsWith("charset", StringComparison.Ordinal)
                && !file.StartsWith("compressed", StringComparison.Ordinal)) continue;
            if (CorpusFrames.Expected(file) is not { } pixels) continue;
            compared++;
            var problem = CorpusFrames.Compare(path, pixels);
            if (problem is null || Exceptions.ContainsKey(Path.GetFileName(file))) continue;
            wrong.Add(file);
            output.WriteLine($"{file}: {problem}");
        }
        output.WriteLine($"{compared} files compared");
        Assert.Empty(wrong);
    }
}
