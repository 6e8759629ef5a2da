using System.Globalization;
using Telemed.Pathology.Tests;
using Telemed.TestKit;

namespace Telemed.Bench;

/// <summary>Mutants of real files by the million: <c>fuzz dicom</c>, <c>fuzz ecg</c>, <c>fuzz slides</c>.</summary>
internal static class FuzzBench
{
    private const int CountByDefault = 1_000_000;

    internal static Task<int> Run(string[] args, CancellationToken cancel) => args switch
    {
        ["slides", ..] => Task.FromResult(Slides(args, cancel)),
        ["dicom", ..] => DicomHeaderBench.Fuzz(args[1..], cancel),
        _ => EcgSpeedBench.Fuzz(args, cancel),
    };

    private static int Slides(string[] args, CancellationToken cancel)
    {
        if (TestData.Folder("pathology") is not { } folder)
        {
            Console.Error.WriteLine("The folder of real files is absent; set TELEMED_TEST_DATA.");
            return 1;
        }
        var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : CountByDefault;
        var each = (count + SlideMutants.Files.Length - 1) / SlideMutants.Files.Length;
        var failures = 0;
        foreach (var file in SlideMutants.Files)
        {
            var report = SlideMutants.Run(folder, file, first: 100_000, each, cancel);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{file,-36} {report.Count} mutants, {report.Opened} opened, worst {report.WorstMs:F0} ms, most "
                + $"{report.MostBytes >> 20} MiB, {report.Failures.Count} failures"));
            foreach (var failure in report.Failures) Console.WriteLine($"  seed {failure.Seed}: {failure.What}");
            failures += report.Failures.Count;
        }
        return failures > 0 ? 1 : 0;
    }
}
