using System.Diagnostics;
using Telemed.Ecg;
using Telemed.Ecg.Measure;

namespace Telemed.Ecg.Tests.Fuzz;

/// <summary>
/// Damages real files in many ways and reads them: a file may be refused, and nothing else may happen.
/// </summary>
internal static class EcgMutants
{
    /// <summary>One mutant that did what no file may make a reader do.</summary>
    internal sealed record Failure(string File, int Seed, string What);

    internal sealed record Report(int Count, int Read, double WorstMs, long MostBytes, IReadOnlyList<Failure> Failures);

    private const long MemoryLimitBytes = 64L * 1024 * 1024;
    private const double RefusalLimitMs = 100;
    private const int FailuresKept = 20;

    /// <summary>Small real files of every format; large ones only slow the search down.</summary>
    internal static readonly string[] Files =
    [
        "scp/burdick_refbeat.scp", "scp/healforce_62.SCP", "scp/Example.scp", "aecg/minimum_aecg.xml",
        "aecg/mindray_hl7aecg_example.xml", "philips/129DYPRG_1-03.xml", "muse/braveheart_example4.xml",
        "mfer/nihonkohden_cns6000_first2of12.MWF", "edf/test_generator_datarec_2.bdf", "edf/test_utf8.edf",
        "wfdb/binformats.hea", "wfdb/ptbxl/00001_lr.hea", "wfdb/multi-fixed1/v102s.hea", "wfdb/100.atr",
        "contec/0000037.ECG", "dicom/Example.dcm",
    ];

    /// <summary>Reads mutants of one file with the seeds from first on.</summary>
    internal static Report Run(string folder, string name, int first, int count, CancellationToken cancel)
    {
        var path = Path.Combine(folder, name);
        var original = File.ReadAllBytes(path);
        var siblings = Directory.GetFiles(Path.GetDirectoryName(path)!)
            .Where(file => new FileInfo(file).Length < 200_000)
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
        var failures = new List<Failure>();
        var (read, worstMs, mostBytes) = (0, 0.0, 0L);
        for (var seed = first; seed < first + count; seed++)
        {
            cancel.ThrowIfCancellationRequested();
            var mutant = Mutate(original, seed);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            EcgRecording? recording = null;
            try { recording = Read(name, mutant, siblings); }
            catch (Exception crash) when (crash is not OperationCanceledException)
            {
                if (failures.Count < FailuresKept)
                    failures.Add(
                        new Failure(name, seed, $"{crash.GetType().Name}: {crash.StackTrace?.Split('\n')[0].Trim()}"));
            }
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before - mutant.Length;
            var ms = watch.Elapsed.TotalMilliseconds;
            // A busy machine stretches a single time: only what is slow again and again is slow.
            for (var again = 0; recording is null && ms > RefusalLimitMs && again < 3; again++)
                ms = Math.Min(ms, Time(() => Read(name, mutant, siblings)));
            if (recording is null && ms > RefusalLimitMs && failures.Count < FailuresKept)
                failures.Add(new Failure(name, seed, $"took {ms:F0} ms to refuse"));
            // What was read must also be measurable without harm; every thirtieth is enough to find out.
            if (recording is not null && seed % 30 == 0) _ = EcgMeasurer.Measure(recording);
            if (bytes > MemoryLimitBytes && failures.Count < FailuresKept)
                failures.Add(new Failure(name, seed, $"took {bytes >> 20} MiB"));
            read += recording is null ? 0 : 1;
            (worstMs, mostBytes) = (Math.Max(worstMs, ms), Math.Max(mostBytes, bytes));
        }
        return new Report(count, read, worstMs, mostBytes, failures);
    }

    private static double Time(Func<EcgRecording?> read)
    {
        var watch = Stopwatch.StartNew();
        try { _ = read(); }
        catch (Exception crash) when (crash is not OperationCanceledException)
        {
            // It crashed before too, and stands among the failures already.
        }
        return watch.Elapsed.TotalMilliseconds;
    }

    private static EcgRecording? Read(string name, byte[] mutant, Dictionary<string, byte[]> siblings)
    {
        try
        {
            if (name.EndsWith(".atr", StringComparison.Ordinal))
            {
                _ = WfdbAnnotations.Read(mutant);
                return null;
            }
            return EcgReader.Read(mutant, new EcgReadOptions
            {
                Sibling = file => siblings.TryGetValue(file, out var bytes) ? (ReadOnlyMemory<byte>?)bytes : null,
            });
        }
        catch (EcgFormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// Up to four damages: flipped bits, foreign bytes, extreme numbers, cuts, repetitions and removals.
    /// </summary>
    internal static byte[] Mutate(byte[] original, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])original.Clone();
        for (var damages = random.Next(1, 5); damages > 0 && bytes.Length > 8; damages--)
        {
            // Headers decide what a reader believes, so half of the damage falls on the first two kilobytes.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length - 4, 2048) : bytes.Length - 4);
            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: BitConverter.TryWriteBytes(bytes.AsSpan(at), Extreme(random)); break;
                case 3: bytes = bytes[..random.Next(1, bytes.Length)]; break;
                case 4: random.NextBytes(bytes.AsSpan(at, Math.Min(random.Next(1, 16), bytes.Length - at))); break;
                case 5:
                    var copied = bytes.AsSpan(at, Math.Min(random.Next(1, 200), bytes.Length - at)).ToArray();
                    bytes = [.. bytes[..at], .. copied, .. bytes[at..]];
                    break;
                default: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 64))..]]; break;
            }
        }
        return bytes;
    }

    private static int Extreme(Random random) => random.Next(6) switch
    {
        0 => int.MaxValue, 1 => int.MinValue, 2 => -1, 3 => 0x7FFF, 4 => 0x10000, _ => 0,
    };
}
