using System.Text;

namespace Telemed.Dicom.Text;

/// <summary>
/// Single-byte sets and the code extensions of ISO 2022 (PS3.5 section 6.1.2.5): escape sequences change which set the
/// lower and the upper half of the byte mean; a delimiter changes both back to the first set.
/// </summary>
internal sealed class Iso2022Decoder
{
    private const byte Escape = 0x1B;
    private const int Ascii = 6, JisRoman = 14, Katakana = 13, Kanji = 87, KanjiSupplement = 159, Hangul = 149,
        Hanzi = 58;
    private readonly int firstLower;
    private readonly int firstUpper;

    public Iso2022Decoder(IReadOnlyList<string> terms)
    {
        var first = terms.Count == 0 ? Ascii : CharsetTerms.Registration(terms[0]);
        firstLower = first == Katakana ? JisRoman : Ascii;
        firstUpper = first == Ascii ? Ascii : first;
        // Hangul and hanzi announce themselves with an escape, which many writers leave out.
        if (firstUpper == Ascii && terms.Count > 1 && CharsetTerms.Registration(terms[1]) is Hangul or Hanzi)
            firstUpper = CharsetTerms.Registration(terms[1]);
    }

    public string Decode(ReadOnlySpan<byte> bytes, bool isPersonName)
    {
        var text = new StringBuilder(bytes.Length);
        var (lower, upper) = (firstLower, firstUpper);
        var at = 0;
        while (at < bytes.Length)
        {
            if (bytes[at] == Escape && ReadEscape(bytes[at..], ref lower, ref upper) is > 0 and var length)
            {
                at += length;
                continue;
            }
            if (IsDelimiter(bytes[at], isPersonName) && lower is not (Kanji or KanjiSupplement))
                (lower, upper) = (firstLower, firstUpper);
            at += bytes[at] < 0x80 ? DecodeLower(bytes[at..], lower, text) : DecodeUpper(bytes[at..], upper, text);
        }
        return text.ToString();
    }

    private static bool IsDelimiter(byte value, bool isPersonName) =>
        value is (byte)'\\' or 0x09 or 0x0A or 0x0C or 0x0D || (isPersonName && value is (byte)'^' or (byte)'=');

    private static int DecodeLower(ReadOnlySpan<byte> bytes, int set, StringBuilder text)
    {
        if (set is not (Kanji or KanjiSupplement) || bytes[0] < 0x21)
        {
            text.Append((char)bytes[0]);
            return 1;
        }
        if (bytes.Length < 2 || bytes[1] is < 0x21 or > 0x7E)
        {
            text.Append('\uFFFD');
            return 1;
        }
        // Code page 20932 holds both sets: the supplement is marked by a clear high bit of the second byte.
        byte second = set == Kanji ? (byte)(bytes[1] | 0x80) : bytes[1];
        text.Append(CodePage(20932).GetString([(byte)(bytes[0] | 0x80), second]));
        return 2;
    }

    private static int DecodeUpper(ReadOnlySpan<byte> bytes, int set, StringBuilder text)
    {
        switch (set)
        {
            case Hangul or Hanzi when bytes.Length > 1 && bytes[1] >= 0x80:
                text.Append(CodePage(set == Hangul ? 949 : 936).GetString(bytes[..2]));
                return 2;
            case Katakana or JisRoman when IsShiftJis(bytes):
                // Kanji in Shift-JIS under the label of katakana: outside the standard, common in the field.
                text.Append(CodePage(932).GetString(bytes[..2]));
                return 2;
            case Katakana or JisRoman:
                text.Append(bytes[0] is >= 0xA1 and <= 0xDF ? (char)(0xFF61 + bytes[0] - 0xA1) : '\uFFFD');
                return 1;
            case Ascii:
                // No set was named for the upper half: Latin-1 keeps the bytes apart, and the label check looks at
                // them.
                text.Append((char)bytes[0]);
                return 1;
            default:
                text.Append(CharsetTerms.UpperHalfCodePages.TryGetValue(set, out var page)
                    ? CodePage(page).GetString(bytes[..1]) : ((char)bytes[0]).ToString());
                return 1;
        }
    }

    private static bool IsShiftJis(ReadOnlySpan<byte> bytes) =>
        bytes[0] is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC) && bytes.Length > 1 &&
        bytes[1] is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFC);

    private static Encoding CodePage(int page) => DicomCharset.CodePage(page);

    // Returns the length of the escape sequence, 0 when it is none that the standard knows.
    private static int ReadEscape(ReadOnlySpan<byte> bytes, ref int lower, ref int upper)
    {
        if (bytes.Length >= 4 && bytes[1] == 0x24)
        {
            switch (bytes[2], bytes[3])
            {
                case (0x29, 0x43): upper = Hangul; return 4;
                case (0x29, 0x41): upper = Hanzi; return 4;
                case (0x28, 0x44): lower = KanjiSupplement; return 4;
            }
        }
        if (bytes.Length < 3) return 0;
        switch (bytes[1], bytes[2])
        {
            case (0x24, 0x42 or 0x40): lower = Kanji; return 3;
            case (0x28, 0x42): lower = Ascii; return 3;
            case (0x28, 0x4A): lower = JisRoman; return 3;
            case (0x29, 0x49): upper = Katakana; return 3;
            case (0x2D, var final) when UpperByFinalByte(final) is > 0 and var set: upper = set; return 3;
            default: return 0;
        }
    }

    private static int UpperByFinalByte(byte final) => final switch
    {
        0x41 => 100, 0x42 => 101, 0x43 => 109, 0x44 => 110, 0x46 => 126, 0x47 => 127,
        0x48 => 138, 0x4C => 144, 0x4D => 148, 0x54 => 166, 0x62 => 203, _ => 0,
    };
}
