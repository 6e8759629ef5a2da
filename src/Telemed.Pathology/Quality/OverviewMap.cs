namespace Telemed.Pathology.Quality;

/// <summary>
/// Sorts the pixels of a picture of a whole slide into glass, tissue and pen. Made for bright-field stains.
/// </summary>
public sealed class OverviewMap
{
    /// <summary>A picture of this longest side suffices: a pixel is then some tens of micrometres.</summary>
    public const int LongestSidePx = 1024;

    /// <summary>The most cells along the longer side of the slide.</summary>
    public const int CellsLimit = 24;

    // A cell is judged by one window of this size; smaller cells would look at the same pixels twice.
    private const int CellLeastPx = FocusMeter.MostSidePx;

    // Optical density of the darkest channel. Macenko and others (ISBI 2009:1107-1110) take 0.15 for single pixels of
    // tissue; a pixel here is a mean over tissue and the gaps in it.
    private const double TissueDensity = 0.10;
    // Shadows of the coverslip and dust are as dense, but grey.
    private const double ColourDensity = 0.03;
    private const int LeastWhite = 200;
    private const double WhiteShare = 0.95;
    // Above both, what has the colour of a pen is a stain: strokes never cover so much.
    private const double StainShare = 0.10;

    private readonly byte[] _kinds;
    private readonly int _widthPx;
    private readonly int _heightPx;

    private OverviewMap(byte[] kinds, int widthPx, int heightPx, int slideLongestPx)
    {
        (_kinds, _widthPx, _heightPx) = (kinds, widthPx, heightPx);
        var longest = Math.Max(widthPx, heightPx);
        var cells = Math.Clamp(slideLongestPx / CellLeastPx, 1, CellsLimit);
        Columns = Math.Clamp((int)Math.Round((double)cells * widthPx / longest), 1, Math.Min(cells, widthPx));
        Rows = Math.Clamp((int)Math.Round((double)cells * heightPx / longest), 1, Math.Min(cells, heightPx));
        TissueShare = ShareOf(Kind.Tissue);
        PenShare = ShareOf(Kind.Pen);
    }

    private enum Kind : byte { Glass, Tissue, Pen }

    /// <summary>Share of the picture that is tissue, 0 to 1.</summary>
    public double TissueShare { get; }

    /// <summary>Share that is pen.</summary>
    public double PenShare { get; }

    /// <summary>Share that is neither.</summary>
    public double BlankShare => Math.Max(0, 1 - TissueShare - PenShare);

    /// <summary>Cells across.</summary>
    public int Columns { get; }

    /// <summary>Cells down.</summary>
    public int Rows { get; }

    /// <summary>Sorts the pixels.</summary>
    /// <param name="rgb">Three bytes a pixel, row by row.</param>
    /// <param name="widthPx">Width, at least 1.</param>
    /// <param name="heightPx">Height, at least 1.</param>
    /// <param name="slideLongestPx">The longer side of the slide itself, in pixels of its largest level.</param>
    /// <exception cref="ArgumentException">There are not as many bytes as the size says.</exception>
    public static OverviewMap Of(ReadOnlySpan<byte> rgb, int widthPx, int heightPx, int slideLongestPx)
    {
        if (widthPx < 1 || heightPx < 1 || rgb.Length != (long)widthPx * heightPx * 3)
            throw new ArgumentException("The picture has not as many bytes as its size says.", nameof(rgb));
        var dense = DensityTables(rgb);
        var kinds = new byte[widthPx * heightPx];
        var (tissue, pen) = (0, 0);
        for (var pixel = 0; pixel < kinds.Length; pixel++)
        {
            var (red, green, blue) = (rgb[pixel * 3], rgb[pixel * 3 + 1], rgb[pixel * 3 + 2]);
            var (r, g, b) = (dense[0][red], dense[1][green], dense[2][blue]);
            var most = Math.Max(r, Math.Max(g, b));
            var kind = PenColour.Is(red, green, blue) ? Kind.Pen
                : most >= TissueDensity && most - Math.Min(r, Math.Min(g, b)) >= ColourDensity ? Kind.Tissue
                    : Kind.Glass;
            if (kind == Kind.Tissue) tissue++;
            if (kind == Kind.Pen) pen++;
            kinds[pixel] = (byte)kind;
        }
        if (pen > tissue && pen > StainShare * kinds.Length) kinds.AsSpan().Replace((byte)Kind.Pen, (byte)Kind.Tissue);
        return new OverviewMap(kinds, widthPx, heightPx, slideLongestPx);
    }

