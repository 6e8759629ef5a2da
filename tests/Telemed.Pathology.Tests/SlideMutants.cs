using System.Diagnostics;
using Telemed.Pathology.Dicom;

namespace Telemed.Pathology.Tests;

/// <summary>Damaged copies of real slides, each made from a seed, so that a failure can be made again.</summary>
internal static class SlideMutants
{
    internal const double LimitMs = 100;
    internal const long MemoryLimitBytes = 64 << 20;

    // Another process may hold the processor; a mutant that is slow by itself is slow each time.
    private const int Repeats = 4;

    internal static readonly string[] Files =
    [
        "svs/cmu-1-small-region.svs", "svs/small-16px.svs", "svs/tcga-cr-7395-jp2k.svs", "ndpi/test3-DAPI-2-387.ndpi",
        "tiff/boxes.tiff", "tiff/test_orient6.tif", "tiff/small_la.tiff", "photo/histo.jpg",
        "dicom/sm_image_jpegls_nobot.dcm", "dicom/os-boxes_0.dcm",
    ];

    internal sealed record Report(
        int Count, int Opened, double WorstMs, long MostBytes, IReadOnlyList<Failure> Failures);

    internal sealed record Failure(int Seed, string What);

    /// <summary>Opens mutants of one file, looks at their tiles and assembles the first of every level.</summary>
    internal static Report Run(string folder, string file, int first, int count, CancellationToken cancel)
    {
        var original = File.ReadAllBytes(Path.Combine(folder, file));
        var isDicom = file.EndsWith(".dcm", StringComparison.Ordinal);
        var failures = new List<Failure>();
        var (opened, worst, most) = (0, 0d, 0L);
        for (var seed = first; seed < first + count; seed++)
        {
            cancel.ThrowIfCancellationRequested();
            var mutant = Mutate(original, new Random(seed));
            var (isOpen, ms, bytes, problem) = Try(mutant, isDicom);
            for (var again = 1; again < Repeats && ms >= LimitMs; again++) ms = Math.Min(ms, Try(mutant, isDicom).Ms);
            if (isOpen) opened++;
            (worst, most) = (Math.Max(worst, ms), Math.Max(most, bytes));
            if (problem is not null) failures.Add(new Failure(seed, problem));
            else if (ms >= LimitMs) failures.Add(new Failure(seed, $"{ms:F0} ms"));
            else if (bytes >= MemoryLimitBytes) failures.Add(new Failure(seed, $"{bytes >> 20} MiB"));
        }
        return new Report(count, opened, worst, most, failures);
    }

    private static (bool IsOpen, double Ms, long Bytes, string? Problem) Try(byte[] mutant, bool isDicom)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var isOpen = false;
        string? problem = null;
        try
        {
            Look(mutant, isDicom);
            isOpen = true;
        }
        catch (Exception told) when (told is SlideFormatException or Telemed.Dicom.DicomFormatException)
        {
            if (told.Message.Length == 0) problem = "a refusal without words";
        }
        catch (Exception other)
        {
            problem = $"{other.GetType().Name}: {other.Message} {other.StackTrace?.Split((char)10)[0].Trim()}";
        }
        return (isOpen, watch.Elapsed.TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - before, problem);
    }

    private static void Look(byte[] mutant, bool isDicom)
    {
        using var stream = new MemoryStream(mutant, writable: false);
        var slide = isDicom ? DicomSlide.Open([stream], CancellationToken.None)
            : SlideReader.Open(stream, CancellationToken.None);
        _ = TileCheck.Look(slide, [stream], CancellationToken.None);
        foreach (var level in slide.Levels) TryTile(mutant, level);
    }

    private static void TryTile(byte[] mutant, SlideLevel level)
    {
        var spans = ServedTile.Spans(level, 0, 0);
        if (spans.Any(span => span.IsBlank)) return;
        try
        {
            _ = ServedTile.Assemble(level, [.. spans.Select(span =>
                (ReadOnlyMemory<byte>)mutant.AsMemory((int)span.Offset, span.Length))]);
        }
        catch (NotSupportedException)
        {
            // The damage turned the codec into one that the decoding child handles.
        }
    }

    /// <summary>Flips, overwrites, cuts and copies, mostly where directories and headers lie.</summary>
    private static byte[] Mutate(byte[] original, Random random)
    {
        var mutant = original.ToArray();
        var edits = random.Next(1, 9);
        for (var i = 0; i < edits; i++)
        {
            var at = random.Next(4) switch
            {
                0 => random.Next(mutant.Length),
                1 => random.Next(Math.Min(4096, mutant.Length)),
                _ => Math.Max(0, mutant.Length - 1 - random.Next(Math.Min(8192, mutant.Length))),
            };
            switch (random.Next(4))
            {
                case 0: mutant[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: mutant[at] = 0xFF; break;
                case 2: random.NextBytes(mutant.AsSpan(at, Math.Min(8, mutant.Length - at))); break;
                default:
                    var from = random.Next(mutant.Length);
                    var length = Math.Min(16, Math.Min(mutant.Length - from, mutant.Length - at));
                    mutant.AsSpan(from, length).ToArray().CopyTo(mutant, at);
                    break;
            }
        }
        return random.Next(8) == 0 ? mutant[..random.Next(mutant.Length)] : mutant;
    }
}
