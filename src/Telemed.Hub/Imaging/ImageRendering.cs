using Telemed.Dicom;

namespace Telemed.Hub.Imaging;

/// <summary>A picture for the eye: three bytes a pixel, red, green, blue.</summary>
internal sealed record Picture(int WidthPx, int HeightPx, byte[] Rgb);

/// <summary>
/// Turns a decoded frame into a picture: window, palette or colour model, then size (PS3.3 C.7.6, C.11).
/// </summary>
internal static class ImageRendering
{
    /// <summary>The longest colour table: 65,536 entries of two bytes (PS3.3 C.7.6.3.1.5).</summary>
    public const int ColourTableLimitBytes = 128 * 1024;

    /// <summary>The colour tables, red, green and blue.</summary>
    public static readonly DicomTag[] ColourTables =
    [
        DicomTags.RedPaletteColorLookupTableData, DicomTags.GreenPaletteColorLookupTableData,
        DicomTags.BluePaletteColorLookupTableData,
    ];

    private static readonly DicomTag[] ColourTableDescriptors =
    [
        DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.GreenPaletteColorLookupTableDescriptor,
        DicomTags.BluePaletteColorLookupTableDescriptor,
    ];

    /// <param name="frame">The decoded frame.</param>
    /// <param name="dataset">The object's attributes.</param>
    /// <param name="window">Centre and width to use instead of the object's own; null for its own.</param>
    public static Picture Render(DecodedFrame frame, DicomDataset dataset, WantedWindow? window)
    {
        var shape = FrameShape.Of(dataset)
            ?? throw new Telemed.Decode.DecodeException("The object does not say how large a frame is.");
        var samples = new FrameSamples(frame.Samples, shape, frame.IsFloating);
        var rgb = new byte[shape.Rows * shape.Columns * 3];
        if (shape.Samples == 3) Colour(samples, frame.IsRgb, rgb);
        else if (shape.Photometric == "PALETTE COLOR") Palette(samples, dataset, rgb);
        else Grey(samples, dataset, frame.Index, window, rgb);
        return new Picture(shape.Columns, shape.Rows, rgb);
    }

    /// <summary>
    /// A part of a picture, as far as it lies inside; the whole when none is named or nothing would be left.
    /// </summary>
    public static Picture Cut(Picture whole, PicturePart? wanted)
    {
        if (wanted is not { } part || part.X >= whole.WidthPx || part.Y >= whole.HeightPx) return whole;
        var width = Math.Min(part.WidthPx, whole.WidthPx - part.X);
        var height = Math.Min(part.HeightPx, whole.HeightPx - part.Y);
        var rgb = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
            whole.Rgb.AsSpan(((part.Y + row) * whole.WidthPx + part.X) * 3,
                width * 3).CopyTo(rgb.AsSpan(row * width * 3));
        var cut = new Picture(width, height, rgb);
        return part.IsMirrored || part.IsUpsideDown ? Turned(cut, part.IsMirrored, part.IsUpsideDown) : cut;
    }

    private static Picture Turned(Picture picture, bool isMirrored, bool isUpsideDown)
    {
        var (width, height, rgb) = (picture.WidthPx, picture.HeightPx, new byte[picture.Rgb.Length]);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
            {
                var from = (isUpsideDown ? height - 1 - row : row) * width + (isMirrored ? width - 1 - column : column);
                picture.Rgb.AsSpan(from * 3, 3).CopyTo(rgb.AsSpan((row * width + column) * 3));
            }
        return picture with { Rgb = rgb };
    }

    /// <summary>
    /// Scales so that the picture fills the width or the height: by averaging when it shrinks, by repeating pixels when
    /// it grows, which it does only where that is wanted.
    /// </summary>
    public static Picture Fit(Picture picture, int mostWidthPx, int mostHeightPx, bool mayGrow)
    {
        var scale = Math.Min((double)mostWidthPx / picture.WidthPx, (double)mostHeightPx / picture.HeightPx);
        if (scale == 1 || (scale > 1 && !mayGrow)) return picture;
        var width = Math.Clamp((int)Math.Round(picture.WidthPx * scale), 1, mostWidthPx);
        var height = Math.Clamp((int)Math.Round(picture.HeightPx * scale), 1, mostHeightPx);
        var small = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                Average(picture, row, column, width, height, small);
        return new Picture(width, height, small);
    }

    private static void Average(Picture picture, int row, int column, int width, int height, byte[] small)
    {
        var (top, bottom) = (row * picture.HeightPx / height,
            Math.Max((row + 1) * picture.HeightPx / height, row * picture.HeightPx / height + 1));
        var (left, right) = (column * picture.WidthPx / width,
            Math.Max((column + 1) * picture.WidthPx / width, column * picture.WidthPx / width + 1));
        for (var sample = 0; sample < 3; sample++)
        {
            var sum = 0;
            for (var y = top; y < bottom; y++)
                for (var x = left; x < right; x++) sum += picture.Rgb[(y * picture.WidthPx + x) * 3 + sample];
            small[(row * width + column) * 3 + sample] = (byte)(sum / ((bottom - top) * (right - left)));
        }
    }

    private static void Grey(
        FrameSamples samples, DicomDataset dataset, int frameIndex, WantedWindow? asked, byte[] rgb)
    {
        var values = OfFrame(dataset, frameIndex, DicomTags.PixelValueTransformationSequence) ?? dataset;
        var slope = values.GetDouble(DicomTags.RescaleSlope) is { } stated && stated != 0 ? stated : 1;
        var intercept = values.GetDouble(DicomTags.RescaleIntercept) ?? 0;
        var (centre, width, function) =
            asked ?? OwnWindow(dataset, frameIndex) ?? FullWindow(samples, slope, intercept);
        var isInverse = samples.Shape.Photometric == "MONOCHROME1";
        for (var pixel = 0; pixel < samples.Pixels; pixel++)
        {
            var value = samples[pixel] * slope + intercept;
            var shown = Shown(value, centre, width, function);
            var level = double.IsNaN(shown) ? (byte)0 : (byte)(Math.Clamp(isInverse ? 1 - shown : shown, 0, 1) * 255);
            rgb[pixel * 3] = rgb[pixel * 3 + 1] = rgb[pixel * 3 + 2] = level;
        }
    }

