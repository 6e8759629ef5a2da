using System.Buffers.Binary;

namespace Telemed.Pathology.Jpeg;

/// <summary>
/// A small baseline JPEG encoder (ISO/IEC 10918-1) for pictures this project makes itself: YCbCr, chroma halved both
/// ways, the example Huffman tables. Pictures from outside are never encoded again with it.
/// </summary>
public sealed class JpegEncoder
{
    /// <summary>The most pixels of a picture: a tile or a thumbnail, not a slide.</summary>
    public const int PixelsLimit = 1 << 24;

    private const int UnitPx = 16;
    private static readonly HuffmanCodes LumaDc = new(JpegConstants.LumaDcCounts, JpegConstants.DcValues);
    private static readonly HuffmanCodes LumaAc = new(JpegConstants.LumaAcCounts, JpegConstants.LumaAcValues);
    private static readonly HuffmanCodes ChromaDc = new(JpegConstants.ChromaDcCounts, JpegConstants.DcValues);
    private static readonly HuffmanCodes ChromaAc = new(JpegConstants.ChromaAcCounts, JpegConstants.ChromaAcValues);

    private readonly byte[] _luma;
    private readonly byte[] _chroma;

    /// <summary>Makes the tables of a quality.</summary>
    /// <param name="quality">1 to 100, as the Independent JPEG Group's scale.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is outside 1 to 100.</exception>
    public JpegEncoder(int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        _luma = Scale(JpegConstants.LumaQuantisers, quality);
        _chroma = Scale(JpegConstants.ChromaQuantisers, quality);
        Tables = new byte[] { 0xFF, 0xD8 }.Concat(TableSegments()).Concat<byte>([0xFF, 0xD9]).ToArray();
    }

    /// <summary>The tables alone, as a TIFF's JPEGTables tag holds them.</summary>
    public ReadOnlyMemory<byte> Tables { get; }

    /// <summary>A whole JPEG file.</summary>
    /// <param name="rgb">Three bytes a pixel, row by row.</param>
    /// <param name="widthPx">Width, at least 1.</param>
    /// <param name="heightPx">Height, at least 1.</param>
    /// <exception cref="ArgumentException">The sizes and the number of bytes disagree, or are over the
    /// limit.</exception>
    public byte[] Encode(ReadOnlySpan<byte> rgb, int widthPx, int heightPx) =>
        Write(rgb, widthPx, heightPx, [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
            .. TableSegments()]);

    /// <summary>A JPEG without its tables, for a TIFF tile beside <see cref="Tables"/>.</summary>
    /// <inheritdoc cref="Encode"/>
    public byte[] EncodeWithoutTables(ReadOnlySpan<byte> rgb, int widthPx, int heightPx) =>
        Write(rgb, widthPx, heightPx, [0xFF, 0xD8]);

