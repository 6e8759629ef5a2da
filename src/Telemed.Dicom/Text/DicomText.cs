using System.Text;

namespace Telemed.Dicom.Text;

/// <summary>Text values of elements: decoded first, split and stripped of padding afterwards (PS3.5 section
/// 6.2).</summary>
public static class DicomText
{
    /// <summary>The values of a text element without padding; an empty element has none.</summary>
    public static IReadOnlyList<string> Values(DicomElement element, DicomCharset charset)
    {
        if (!element.Vr.IsText || element.Bytes.IsEmpty) return [];
        var text = element.Vr.UsesCharacterSet
            ? charset.Decode(element.Bytes.Span, element.Vr == DicomVr.PN)
            : DecodeAscii(element.Bytes.Span);
        if (element.Vr.IsSingleText) return [TrimEnd(text)];
        if (!text.Contains('\\')) return [Trim(text, element.Vr)];
        var parts = text.Split('\\');
        for (var at = 0; at < parts.Length; at++) parts[at] = Trim(parts[at], element.Vr);
        return parts;
    }

    /// <summary>Values of a code string whose bytes are ASCII by definition.</summary>
    public static IReadOnlyList<string> SplitAscii(ReadOnlySpan<byte> bytes)
    {
        var parts = DecodeAscii(bytes).Split('\\');
        for (var at = 0; at < parts.Length; at++) parts[at] = parts[at].Trim(' ', '\0');
        return parts;
    }

    /// <summary>ASCII with the upper half read as Latin-1, so that nothing is lost of a value that breaks the
    /// rule.</summary>
    internal static string DecodeAscii(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static string Trim(string text, DicomVr vr) => vr switch
    {
        // A leading space of a name or a UID is never meant; in long and short strings it is not significant either.
        DicomVr.UC => TrimEnd(text),
        _ => text.Trim(' ', '\0'),
    };

    private static string TrimEnd(string text) => text.TrimEnd(' ', '\0');
}
