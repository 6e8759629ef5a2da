using Telemed.Pathology.Tiles;

namespace Telemed.Pathology.Tests;

/// <summary>Tiles show the same pixels as OpenSlide shows, without having been decoded.</summary>
public sealed class ServedTileTests
{
    [OracleTheory]
    [InlineData("svs/cmu-1-small-region.svs")]
    [InlineData("svs/small-16px.svs")]
    [InlineData("ndpi/test3-DAPI-2-387.ndpi")]
    public void Every_tile_passed_through_decodes_to_the_pixels_of_OpenSlide(string file)
    {
        var path = SlideFiles.PathOf(file);
        var slide = SlideFiles.Open(file);
        var theirs = NativeOracles.Levels(path);
        foreach (var level in slide.Levels)
        {
            var number = theirs.ToList().IndexOf((level.WidthPx, level.HeightPx));
            Assert.True(level.PassesThrough);
            for (var row = 0; row < level.ServedTilesDown; row++)
                for (var column = 0; column < level.TilesAcross; column++)
                    SameAsOpenSlide(path, slide, level, number, column, row);
        }
    }

    [OracleFact]
    public void Tiles_of_a_rotated_scan_are_passed_as_stored()
    {
        // libtiff mirrors each tile of orientation 6 for OpenSlide, so its tile is compared from right to left.
        var path = SlideFiles.PathOf("tiff/test_orient6.tif");
        var level = SlideFiles.Open("tiff/test_orient6.tif").Levels[0];
        var theirs = NativeOracles.ReadRegion(path, 0, 0, 64, 64, 64);
        var (ours, _, _) = NativeOracles.DecodeJpeg(SlideFiles.Tile(path, level, 0, 1).Bytes.Span);
        for (var y = 0; y < 64; y++)
            for (var x = 0; x < 64; x++)
                Assert.Equal(theirs[(y * 64 + x) * 3], ours[(y * 64 + 63 - x) * 3]);
    }

    [OracleTheory]
    [InlineData("tiff/boxes.tiff")]
    public void Deflate_tiles_become_pictures_with_the_pixels_of_OpenSlide(string file)
    {
        var path = SlideFiles.PathOf(file);
        var level = SlideFiles.Open(file).Levels[0];
        for (var row = 0; row < level.TilesDown; row++)
            for (var column = 0; column < level.TilesAcross; column++)
            {
                var picture = SlideFiles.Tile(path, level, column, row);
                Assert.Equal("image/png", picture.ContentType);
                var (left, top) = (column * level.TileWidthPx, row * level.TileHeightPx);
                var width = Math.Min(level.TileWidthPx, level.WidthPx - left);
                var height = Math.Min(level.TileHeightPx, level.HeightPx - top);
                var (pixels, pngWidth) = PngPixels.Read(picture.Bytes.Span);
                Same(NativeOracles.ReadRegion(path, 0, left, top, width, height), pixels, pngWidth, width, height);
            }
    }

    private static void SameAsOpenSlide(string path, Slide slide, SlideLevel level, int number, int column, int row)
    {
        var (left, top) = (column * level.TileWidthPx, row * level.ServedTileHeightPx);
        var width = Math.Min(level.TileWidthPx, level.WidthPx - left);
        var height = Math.Min(level.ServedTileHeightPx, level.HeightPx - top);
        var step = (double)slide.Levels[0].WidthPx / level.WidthPx;
        var expected = NativeOracles.ReadRegion(path, number, (long)(left * step), (long)(top * step), width, height);
        var (ours, oursWidth, oursHeight) = NativeOracles.DecodeJpeg(
            SlideFiles.Tile(path, level, column, row).Bytes.Span);
        Assert.True(oursWidth >= width && oursHeight >= height);
        Same(expected, ours, oursWidth, width, height);
    }

    private static void Same(byte[] expected, byte[] ours, int oursWidth, int width, int height)
    {
        for (var y = 0; y < height; y++)
            Assert.True(
                expected.AsSpan(y * width * 3, width * 3).SequenceEqual(ours.AsSpan(y * oursWidth * 3, width * 3)),
                $"Row {y} differs.");
    }
}
