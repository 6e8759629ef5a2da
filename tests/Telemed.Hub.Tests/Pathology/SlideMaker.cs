using Telemed.Pathology.Pyramids;

namespace Telemed.Hub.Tests.Pathology;

/// <summary>Small slides for tests, made by the library's own writer.</summary>
internal static class SlideMaker
{
    public static byte[] Make(int widthPx, int heightPx, int quality = 80)
    {
        var slide = new MemoryStream();
        PyramidWriter.Write(new() { WidthPx = widthPx, HeightPx = heightPx, MicrometresPerPixel = 0.5, ObjectivePower =
            20, Quality = quality },
            (top, rows, rgb) => Paint(top, rows, widthPx, rgb), slide, CancellationToken.None);
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
