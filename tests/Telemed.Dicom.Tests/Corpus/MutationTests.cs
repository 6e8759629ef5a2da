using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Dicom.Tests.Corpus;

public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Mutants = 10_000;

    [RealFilesFact]
    public void Ten_thousand_damaged_files_are_read_or_refused_and_nothing_else()
    {
        var report = DicomMutants.Run(DicomMutants.Seeds(), first: 0, Mutants, CancellationToken.None);
        output.WriteLine(
            $"{report.Read} of {report.Count} read, worst {report.WorstMs:F0} ms, most {report.MostBytes >> 10} KiB");
        Assert.Empty(report.Failures);
        Assert.Equal(Mutants, report.Count);
    }
}
