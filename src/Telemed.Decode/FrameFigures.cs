using System.Buffers.Binary;
using Telemed.Dicom;

namespace Telemed.Decode;

/// <summary>Figures of a decoded frame, by which two decoders of a lossy frame can be compared.</summary>
/// <param name="Min">Lowest sample of all planes.</param>
/// <param name="Max">Highest sample of all planes.</param>
/// <param name="Mean">Mean of all samples.</param>
/// <param name="GridMeans">For each sample of a pixel the means of 4 x 4 fields, row by row.</param>
internal sealed record FrameFigures(double Min, double Max, double Mean, double[][] GridMeans)
{
    private const int Grid = 4;

    /// <summary>Computes the figures; null for a frame whose samples do not stand one behind the other.</summary>
    public static FrameFigures? Of(byte[] frame, FrameShape shape, bool isFloat)
    {
        if (shape.BitsAllocated > 1
            && frame.Length < (long)shape.Rows * shape.Columns * shape.Samples * shape.BitsAllocated / 8)
            return null;
        var means = new double[shape.Samples][];
        for (var sample = 0; sample < shape.Samples; sample++) means[sample] = new double[Grid * Grid];
        for (var field = 0; field < Grid * Grid; field++)
            for (var sample = 0; sample < shape.Samples; sample++)
                means[sample][field] = FieldMean(frame, shape, isFloat, field, sample);
        var (min, max, total) = (double.MaxValue, double.MinValue, 0d);
        var count = (long)shape.Rows * shape.Columns * shape.Samples;
        for (var index = 0; index < count; index++)
        {
            var value = Value(frame, index, shape, isFloat);
            total += value;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }
        return new FrameFigures(min, max, total / count, means);
    }

    private static double FieldMean(byte[] frame, FrameShape shape, bool isFloat, int field, int sample)
    {
        var (top, bottom) = Borders(field / Grid, shape.Rows);
        var (left, right) = Borders(field % Grid, shape.Columns);
        var sum = 0d;
        for (var row = top; row < bottom; row++)
            for (var column = left; column < right; column++)
                sum += Value(frame, (row * shape.Columns + column) * shape.Samples + sample, shape, isFloat);
        return sum / ((bottom - top) * (double)(right - left));
    }

    // Borders are rounded down; a field of a tiny frame still has one row and column.
    private static (int From, int To) Borders(int part, int length)
    {
        var from = (int)((long)part * length / Grid);
        return (from, Math.Max((int)((part + 1L) * length / Grid), from + 1));
    }

    private static double Value(byte[] frame, int index, FrameShape shape, bool isFloat) => shape.BitsAllocated switch
    {
        1 => (frame[index / 8] >> (index % 8)) & 1,
        8 => shape.IsSigned ? unchecked((sbyte)frame[index]) : frame[index],
        16 => shape.IsSigned
            ? BinaryPrimitives.ReadInt16LittleEndian(frame.AsSpan(index * 2))
            : BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(index * 2)),
        32 => isFloat ? BinaryPrimitives.ReadSingleLittleEndian(frame.AsSpan(index * 4))
            : shape.IsSigned ? BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(index * 4))
            : BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(index * 4)),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(frame.AsSpan(index * 8)),
    };
}
