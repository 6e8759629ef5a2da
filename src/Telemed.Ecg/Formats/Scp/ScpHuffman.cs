using System.Buffers.Binary;

namespace Telemed.Ecg.Formats.Scp;

/// <summary>The Huffman tables of an SCP-ECG record (EN 1064, section 2) and the decoding of one lead's bits.</summary>
internal sealed class ScpHuffman
{
    private const int TablesLimit = 64;
    private const int CodesLimit = 4096;

    private readonly record struct Code(int PrefixBits, int TotalBits, bool Switches, int Value, uint Prefix);

    /// <summary>Codes of up to this many bits, all that carts use, are found by one look-up.</summary>
    private const int LookupBits = 10;

    private readonly Table[] _tables;

    private ScpHuffman(Code[][] tables) => _tables = [.. tables.Select(codes => new Table(codes))];

    /// <summary>
    /// One table's codes, and for each beginning of ten bits the first code it matches (one-based, zero none).
    /// </summary>
    private sealed class Table
    {
        internal Table(Code[] codes)
        {
            Codes = codes;
            for (var index = codes.Length - 1; index >= 0; index--)
            {
                var code = codes[index];
                if (code.PrefixBits > LookupBits) continue;
                var first = (int)code.Prefix << (LookupBits - code.PrefixBits);
                First.AsSpan(first, 1 << (LookupBits - code.PrefixBits)).Fill((short)(index + 1));
            }
        }

        internal Code[] Codes { get; }

        internal short[] First { get; } = new short[1 << LookupBits];
    }

    /// <summary>
    /// The default table, 19999: zero, then plus and minus 1 to 8 with prefixes of growing length, then an 8-bit
    /// and a 16-bit literal.
    /// </summary>
    internal static ScpHuffman Default { get; } = new([[.. DefaultCodes()]]);

    private static IEnumerable<Code> DefaultCodes()
    {
        yield return new Code(1, 1, false, 0, 0);
        for (var size = 1; size <= 8; size++)
        {
            var ones = (1u << (size + 1)) - 4;
            yield return new Code(size + 2, size + 2, false, size, ones | (1u << (size + 1)));
            yield return new Code(size + 2, size + 2, false, -size, ones | (1u << (size + 1)) | 1);
        }
        yield return new Code(10, 18, false, 0, 0b1111111110);
        yield return new Code(10, 26, false, 0, 0b1111111111);
    }

    /// <summary>Reads section 2; null when it is empty (samples are then raw 16-bit numbers).</summary>
    internal static ScpHuffman? Read(ByteCursor section)
    {
        if (section.Remaining < 2) return null;
        var tableCount = section.U16();
        if (tableCount == 19999) return Default;
        if (tableCount is 0 or > TablesLimit) throw section.Broken($"{tableCount} Huffman tables are not possible.");
        var tables = new Code[tableCount][];
        for (var table = 0; table < tableCount; table++)
        {
            var codeCount = section.U16();
            if (codeCount is 0 or > CodesLimit) throw section.Broken($"{codeCount} Huffman codes are not possible.");
            tables[table] = new Code[codeCount];
            for (var code = 0; code < codeCount; code++) tables[table][code] = ReadCode(ref section);
        }
        return new ScpHuffman(tables);
    }

    private static Code ReadCode(ref ByteCursor section)
    {
        int prefixBits = section.U8();
        int totalBits = section.U8();
        var switches = section.U8() == 0;
        var value = section.I16();
        var reversed = section.U32();
        if (prefixBits is 0 or > 32 || totalBits < prefixBits || totalBits - prefixBits > 24)
            throw section.Broken("A Huffman code has an impossible length.");
        var prefix = 0u;
        for (var bit = 0; bit < prefixBits; bit++) prefix = (prefix << 1) | ((reversed >> bit) & 1);
        return new Code(prefixBits, totalBits, switches, value, prefix);
    }

    /// <summary>Decodes one lead.</summary>
    /// <param name="bits">The lead's bytes; bits run from the most significant down.</param>
    /// <param name="values">Receives as many numbers as the bits hold, at most its length.</param>
    /// <returns>How many numbers were decoded.</returns>
    internal int Decode(ReadOnlySpan<byte> bits, Span<int> values)
    {
        var at = 0;
        var end = bits.Length * 8;
        var table = _tables[0];
        var count = 0;
        while (count < values.Length && at < end)
        {
            if (Match(table, bits, at, end) is not { } code) return count;
            at += code.PrefixBits;
            if (code.Switches)
            {
                if (code.Value < 1 || code.Value > _tables.Length) return count;
                table = _tables[code.Value - 1];
                continue;
            }
            var literalBits = code.TotalBits - code.PrefixBits;
            if (at + literalBits > end) return count;
            values[count++] = literalBits == 0 ? code.Value : Signed(Peek(bits, at, literalBits), literalBits);
            at += literalBits;
        }
        return count;
    }

    private static Code? Match(Table table, ReadOnlySpan<byte> bits, int at, int end)
    {
        var window = Peek(bits, at, 32);
        if (table.First[window >> (32 - LookupBits)] is > 0 and var found)
        {
            var likely = table.Codes[found - 1];
            return at + likely.PrefixBits <= end ? likely : null;
        }
        foreach (var code in table.Codes)
            if (at + code.PrefixBits <= end && window >> (32 - code.PrefixBits) == code.Prefix) return code;
        return null;
    }

    private static uint Peek(ReadOnlySpan<byte> bits, int at, int count)
    {
        var from = at >> 3;
        if (from + 8 <= bits.Length)
            return (uint)((BinaryPrimitives.ReadUInt64BigEndian(bits[from..]) << (at & 7)) >> (64 - count));
        ulong window = 0;
        for (var index = 0; index < 5; index++)
            window = (window << 8) | (from + index < bits.Length ? bits[from + index] : 0u);
        return (uint)((window >> (40 - (at & 7) - count)) & ((1UL << count) - 1));
    }

    private static int Signed(uint value, int bits) => unchecked((int)(value << (32 - bits))) >> (32 - bits);
}
