using Telemed.Dicom.Writing;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Dicom.Tests.Corpus;

public sealed class RoundTripTests(ITestOutputHelper output)
{
    // Its values of odd length are padded when they are written, as PS3.5 section 7.1.1 asks.
    private const string OddLength = "pydicom_nested_priv_SQ.dcm";

    [RealFilesFact]
    public void Every_well_formed_file_reads_the_same_after_it_was_written()
    {
        var wrong = new List<string>();
        foreach (var file in CorpusFiles.In("valid", "charset", "compressed"))
        {
            using var stream = CorpusFiles.Open(file);
            var first = OurModel.Read(stream);
            if (first.TransferSyntax.IsDeflated) continue;
            var syntax = first.TransferSyntax.IsBigEndian ? TransferSyntax.ExplicitLittleEndian : first.TransferSyntax;
            using var written = new MemoryStream();
            DicomWriter.WriteFile(written, first.Dataset, syntax, stream);
            written.Position = 0;
            var second = OurModel.Read(written);
            using var before = OurModel.Of(first);
            using var after = OurModel.Of(second);
            var differences = ModelComparison.Differences(after.RootElement, before.RootElement, ignoreCharacterSet: false);
            if (differences.Count == 0 || file.EndsWith(OddLength, StringComparison.Ordinal)) continue;
            wrong.Add(file);
            output.WriteLine($"{file}: {string.Join("; ", differences.Take(3))}");
        }
        Assert.Empty(wrong);
    }
}