    // Frames of one object differ: each has its own groups beside those that all share (PS3.3 C.7.6.16).
    private static DicomDataset? OfFrame(DicomDataset dataset, int frameIndex, DicomTag group)
    {
        var own = dataset.GetItems(DicomTags.PerFrameFunctionalGroupsSequence);
        return (frameIndex < own.Count ? own[frameIndex].GetItem(group) : null)
            ?? dataset.GetItem(DicomTags.SharedFunctionalGroupsSequence)?.GetItem(group);
    }

    private static double Shown(double value, double centre, double width, WindowShape function) => function switch
    {
        WindowShape.LinearExact => (value - centre) / width + 0.5,
        WindowShape.Sigmoid => 1 / (1 + Math.Exp(-4 * (value - centre) / width)),
        _ when width <= 1 => value <= centre - 0.5 ? 0 : 1,
        _ => (value - (centre - 0.5)) / (width - 1) + 0.5,
    };

    // A window without width is none: some devices write zeros where they have nothing to say.
    private static WantedWindow? OwnWindow(DicomDataset dataset, int frameIndex)
    {
        var source = dataset.Has(DicomTags.WindowCenter) ? dataset
            : OfFrame(dataset, frameIndex, DicomTags.FrameVOILUTSequence);
        if (source?.GetDouble(DicomTags.WindowCenter) is not { } centre ||
            source.GetDouble(DicomTags.WindowWidth) is not { } width) return null;
        var function = FunctionOf(source);
        return width >= (function == WindowShape.Linear ? 1 : double.Epsilon)
            ? new WantedWindow(centre, width, function) : null;
    }

    private static WindowShape FunctionOf(DicomDataset source) => source.GetString(DicomTags.VOILUTFunction) switch
    {
        "LINEAR_EXACT" => WindowShape.LinearExact,
        "SIGMOID" => WindowShape.Sigmoid,
        _ => WindowShape.Linear,
    };

    private static WantedWindow FullWindow(FrameSamples samples, double slope, double intercept)
    {
        var (low, high) = (double.MaxValue, double.MinValue);
        for (var pixel = 0; pixel < samples.Pixels; pixel++)
        {
            var value = samples[pixel] * slope + intercept;
            if (!double.IsFinite(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        if (low > high) (low, high) = (0, 1);
        // Between whole numbers a width of one is none; a map of fractions may lie within it.
        return samples.IsFloating
            ? new WantedWindow(low + (high - low) / 2, Math.Max(high - low, double.Epsilon), WindowShape.LinearExact)
            : new WantedWindow((low + high) / 2 + 0.5, Math.Max(high - low + 1, 2), WindowShape.Linear);
    }

    private static void Colour(FrameSamples samples, bool isRgb, byte[] rgb)
    {
        var shape = samples.Shape;
        var scale = shape.BitsAllocated > 8 ? Math.Pow(2, Math.Max(shape.BitsStored - 8, 0)) : 1;
        var isLuma = !isRgb && shape.Photometric.StartsWith("YBR", StringComparison.Ordinal);
        for (var pixel = 0; pixel < samples.Pixels; pixel++)
        {
            var (a, b, c) = ((int)(samples[pixel * 3] / scale), (int)(samples[pixel * 3 + 1] / scale),
                (int)(samples[pixel * 3 + 2] / scale));
            if (isLuma)
            {
                // PS3.3 C.7.6.3.1.2, YBR_FULL: CCIR 601 without head room.
                (b, c) = (b - 128, c - 128);
                (a, b, c) = ((int)(a + 1.402 * c), (int)(a - 0.344136 * b - 0.714136 * c), (int)(a + 1.772 * b));
            }
            rgb[pixel * 3] = (byte)Math.Clamp(a, 0, 255);
            rgb[pixel * 3 + 1] = (byte)Math.Clamp(b, 0, 255);
            rgb[pixel * 3 + 2] = (byte)Math.Clamp(c, 0, 255);
        }
    }

    private static void Palette(FrameSamples samples, DicomDataset dataset, byte[] rgb)
    {
        for (var sample = 0; sample < 3; sample++)
        {
            var table = dataset.GetBytes(ColourTables[sample]);
            var descriptor = ColourTableDescriptors[sample];
            var first = dataset.GetInt(descriptor, 1) ?? 0;
            var isEight = dataset.GetInt(descriptor, 2) == 8;
            // Entries of eight bits lie two to a word, or each in the low half of its own (PS3.3 C.7.6.3.1.6 allows the
            // first, older devices wrote the second).
            var stated = dataset.GetInt(descriptor) is > 0 and var count ? count : ushort.MaxValue + 1;
            var bytes = isEight && table.Length < 2 * stated ? 1 : 2;
            var entries = table.Length / bytes;
            var shown = isEight ? 0 : bytes - 1;
            for (var pixel = 0; pixel < samples.Pixels && entries > 0; pixel++)
            {
                // An index outside the table takes its nearest entry (CVE-2026-5445 was such an index, unchecked).
                var entry = (int)Math.Clamp(samples[pixel] - first, 0, entries - 1);
                rgb[pixel * 3 + sample] = table.Span[entry * bytes + shown];
            }
        }
    }
}
