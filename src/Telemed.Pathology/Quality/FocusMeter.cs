using System.Numerics;

namespace Telemed.Pathology.Quality;

/// <summary>
/// Estimates how widely edges of a picture are blurred. The picture is blurred a little more, and the ratio of the
/// gradients before and after tells the width that was there: contrast, stain and exposure drop out of it.
/// </summary>
/// <remarks>
/// Gradient ratio of Zhuo S, Sim T, Pattern Recognition 2011;44:1852-1858. A Gaussian edge of width s has a gradient in
/// proportion to 1/s, and widths add as squares: R² = (s² + b²) / (s² + a²) for the two blurs a and b.
/// </remarks>
public static class FocusMeter
{
    /// <summary>The smallest picture that is measured, in pixels a side.</summary>
    public const int LeastSidePx = 64;

    /// <summary>A larger picture says no more.</summary>
    public const int MostSidePx = 256;

    // The first blur takes the noise and the blocks of JPEG away, which would look like sharp edges.
    private const double FirstBlurPx = 1, SecondBlurPx = 2.5;
    // A difference over two pixels is a gradient smoothed by a box of that width.
    private const double DifferenceVariance = 1.0 / 3;
    private const double EdgeShare = 0.02;
    // Grey levels a pixel; below it the strongest edges are noise.
    private const double LeastEdge = 1.5;
    private const double WidestPx = 50;

    /// <summary>Standard deviation of the blur in pixels.</summary>
    /// <param name="rgb">Three bytes a pixel, row by row.</param>
    /// <param name="widthPx">Width, at least <see cref="LeastSidePx"/>.</param>
    /// <param name="heightPx">Height, at least <see cref="LeastSidePx"/>.</param>
    /// <returns>0 to 50; null when the picture has no edges to tell it by.</returns>
    /// <exception cref="ArgumentException">The picture is too small, or has not as many bytes as its size
    /// says.</exception>
    public static double? BlurPx(ReadOnlySpan<byte> rgb, int widthPx, int heightPx)
    {
        if (widthPx < LeastSidePx || heightPx < LeastSidePx || rgb.Length != (long)widthPx * heightPx * 3)
            throw new ArgumentException("The picture is too small to be measured.", nameof(rgb));
        var once = Blurred(Grey(rgb), widthPx, heightPx, FirstBlurPx);
        var twice = Blurred(once, widthPx, heightPx,
            Math.Sqrt(SecondBlurPx * SecondBlurPx - FirstBlurPx * FirstBlurPx));
        var before = Gradients(once, widthPx, heightPx);
        var least = Strongest(before);
        var after = Gradients(twice, widthPx, heightPx);
        var (sumBefore, sumAfter, count) = (0.0, 0.0, 0);
        for (var at = 0; at < before.Length; at++)
        {
            if (before[at] < least) continue;
            (sumBefore, sumAfter, count) = (sumBefore + before[at], sumAfter + after[at], count + 1);
        }
        return count == 0 || sumBefore / count < LeastEdge ? null : WidthOf(sumBefore / Math.Max(sumAfter, 1e-6));
    }

    private static double WidthOf(double ratio)
    {
        var squared = ratio * ratio;
        if (squared <= 1) return WidestPx;
        var variance = (SecondBlurPx * SecondBlurPx + DifferenceVariance
            - squared * (FirstBlurPx * FirstBlurPx + DifferenceVariance)) / (squared - 1);
        return Math.Min(WidestPx, Math.Sqrt(Math.Max(0, variance)));
    }

    private static float[] Grey(ReadOnlySpan<byte> rgb)
    {
        var grey = new float[rgb.Length / 3];
        for (var pixel = 0; pixel < grey.Length; pixel++)
            grey[pixel] = 0.299f * rgb[pixel * 3] + 0.587f * rgb[pixel * 3 + 1] + 0.114f * rgb[pixel * 3 + 2];
        return grey;
    }

    private static float[] Blurred(float[] grey, int width, int height, double sigmaPx)
    {
        var radius = (int)Math.Ceiling(3 * sigmaPx);
        var weights = new float[radius + 1];
        for (var at = 0; at <= radius; at++) weights[at] = (float)Math.Exp(-at * at / (2 * sigmaPx * sigmaPx));
        var sum = weights[0] + 2 * weights.AsSpan(1).ToArray().Sum();
        for (var at = 0; at <= radius; at++) weights[at] /= sum;
        var across = new float[grey.Length];
        var padded = new float[width + 2 * radius];
        for (var y = 0; y < height; y++)
        {
            var row = grey.AsSpan(y * width, width);
            padded.AsSpan(0, radius).Fill(row[0]);
            row.CopyTo(padded.AsSpan(radius));
            padded.AsSpan(radius + width).Fill(row[^1]);
            for (var step = -radius; step <= radius; step++)
                Add(across.AsSpan(y * width, width), padded.AsSpan(radius + step, width), weights[Math.Abs(step)]);
        }
        var both = new float[grey.Length];
        for (var y = 0; y < height; y++)
            for (var step = -radius; step <= radius; step++)
                Add(both.AsSpan(y * width, width), across.AsSpan(Math.Clamp(y + step, 0, height - 1) * width, width),
                    weights[Math.Abs(step)]);
        return both;
    }

    private static void Add(Span<float> into, ReadOnlySpan<float> from, float weight)
    {
        var at = 0;
        for (; at <= into.Length - Vector<float>.Count; at += Vector<float>.Count)
            (new Vector<float>(into[at..]) + new Vector<float>(from[at..]) * weight).CopyTo(into[at..]);
        for (; at < into.Length; at++) into[at] += from[at] * weight;
    }

    /// <summary>Steepness in grey levels a pixel, away from the borders, which repeat their last pixel.</summary>
    private static float[] Gradients(float[] grey, int width, int height)
    {
        const int border = 8;
        var steep = new float[(width - 2 * border) * (height - 2 * border)];
        var at = 0;
        for (var y = border; y < height - border; y++)
            for (var x = border; x < width - border; x++)
            {
                var across = grey[y * width + x + 1] - grey[y * width + x - 1];
                var down = grey[(y + 1) * width + x] - grey[(y - 1) * width + x];
                steep[at++] = 0.5f * MathF.Sqrt(across * across + down * down);
            }
        return steep;
    }

    private static float Strongest(float[] gradients)
    {
        var sorted = (float[])gradients.Clone();
        Array.Sort(sorted);
        return sorted[(int)(sorted.Length * (1 - EdgeShare))];
    }
}
