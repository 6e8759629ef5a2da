using Telemed.Pathology.Pyramids;
using Telemed.TestKit;

namespace Telemed.Pathology.Tests.Pyramids;

public sealed class DeidentifiedSlideTests
{
    private const int RunBytes = 24;
    private const int DistinctLeast = 10;

    private static async Task<byte[]> Copy(string file)
    {
        var original = await File.ReadAllBytesAsync(SlideFiles.PathOf(file));
        var copy = new MemoryStream();
        await DeidentifiedSlide.Write(SlideFiles.Open(file),
            (span, _) => Task.FromResult<byte[]?>(original[(int)span.Offset..(int)(span.Offset + span.Length)]), copy,
            CancellationToken.None);
        return copy.ToArray();
    }

    [RealFilesTheory]
    [InlineData("svs/cmu-1-small-region.svs")]
    [InlineData("svs/tcga-cr-7395-jp2k.svs")]
    public async Task No_byte_of_label_or_overview_and_no_word_of_the_description_is_in_the_copy(string file)
    {
        var original = await File.ReadAllBytesAsync(SlideFiles.PathOf(file));
        var copy = await Copy(file);
        var slide = SlideFiles.Open(file);
        foreach (var image in slide.Associated.Where(image => image.Name is "label" or "macro"))
            foreach (var strip in image.Strips)
                for (var at = Picture(original, strip); at + RunBytes <= strip.Length; at += RunBytes)
                {
                    var run = original.AsSpan((int)strip.Offset + at, RunBytes);
                    // White glass codes to the same few bytes over and over, in any picture; it says nothing.
                    if (run.ToArray().Distinct().Count() < DistinctLeast) continue;
                    Assert.True(copy.AsSpan().IndexOf(run) < 0, $"{image.Name} at {at}");
                }
        string[] words =
            ["ScanScope", "Filename", "User", "Date", "Time", "Parmset", "Title", "ImageID", "TCGA", "CMU"];
        foreach (var word in words)
            Assert.True(copy.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(word)) < 0, word);
    }

    /// <summary>
    /// Where a strip's picture begins: the tables before it are the standard's and stand in every JPEG.
    /// </summary>
    private static int Picture(byte[] original, TileSpan strip) =>
        Math.Max(0, original.AsSpan((int)strip.Offset, strip.Length).IndexOf<byte>([0xFF, 0xDA]));

    [RealFilesTheory]
    [InlineData("svs/cmu-1-small-region.svs")]
    [InlineData("tiff/boxes.tiff")]
    public async Task The_copy_is_the_same_tissue_at_the_same_scale(string file)
    {
        var before = SlideFiles.Open(file);
        var after = SlideReader.Open(new MemoryStream(await Copy(file)), CancellationToken.None);
        Assert.Equal(before.Levels.Select(level => (level.WidthPx, level.HeightPx, level.Tiles.Count)),
            after.Levels.Select(level => (level.WidthPx, level.HeightPx, level.Tiles.Count)));
        Assert.Empty(after.Associated);
        if (before.Format == SlideFormat.Svs)
            Assert.Equal((before.MicrometresPerPixelX, before.ObjectivePower),
                (after.MicrometresPerPixelX, after.ObjectivePower));
    }

    [OracleFact]
    public async Task OpenSlide_shows_the_same_pixels_of_the_copy()
    {
        const string file = "svs/cmu-1-small-region.svs";
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.tif");
        await File.WriteAllBytesAsync(path, await Copy(file));
        try
        {
            Assert.Equal(NativeOracles.ReadRegion(SlideFiles.PathOf(file), 0, 400, 700, 600, 500),
                NativeOracles.ReadRegion(path, 0, 400, 700, 600, 500));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [RealFilesFact]
    public void A_format_of_stripes_says_why_it_has_no_copy() =>
        Assert.Contains("stripes", DeidentifiedSlide.WhyNot(SlideFiles.Open("ndpi/test3-DAPI-2-387.ndpi")),
            StringComparison.Ordinal);
}
