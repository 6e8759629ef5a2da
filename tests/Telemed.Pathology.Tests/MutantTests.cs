using Telemed.TestKit;

namespace Telemed.Pathology.Tests;

/// <summary>
/// 10,000 damaged copies of real files give a slide or this library's exception, soon and in little memory.
/// </summary>
public sealed class MutantTests
{
    private const int MutantsPerFile = 1000;

    public static TheoryData<string> Files => [.. SlideMutants.Files];

    [RealFilesTheory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_ends_in_a_slide_or_a_stated_problem_within_100_ms_and_64_MB(string file)
    {
        var folder = Path.GetFullPath(TestData.Folder("pathology")!);
        var report = SlideMutants.Run(folder, file, first: 1, MutantsPerFile, CancellationToken.None);
        Assert.Empty(report.Failures);
        Assert.InRange(report.WorstMs, 0, SlideMutants.LimitMs);
        Assert.InRange(report.MostBytes, 0, SlideMutants.MemoryLimitBytes);
    }
}
