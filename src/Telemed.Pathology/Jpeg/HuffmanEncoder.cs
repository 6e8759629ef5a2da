namespace Telemed.Pathology.Jpeg;

/// <summary>Codes of one Huffman table (ISO/IEC 10918-1, annex C).</summary>
internal sealed class HuffmanCodes
{
    private readonly ushort[] _codes = new ushort[256];
    private readonly byte[] _lengths = new byte[256];

    public HuffmanCodes(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        int code = 0, at = 0;
        for (var length = 1; length <= 16; length++, code <<= 1)
            for (var i = 0; i < counts[length - 1]; i++, at++, code++)
                (_codes[values[at]], _lengths[values[at]]) = ((ushort)code, (byte)length);
    }

    public (int Code, int Length) this[int symbol] => (_codes[symbol], _lengths[symbol]);
}

/// <summary>Writes the entropy-coded bits of a scan, with a zero after each 0xFF (B.1.1.5).</summary>
internal sealed class BitWriter(List<byte> into)
{
    private uint _bits;
    private int _count;

    public void Write(int value, int length)
    {
        _bits = (_bits << length) | (unchecked((uint)value) & ((1u << length) - 1));
        _count += length;
        while (_count >= 8)
        {
            var next = (byte)((_bits >> (_count - 8)) & 0xFF);
            into.Add(next);
            if (next == 0xFF) into.Add(0);
            _count -= 8;
        }
        _bits &= (1u << _count) - 1;
    }

    /// <summary>Fills the last byte with ones.</summary>
    public void Finish()
    {
        if (_count > 0) Write(0x7F, 8 - _count);
    }
}