    private byte[] Write(ReadOnlySpan<byte> rgb, int widthPx, int heightPx, byte[] head)
    {
        if (widthPx < 1 || heightPx < 1 || (long)widthPx * heightPx > PixelsLimit
            || rgb.Length != widthPx * heightPx * 3)
            throw new ArgumentException("The picture's size and its bytes disagree, or are over the limit.",
                nameof(rgb));
        var into = new List<byte>(rgb.Length / 8 + 1024);
        into.AddRange(head);
        into.AddRange<byte>([0xFF, 0xC0, 0, 17, 8, (byte)(heightPx >> 8), (byte)(heightPx & 0xFF),
            (byte)(widthPx >> 8), (byte)(widthPx & 0xFF),
            3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
        into.AddRange<byte>([0xFF, 0xDA, 0, 12, 3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
        WriteScan(rgb, widthPx, heightPx, new BitWriter(into));
        into.AddRange<byte>([0xFF, 0xD9]);
        return [.. into];
    }

    private void WriteScan(ReadOnlySpan<byte> rgb, int widthPx, int heightPx, BitWriter bits)
    {
        Span<float> luma = stackalloc float[UnitPx * UnitPx];
        Span<float> blue = stackalloc float[64];
        Span<float> red = stackalloc float[64];
        Span<float> block = stackalloc float[64];
        int lastLuma = 0, lastBlue = 0, lastRed = 0;
        for (var top = 0; top < heightPx; top += UnitPx)
            for (var left = 0; left < widthPx; left += UnitPx)
            {
                ToYCbCr(rgb, widthPx, heightPx, left, top, luma, blue, red);
                for (var quarter = 0; quarter < 4; quarter++)
                {
                    var start = (quarter >> 1) * 8 * UnitPx + (quarter & 1) * 8;
                    for (var y = 0; y < 8; y++) luma.Slice(start + y * UnitPx, 8).CopyTo(block[(y * 8)..]);
                    WriteBlock(block, _luma, LumaDc, LumaAc, ref lastLuma, bits);
                }
                WriteBlock(blue, _chroma, ChromaDc, ChromaAc, ref lastBlue, bits);
                WriteBlock(red, _chroma, ChromaDc, ChromaAc, ref lastRed, bits);
            }
        bits.Finish();
    }

    /// <summary>One 16 x 16 unit; the last row and column are repeated beyond the picture (ITU-T T.871, section
    /// 7).</summary>
    private static void ToYCbCr(ReadOnlySpan<byte> rgb, int widthPx, int heightPx, int left, int top,
        Span<float> luma, Span<float> blue, Span<float> red)
    {
        blue.Clear();
        red.Clear();
        for (var y = 0; y < UnitPx; y++)
        {
            var row = Math.Min(top + y, heightPx - 1) * widthPx;
            for (var x = 0; x < UnitPx; x++)
            {
                var pixel = rgb.Slice((row + Math.Min(left + x, widthPx - 1)) * 3, 3);
                float r = pixel[0], g = pixel[1], b = pixel[2];
                luma[y * UnitPx + x] = 0.299f * r + 0.587f * g + 0.114f * b - 128;
                var chroma = (y >> 1) * 8 + (x >> 1);
                blue[chroma] += 0.25f * (-0.168736f * r - 0.331264f * g + 0.5f * b);
                red[chroma] += 0.25f * (0.5f * r - 0.418688f * g - 0.081312f * b);
            }
        }
    }

    private static void WriteBlock(Span<float> block, byte[] quantisers, HuffmanCodes dc, HuffmanCodes ac,
        ref int last, BitWriter bits)
    {
        Dct.Forward(block);
        var first = (int)MathF.Round(block[0] / quantisers[0]);
        WriteValue(dc, 0, first - last, bits);
        last = first;
        var zeros = 0;
        for (var i = 1; i < 64; i++)
        {
            var at = JpegConstants.ZigZag[i];
            var value = (int)MathF.Round(block[at] / quantisers[at]);
            if (value == 0) { zeros++; continue; }
            for (; zeros > 15; zeros -= 16) WriteCode(ac, 0xF0, bits);
            WriteValue(ac, zeros << 4, value, bits);
            zeros = 0;
        }
        if (zeros > 0) WriteCode(ac, 0, bits);
    }

    /// <summary>A code for the run and the number of bits, then the bits (F.1.2).</summary>
    private static void WriteValue(HuffmanCodes codes, int run, int value, BitWriter bits)
    {
        var size = 32 - int.LeadingZeroCount(Math.Abs(value));
        WriteCode(codes, run | size, bits);
        if (size > 0) bits.Write(value < 0 ? value - 1 : value, size);
    }

    private static void WriteCode(HuffmanCodes codes, int symbol, BitWriter bits)
    {
        var (code, length) = codes[symbol];
        bits.Write(code, length);
    }

    private byte[] TableSegments() =>
    [
        0xFF, 0xDB, 0, 132, 0, .. InZigZag(_luma), 1, .. InZigZag(_chroma),
        .. Huffman(0x00, JpegConstants.LumaDcCounts, JpegConstants.DcValues),
            .. Huffman(0x10, JpegConstants.LumaAcCounts, JpegConstants.LumaAcValues),
        .. Huffman(0x01, JpegConstants.ChromaDcCounts, JpegConstants.DcValues),
            .. Huffman(0x11, JpegConstants.ChromaAcCounts, JpegConstants.ChromaAcValues),
    ];

    private static byte[] Huffman(byte id, ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(3 + counts.Length + values.Length));
        return [0xFF, 0xC4, .. length, id, .. counts, .. values];
    }

    private static byte[] InZigZag(byte[] rows)
    {
        var ordered = new byte[64];
        for (var i = 0; i < 64; i++) ordered[i] = rows[JpegConstants.ZigZag[i]];
        return ordered;
    }

    private static byte[] Scale(ReadOnlySpan<byte> table, int quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        var scaled = new byte[64];
        for (var i = 0; i < 64; i++) scaled[i] = (byte)Math.Clamp((table[i] * percent + 50) / 100, 1, 255);
        return scaled;
    }
}
