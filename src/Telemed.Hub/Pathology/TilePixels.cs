using Telemed.Decode;
using Telemed.Decode.Native;
using Telemed.Hub.Imaging;
using Telemed.Pathology;
using Telemed.Pathology.Pixels;

namespace Telemed.Hub.Pathology;

/// <summary>A decoded tile: three bytes a pixel.</summary>
internal sealed record TileRgb(byte[] Rgb, int WidthPx, int HeightPx);

/// <summary>
/// Decodes tiles. What needs a decoder goes through the child process; raw samples are unpacked here.
/// </summary>
internal sealed class TilePixels(SlideBytes bytes, DecodePool decoders)
{
    private volatile bool turboIsAbsent;

    /// <summary>Whether tiles of this compression can be decoded at all.</summary>
    public static bool Knows(TileCompression compression) => compression != TileCompression.Png;

    /// <summary>The tile as it is served; null when it has not arrived, or was never stored.</summary>
    /// <exception cref="SlideFormatException">The stored tile is damaged.</exception>
    /// <exception cref="DecodeException">It cannot be decoded, or no decoder is installed.</exception>
    public async Task<TileRgb?> Read(OpenSlide open, TileAddress at, CancellationToken cancel)
    {
        var level = open.Slide.Levels[at.Level];
        if (await Runs(open, level, at, cancel) is not { } runs) return null;
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

    /// <summary>A JPEG tile at a fraction of its bytes; null when only the slower way by its pixels is there.</summary>
    /// <exception cref="SlideFormatException">The stored tile is damaged.</exception>
    /// <exception cref="DecodeException">It cannot be decoded.</exception>
    public async Task<Telemed.Pathology.Picture?> Rough(OpenSlide open, TileAddress at, CancellationToken cancel)
    {
        var level = open.Slide.Levels[at.Level];
        if (turboIsAbsent || level.Compression != TileCompression.Jpeg) return null;
        var runs = await Runs(open, level, at, cancel);
        if (runs is null) return null;
        var (jpeg, shape) = Spliced(level, runs);
        if (shape.BitsPerSample != 8 || shape.Components == 4) return null;
        return await Turbo(FrameCoding.JpegToPreview, jpeg, shape, cancel) is { } made
            ? new Telemed.Pathology.Picture(made, "image/jpeg") : null;
    }

    private async Task<List<ReadOnlyMemory<byte>>?> Runs(
        OpenSlide open, SlideLevel level, TileAddress at, CancellationToken cancel)
    {
        var runs = new List<ReadOnlyMemory<byte>>();
        foreach (var span in ServedTile.Spans(level, at.Column, at.Row, at.Plane, at.Path))
        {
            if (span.IsBlank || await bytes.Read(open, span, cancel) is not { } run) return null;
            runs.Add(run);
        }
        return runs;
    }

    private static (ReadOnlyMemory<byte> Jpeg, JpegShape Shape) Spliced(SlideLevel level,
        List<ReadOnlyMemory<byte>> runs)
    {
        var isSpliced = level.PassesThrough || level.IsRestartSliced;
        var jpeg = isSpliced ? ServedTile.Assemble(level, runs).Bytes : runs[0];
        return (jpeg, JpegShape.Of(jpeg.Span));
    }

    private async Task<TileRgb> Jpeg(SlideLevel level, List<ReadOnlyMemory<byte>> runs, CancellationToken cancel)
    {
        var (jpeg, shape) = Spliced(level, runs);
        if (shape is { BitsPerSample: 8, Components: 1 or 3 }
            && await Turbo(FrameCoding.JpegToRgb, jpeg, shape, cancel) is { } ready)
            return new TileRgb(ready, shape.WidthPx, shape.HeightPx);
        var bits = shape.BitsPerSample > 8 ? 16 : 8;
        var request = new FrameRequest(FrameCoding.Jpeg, shape.HeightPx, shape.WidthPx, shape.Components, bits,
            shape.BitsPerSample, false, false, 0, jpeg);
        var samples = await decoders.Decode(request, cancel);
        var rgb = TileColours.ToRgb(samples, shape.WidthPx * shape.HeightPx, shape.Components, shape.BitsPerSample,
            shape.IsYcc);
        return new TileRgb(rgb, shape.WidthPx, shape.HeightPx);
    }

    /// <summary>Null when the fast library is not there.</summary>
    private async Task<byte[]?> Turbo(
        FrameCoding coding, ReadOnlyMemory<byte> jpeg, JpegShape shape, CancellationToken cancel)
    {
        if (turboIsAbsent) return null;
        try
        {
            return await decoders.Decode(
                new FrameRequest(coding, shape.HeightPx, shape.WidthPx, 3, 8, 8, false, false, 0, jpeg), cancel);
        }
        catch (DecodeException absent) when (absent.Message == TurboJpeg.Absent)
        {
            turboIsAbsent = true;
            return null;
        }
    }

    private async Task<TileRgb> Coded(
        SlideLevel level, FrameCoding coding, ReadOnlyMemory<byte> stored, CancellationToken cancel)
    {
        var request = new FrameRequest(coding, level.TileHeightPx, level.TileWidthPx, level.SamplesPerPixel,
            level.BitsPerSample > 8 ? 16 : 8, level.BitsPerSample, false, false, 0, stored);
        return Whole(level, await decoders.Decode(request, cancel), level.Compression == TileCompression.Jpeg2000Ycc);
    }

    private static TileRgb Whole(SlideLevel level, byte[] samples, bool isYcc) =>
        new(TileColours.ToRgb(samples, level.TileWidthPx * level.TileHeightPx, level.SamplesPerPixel,
            level.BitsPerSample, isYcc),
            level.TileWidthPx, level.TileHeightPx);
}
