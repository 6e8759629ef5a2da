using Telemed.Decode;
using Telemed.Hub.Imaging;
using Telemed.Pathology;
using Telemed.Pathology.Pixels;

namespace Telemed.Hub.Pathology;

/// <summary>A decoded tile: three bytes a pixel.</summary>
internal sealed record TileRgb(byte[] Rgb, int WidthPx, int HeightPx);

/// <summary>Decodes tiles. What needs a decoder goes through the child process; raw samples are unpacked here.</summary>
internal sealed class TilePixels(SlideBytes bytes, DecodePool decoders)
{
    /// <summary>Whether tiles of this compression can be decoded at all.</summary>
    public static bool Knows(TileCompression compression) => compression != TileCompression.Png;

    /// <summary>The tile as it is served; null when it has not arrived, or was never stored.</summary>
    /// <exception cref="SlideFormatException">The stored tile is damaged.</exception>
    /// <exception cref="DecodeException">It cannot be decoded, or no decoder is installed.</exception>
    public async Task<TileRgb?> Read(OpenSlide open, TileAddress at, CancellationToken cancel)
    {
        var level = open.Slide.Levels[at.Level];
        var runs = new List<ReadOnlyMemory<byte>>();
        foreach (var span in ServedTile.Spans(level, at.Column, at.Row, at.Plane, at.Path))
        {
            if (span.IsBlank || await bytes.Read(open, span, cancel) is not { } run) return null;
            runs.Add(run);
        }
        return level.Compression switch
        {
            TileCompression.Jpeg => await Jpeg(level, runs, cancel),
            TileCompression.None or TileCompression.Deflate or TileCompression.Lzw =>
                Whole(level, ServedTile.RawSamples(level, runs[0]), isYcc: false),
            TileCompression.Jpeg2000 or TileCompression.Jpeg2000Ycc =>
                await Coded(level, FrameCoding.Jpeg2000, runs[0], cancel),
            TileCompression.JpegLs => await Coded(level, FrameCoding.JpegLs, runs[0], cancel),
            TileCompression.Rle => await Coded(level, FrameCoding.Rle, runs[0], cancel),
            _ => throw new DecodeException($"Tiles stored as {level.Compression} are not decoded."),
        };
    }

    private async Task<TileRgb> Jpeg(SlideLevel level, List<ReadOnlyMemory<byte>> runs, CancellationToken cancel)
    {
        var isSpliced = level.PassesThrough || level.IsRestartSliced;
        var jpeg = isSpliced ? ServedTile.Assemble(level, runs).Bytes : runs[0];
        var shape = JpegShape.Of(jpeg.Span);
        var bits = shape.BitsPerSample > 8 ? 16 : 8;
        var request = new FrameRequest(FrameCoding.Jpeg, shape.HeightPx, shape.WidthPx, shape.Components, bits,
            shape.BitsPerSample, false, false, 0, jpeg);
        var samples = await decoders.Decode(request, cancel);
        var rgb = TileColours.ToRgb(samples, shape.WidthPx * shape.HeightPx, shape.Components, shape.BitsPerSample, shape.IsYcc);
        return new TileRgb(rgb, shape.WidthPx, shape.HeightPx);
    }

    private async Task<TileRgb> Coded(
        SlideLevel level, FrameCoding coding, ReadOnlyMemory<byte> stored, CancellationToken cancel)
    {
        var request = new FrameRequest(coding, level.TileHeightPx, level.TileWidthPx, level.SamplesPerPixel,
            level.BitsPerSample > 8 ? 16 : 8, level.BitsPerSample, false, false, 0, stored);
        return Whole(level, await decoders.Decode(request, cancel), level.Compression == TileCompression.Jpeg2000Ycc);
    }

    private static TileRgb Whole(SlideLevel level, byte[] samples, bool isYcc) =>
        new(TileColours.ToRgb(samples, level.TileWidthPx * level.TileHeightPx, level.SamplesPerPixel, level.BitsPerSample, isYcc),
            level.TileWidthPx, level.TileHeightPx);
}
