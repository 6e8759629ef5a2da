using Telemed.Pathology.Pyramids;

namespace Telemed.Hub.Tests.Pathology;

/// <summary>Small slides for tests, made by the library's own writer.</summary>
internal static class SlideMaker
{
    public static byte[] Make(int widthPx, int heightPx, int quality = 80) =>
        Write(widthPx, heightPx, quality, (top, rows, rgb) => Paint(top, rows, widthPx, rgb));

    /// <summary>
    /// A square of violet cells on pale ground, with glass round it; their borders are as wide as is said.
    /// </summary>
    public static byte[] Cells(int sidePx, double borderPx) => Write(sidePx, sidePx, 90, (top, rows, rgb) =>
    {
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < sidePx; x++)
            {
                var isGlass = x < sidePx / 4 || x >= sidePx * 3 / 4
                    || y + top < sidePx / 4 || y + top >= sidePx * 3 / 4;
                // A cell every 32 pixels, with a radius of 10.
                double across = x % 32 - 15.5, down = (y + top) % 32 - 15.5;
                var inside = 1 / (1 + Math.Exp((Math.Sqrt(across * across + down * down) - 10) / (borderPx / 1.7)));
                var at = (y * sidePx + x) * 3;
                rgb[at] = (byte)(isGlass ? 240 : 215 - 105 * inside);
                rgb[at + 1] = (byte)(isGlass ? 240 : 160 - 80 * inside);
                rgb[at + 2] = (byte)(isGlass ? 240 : 200 - 40 * inside);
            }
    });

    private static byte[] Write(int widthPx, int heightPx, int quality, PyramidRows paint)
    {
        var slide = new MemoryStream();
        PyramidWriter.Write(new()
        {
            WidthPx = widthPx, HeightPx = heightPx, MicrometresPerPixel = 0.5, ObjectivePower = 20, Quality = quality,
        }, paint, slide, CancellationToken.None);
        return slide.ToArray();
    }

    private static void Paint(int top, int rows, int width, Span<byte> rgb)
    {
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                var noise = ((x * 73856093L ^ (y + top) * 19349663L) >> 4) & 31;
                rgb[at] = (byte)(190 + noise);
                rgb[at + 1] = (byte)(120 + noise * 2);
                rgb[at + 2] = (byte)(180 + noise);
            }
    }
}
