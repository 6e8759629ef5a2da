namespace Telemed.Pathology.Pyramids;

/// <summary>One level while it is written: a row of tiles' worth of pixels, and where finished tiles went.</summary>
internal sealed class PyramidLevel(int widthPx, int heightPx, int tileSizePx)
{
    private readonly byte[] _pixels = new byte[widthPx * 3 * tileSizePx];

    public int WidthPx => widthPx;

    public int HeightPx => heightPx;

    public int TilesAcross => (widthPx + tileSizePx - 1) / tileSizePx;

    /// <summary>Rows waiting in the buffer.</summary>
    public int Filled { get; private set; }

    /// <summary>Rows received since the top.</summary>
    public int Taken { get; private set; }

    public List<(long Offset, int Length)> Places { get; } = [];

    public List<byte[]> Encoded { get; } = [];

    /// <summary>Room for the next rows; <see cref="Take"/> counts them in.</summary>
    public Span<byte> Rows(int count) => _pixels.AsSpan(Filled * widthPx * 3, count * widthPx * 3);

    /// <summary>The same room for a source that is awaited.</summary>
    public Memory<byte> Room(int count) => _pixels.AsMemory(Filled * widthPx * 3, count * widthPx * 3);

    public void Take(int count)
    {
        Filled += count;
        Taken += count;
    }

    public void Clear() => Filled = 0;

    /// <summary>A whole tile; beyond the level's edge its last pixels are repeated, so that no false edge is
    /// coded.</summary>
    public void CopyTile(int column, Span<byte> tile)
    {
        var left = column * tileSizePx;
        var inside = Math.Min(tileSizePx, widthPx - left);
        for (var y = 0; y < tileSizePx; y++)
        {
            var row = _pixels.AsSpan((Math.Min(y, Filled - 1) * widthPx + left) * 3, inside * 3);
            var into = tile.Slice(y * tileSizePx * 3, tileSizePx * 3);
            row.CopyTo(into);
            for (var x = inside; x < tileSizePx; x++) row[^3..].CopyTo(into[(x * 3)..]);
        }
    }

    /// <summary>Averages squares of four pixels into the next level.</summary>
    public void HalveInto(PyramidLevel next, bool atEnd)
    {
        var rows = Math.Min(atEnd ? Math.Max(1, Filled / 2) : Filled / 2, next.HeightPx - next.Taken);
        if (rows <= 0) return;
        var into = next.Rows(rows);
        for (var y = 0; y < rows; y++)
        {
            var upper = _pixels.AsSpan(2 * y * widthPx * 3, widthPx * 3);
            var lower = _pixels.AsSpan(Math.Min(2 * y + 1, Filled - 1) * widthPx * 3, widthPx * 3);
            for (var x = 0; x < next.WidthPx; x++)
                for (var channel = 0; channel < 3; channel++)
                {
                    var a = 6 * x + channel;
                    var b = Math.Min(2 * x + 1, widthPx - 1) * 3 + channel;
                    into[(y * next.WidthPx + x) * 3 + channel] =
                        (byte)((upper[a] + upper[b] + lower[a] + lower[b] + 2) / 4);
                }
        }
        next.Take(rows);
    }
}
