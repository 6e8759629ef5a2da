using System.Buffers.Binary;

namespace Telemed.Decode;

/// <summary>Brings decoded samples to the width the object allocates.</summary>
internal static class Samples
{
    /// <summary>Copies samples into the allocated width, little endian, repeating the sign of signed ones.</summary>
    /// <param name="coded">Samples of one or two bytes, little endian.</param>
    /// <param name="codedBits">Bits of each that mean something.</param>
    /// <param name="wideBytes">Bytes each shall take.</param>
    /// <param name="isSigned">True when the highest of those bits is a sign.</param>
    public static byte[] Widen(byte[] coded, int codedBits, int wideBytes, bool isSigned)
    {
        var codedBytes = codedBits > 8 ? 2 : 1;
        if (codedBytes == wideBytes && (!isSigned || codedBits == wideBytes * 8)) return coded;
        var count = coded.Length / codedBytes;
        var wide = new byte[count * wideBytes];
        for (var at = 0; at < count; at++)
        {
            var value = codedBytes == 1 ? coded[at] : BinaryPrimitives.ReadUInt16LittleEndian(coded.AsSpan(at * 2));
            Put(wide, at, isSigned ? Signed(value, codedBits) : value, wideBytes);
        }
        return wide;
    }

    /// <summary>Understands the highest of the bits as a sign.</summary>
    public static int Signed(int value, int bits) => (value & (1 << (bits - 1))) == 0 ? value : value - (1 << bits);

    /// <summary>Writes one sample, little endian; what does not fit is cut off.</summary>
    public static void Put(Span<byte> frame, int index, long value, int bytes)
    {
        for (var at = 0; at < bytes; at++) frame[index * bytes + at] = (byte)((value >> (8 * at)) & 0xFF);
    }
}
