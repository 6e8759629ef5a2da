namespace Telemed.Pathology.Tiles;

/// <summary>LZW as TIFF uses it (TIFF 6.0, section 13): high bit first, codes grow one early.</summary>
internal static class LzwDecoder
{
    private const int ClearCode = 256;
    private const int EndCode = 257;
    private const int CodesLimit = 4096;

    public static void Decode(ReadOnlySpan<byte> stored, Span<byte> into)
    {
        // An entry is the place in the output where its string was last written, and that string's length.
        Span<int> starts = new int[CodesLimit];
        Span<int> lengths = new int[CodesLimit];
        int next = EndCode + 1, width = 9, written = 0, bits = 0, count = 0, lastStart = -1, lastLength = 0;
        for (var at = 0; written < into.Length;)
        {
            while (count < width)
            {
                if (at == stored.Length) throw Damaged(at, "The LZW data end early.");
                bits = ((bits & 0xFFFF) << 8) | stored[at++];
                count += 8;
            }
            var code = (bits >> (count - width)) & ((1 << width) - 1);
            count -= width;
            if (code == EndCode) break;
            if (code == ClearCode) { (next, width, lastStart) = (EndCode + 1, 9, -1); continue; }

            var start = written;
            int length;
            if (code < ClearCode) { into[written++] = (byte)code; length = 1; }
            else
            {
                if (lastStart < 0 || code > next || (code == next && next == CodesLimit))
                    throw Damaged(at, $"LZW code {code} is not known yet.");
                var from = code == next ? lastStart : starts[code];
                length = code == next ? lastLength + 1 : lengths[code];
                for (var i = 0; i < length && written < into.Length; i++) into[written++] = into[from + i];
            }
            if (lastStart >= 0 && next < CodesLimit)
            {
                // The new string is the last one plus the first byte just written, and they lie side by side.
                (starts[next], lengths[next]) = (lastStart, lastLength + 1);
                next++;
            }
            width = next switch { >= 2047 => 12, >= 1023 => 11, >= 511 => 10, _ => 9 };
            (lastStart, lastLength) = (start, length);
        }
        if (written < into.Length) throw Damaged(stored.Length, "The LZW data end early.");
    }

    private static SlideFormatException Damaged(long at, string problem) => new("Tile", at, problem);
}