    /// <summary>Share of a cell that is tissue, and a place of it in the midst of that tissue.</summary>
    /// <param name="cell">Cells are counted row by row.</param>
    /// <returns>The share, and the place in shares of the slide's width and height.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public (double Share, double X, double Y) Tissue(int cell)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cell);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cell, Columns * Rows);
        var (left, right) = (cell % Columns * _widthPx / Columns, (cell % Columns + 1) * _widthPx / Columns);
        var (top, bottom) = (cell / Columns * _heightPx / Rows, (cell / Columns + 1) * _heightPx / Rows);
        var (count, sumX, sumY) = (0L, 0L, 0L);
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
                if (_kinds[y * _widthPx + x] == (byte)Kind.Tissue) (count, sumX, sumY) =
                    (count + 1, sumX + x, sumY + y);
        if (count == 0) return (0, 0, 0);
        var (atX, atY) = Nearest(sumX / count, sumY / count, left, right, top, bottom);
        return ((double)count / ((right - left) * (bottom - top)), (atX + 0.5) / _widthPx, (atY + 0.5) / _heightPx);
    }

    // The middle of a ring is no part of it.
    private (int X, int Y) Nearest(long middleX, long middleY, int left, int right, int top, int bottom)
    {
        var (best, found) = (long.MaxValue, (left, top));
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
            {
                if (_kinds[y * _widthPx + x] != (byte)Kind.Tissue) continue;
                var far = (x - middleX) * (x - middleX) + (y - middleY) * (y - middleY);
                if (far < best) (best, found) = (far, (x, y));
            }
        return found;
    }

    private double ShareOf(Kind kind) => (double)_kinds.AsSpan().Count((byte)kind) / _kinds.Length;

    /// <summary>Optical density against the glass of this slide, for each value of each channel.</summary>
    private static double[][] DensityTables(ReadOnlySpan<byte> rgb)
    {
        var tables = new double[3][];
        for (var channel = 0; channel < 3; channel++)
        {
            var counts = new int[256];
            for (var at = channel; at < rgb.Length; at += 3) counts[rgb[at]]++;
            var (white, below) = (0, counts[0]);
            while (white < byte.MaxValue && below < WhiteShare * rgb.Length / 3) below += counts[++white];
            white = Math.Max(white, LeastWhite);
            tables[channel] = [.. Enumerable.Range(0, 256).Select(value => Math.Log10((white + 1.0) / (value + 1.0)))];
        }
        return tables;
    }
}

/// <summary>Colours of felt pens: purer than any stain leaves over some tens of micrometres, or black.</summary>
internal static class PenColour
{
    private const int BlackMost = 56;
    private const int GreyMost = 30;

    public static bool Is(byte red, byte green, byte blue)
    {
        int most = Math.Max(red, Math.Max(green, blue)), range = most - Math.Min(red, Math.Min(green, blue));
        if (most <= BlackMost) return range <= GreyMost;
        var purity = (double)range / most;
        if (purity < 0.3) return false;
        var hue = Hue(red, green, blue, most, range);
        return hue switch
        {
            // Green; no common stain is.
            >= 80 and < 200 => true,
            // Blue; haematoxylin turns to violet and is paler.
            >= 200 and < 245 => purity >= 0.5,
            // Red; eosin and blood are paler.
            >= 345 or <= 15 => purity >= 0.7 && most >= 128,
            _ => false,
        };
    }

    private static double Hue(byte red, byte green, byte blue, int most, int range)
    {
        var sixth = most == red ? (double)(green - blue) / range
            : most == green ? 2 + (double)(blue - red) / range
            : 4 + (double)(red - green) / range;
        return (sixth * 60 + 360) % 360;
    }
}
