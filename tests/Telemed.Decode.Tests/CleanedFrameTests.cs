using System.Text;
using Telemed.Dicom;
using Telemed.Dicom.Deidentify;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Decode.Tests;

/// <summary>What is blanked in compressed pictures is never a part of the picture.</summary>
public sealed class CleanedFrameTests(ITestOutputHelper output)
{
    private static readonly DeidentifyOptions Options =
        new(new DeidentifyKey(Encoding.ASCII.GetBytes("a secret of sixteen bytes")), "facility|P-1");

    [RealFilesFact]
    public void Every_compressed_image_of_the_corpus_shows_the_same_after_its_comments_are_blanked()
    {
        var (same, refused) = (0, new List<string>());
        var wrong = new List<string>();
        var compressed = Path.Combine(TestData.Folder("dicom")!, "compressed");
        foreach (var path in Directory.EnumerateFiles(compressed, "*", SearchOption.AllDirectories).Order())
        {
            if (CorpusFrameTests.Exceptions.ContainsKey(Path.GetFileName(path))) continue;
            var name = Path.GetRelativePath(TestData.Folder("dicom")!, path);
            if (CorpusFrames.Expected(name) is not { } pixels) continue;
            var copy = Path.Combine(Path.GetTempPath(), $"clean-{Guid.NewGuid():N}.dcm");
            try
            {
                using (var source = File.OpenRead(path))
                {
                    var file = DicomReader.Read(source);
                    if (file.TransferSyntax.IsDeflated) continue;
                    using var to = File.Create(copy);
                    Deidentifier.Write(file, source, to, Options);
                }
                same++;
                if (CorpusFrames.Compare(copy, pixels) is { } problem) wrong.Add($"{path}: {problem}");
            }
            catch (DicomFormatException broken)
            {
                refused.Add($"{Path.GetFileName(path)}: {broken.Message}");
            }
            finally
            {
                File.Delete(copy);
            }
        }
        output.WriteLine($"{same} files show the same");
        foreach (var line in refused) output.WriteLine(line);
        Assert.Empty(wrong);
        Assert.True(same > 110, $"{same} files");
        Assert.True(refused.Count <= 3, string.Join('\n', refused));
    }
}
