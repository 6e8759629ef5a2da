namespace Telemed.Samples;

/// <summary>
/// A made-up stained section: pink stroma, glands as rings of violet nuclei, glass around. Any tile can be drawn alone.
/// </summary>
/// <param name="WidthPx">Width of the whole slide at full power.</param>
/// <param name="HeightPx">Height of the whole slide at full power.</param>
/// <param name="Seed">Start value; the same seed gives the same slide.</param>
public sealed record Tissue(int WidthPx, int HeightPx, int Seed)
{
    private const int GlandPitchPx = 420;
    private const int NucleusPitchPx = 34;

    /// <summary>Draws a rectangle at a reduction.</summary>
    /// <param name="xPx">Left edge in pixels of the reduced level.</param>
    /// <param name="yPx">Top edge in pixels of the reduced level.</param>
    /// <param name="widthPx">Width to draw.</param>
    /// <param name="heightPx">Height to draw.</param>
    /// <param name="reduction">Full-power pixels for one pixel drawn, 1 or more.</param>
    /// <returns>Red, green, blue bytes row by row.</returns>
    public byte[] Draw(int xPx, int yPx, int widthPx, int heightPx, int reduction)
    {
        var rgb = new byte[widthPx * heightPx * 3];
        for (var row = 0; row < heightPx; row++)
            for (var column = 0; column < widthPx; column++)
            {
                var (red, green, blue) =
                    Colour((xPx + column) * reduction + reduction / 2, (yPx + row) * reduction + reduction / 2);
                var at = (row * widthPx + column) * 3;
                rgb[at] = red;
                rgb[at + 1] = green;
                rgb[at + 2] = blue;
            }
        return rgb;
    }

    private (byte Red, byte Green, byte Blue) Colour(int x, int y)
    {
        var dx = (x - WidthPx / 2.0) / (WidthPx * 0.42);
        var dy = (y - HeightPx / 2.0) / (HeightPx * 0.4);
        var edge = dx * dx + dy * dy + 0.12 * Math.Sin(5 * Math.Atan2(dy, dx));
        if (edge > 1) return (243, 241, 244);
        var shade = Noise(x / 23, y / 23) * 18;
        var (glandX, glandY) = (x / GlandPitchPx, y / GlandPitchPx);
        var centreX = (glandX + 0.5 + 0.25 * (Noise(glandX, glandY) - 0.5)) * GlandPitchPx;
        var centreY = (glandY + 0.5 + 0.25 * (Noise(glandY, glandX + 9) - 0.5)) * GlandPitchPx;
        var radius = GlandPitchPx * (0.24 + 0.14 * Noise(glandX + 3, glandY + 5));
        var distance = Math.Sqrt((x - centreX) * (x - centreX) + (y - centreY) * (y - centreY));
        if (distance < radius * 0.55) return (238, 232, 240);
        var epithelium = distance < radius;
        return Nucleus(x, y, epithelium)
            ? ((byte)(92 + shade), (byte)(58 + shade), (byte)(138 + shade))
            : epithelium ? ((byte)(205 + shade), (byte)(140 + shade), (byte)(190 + shade))
            : ((byte)(226 + shade), (byte)(158 + shade), (byte)(190 + shade));
    }

    private bool Nucleus(int x, int y, bool dense)
    {
        var (cellX, cellY) = (x / NucleusPitchPx, y / NucleusPitchPx);
        if (Noise(cellX, cellY) > (dense ? 0.82 : 0.2)) return false;
        var centreX = (cellX + 0.3 + 0.4 * Noise(cellX + 1, cellY)) * NucleusPitchPx;
        var centreY = (cellY + 0.3 + 0.4 * Noise(cellX, cellY + 1)) * NucleusPitchPx;
        var (wide, high) = (6.0 + 4 * Noise(cellX, cellY + 7), 5.0 + 3 * Noise(cellX + 7, cellY));
        return (x - centreX) * (x - centreX) / (wide * wide) + (y - centreY) * (y - centreY) / (high * high) < 1;
    }

    /// <summary>A value from 0 to 1 that depends only on the place and the seed.</summary>
    private double Noise(int x, int y)
    {
        unchecked
        {
            var h = (uint)(x * 374761393) + (uint)(y * 668265263) + (uint)Seed * 2246822519u;
            h = (h ^ (h >> 13)) * 1274126177u;
            return (h ^ (h >> 16)) / (double)uint.MaxValue;
        }
    }
}
