using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Dicom.Tests.Corpus;

public sealed class CorpusModelTests(ITestOutputHelper output)
{
    [RealFilesFact]
    public void Every_well_formed_file_gives_the_model_that_independent_tools_read()
    {
        var wrong = 0;
        foreach (var file in CorpusFiles.In("valid", "charset", "compressed"))
        {
            var differences = Differences(file);
            if (differences.Count == 0) continue;
            wrong++;
            output.WriteLine($"{file}: {string.Join("; ", differences.Take(6))}");
        }
        Assert.Equal(0, wrong);
    }

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
        return ModelComparison.Differences(ours.RootElement, expected.RootElement.GetProperty("model"),
            ignoreCharacterSet: from.StartsWith("dcm2json", StringComparison.Ordinal));
    }
}
