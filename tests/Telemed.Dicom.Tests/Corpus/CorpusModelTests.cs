using System.Text.RegularExpressions;
using System.Text.Json;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Dicom.Tests.Corpus;

public sealed class CorpusModelTests(ITestOutputHelper output)
{
    // Files whose model is not the truth, each with the tool that reads it rightly.
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["fodicom_GH1339.dcm"] = "the model is empty because dcmtk refuses the file; pydicom reads what we read",
        ["syn_iso2022_ir58_no_reescape.dcm"] = "pydicom leaves an escape sequence in the name; dcm2json decodes it",
        ["syn_iso_ir_203.dcm"] = "neither tool knows ISO_IR 203; libiconv reads the bytes as ISO 8859-15 as we do",
        ["syn_allvr_evbe.dcm"] =
            "pydicom shows the bytes of the big-endian file; the JSON model asks for little endian",
        ["fodicom_GH626.dcm"] =
            "dcmtk refuses it; pydicom reads an explicit private item as implicit, so its text is bytes",
        ["dcm4che_MR-JPEGLosslessSV1.dcm"] =
            "private elements written as UN stay unknown to pydicom; "
            + "dcmtk's dictionary gives the vendor's representation",
    };

    [RealFilesFact]
    public void Every_well_formed_file_gives_the_model_that_independent_tools_read()
    {
        var wrong = new List<string>();
        foreach (var file in CorpusFiles.In("valid", "charset", "compressed"))
        {
            var differences = Differences(file);
            if (differences.Count == 0 || Exceptions.ContainsKey(Path.GetFileName(file))) continue;
            wrong.Add(file);
            output.WriteLine($"{file}: {string.Join("; ", differences.Take(6))}");
        }
        Assert.Empty(wrong);
    }

    // Elements that the two tools themselves read differently; ours is then judged by the standard, in other tests.
    private static string[] DisputedPaths(JsonElement expected) =>
        expected.TryGetProperty("toolDifferences", out var both) && both.ValueKind == JsonValueKind.Object
            ? [.. both.GetProperty("dcm2json_vs_pydicom").EnumerateArray()
                .Where(row => row.ValueKind == JsonValueKind.Array).Select(row => PathOf(row[0].GetString()!))]
            : [];

    // The corpus counts items from 0 in brackets, DICOM and we from 1.
    private static string PathOf(string shown) =>
        Regex.Replace(shown, @"\[(\d+)\]\.", item => $"/{int.Parse(item.Groups[1].ValueSpan) + 1}/");

    private static List<string> Differences(string file)
    {
        using var expected = CorpusFiles.Expected(file);
        using var stream = CorpusFiles.Open(file);
        DicomFile read;
        try { read = OurModel.Read(stream); }
        catch (DicomFormatException broken) { return [broken.Message]; }
        using var ours = OurModel.Of(read);
        var from = expected.RootElement.GetProperty("modelFrom").GetString();
        if (from is null) return [];
        var differences = ModelComparison.Differences(ours.RootElement, expected.RootElement.GetProperty("model"),
            ignoreCharacterSet: from.StartsWith("dcm2json", StringComparison.Ordinal));
        var disputed = DisputedPaths(expected.RootElement);
        return [.. differences.Where(line => !disputed.Any(path => line.StartsWith(path, StringComparison.Ordinal)))];
    }
}
