namespace Telemed.Decode.Jpeg;

/// <summary>One table of variable-length codes (ITU-T T.81 annex C and F.2.2.3).</summary>
internal sealed class HuffmanTable
{
    private const int LongestCode = 16;
    private const int FastBits = 9;
    private readonly int[] lowest = new int[LongestCode + 1];
    private readonly int[] highest = new int[LongestCode + 2];
    private readonly int[] firstValue = new int[LongestCode + 1];
    private readonly ushort[] fast = new ushort[1 << FastBits];
    private readonly byte[] values;

    /// <param name="counts">How many codes there are of each length, 1 to 16.</param>
    /// <param name="values">The symbols in order of their codes.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, byte[] values)
    {
        this.values = values;
        var (code, at) = (0, 0);
        for (var length = 1; length <= LongestCode; length++)
        {
            firstValue[length] = at;
            lowest[length] = code;
            for (var index = 0; index < counts[length - 1]; index++, code++, at++)
            {
                if (code >= 1 << length) throw new DecodeException("A Huffman table of the JPEG image is impossible.");
                if (length <= FastBits) Fill(code, length, values[at]);
            }
            highest[length] = counts[length - 1] == 0 ? -1 : code - 1;
            code <<= 1;
        }
    }

    public int Read(BitReader bits)
    {
        var entry = fast[bits.Peek(FastBits)];
        if (entry != 0)
        {
            bits.Drop(entry >> 8);
            return entry & 0xFF;
        }
        var code = bits.Peek(LongestCode);
        for (var length = 1; length <= LongestCode; length++)
        {
            var candidate = code >> (LongestCode - length);
            if (highest[length] < 0 || candidate > highest[length] || candidate < lowest[length]) continue;
            bits.Drop(length);
            return values[firstValue[length] + candidate - lowest[length]];
        }
        throw new DecodeException("The JPEG image has a code that is in no table.");
    }

    private void Fill(int code, int length, byte value)
    {
        var first = code << (FastBits - length);
        for (var at = 0; at < 1 << (FastBits - length); at++) fast[first + at] = (ushort)((length << 8) | value);
    }
}
