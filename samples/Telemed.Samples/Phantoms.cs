namespace Telemed.Samples;

/// <summary>Pictures with known geometry, drawn from formulas: no patient was ever in front of them.</summary>
public static class Phantoms
{
    /// <summary>
    /// Draws a chest phantom as a projection X-ray: ribs, lungs, heart, spine, a 100 mm ruler and, if asked, a nodule.
    /// </summary>
    /// <param name="widthPx">Columns.</param>
    /// <param name="heightPx">Rows.</param>
    /// <param name="seed">Start value of the noise.</param>
    /// <param name="consolidation">Adds an opacity in the right lower field.</param>
    /// <returns>Stored values 0 to 4095 row by row, bright where little radiation arrived.</returns>
    public static ushort[] Chest(int widthPx, int heightPx, int seed, bool consolidation)
    {
        var random = new Random(seed);
        var pixels = new ushort[widthPx * heightPx];
        for (var row = 0; row < heightPx; row++)
            for (var column = 0; column < widthPx; column++)
            {
                var x = (column + 0.5) / widthPx * 2 - 1;
                var y = (row + 0.5) / heightPx * 2 - 1;
                var density = ChestDensity(x, y, consolidation);
                var noise = 30 * (random.NextDouble() + random.NextDouble() - 1);
                pixels[row * widthPx + column] =
                    (ushort)Math.Clamp(200 + 3500 * (1 - Math.Exp(-density)) + noise, 0, 4095);
            }
        DrawRuler(pixels, widthPx, heightPx);
        return pixels;
    }

    /// <summary>
    /// Draws one slice of a head phantom in Hounsfield units: skull, brain, ventricles and, if asked, a bleed.
    /// </summary>
    /// <param name="sizePx">Rows and columns.</param>
    /// <param name="slice">0 to <paramref name="slices"/> - 1, from the base up.</param>
    /// <param name="slices">Number of slices.</param>
    /// <param name="seed">Start value of the noise.</param>
    /// <param name="bleed">Adds a 65 HU haemorrhage in the basal ganglia of the left side.</param>
    /// <returns>Hounsfield units row by row.</returns>
    public static short[] Head(int sizePx, int slice, int slices, int seed, bool bleed)
    {
        var random = new Random(seed * 1009 + slice);
        var pixels = new short[sizePx * sizePx];
        var z = 2.0 * slice / Math.Max(1, slices - 1) - 1;
        var girth = Math.Sqrt(Math.Max(0.05, 1 - 0.75 * z * z));
        for (var row = 0; row < sizePx; row++)
            for (var column = 0; column < sizePx; column++)
            {
                var x = ((column + 0.5) / sizePx * 2 - 1) / (0.68 * girth);
                var y = ((row + 0.5) / sizePx * 2 - 1) / (0.84 * girth);
                var hu = HeadUnits(x, y, z, bleed);
                pixels[row * sizePx + column] =
                    (short)Math.Round(hu + 6 * (random.NextDouble() + random.NextDouble() - 1));
            }
        return pixels;
    }

    private static double ChestDensity(double x, double y, bool consolidation)
    {
        if (Ellipse(x, y + 0.05, 0.95, 1.25) > 1) return 0.02;
        var density = 1.05 + 0.25 * (1 - x * x);
        var right = Ellipse(x + 0.42, y + 0.05, 0.33, 0.66);
        var left = Ellipse(x - 0.44, y + 0.05, 0.31, 0.66);
        if (right < 1) density -= 0.85 * Soft(right);
        if (left < 1) density -= 0.85 * Soft(left);
        if (Ellipse(x - 0.13, y - 0.28, 0.36, 0.34) < 1) density += 0.55;
        if (Math.Abs(x) < 0.085) density += 0.5;
        if (y > 0.62 + 0.12 * Math.Cos(3 * x)) density += 0.7;
        var rib = Math.Sin(17 * (y + 0.35 * x * x));
        if (rib > 0.72 && Math.Abs(x) > 0.1) density += 0.17;
        if (consolidation) density += 0.6 * Math.Exp(-((x + 0.42) * (x + 0.42) + (y - 0.32) * (y - 0.32)) / 0.022);
        return Math.Max(0.02, density);
    }

    private static double HeadUnits(double x, double y, double z, bool bleed)
    {
        var skull = Ellipse(x, y, 1, 1);
        if (skull > 1.07) return -1000;
        if (skull > 1) return 30;
        if (skull > 0.87) return 900;
        var grey = Math.Sin(14 * Math.Atan2(y, x)) * 0.02 + skull > 0.74 ? 38 : 29;
        if (Math.Abs(z) < 0.45
            && (Ellipse(x - 0.16, y + 0.05, 0.09, 0.32) < 1 || Ellipse(x + 0.16, y + 0.05, 0.09, 0.32) < 1))
            return 6;
        if (Math.Abs(x) < 0.012 && skull < 0.85) return 44;
        if (bleed && (x - 0.42) * (x - 0.42) + (y - 0.05) * (y - 0.05) + 0.6 * (z - 0.05) * (z - 0.05) < 0.035)
            return 65;
        return grey;
    }

    private static double Ellipse(double x, double y, double halfWidth, double halfHeight) =>
        x * x / (halfWidth * halfWidth) + y * y / (halfHeight * halfHeight);

    private static double Soft(double inside) => Math.Min(1, 4 * (1 - inside));

    private static void DrawRuler(ushort[] pixels, int widthPx, int heightPx)
    {
        // A bright bar a quarter of the width long; the pixel spacing in the header makes it 100 mm.
        var y = heightPx - heightPx / 20;
        for (var column = widthPx / 20; column < widthPx / 20 + widthPx / 4; column++)
            for (var thick = 0; thick < 4; thick++)
                pixels[(y + thick) * widthPx + column] = 4095;
    }
}
