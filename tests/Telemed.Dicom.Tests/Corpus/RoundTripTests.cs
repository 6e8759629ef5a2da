using System.Diagnostics;
using System.Text.RegularExpressions;
using Telemed.Dicom.Transcoding;
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
            if (first.TransferSyntax.IsDeflated) continue;  // below, because what is written must be inflated first
            var syntax = first.TransferSyntax.IsBigEndian ? TransferSyntax.ExplicitLittleEndian : first.TransferSyntax;
            using var written = new MemoryStream();
            DicomWriter.WriteFile(written, first, syntax, stream);
            written.Position = 0;
            var second = OurModel.Read(written);
            using var before = OurModel.Of(first);
            using var after = OurModel.Of(second);
            var differences = ModelComparison.Differences(
                after.RootElement, before.RootElement, ignoreCharacterSet: false);
            differences.RemoveAll(IsGroupLength);
            if (differences.Count == 0 || file.EndsWith(OddLength, StringComparison.Ordinal)) continue;
            wrong.Add(file);
            output.WriteLine($"{file}: {string.Join("; ", differences.Take(3))}");
        }
        Assert.Empty(wrong);
    }

    [RealFilesFact]
    public async Task A_deflated_file_reads_the_same_after_it_was_inflated_and_deflated_again()
    {
        var compared = 0;
        foreach (var file in CorpusFiles.In("valid"))
        {
            await using var stream = CorpusFiles.Open(file);
            var first = OurModel.Read(stream);
            if (!first.TransferSyntax.IsDeflated) continue;
            stream.Position = 0;
            using var inflated = new MemoryStream();
            await DicomTranscoder.ToExplicitLittleEndian(
                stream, inflated, (_, _, _) => throw new UnreachableException(), CancellationToken.None);
            inflated.Position = 0;
            var plain = OurModel.Read(inflated);
            using var written = new MemoryStream();
            DicomWriter.WriteFile(written, plain.Dataset, TransferSyntax.Deflated, inflated);
            written.Position = 0;
            var second = OurModel.Read(written);
            Assert.True(second.TransferSyntax.IsDeflated);
            using var before = OurModel.Of(first);
            using var after = OurModel.Of(second);
            Assert.All(ModelComparison.Differences(after.RootElement, before.RootElement, ignoreCharacterSet: false),
                line => Assert.True(IsGroupLength(line), line));
            compared++;
        }
        Assert.InRange(compared, 1, 100);
    }

    // Lengths of groups speak of bytes, not of the object; they are retired and not written (PS3.5 section 7.2).
    private static bool IsGroupLength(string difference) => Regex.IsMatch(difference, @"(^|/)[0-9A-F]{4}0000\b");
}
