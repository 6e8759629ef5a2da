using System.Text;

namespace Telemed.Dicom.Text;

/// <summary>
/// GB18030 and GBK. The platform's decoder shows half a character as a question mark and swallows the byte behind it;
/// here it becomes U+FFFD and the next byte stays itself.
/// </summary>
internal static class Gb18030
{
    private const int CodePage = 54936;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var encoding = Encoding.GetEncoding(CodePage);
        var text = new StringBuilder(bytes.Length);
        var start = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var length = LengthAt(bytes[at..]);
            if (length == 0)
            {
                text.Append(encoding.GetString(bytes[start..at])).Append('\uFFFD');
                start = ++at;
            }
            else at += length;
        }
        return start == 0 ? encoding.GetString(bytes) : text.Append(encoding.GetString(bytes[start..])).ToString();
    }

    /// <summary>True when every byte belongs to a character.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = LengthAt(bytes[at..]);
            if (length == 0) return false;
            at += length;
        }
        return true;
    }

    // 1, 2 or 4 bytes; 0 when no character begins here.
    private static int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] < 0x80) return 1;
        if (bytes[0] is 0x80 or 0xFF || bytes.Length < 2) return 0;
        if (bytes[1] is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFE)) return 2;
        var isFour = bytes.Length >= 4 && bytes[1] is >= 0x30 and <= 0x39 &&
                     bytes[2] is >= 0x81 and <= 0xFE && bytes[3] is >= 0x30 and <= 0x39;
        return isFour ? 4 : 0;
    }
}
