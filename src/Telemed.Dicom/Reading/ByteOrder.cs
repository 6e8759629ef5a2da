using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Telemed.Dicom.Reading;

/// <summary>Turns big-endian words into little-endian ones, in place.</summary>
internal static class ByteOrder
{
    /// <summary>Swaps every whole word; bytes behind the last whole word stay as they are.</summary>
    public static void Swap(Span<byte> bytes, int wordBytes)
    {
        switch (wordBytes)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
