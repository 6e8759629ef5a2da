using System.Buffers.Binary;

namespace Telemed.Ecg.Formats.Xml;

/// <summary>
/// Undoes the XLI compression of Philips carts. Each lead is a chunk: its size (32 bit), a constant (16 bit), the first
/// residual (16 bit), then 10-bit LZW codes, most significant bit first. The bytes they give are the high halves of all
/// numbers followed by the low halves; the numbers are residuals of a second-order prediction.
/// </summary>
internal static class XliDecoder
{
    private const int CodeBits = 10;
    private const int EndCode = (1 << CodeBits) - 1;
    private const int FirstFree = 256;
    private const int ResidualBias = 64;

    /// <summary>Decodes all chunks.</summary>
    /// <param name="bytes">The chunks, one after the other.</param>
    /// <param name="samplesPerLead">Samples every lead has.</param>
    /// <param name="leadsLimit">Chunks after this many are left alone: carts append empty channels.</param>
    internal static List<int[]> Decode(ReadOnlySpan<byte> bytes, int samplesPerLead, int leadsLimit)
    {
        var cursor = new ByteCursor(bytes, "Philips XLI");
        var leads = new List<int[]>();
        while (leads.Count < leadsLimit && cursor.Remaining >= 8)
        {
            var size = cursor.U32();
            cursor.Skip(2);
            var first = cursor.I16();
            var halves = new byte[samplesPerLead * 2];
            var count = Lzw(cursor.Take(size), halves);
            if (count < 4) throw cursor.Broken("A lead has no samples.");
            leads.Add(Predict(halves.AsSpan(0, count), first));
        }
        return leads;
    }

    /// <summary>Every dictionary entry is an earlier entry and one byte; a word is written back to front.</summary>
    private static int Lzw(ReadOnlySpan<byte> bits, Span<byte> output)
    {
        Span<short> prefix = stackalloc short[EndCode];
        Span<byte> last = stackalloc byte[EndCode];
        Span<byte> word = stackalloc byte[EndCode];
        for (var code = 0; code < FirstFree; code++) (prefix[code], last[code]) = (-1, (byte)code);
        var free = FirstFree;
        var previous = -1;
        var written = 0;
        for (var at = 0; at + CodeBits <= bits.Length * 8 && written < output.Length; at += CodeBits)
        {
            var code = Code(bits, at);
            if (code == EndCode) break;
            if (code > free || (code == free && previous < 0) || (code == free && free >= EndCode))
                throw new EcgFormatException("Philips XLI", at / 8, $"Code {code} is not in the dictionary yet.");
            // A code just about to be made is the previous word with its own first byte behind it.
            var length = Spell(code == free ? previous : code, prefix, last, word);
            var head = word[length - 1];
            for (var index = length - 1; index >= 0 && written < output.Length; index--)
                output[written++] = word[index];
            if (code == free && written < output.Length) output[written++] = head;
            if (previous >= 0 && free < EndCode) (prefix[free], last[free++]) = ((short)previous, head);
            previous = code;
        }
        return written;
    }

    private static int Spell(int code, ReadOnlySpan<short> prefix, ReadOnlySpan<byte> last, Span<byte> word)
    {
        var length = 0;
        for (var at = code; at >= 0 && length < word.Length; at = prefix[at]) word[length++] = last[at];
        return length;
    }

    private static int Code(ReadOnlySpan<byte> bits, int at)
    {
        var from = at >> 3;
        var window = bits[from] << 16 | bits[from + 1] << 8 | (from + 2 < bits.Length ? bits[from + 2] : 0);
        return (window >> (24 - CodeBits - (at & 7))) & EndCode;
    }

    private static int[] Predict(ReadOnlySpan<byte> halves, int first)
    {
        var count = halves.Length / 2;
        var high = halves[..((halves.Length + 1) / 2)];
        var low = halves[high.Length..];
        var samples = new int[count];
        for (var index = 0; index < count; index++)
            samples[index] = BinaryPrimitives.ReadInt16BigEndian([high[index], low[index]]);
        var residual = first;
        for (var index = 2; index < count; index++)
        {
            var next = samples[index] - ResidualBias;
            samples[index] = unchecked((short)(2 * samples[index - 1] - samples[index - 2] - residual));
            residual = next;
        }
        return samples;
    }
}
