using System.Buffers.Binary;
using Telemed.Dicom;

namespace Telemed.Hub.Imaging;

/// <summary>A picture for the eye: three bytes a pixel, red, green, blue.</summary>
internal sealed record Picture(int WidthPx, int HeightPx, byte[] Rgb);

/// <summary>
/// Turns a decoded frame into a picture: window, palette or colour model, then size (PS3.3 C.7.6, C.11).
/// </summary>
internal static class ImageRendering
{
    /// <param name="frame">Little-endian samples, colour by pixel.</param>
    /// <param name="dataset">The object's attributes.</param>
    /// <param name="window">Centre and width to use instead of the object's own; null for its own.</param>
    /// <param name="isRgb">True when the decoder has turned colours to red, green and blue already.</param>
    public static Picture Render(byte[] frame, DicomDataset dataset, WantedWindow? window, bool isRgb)
    {
        var shape = FrameShape.Of(dataset)
            ?? throw new Telemed.Decode.DecodeException("The object does not say how large a frame is.");
        var rgb = new byte[shape.Rows * shape.Columns * 3];
        if (shape.Samples == 3) Colour(frame, shape, isRgb, rgb);
        else if (shape.Photometric == "PALETTE COLOR") Palette(frame, shape, dataset, rgb);
        else Grey(frame, shape, dataset, window, rgb);
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
        return new Picture(width, height, rgb);
    }

    /// <summary>Shrinks by averaging so that neither side is longer than the limit.</summary>
    public static Picture Fit(Picture picture, int mostWidthPx, int mostHeightPx)
    {
        var scale = Math.Min(1, Math.Min((double)mostWidthPx / picture.WidthPx,
            (double)mostHeightPx / picture.HeightPx));
        if (scale >= 1) return picture;
        var width = Math.Max((int)(picture.WidthPx * scale), 1);
        var height = Math.Max((int)(picture.HeightPx * scale), 1);
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

    private static void Grey(byte[] frame, FrameShape shape, DicomDataset dataset, WantedWindow? asked, byte[] rgb)
    {
        var slope = dataset.GetDouble(DicomTags.RescaleSlope) is { } stated && stated != 0 ? stated : 1;
        var intercept = dataset.GetDouble(DicomTags.RescaleIntercept) ?? 0;
        var (centre, width, function) = asked ?? OwnWindow(dataset) ?? FullWindow(frame, shape, slope, intercept);
        var isInverse = shape.Photometric == "MONOCHROME1";
        if (function == WindowShape.Linear) width = Math.Max(width, 1);
        for (var pixel = 0; pixel < shape.Rows * shape.Columns; pixel++)
        {
            var value = Sample(frame, pixel, shape) * slope + intercept;
            var shown = Shown(value, centre, width, function);
            var level = (byte)(Math.Clamp(isInverse ? 1 - shown : shown, 0, 1) * 255);
            rgb[pixel * 3] = rgb[pixel * 3 + 1] = rgb[pixel * 3 + 2] = level;
        }
    }

    private static double Shown(double value, double centre, double width, WindowShape function) => function switch
    {
        WindowShape.LinearExact => (value - centre) / width + 0.5,
        WindowShape.Sigmoid => 1 / (1 + Math.Exp(-4 * (value - centre) / width)),
        _ when width <= 1 => value <= centre - 0.5 ? 0 : 1,
        _ => (value - (centre - 0.5)) / (width - 1) + 0.5,
    };

    private static WantedWindow? OwnWindow(DicomDataset dataset)
    {
        var source = dataset.Has(DicomTags.WindowCenter) ? dataset
            : dataset.GetItem(DicomTags.SharedFunctionalGroupsSequence)?.GetItem(DicomTags.FrameVOILUTSequence);
        return source?.GetDouble(DicomTags.WindowCenter) is { } centre &&
            source.GetDouble(DicomTags.WindowWidth) is { } width
            ? new WantedWindow(centre, width, FunctionOf(source)) : null;
    }

    private static WindowShape FunctionOf(DicomDataset source) => source.GetString(DicomTags.VOILUTFunction) switch
    {
        "LINEAR_EXACT" => WindowShape.LinearExact,
        "SIGMOID" => WindowShape.Sigmoid,
        _ => WindowShape.Linear,
    };

    private static WantedWindow FullWindow(byte[] frame, FrameShape shape, double slope, double intercept)
    {
        var (low, high) = (double.MaxValue, double.MinValue);
        for (var pixel = 0; pixel < shape.Rows * shape.Columns; pixel++)
        {
            var value = Sample(frame, pixel, shape) * slope + intercept;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        return new WantedWindow((low + high) / 2 + 0.5, Math.Max(high - low + 1, 2), WindowShape.Linear);
    }

    private static void Colour(byte[] frame, FrameShape shape, bool isRgb, byte[] rgb)
    {
        var shift = shape.BitsAllocated == 16 ? Math.Max(shape.BitsStored - 8, 0) : 0;
        var isLuma = !isRgb && shape.Photometric.StartsWith("YBR", StringComparison.Ordinal);
        for (var pixel = 0; pixel < shape.Rows * shape.Columns; pixel++)
        {
            var (a, b, c) = ((int)Sample(frame, pixel * 3, shape) >> shift,
                (int)Sample(frame, pixel * 3 + 1, shape) >> shift,
                (int)Sample(frame, pixel * 3 + 2, shape) >> shift);
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

    private static void Palette(byte[] frame, FrameShape shape, DicomDataset dataset, byte[] rgb)
    {
        DicomTag[] descriptors =
        [
            DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.GreenPaletteColorLookupTableDescriptor,
            DicomTags.BluePaletteColorLookupTableDescriptor,
        ];
        DicomTag[] tables =
        [
            DicomTags.RedPaletteColorLookupTableData, DicomTags.GreenPaletteColorLookupTableData,
            DicomTags.BluePaletteColorLookupTableData,
        ];
        for (var sample = 0; sample < 3; sample++)
        {
            var table = dataset.GetBytes(tables[sample]);
            var first = dataset.GetInt(descriptors[sample], 1) ?? 0;
            var bytes = dataset.GetInt(descriptors[sample], 2) == 8 && table.Length <= 256 ? 1 : 2;
            var entries = table.Length / bytes;
            for (var pixel = 0; pixel < shape.Rows * shape.Columns && entries > 0; pixel++)
            {
                // An index outside the table takes its nearest entry (CVE-2026-5445 was such an index, unchecked).
                var entry = (int)Math.Clamp(Sample(frame, pixel, shape) - first, 0, entries - 1);
                rgb[pixel * 3 + sample] = table.Span[entry * bytes + bytes - 1];
            }
        }
    }

    private static double Sample(byte[] frame, int index, FrameShape shape) => shape.BitsAllocated switch
    {
        1 => (frame[index / 8] >> (index % 8)) & 1,
        8 => shape.IsSigned ? unchecked((sbyte)frame[index]) : frame[index],
        16 => shape.IsSigned
            ? BinaryPrimitives.ReadInt16LittleEndian(frame.AsSpan(index * 2))
            : BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(index * 2)),
        _ => shape.IsSigned
            ? BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(index * 4))
            : BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(index * 4)),
    };
}
