using System.Globalization;
using System.Text;
using Telemed.Pathology.Jpeg;

namespace Telemed.Pathology.Pyramids;

/// <summary>
/// Writes a tiled JPEG pyramid (TIFF 6.0 section 15, technical note 2), largest level first and each directory behind
/// its tiles, as scanners do. Holds one row of tiles per level, and the smaller levels' tiles, in memory.
/// </summary>
public sealed class PyramidWriter
{
    private const int LevelSizeLimitPx = 1 << 18;

    private readonly PyramidPlan _plan;
    private readonly JpegEncoder _encoder;
    private readonly List<PyramidLevel> _levels = [];

    private PyramidWriter(PyramidPlan plan)
    {
        _plan = plan;
        _encoder = new JpegEncoder(plan.Quality);
        for (int width = plan.WidthPx, height = plan.HeightPx; ; width = Math.Max(1, width / 2), height =
            Math.Max(1, height / 2))
        {
            _levels.Add(new PyramidLevel(width, height, plan.TileSizePx));
            if (width <= plan.TileSizePx && height <= plan.TileSizePx) break;
        }
    }

    /// <summary>Writes a whole pyramid.</summary>
    /// <param name="plan">Its size and what it states.</param>
    /// <param name="rows">Gives the pixels of the largest level, asked from top to bottom once.</param>
    /// <param name="into">Seekable and empty.</param>
    /// <param name="cancel">Ends the writing early.</param>
    /// <exception cref="ArgumentException">A size is out of range.</exception>
    public static void Write(PyramidPlan plan, PyramidRows rows, Stream into, CancellationToken cancel)
    {
        Check(plan);
        new PyramidWriter(plan).Write(rows, into, cancel);
    }

    /// <summary>Writes a whole pyramid whose pixels are awaited, such as those of a decoder.</summary>
    /// <inheritdoc cref="Write(PyramidPlan, PyramidRows, Stream, CancellationToken)"/>
    public static async Task Write(PyramidPlan plan, AwaitedPyramidRows rows, Stream into, CancellationToken cancel)
    {
        Check(plan);
        var writer = new PyramidWriter(plan);
        var tiff = new TiffOutput(into, plan.BigTiff);
        for (var top = 0; top < plan.HeightPx; top += plan.TileSizePx)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(plan.TileSizePx, plan.HeightPx - top);
            await rows(top, count, writer._levels[0].Room(count), cancel);
            writer._levels[0].Take(count);
            writer.Flush(0, tiff);
        }
        writer.Finish(tiff);
    }

    private static void Check(PyramidPlan plan)
    {
        if (plan.WidthPx is < 1 or > LevelSizeLimitPx || plan.HeightPx is < 1 or > LevelSizeLimitPx)
            throw new ArgumentException("The slide's size is out of range.", nameof(plan));
        if (plan.TileSizePx < 16 || plan.TileSizePx % 16 != 0 || plan.TileSizePx > 4096)
            throw new ArgumentException("Tiles are a multiple of 16 pixels, up to 4096.", nameof(plan));
    }

    private void Write(PyramidRows rows, Stream into, CancellationToken cancel)
    {
        var tiff = new TiffOutput(into, _plan.BigTiff);
        var largest = _levels[0];
        for (var top = 0; top < _plan.HeightPx; top += _plan.TileSizePx)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(_plan.TileSizePx, _plan.HeightPx - top);
            var pixels = largest.Rows(count);
            rows(top, count, pixels);
            largest.Take(count);
            Flush(0, tiff);
        }
        Finish(tiff);
    }

    private void Finish(TiffOutput tiff)
    {
        var largest = _levels[0];
        tiff.WriteDirectory(Tags(largest, Description(largest), isFirst: true));
        foreach (var level in _levels.Skip(1))
        {
            foreach (var tile in level.Encoded) level.Places.Add((tiff.Append(tile), tile.Length));
            tiff.WriteDirectory(Tags(level, Description(level), isFirst: false));
        }
        tiff.Finish();
    }

    /// <summary>Encodes a full row of tiles and passes its half-size copy to the next level.</summary>
    private void Flush(int index, TiffOutput tiff)
    {
        var level = _levels[index];
        var atEnd = level.Taken == level.HeightPx;
        if (level.Filled < _plan.TileSizePx && !atEnd) return;
        var tiles = new byte[level.TilesAcross][];
        Parallel.For(0, tiles.Length, column => tiles[column] = EncodeTile(level, column));
        foreach (var tile in tiles)
            if (index == 0) level.Places.Add((tiff.Append(tile), tile.Length));
            else level.Encoded.Add(tile);
        if (index + 1 < _levels.Count)
        {
            level.HalveInto(_levels[index + 1], atEnd);
            Flush(index + 1, tiff);
        }
        level.Clear();
    }

    private byte[] EncodeTile(PyramidLevel level, int column)
    {
        var size = _plan.TileSizePx;
        var tile = new byte[size * size * 3];
        level.CopyTile(column, tile);
        return _encoder.EncodeWithoutTables(tile, size, size);
    }

    private TiffOutput.Tag[] Tags(PyramidLevel level, string description, bool isFirst) =>
    [
        new(254, 4, [isFirst ? 0L : 1L]),
        new(256, 4, [level.WidthPx]),
        new(257, 4, [level.HeightPx]),
        new(258, 3, [8, 8, 8]),
        new(259, 3, [7]),
        new(262, 3, [6]),
        new(270, 2, [.. Encoding.ASCII.GetBytes(description + "\0").Select(letter => (long)letter)]),
        new(277, 3, [3]),
        new(284, 3, [1]),
        new(322, 3, [_plan.TileSizePx]),
        new(323, 3, [_plan.TileSizePx]),
        new(324, _plan.BigTiff ? 16 : 4, [.. level.Places.Select(place => place.Offset)]),
        new(325, 4, [.. level.Places.Select(place => (long)place.Length)]),
        new(347, 7, [.. _encoder.Tables.ToArray().Select(one => (long)one)]),
        new(530, 3, [2, 2]),
    ];

    private string Description(PyramidLevel level)
    {
        if (!_plan.AsSvs) return "Pyramid";
        var text = new StringBuilder("Aperio Image Library (generated)\r\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{level.WidthPx}x{level.HeightPx} ({_plan.TileSizePx}x{_plan.TileSizePx}) Q={_plan.Quality}");
        if (_plan.ObjectivePower is { } power) text.Append(CultureInfo.InvariantCulture, $"|AppMag = {power}");
        if (_plan.MicrometresPerPixel is { } mpp) text.Append(CultureInfo.InvariantCulture, $"|MPP = {mpp}");
        return text.ToString();
    }
}
