using Telemed.Pathology.Pyramids;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>A slide of about a wished size: noise takes about a byte a pixel, so it is made quickly.</summary>
internal static class NoisySlide
{
    private const int Quality = 90;
    private const double BytesPerPixel = 0.82;

    internal static void Write(Stream to, long megabytes, CancellationToken cancel)
    {
        // A pyramid has a third more pixels than its largest level.
        var side = (int)Math.Sqrt(megabytes * 1e6 / BytesPerPixel * 0.75) / 256 * 256;
        var noise = new byte[side * 3 + 4096];
        new Random(7).NextBytes(noise);
        var plan = new PyramidPlan
        {
            WidthPx = side, HeightPx = side, Quality = Quality, MicrometresPerPixel = 0.5, ObjectivePower = 20,
        };
        PyramidWriter.Write(plan, (top, rows, rgb) =>
        {
            for (var row = 0; row < rows; row++)
                noise.AsSpan((top + row) * 977 % 4096, side * 3).CopyTo(rgb[(row * side * 3)..]);
        }, to, cancel);
    }
}
