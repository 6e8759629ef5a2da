using System.Text.Json;
using System.Text.RegularExpressions;
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

    // The models write infinities as Python does, which is no JSON.
    public static JsonDocument Expected(string file)
    {
        // The members of a DICOMDIR file-set keep their place in their name.
        var set = file.IndexOf("pydicom_fileset", StringComparison.Ordinal);
        var name = set < 0 ? Path.GetFileName(file) : file[set..].Replace("/", "__", StringComparison.Ordinal);
        var text = File.ReadAllText(Path.Combine(Root, "expected", name + ".json"));
        var quoted = Regex.Replace(text, @"(?m)^(\s+)(-?Infinity|NaN)(,?)$", "$1\"$2\"$3");
        return JsonDocument.Parse(quoted.Replace("Infinity", "inf", StringComparison.Ordinal));
    }
}
