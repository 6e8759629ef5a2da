using Telemed.Pathology.Pyramids;

namespace Telemed.Samples;

/// <summary>Writes the made-up tissue as a pyramidal slide file.</summary>
public static class SlideSamples
{
    /// <summary>Writes an SVS-style tiled JPEG pyramid at 0.5 micrometres a pixel, 20x.</summary>
    /// <param name="to">Seekable and empty.</param>
    /// <param name="widthPx">Width of the largest level.</param>
    /// <param name="heightPx">Height of the largest level.</param>
    /// <param name="seed">Start value of the tissue.</param>
    /// <param name="cancel">Ends the writing early.</param>
    public static void Write(Stream to, int widthPx, int heightPx, int seed, CancellationToken cancel)
    {
        var tissue = new Tissue(widthPx, heightPx, seed);
        var plan = new PyramidPlan
        {
            WidthPx = widthPx,
            HeightPx = heightPx,
            MicrometresPerPixel = 0.5,
            ObjectivePower = 20,
            BigTiff = (long)widthPx * heightPx > 8L << 30,
        };
        PyramidWriter.Write(plan, (top, rows, rgb) => tissue.Draw(0, top, widthPx, rows, 1).CopyTo(rgb), to, cancel);
    }
}
