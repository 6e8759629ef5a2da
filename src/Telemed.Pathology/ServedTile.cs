using Telemed.Pathology.Jpeg;
using Telemed.Pathology.Tiff;
using Telemed.Pathology.Tiles;

namespace Telemed.Pathology;

/// <summary>A picture ready for a browser.</summary>
/// <param name="Bytes">The picture file.</param>
/// <param name="ContentType">"image/jpeg" or "image/png".</param>
public sealed record Picture(ReadOnlyMemory<byte> Bytes, string ContentType);

/// <summary>
/// Turns stored tiles into tiles a browser shows. JPEG passes through without decoding; Deflate, LZW and uncompressed
/// tiles become PNG; other codecs belong to the decoding child.
/// </summary>
public static class ServedTile
{
    /// <summary>Bytes of a stored tile's head that <see cref="ReplacedBytes"/> needs to see.</summary>
    public const int HeadBytes = 6;

    /// <summary>The bytes of the file that a tile is made of, top to bottom.</summary>
    /// <param name="level">The level.</param>
    /// <param name="column">Column, from 0 to <see cref="SlideLevel.TilesAcross"/> - 1.</param>
    /// <param name="row">Row of served tiles, from 0 to <see cref="SlideLevel.ServedTilesDown"/> - 1.</param>
    /// <param name="plane">Focal plane, from 0.</param>
    /// <param name="path">Optical path, from 0.</param>
    /// <returns>One run for most formats, several for NDPI; a single blank one for a tile that was never
    /// stored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such tile.</exception>
    public static IReadOnlyList<TileSpan> Spans(SlideLevel level, int column, int row, int plane = 0, int path = 0)
    {
        Check(column, level.TilesAcross, nameof(column));
        Check(row, level.ServedTilesDown, nameof(row));
        Check(plane, level.FocalPlanes, nameof(plane));
        Check(path, level.OpticalPaths, nameof(path));
        var first = row * level.StripesPerServedTile;
        var last = Math.Min(first + level.StripesPerServedTile, level.TilesDown);
        var spans = new TileSpan[last - first];
        for (var i = 0; i < spans.Length; i++)
            spans[i] = level.Tiles[((path * level.FocalPlanes + plane) * level.TilesDown + first
                + i) * level.TilesAcross + column];
        return spans;
    }

    /// <summary>The run of a level whose served tiles are single stored ones.</summary>
    /// <inheritdoc cref="Spans"/>
    public static TileSpan Span(SlideLevel level, int column, int row, int plane = 0, int path = 0)
    {
        Check(column, level.TilesAcross, nameof(column));
        Check(row, level.TilesDown, nameof(row));
        return level.Tiles[((path * level.FocalPlanes + plane) * level.TilesDown + row) * level.TilesAcross + column];
    }

    /// <summary>How many first bytes of a stored tile give way to <see cref="SlideLevel.JpegPrefix"/>.</summary>
    /// <param name="level">The tile's level.</param>
    /// <param name="head">The stored tile's first <see cref="HeadBytes"/> bytes, or all when it is shorter.</param>
    /// <returns>0 when the tile stands alone as stored.</returns>
    public static int ReplacedBytes(SlideLevel level, ReadOnlySpan<byte> head) =>
        level.JpegPrefix.IsEmpty ? 0 : JpegSplice.Replaced(head, level.DropJfif);

    /// <summary>Makes the picture from what <see cref="Spans"/> named.</summary>
    /// <param name="level">The tile's level.</param>
    /// <param name="stored">The bytes of each run, in the same order; none of them blank.</param>
    /// <exception cref="SlideFormatException">The stored bytes are damaged.</exception>
    /// <exception cref="NotSupportedException">The codec needs the decoding child.</exception>
    public static Picture Assemble(SlideLevel level, IReadOnlyList<ReadOnlyMemory<byte>> stored)
    {
        if (stored.Count == 0) throw new ArgumentException("A tile is made of at least one run of bytes.",
            nameof(stored));
        switch (level.Compression)
        {
            case TileCompression.Jpeg when level.IsRestartSliced:
                return new Picture(NdpiSlide.Join(level, stored), "image/jpeg");
            case TileCompression.Jpeg when level.PassesThrough:
                return new Picture(Splice(level, stored[0].Span), "image/jpeg");
            case TileCompression.Png:
                return new Picture(stored[0], "image/png");
            case TileCompression.None or TileCompression.Deflate or TileCompression.Lzw:
                return new Picture(Png(level, stored[0]), "image/png");
            default:
                throw new NotSupportedException($"Tiles stored as {level.Compression} are decoded elsewhere.");
        }
    }

    /// <summary>A picture of decoded pixels, without loss.</summary>
    /// <param name="rgb">Three bytes a pixel, row by row.</param>
    /// <param name="widthPx">Width.</param>
    /// <param name="heightPx">Height.</param>
    public static Picture Lossless(ReadOnlySpan<byte> rgb, int widthPx, int heightPx) =>
        new(PngWriter.Write(rgb, widthPx, heightPx, samples: 3), "image/png");

    /// <summary>The decoded samples of a tile that is stored raw, Deflate or LZW.</summary>
    /// <param name="level">The tile's level.</param>
    /// <param name="stored">Its bytes.</param>
    /// <exception cref="SlideFormatException">The stored bytes are damaged.</exception>
    public static byte[] RawSamples(SlideLevel level, ReadOnlyMemory<byte> stored) =>
        RawTile.Decode(level.Compression, stored, level.TileWidthPx, level.TileHeightPx,
            level.SamplesPerPixel * (level.BitsPerSample > 8 ? 2 : 1), level.Predictor);

    private static byte[] Png(SlideLevel level, ReadOnlyMemory<byte> stored)
    {
        var bytesPerSample = level.BitsPerSample > 8 ? 2 : 1;
        var pixels = RawSamples(level, stored);
        if (bytesPerSample == 2) PngWriter.ToFullRange(pixels, level.BitsPerSample);
        return PngWriter.Write(pixels, level.TileWidthPx, level.TileHeightPx, level.SamplesPerPixel, bytesPerSample);
    }

    private static void Check(int value, int count, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, count, name);
    }

    private static byte[] Splice(SlideLevel level, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < 4 || stored[0] != 0xFF || stored[1] != 0xD8)
            throw new SlideFormatException("Tile", 0, "The stored tile does not begin as a JPEG.");
        var replaced = Math.Min(ReplacedBytes(level, stored), stored.Length);
        return [.. level.JpegPrefix.Span, .. stored[replaced..]];
    }
}
