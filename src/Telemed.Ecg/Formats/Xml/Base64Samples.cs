using System.Buffers.Binary;

namespace Telemed.Ecg.Formats.Xml;

/// <summary>Decodes base64 text that lies over many lines.</summary>
internal static class Base64Samples
{
    internal static byte[] Bytes(string text, string section)
    {
        var bytes = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, bytes, out var written)
            ? bytes[..written]
            : throw new EcgFormatException(section, 0, "The waveform is not base64.");
    }

    /// <summary>Little-endian 16-bit numbers; an odd last byte is left out.</summary>
    internal static int[] Int16(ReadOnlySpan<byte> bytes)
    {
        var samples = new int[bytes.Length / 2];
        for (var index = 0; index < samples.Length; index++)
            samples[index] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(index * 2)..]);
        return samples;
    }
}
