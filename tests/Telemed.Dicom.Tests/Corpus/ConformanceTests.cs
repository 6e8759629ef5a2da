using System.Text.RegularExpressions;
using Telemed.Dicom.Writing;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Dicom.Tests.Corpus;

/// <summary>What dicom3tools and dcmtk say of a file that we wrote, beside what they say of the one we read.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const int Parallel = 2;

    // Files of which a checker says more after we wrote them, each with the reason.
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["fodicom_GH626.dcm"] =
            "a vendor's sequence written explicitly inside an implicit file is kept as bytes; dcmdump reads "
            + "what we wrote and refuses the original, dciodvfy looks into the bytes by its own dictionary",
    };

    [ToolFact("dciodvfy", "dcmftest")]
    public async Task Independent_checkers_say_no_more_of_what_we_wrote_than_of_the_original()
    {
        if (TestData.Root is null) return;
        var wrong = new List<string>();
        var files = CorpusFiles.In("valid", "charset", "compressed").ToArray();
        await System.Threading.Tasks.Parallel.ForEachAsync(files,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (file, _) =>
            {
                var more = await SaidMore(file);
                if (more.Length == 0 || Exceptions.ContainsKey(Path.GetFileName(file))) return;
                lock (wrong) wrong.Add($"{file}: {string.Join(" | ", more.Take(3))}");
            });
        foreach (var line in wrong.Order()) output.WriteLine(line);
        Assert.Empty(wrong);
    }

    private static async Task<string[]> SaidMore(string file)
    {
        var original = Path.Combine(CorpusFiles.Root, file);
        var ours = Path.Combine(Path.GetTempPath(), $"written-{Guid.NewGuid():N}.dcm");
        try
        {
            await using (var stream = File.OpenRead(original))
            {
                var read = DicomReader.Read(stream, new DicomReadOptions { InlineLimitBytes = 1024 });
                // An object without a class is no Part 10 file for the checkers, whoever writes it.
                if (read.TransferSyntax.IsDeflated || !read.Dataset.Has(DicomTags.SOPClassUID)) return [];
                var syntax = read.TransferSyntax.IsBigEndian
                    ? TransferSyntax.ExplicitLittleEndian : read.TransferSyntax;
                await using var to = File.Create(ours);
                DicomWriter.WriteFile(to, read, syntax, stream);
            }
            var before = (await Said(original)).ToHashSet();
            var isTest = (await ForeignTool.Run("dcmftest", ours)).Code == 0 ? [] : new[] { "dcmftest: no" };
            return [.. (await Said(ours)).Where(line => !before.Contains(line)).Distinct(), .. isTest];
        }
        finally
        {
            File.Delete(ours);
        }
    }

    // Places in the file differ between the two, what is said of them must not.
    private static async Task<IEnumerable<string>> Said(string path) =>
        (await ForeignTool.Run("dciodvfy", path)).Text.Split('\n')
            .Where(line => line.StartsWith("Error", StringComparison.Ordinal)
                || line.StartsWith("Warning", StringComparison.Ordinal))
            .Select(line => Regex.Replace(line, @"0x[0-9a-fA-F]+|\b\d+\b", "n"));
}
