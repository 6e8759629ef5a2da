using System.Diagnostics;
using System.Globalization;
using Telemed.Ecg;
using Telemed.Ecg.Measure;
using Telemed.Ecg.Tests.Fuzz;
using Telemed.TestKit;

namespace Telemed.Bench;

/// <summary>How fast ECG files are read, measured and taken in, and how they bear damage.</summary>
internal static class EcgSpeedBench
{
    private static readonly string[] Files =
    [
        "scp/Example.scp", "dicom/Example.dcm", "dicom/waveform_ecg.dcm", "aecg/Example.xml", "muse/muse-sinus.xml",
        "philips/ad4d3d80-d165_1-04_orig.xml", "wfdb/ptbxl/00001_lr.hea", "ludb/data/1.hea", "contec/0000037.ECG",
        "mfer/nihonkohden_cns6000_first2of12.MWF",
    ];

    internal static async Task<int> Run(string[] args, CancellationToken cancel)
    {
        if (TestData.Folder("ecg") is not { } folder) return await Absent();
        Console.WriteLine("reach: parse < 1 ms binary, < 5 ms XML; measure < 60 ms");
        foreach (var name in args.Contains("--ingest") ? [] : Files)
        {
            cancel.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, name);
            var bytes = File.ReadAllBytes(path);
            var beside = Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + ".*")
                .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
            var options = new EcgReadOptions { Sibling = file => beside.TryGetValue(file, out var found) ? found
                : (ReadOnlyMemory<byte>?)null };
            var recording = EcgReader.Read(bytes, options);
            Console.WriteLine(name);
            Print("parse", runs: 200, () => EcgReader.Read(bytes, options));
            Print("measure", runs: 50, () => EcgMeasurer.Measure(recording));
        }
        if (args.Contains("--files")) return 0;
        Console.WriteLine("reach: 500/s on 2 cores");
        await EcgIngestBench.Run(SecondsOf(args), cancel);
        Console.WriteLine(
            "first paint and redraw: EcgPageTests measure them in Chromium (tests/screenshots/ecg-speed.txt)");
        return 0;
    }

    private static int SecondsOf(string[] args)
    {
        var at = Array.IndexOf(args, "--seconds");
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 30;
    }

    /// <summary>
    /// Mutants of all formats in turn, a million by default; prints what failed and ends with 1 then.
    /// </summary>
    internal static Task<int> Fuzz(string[] args, CancellationToken cancel)
    {
        if (TestData.Folder("ecg") is not { } folder) return Absent();
        var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
        var each = (count + EcgMutants.Files.Length - 1) / EcgMutants.Files.Length;
        var failed = false;
        foreach (var file in EcgMutants.Files)
        {
            var report = EcgMutants.Run(folder, file, first: 100_000, each, cancel);
            Console.WriteLine($"{file,-44} {report.Count} mutants, {report.Read} read, worst {report.WorstMs:F0} ms, "
                + $"most {report.MostBytes >> 20} MiB, {report.Failures.Count} failures");
            foreach (var failure in report.Failures) Console.WriteLine($"  seed {failure.Seed}: {failure.What}");
            failed |= report.Failures.Count > 0;
        }
        return Task.FromResult(failed ? 1 : 0);
    }

    /// <summary>Times of a warm program; CPU time too, since a shared machine stretches the clock.</summary>
    private static void Print(string what, int runs, Action run)
    {
        for (var warm = 0; warm < runs; warm++) run();
        var times = new double[runs];
        var before = Environment.CpuUsage.TotalTime;
        for (var at = 0; at < runs; at++)
        {
            var watch = Stopwatch.StartNew();
            run();
            times[at] = watch.Elapsed.TotalMilliseconds;
        }
        var cpuMs = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / runs;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what,-8}{Percentiles.Line(times)}; CPU {cpuMs:F2} ms each"));
    }

    private static Task<int> Absent()
    {
        Console.Error.WriteLine("The folder of real files is absent; set TELEMED_TEST_DATA.");
        return Task.FromResult(1);
    }
}
