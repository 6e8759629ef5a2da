using System.Diagnostics;
using Telemed.Pathology.Dicom;
using Telemed.TestKit;

namespace Telemed.Pathology.Tests;

/// <summary>Damaged copies of real files give a slide or this library's exception, soon and in little memory.</summary>
public sealed class MutantTests
{
    private const int MutantsPerFile = 1000;
    private const long MemoryLimitBytes = 64 << 20;

    [RealFilesTheory]
    [InlineData("svs/cmu-1-small-region.svs", 1)]
    [InlineData("svs/small-16px.svs", 2)]
    [InlineData("svs/tcga-cr-7395-jp2k.svs", 3)]
    [InlineData("ndpi/test3-DAPI-2-387.ndpi", 4)]
    [InlineData("tiff/boxes.tiff", 5)]
    [InlineData("tiff/test_orient6.tif", 6)]
    [InlineData("tiff/small_la.tiff", 7)]
    [InlineData("photo/histo.jpg", 8)]
    [InlineData("dicom/sm_image_jpegls_nobot.dcm", 9)]
    [InlineData("dicom/os-boxes_0.dcm", 10)]
    public void A_damaged_file_ends_in_a_slide_or_a_stated_problem(string file, int seed)
    {
        var original = File.ReadAllBytes(SlideFiles.PathOf(file));
        var random = new Random(seed);
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < MutantsPerFile; i++)
        {
            var mutant = Mutate(original, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            Try(mutant, file.EndsWith(".dcm", StringComparison.Ordinal));
            if (watch.Elapsed > slowest) slowest = watch.Elapsed;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryLimitBytes);
        }
        // Far above the 100 ms that one takes alone, since tests share their processors.
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static void Try(byte[] mutant, bool isDicom)
    {
        try
        {
            using var stream = new MemoryStream(mutant, writable: false);
            var slide = isDicom ? DicomSlide.Open([stream], CancellationToken.None)
                : SlideReader.Open(stream, CancellationToken.None);
            _ = TileCheck.Look(slide, [stream], CancellationToken.None);
            foreach (var level in slide.Levels) TryTile(mutant, level);
        }
        catch (Exception told) when (told is SlideFormatException or Telemed.Dicom.DicomFormatException)
        {
            Assert.NotEmpty(told.Message);
        }
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
