using System.Diagnostics;
using Telemed.Dicom.Review;

namespace Telemed.Dicom.Tests.Corpus;

/// <summary>What became of damaged files.</summary>
internal sealed record MutantReport
{
    public int Count { get; set; }
    public int Read { get; set; }
    public double WorstMs { get; set; }
    public long MostBytes { get; set; }
    public List<string> Failures { get; } = [];
}

/// <summary>
/// Damages real files in ways that chance and attackers do; each mutant can be made again from its number.
/// </summary>
internal static class DicomMutants
{
    private const int SeedBytes = 6 * 1024, FailureLimit = 20;
    private const double SlowestMs = 2000;

    // The bar is 64 MiB of extra memory; what is allocated in all is more than what is held at any moment.
    private const long MostBytes = 64L << 20;

    /// <summary>The small files of the corpus.</summary>
    public static byte[][] Seeds() => [.. CorpusFiles.In("valid", "charset", "compressed", "malformed", "hostile")
        .Select(file => File.ReadAllBytes(Path.Combine(CorpusFiles.Root, file)))
        .Where(bytes => bytes.Length is > 200 and < SeedBytes)];

    /// <summary>Reads the mutants of a range of numbers as every door of the hub reads a file.</summary>
    public static MutantReport Run(byte[][] seeds, int first, int count, CancellationToken cancel)
    {
        var report = new MutantReport();
        for (var number = first; number < first + count && report.Failures.Count < FailureLimit; number++)
        {
            cancel.ThrowIfCancellationRequested();
            var random = new Random(number);
            var mutant = Damage(seeds[random.Next(seeds.Length)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            if (Problem(mutant, number, report) is { } problem) report.Failures.Add($"mutant {number}: {problem}");
            var took = watch.Elapsed.TotalMilliseconds;
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            // A pause of the machine is not the mutant's: what is slow is slow again.
            if (took > SlowestMs && Again(mutant) > SlowestMs) report.Failures.Add($"mutant {number}: {took:F0} ms");
            if (bytes > MostBytes) report.Failures.Add($"mutant {number}: {bytes >> 20} MiB");
            report.WorstMs = Math.Max(report.WorstMs, took);
            report.MostBytes = Math.Max(report.MostBytes, bytes);
            report.Count++;
        }
        return report;
    }

    private static double Again(byte[] mutant)
    {
        var watch = Stopwatch.StartNew();
        Problem(mutant, number: 0, new MutantReport());
        return watch.Elapsed.TotalMilliseconds;
    }

    private static string? Problem(byte[] mutant, int number, MutantReport report)
    {
        try
        {
            var file = DicomReader.Read(new MemoryStream(mutant),
                new DicomReadOptions { HashBulk = number % 4 == 0, InlineLimitBytes = 1024 });
            DicomReview.Of(file);
            if (number % 4 == 0) OurModel.Of(file).Dispose();
            if (file.PixelData is { } pixels) pixels.FrameRanges(0);
            DicomIdentity.Of(file);
            report.Read++;
            return null;
        }
        catch (DicomFormatException)
        {
            // A refusal with section, place and reason is a right answer to a damaged file.
            return null;
        }
        catch (Exception crash)
        {
            return crash.ToString();
        }
    }

    private static byte[] Damage(byte[] seed, Random random)
    {
        var bytes = (byte[])seed.Clone();
        for (var left = random.Next(1, 6); left > 0 && bytes.Length > 8; left--)
        {
            var at = random.Next(bytes.Length - 4);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.AsSpan(at, 4).Fill(0xFF); break;
                case 3: bytes = bytes[..at]; break;
                case 4: bytes = [.. bytes[..at], .. bytes[Math.Max(0, at - random.Next(64))..]]; break;
                default: random.NextBytes(bytes.AsSpan(at, Math.Min(4, bytes.Length - at))); break;
            }
        }
        return bytes;
    }
}
