using Telemed.Pathology.Tiles;
using Telemed.TestKit;

namespace Telemed.Pathology.Tests.Tiles;

public sealed class RawTileTests
{
    [RealFilesFact]
    public void The_LZW_label_of_a_real_slide_decodes_whole()
    {
        var path = SlideFiles.PathOf("svs/cmu-1-small-region.svs");
        var label = SlideFiles.Open("svs/cmu-1-small-region.svs").Associated.Single(image => image.Name == "label");
        using var stream = File.OpenRead(path);
        long sum = 0;
        for (var i = 0; i < label.Strips.Count; i++)
        {
            var stored = new byte[label.Strips[i].Length];
            stream.Position = label.Strips[i].Offset;
            stream.ReadExactly(stored);
            var rows = Math.Min(label.RowsPerStrip, label.HeightPx - i * label.RowsPerStrip);
            var pixels = RawTile.Decode(label.Compression, stored, label.WidthPx, rows, label.SamplesPerPixel,
                label.Predictor);
            foreach (var one in pixels) sum += one;
        }
        Assert.InRange((double)sum / (label.WidthPx * label.HeightPx * 3), 20, 250);
    }

    [Theory]
    [InlineData(new byte[] { }, 0, "The LZW data end early.")]
    [InlineData(new byte[] { 0x80, 0x7F, 0xFF }, 3, "LZW code 511 is not known yet.")]
    public void Damaged_LZW_says_where(byte[] stored, long offset, string problem)
    {
        var refused = Assert.Throws<SlideFormatException>(() =>
            RawTile.Decode(TileCompression.Lzw, stored, 4, 4, 1, 1));
        Assert.Equal((offset, problem), (refused.Offset, refused.Problem));
    }

    [Fact]
    public void Damaged_Deflate_is_refused() =>
        Assert.Throws<SlideFormatException>(() => RawTile.Decode(TileCompression.Deflate, new byte[] { 1, 2, 3 }, 4, 4,
            1, 1));

    [Fact]
    public void Differences_are_summed_along_the_row()
    {
        // By hand: 10, 10+5, 15+250 mod 256 in the first sample; the second row begins anew.
        var pixels = RawTile.Decode(TileCompression.None, new byte[] { 10, 5, 250, 1, 1, 1 }, 3, 2, 1, 2);
        Assert.Equal([10, 15, 9, 1, 2, 3], pixels);
    }
}
