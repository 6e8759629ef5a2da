using System.Buffers.Binary;

namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>Decodes the sample formats of WFDB signal files (signal(5)) into a stream of stored numbers.</summary>
internal static class WfdbSamples
{
    /// <summary>How many samples a file of this length can hold.</summary>
    internal static long Capacity(int format, long bytes) => format switch
    {
        8 or 80 => bytes,
        16 or 61 or 160 => bytes / 2,
        24 => bytes / 3,
        32 => bytes / 4,
        212 => bytes / 3 * 2 + (bytes % 3 == 2 ? 1 : 0),
        310 or 311 => bytes / 4 * 3 + (bytes % 4) / 2,
        _ => throw new EcgFormatException("WFDB header", 0, $"Signal format {format} is not known."),
    };

    /// <summary>The number a format uses for "no sample", or null where it has none.</summary>
    internal static int? MissingOf(int format) => format switch
    {
        16 or 61 or 160 => short.MinValue,
        212 => -2048,
        310 or 311 => -512,
        80 => -128,
        24 => -8_388_608,
        32 => int.MinValue,
        _ => null,
    };

    internal static void Decode(int format, ReadOnlySpan<byte> bytes, Span<int> samples)
    {
        for (var index = 0; index < samples.Length; index++)
            samples[index] = format switch
            {
                8 => unchecked((sbyte)bytes[index]),
                80 => bytes[index] - 128,
                16 => BinaryPrimitives.ReadInt16LittleEndian(bytes[(index * 2)..]),
                61 => BinaryPrimitives.ReadInt16BigEndian(bytes[(index * 2)..]),
                160 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(index * 2)..]) - 32768,
                24 => Triple(bytes, index * 3),
                32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(index * 4)..]),
                212 => TwelveBits(bytes, index),
                310 => TenBits310(bytes, index),
                _ => TenBits311(bytes, index),
            };
    }

    private static int Triple(ReadOnlySpan<byte> bytes, int at) =>
        unchecked((bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16) << 8) >> 8;

    /// <summary>Two samples in three bytes: the middle byte holds the high four bits of both.</summary>
    private static int TwelveBits(ReadOnlySpan<byte> bytes, int index)
    {
        var at = index / 2 * 3;
        var value = (index & 1) == 0 ? bytes[at] | (bytes[at + 1] & 0x0F) << 8
            : bytes[at + 2] | (bytes[at + 1] & 0xF0) << 4;
        return (value << 20) >> 20;
    }

    /// <summary>Three samples in two words: bits 1 to 10 of each word, and the high five bits of both words.</summary>
    private static int TenBits310(ReadOnlySpan<byte> bytes, int index)
    {
        var at = index / 3 * 4;
        var first = Word(bytes, at);
        var second = Word(bytes, at + 2);
        var value = (index % 3) switch
        {
            0 => first >> 1,
            1 => second >> 1,
            _ => first >> 11 & 0x1F | (second >> 11 & 0x1F) << 5,
        };
        return (value << 22) >> 22;
    }

    /// <summary>Three samples from the low end of a 32-bit word.</summary>
    private static int TenBits311(ReadOnlySpan<byte> bytes, int index)
    {
        var at = index / 3 * 4;
        var word = (uint)Word(bytes, at) | (uint)Word(bytes, at + 2) << 16;
        return unchecked((int)(word >> (index % 3 * 10) << 22)) >> 22;
    }

    /// <summary>The last group of a file may lack its second word.</summary>
    private static int Word(ReadOnlySpan<byte> bytes, int at) =>
        (at < bytes.Length ? bytes[at] : 0) | (at + 1 < bytes.Length ? bytes[at + 1] : 0) << 8;
}
