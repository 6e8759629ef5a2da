using Telemed.TestKit;

namespace Telemed.Pathology.Tests;

public sealed class TileCheckTests
{
    [RealFilesFact]
    public void A_slide_whose_tile_is_damaged_opens_with_a_warning()
    {
        using var stream = File.OpenRead(SlideFiles.PathOf("bad/unreadable.svs"));
        var slide = SlideReader.Open(stream, CancellationToken.None);
        var warning = Assert.Single(TileCheck.Look(slide, [stream], CancellationToken.None));
        Assert.StartsWith("Level 0, tile 0 is damaged and cannot be shown: ", warning, StringComparison.Ordinal);
    }

    [RealFilesTheory]
    [InlineData("svs/cmu-1-small-region.svs")]
    [InlineData("svs/small-16px.svs")]
    [InlineData("svs/tcga-cr-7395-jp2k.svs")]
    [InlineData("ndpi/test3-DAPI-2-387.ndpi")]
    [InlineData("tiff/test_orient6.tif")]
    [InlineData("photo/histo.jpg")]
    public void Good_slides_have_no_damaged_tiles(string file)
    {
        using var stream = File.OpenRead(SlideFiles.PathOf(file));
        Assert.Empty(TileCheck.Look(SlideReader.Open(stream, CancellationToken.None), [stream],
            CancellationToken.None));
    }
}
