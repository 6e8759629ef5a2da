using System.Buffers.Binary;
using System.IO.Compression;

namespace Telemed.Pathology.Tiles;

/// <summary>Writes pixels as a PNG (ISO/IEC 15948), unfiltered; for tiles that browsers cannot show as
/// stored.</summary>
public static class PngWriter
{
    private static readonly uint[] Crc = MakeCrc();

    /// <summary>Writes a whole picture.</summary>
    /// <param name="pixels">Row by row, sample by sample; words of two bytes are big-endian.</param>
    /// <param name="widthPx">Width, 1 or more.</param>
    /// <param name="heightPx">Height, 1 or more.</param>
    /// <param name="samples">1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.</param>
    /// <param name="bytesPerSample">1 or 2.</param>
    /// <returns>The file.</returns>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int widthPx, int heightPx, int samples, int bytesPerSample =
        1)
    {
        var output = new MemoryStream();
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, widthPx);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], heightPx);
        header[8] = (byte)(8 * bytesPerSample);
        header[9] = samples switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };
        header[10..].Clear();
        Chunk(output, "IHDR"u8, header);
        Chunk(output, "IDAT"u8, Deflated(pixels, widthPx * samples * bytesPerSample, heightPx));
        Chunk(output, "IEND"u8, []);
        return output.ToArray();
    }

    /// <summary>Turns little-endian words of some bits into the big-endian words over the whole range that PNG
    /// wants.</summary>
    public static void ToFullRange(Span<byte> words, int bits)
    {
        for (var at = 0; at + 1 < words.Length; at += 2)
        {
            var value = BinaryPrimitives.ReadUInt16LittleEndian(words[at..]) << (16 - bits);
            BinaryPrimitives.WriteUInt16BigEndian(words[at..], (ushort)Math.Min(value, ushort.MaxValue));
        }
    }

    private static byte[] Deflated(ReadOnlySpan<byte> pixels, int rowBytes, int rows)
    {
        var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var row = 0; row < rows; row++)
            {
                deflate.WriteByte(0);
                deflate.Write(pixels.Slice(row * rowBytes, rowBytes));
            }
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, body.Length);
        output.Write(four);
        output.Write(name);
        output.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(four, ~Add(Add(uint.MaxValue, name), body));
        output.Write(four);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes) crc = Crc[(crc ^ one) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrc()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
