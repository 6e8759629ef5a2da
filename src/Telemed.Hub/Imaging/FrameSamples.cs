using System.Buffers.Binary;
using Telemed.Dicom;

namespace Telemed.Hub.Imaging;

/// <summary>A frame as the decoder gave it.</summary>
/// <param name="Samples">Little endian, colour by pixel.</param>
/// <param name="Index">Its place in the object, from 0.</param>
/// <param name="IsRgb">True when the decoder has turned colours to red, green and blue already.</param>
/// <param name="IsFloating">True when samples are floating-point numbers.</param>
internal sealed record DecodedFrame(byte[] Samples, int Index, bool IsRgb, bool IsFloating);

/// <summary>The samples of a decoded frame as numbers.</summary>
internal sealed class FrameSamples(byte[] samples, FrameShape shape, bool isFloating)
{
    public FrameShape Shape => shape;

    public bool IsFloating => isFloating;

    public int Pixels { get; } = shape.Rows * shape.Columns;

    public double this[int index] => shape.BitsAllocated switch
    {
        1 => (samples[index / 8] >> (index % 8)) & 1,
        8 => shape.IsSigned ? unchecked((sbyte)samples[index]) : samples[index],
        16 => shape.IsSigned ? BinaryPrimitives.ReadInt16LittleEndian(At(index, 2))
            : BinaryPrimitives.ReadUInt16LittleEndian(At(index, 2)),
        64 => isFloating ? BinaryPrimitives.ReadDoubleLittleEndian(At(index, 8))
            : BinaryPrimitives.ReadInt64LittleEndian(At(index, 8)),
        _ => isFloating ? BinaryPrimitives.ReadSingleLittleEndian(At(index, 4))
            : shape.IsSigned ? BinaryPrimitives.ReadInt32LittleEndian(At(index, 4))
            : BinaryPrimitives.ReadUInt32LittleEndian(At(index, 4)),
    };

    private ReadOnlySpan<byte> At(int index, int bytes) => samples.AsSpan(index * bytes, bytes);
}
