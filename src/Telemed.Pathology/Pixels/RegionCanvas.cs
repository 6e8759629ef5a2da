namespace Telemed.Pathology.Pixels;

/// <summary>
/// Collects decoded tiles of one level into a picture of a rectangle of it, at the same size or smaller: each pixel is
/// the mean of the stored pixels it covers. Enlarged, it repeats the nearest one.
/// </summary>
public sealed class RegionCanvas
{
    /// <summary>The most pixels of a picture.</summary>
    public const int PixelsLimit = 1 << 24;

    private readonly double _left;
    private readonly double _top;
    private readonly double _scaleX;
    private readonly double _scaleY;
    private readonly int[] _sums;
    private readonly int[] _counts;

    /// <summary>An empty picture.</summary>
    /// <param name="left">Left edge of the rectangle, in the level's pixels.</param>
    /// <param name="top">Top edge, in the level's pixels.</param>
    /// <param name="scaleX">The level's pixels across for one pixel of the picture, above 0.</param>
    /// <param name="scaleY">The level's pixels down for one pixel of the picture, above 0.</param>
    /// <param name="widthPx">Width of the picture, at least 1.</param>
    /// <param name="heightPx">Height of the picture, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or scale is out of range.</exception>
    public RegionCanvas(double left, double top, double scaleX, double scaleY, int widthPx, int heightPx)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(widthPx, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heightPx, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)widthPx * heightPx, PixelsLimit, nameof(widthPx));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scaleX);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scaleY);
        (_left, _top, _scaleX, _scaleY) = (left, top, scaleX, scaleY);
        (WidthPx, HeightPx) = (widthPx, heightPx);
        _sums = new int[widthPx * heightPx * 3];
        _counts = new int[widthPx * heightPx];
    }

    /// <summary>Width of the picture.</summary>
    public int WidthPx { get; }

    /// <summary>Height of the picture.</summary>
    public int HeightPx { get; }

    /// <summary>Adds a tile.</summary>
    /// <param name="rgb">Three bytes a pixel, row by row.</param>
    /// <param name="atX">Its left edge in the level's pixels.</param>
    /// <param name="atY">Its top edge in the level's pixels.</param>
    /// <param name="widthPx">Its width; what lies beyond the level should be left out by the next two.</param>
    /// <param name="usedX">Columns of it that belong to the level.</param>
    /// <param name="usedY">Rows of it that belong to the level.</param>
    /// <exception cref="ArgumentException">The tile has fewer bytes than its size says.</exception>
    public void Draw(ReadOnlySpan<byte> rgb, int atX, int atY, int widthPx, int usedX, int usedY)
    {
        if (rgb.Length < (long)widthPx * usedY * 3 || usedX > widthPx)
            throw new ArgumentException("The tile has fewer bytes than its size says.", nameof(rgb));
        if (_scaleX >= 1 && _scaleY >= 1) Average(rgb, atX, atY, widthPx, usedX, usedY);
        else Repeat(rgb, atX, atY, widthPx, usedX, usedY);
    }

    /// <summary>The picture, three bytes a pixel; white where no tile was drawn.</summary>
    public byte[] ToRgb()
    {
        var rgb = new byte[_sums.Length];
        for (var at = 0; at < _counts.Length; at++)
            for (var channel = 0; channel < 3; channel++)
                rgb[at * 3 + channel] = _counts[at] == 0 ? byte.MaxValue
                    : (byte)((_sums[at * 3 + channel] + _counts[at] / 2) / _counts[at]);
        return rgb;
    }

    private void Average(ReadOnlySpan<byte> rgb, int atX, int atY, int widthPx, int usedX, int usedY)
    {
        var columns = new int[usedX];
        for (var x = 0; x < usedX; x++) columns[x] = (int)Math.Floor((atX + x - _left) / _scaleX);
        for (var y = 0; y < usedY; y++)
        {
            var row = (int)Math.Floor((atY + y - _top) / _scaleY);
            if (row < 0 || row >= HeightPx) continue;
            var line = rgb.Slice(y * widthPx * 3, usedX * 3);
            for (var x = 0; x < usedX; x++)
            {
                if (columns[x] < 0 || columns[x] >= WidthPx) continue;
                var at = row * WidthPx + columns[x];
                _sums[at * 3] += line[x * 3];
                _sums[at * 3 + 1] += line[x * 3 + 1];
                _sums[at * 3 + 2] += line[x * 3 + 2];
                _counts[at]++;
            }
        }
    }

    private void Repeat(ReadOnlySpan<byte> rgb, int atX, int atY, int widthPx, int usedX, int usedY)
    {
        for (var row = 0; row < HeightPx; row++)
        {
            var y = (int)Math.Floor(_top + (row + 0.5) * _scaleY) - atY;
            if (y < 0 || y >= usedY) continue;
            for (var column = 0; column < WidthPx; column++)
            {
                var x = (int)Math.Floor(_left + (column + 0.5) * _scaleX) - atX;
                if (x < 0 || x >= usedX) continue;
                var (at, from) = (row * WidthPx + column, (y * widthPx + x) * 3);
                for (var channel = 0; channel < 3; channel++) _sums[at * 3 + channel] = rgb[from + channel];
                _counts[at] = 1;
            }
        }
    }
}
