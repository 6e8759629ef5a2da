using System.Text.Json;
using Telemed.TestKit;

namespace Telemed.Dicom.Tests.Corpus;

/// <summary>The shared corpus of real and made files with what independent tools read from them.</summary>
internal static class CorpusFiles
{
    public static string Root => TestData.Folder("dicom")!;

    /// <summary>Paths below the corpus root, those in the folders named.</summary>
    public static IEnumerable<string> In(params string[] folders) =>
        File.ReadLines(Path.Combine(Root, "expected", "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')[0])
            .Where(file => folders.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal)));

    public static FileStream Open(string file) => File.OpenRead(Path.Combine(Root, file));

    public static JsonDocument Expected(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "expected", Path.GetFileName(file) + ".json")));
}
