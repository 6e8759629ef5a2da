namespace Telemed.Pathology.Tests.Quality;

/// <summary>Pictures whose blur is known, because it is made here with a Gaussian of that width.</summary>
internal static class Blurred
{
    /// <summary>Dark discs and bars on bright ground with edges of exactly this width (the error function).</summary>
    public static byte[] Edges(int sidePx, double sigmaPx)
    {
        var rgb = new byte[sidePx * sidePx * 3];
        for (var y = 0; y < sidePx; y++)
            for (var x = 0; x < sidePx; x++)
            {
                // One straight border every 64 pixels, between pale and violet by turns.
                var from = Math.Floor((x + 32) / 64.0) * 64 - 0.5;
                var isRising = (int)Math.Floor((x + 32) / 64.0) % 2 == 0;
                var share = 0.5 * (1 + Erf((x - from) / (Math.Sqrt(2) * Math.Max(sigmaPx, 1e-3))));
                var dark = isRising ? share : 1 - share;
                var at = (y * sidePx + x) * 3;
                rgb[at] = (byte)Math.Round(220 - 100 * dark);
                rgb[at + 1] = (byte)Math.Round(200 - 130 * dark);
                rgb[at + 2] = (byte)Math.Round(215 - 60 * dark);
            }
        return rgb;
    }

    /// <summary>The picture under a Gaussian, computed as a plain two-dimensional sum.</summary>
    public static byte[] Gaussian(byte[] rgb, int widthPx, int heightPx, double sigmaPx)
    {
        var radius = (int)Math.Ceiling(4 * sigmaPx);
        var weights = Enumerable.Range(-radius, 2 * radius + 1)
            .Select(at => Math.Exp(-at * at / (2 * sigmaPx * sigmaPx))).ToArray();
        var sum = weights.Sum();
        var across = new double[rgb.Length];
        var both = new byte[rgb.Length];
        for (var y = 0; y < heightPx; y++)
            for (var x = 0; x < widthPx; x++)
                for (var channel = 0; channel < 3; channel++)
                    for (var at = -radius; at <= radius; at++)
                        across[(y * widthPx + x) * 3 + channel] += weights[at + radius] / sum
                            * rgb[(y * widthPx + Math.Clamp(x + at, 0, widthPx - 1)) * 3 + channel];
        for (var y = 0; y < heightPx; y++)
            for (var x = 0; x < widthPx; x++)
                for (var channel = 0; channel < 3; channel++)
                {
                    var value = 0.0;
                    for (var at = -radius; at <= radius; at++)
                        value += weights[at + radius] / sum
                            * across[(Math.Clamp(y + at, 0, heightPx - 1) * widthPx + x) * 3 + channel];
                    both[(y * widthPx + x) * 3 + channel] = (byte)Math.Clamp(Math.Round(value), 0, 255);
                }
        return both;
    }

    // Abramowitz and Stegun 7.1.26, within 1.5e-7.
    private static double Erf(double x)
    {
        var t = 1 / (1 + 0.3275911 * Math.Abs(x));
        var value = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
            * Math.Exp(-x * x);
        return x < 0 ? -value : value;
    }
}
