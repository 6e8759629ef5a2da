using Telemed.Pathology.Jpeg;
using Telemed.Pathology.Pyramids;

namespace Telemed.Pathology.Tests;

/// <summary>Pyramids we write are read by others, and hold the picture that was put in.</summary>
public sealed class PyramidWriterTests
{
    [OracleFact]
    public void OpenSlide_reads_size_levels_and_nearly_the_same_pixels()
    {
        var path = Path.Combine(Path.GetTempPath(), $"pyramid-{Guid.NewGuid():N}.svs");
        try
        {
            using (var file = File.Create(path))
                PyramidWriter.Write(new()
                {
                    WidthPx = 1001, HeightPx = 777, MicrometresPerPixel = 0.25, ObjectivePower = 40, Quality = 90,
                }, (top, rows, rgb) => Paint(top, rows, 1001, rgb), file, CancellationToken.None);

            Assert.Equal([(1001, 777), (500, 388), (250, 194)], NativeOracles.Levels(path));
            var theirs = NativeOracles.ReadRegion(path, 0, 0, 0, 1001, 777);
            var painted = new byte[1001 * 777 * 3];
            Paint(0, 777, 1001, painted);
            Assert.InRange(MeanDifference(painted, theirs), 0, 1.5);
            using var again = File.OpenRead(path);
            var slide = SlideReader.Open(again, CancellationToken.None);
            Assert.Equal((0.25, 40d), (slide.MicrometresPerPixelX!.Value, slide.ObjectivePower!.Value));
            Assert.Equal(3, slide.Levels.Count);
        }
        finally { File.Delete(path); }
    }

    [OracleFact]
    public void A_BigTIFF_pyramid_opens_as_well()
    {
        var stream = new MemoryStream();
        PyramidWriter.Write(new() { WidthPx = 300, HeightPx = 200, BigTiff = true, TileSizePx = 64 },
            (top, rows, rgb) => Paint(top, rows, 300, rgb), stream, CancellationToken.None);
        var slide = SlideReader.Open(stream, CancellationToken.None);
        Assert.Equal([(300, 200), (150, 100), (75, 50), (37, 25)],
            slide.Levels.Select(level => (level.WidthPx, level.HeightPx)));
        Assert.Null(slide.MicrometresPerPixelX);
    }

    [OracleFact]
    public void A_whole_JPEG_decodes_in_libjpeg_to_nearly_the_same_pixels()
    {
        var painted = new byte[123 * 45 * 3];
        Paint(0, 45, 123, painted);
        var (decoded, width, height) = NativeOracles.DecodeJpeg(new JpegEncoder(92).Encode(painted, 123, 45));
        Assert.Equal((123, 45), (width, height));
        Assert.InRange(MeanDifference(painted, decoded), 0, 1.5);
    }

    /// <summary>Soft waves with a few sharp dots: what a stained section is to a codec.</summary>
    private static void Paint(int top, int rows, int width, Span<byte> rgb)
    {
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                var wave = Math.Sin(x / 37.0) * Math.Cos((top + y) / 29.0);
                rgb[at] = (byte)(200 + 40 * wave);
                rgb[at + 1] = (byte)(150 + 60 * wave);
                rgb[at + 2] = (byte)(190 + 30 * Math.Sin((x + top + y) / 53.0));
            }
    }

    private static double MeanDifference(byte[] left, byte[] right) =>
        left.Zip(right).Average(pair => (double)Math.Abs(pair.First - pair.Second));
}
