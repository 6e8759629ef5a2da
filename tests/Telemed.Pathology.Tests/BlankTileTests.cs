namespace Telemed.Pathology.Tests;

public sealed class BlankTileTests
{
    private static SlideLevel Level(int widthPx, int heightPx, int stripes = 1) => new()
    {
        WidthPx = 4000, HeightPx = 4000, TileWidthPx = widthPx, TileHeightPx = heightPx, StripesPerServedTile = stripes,
        Compression = TileCompression.Jpeg, Tiles = new TileTable([], []),
    };

    [Fact]
    public void Tiles_of_a_size_share_one_white_picture()
    {
        var blank = BlankTile.Of(Level(240, 8, stripes: 30));
        Assert.Same(blank, BlankTile.Of(Level(240, 240)));
        var (pixels, widthPx) = PngPixels.Read(blank.Bytes.Span);
        Assert.Equal((240, 240 * 240 * 3), (widthPx, pixels.Length));
        Assert.All(pixels, value => Assert.Equal(255, value));
        Assert.InRange(blank.Bytes.Length, 1, 2000);
    }

    [Fact]
    public void A_size_that_no_scanner_has_costs_no_more_memory_than_one_that_some_have()
    {
        var (_, widthPx) = PngPixels.Read(BlankTile.Of(Level(65_500, 65_500)).Bytes.Span);
        Assert.Equal(1024, widthPx);
    }
}
