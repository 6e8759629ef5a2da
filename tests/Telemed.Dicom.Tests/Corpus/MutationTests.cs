using System.Diagnostics;
using Telemed.Dicom.Review;
using Telemed.TestKit;

namespace Telemed.Dicom.Tests.Corpus;

public sealed class MutationTests
{
    private const int Mutants = 10_000;
    private const int SeedBytes = 6 * 1024;
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(2);

    [RealFilesFact]
    public void Ten_thousand_damaged_files_are_read_or_refused_and_nothing_else()
    {
        var seeds = CorpusFiles.In("valid", "charset", "compressed", "malformed")
            .Select(file => File.ReadAllBytes(Path.Combine(CorpusFiles.Root, file)))
            .Where(bytes => bytes.Length is > 200 and < SeedBytes).ToArray();
        var random = new Random(20260101);
        for (var at = 0; at < Mutants; at++)
        {
            var mutant = Damage(seeds[random.Next(seeds.Length)], random);
            var watch = Stopwatch.StartNew();
            try
            {
                var file = DicomReader.Read(new MemoryStream(mutant), new DicomReadOptions { HashBulk = at % 4 == 0, InlineLimitBytes = 1024 });
                DicomReview.Of(file);
                if (at % 4 == 0) OurModel.Of(file).Dispose();
                if (file.PixelData is { } pixels) pixels.FrameRanges(0);
                DicomIdentity.Of(file);
            }
            catch (DicomFormatException)
            {
                // A refusal with section, place and reason is a right answer to a damaged file.
            }
            catch (Exception crash)
            {
                Assert.Fail($"Mutant {at}: {crash}");
            }
            Assert.True(watch.Elapsed < Slowest, $"Mutant {at} took {watch.Elapsed}.");
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
