using System.Buffers;
using System.Globalization;
using Telemed.Dicom.Text;

namespace Telemed.Dicom.Review;

/// <summary>The forms of text values (PS3.5 table 6.2-1).</summary>
internal static class ValueReview
{
    private static readonly SearchValues<char> CodeLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _");

    private static readonly SearchValues<char> TimeLetters = SearchValues.Create("0123456789.");

    /// <summary>What breaks the rule in a value, or null.</summary>
    public static string? Problem(DicomElement element, DicomDataset dataset)
    {
        if (!element.Vr.IsText || element.Bytes.IsEmpty) return null;
        foreach (var value in DicomText.Values(element, dataset.Charset))
            if (value.Length > 0 && Problem(element.Vr, value) is { } problem) return problem;
        return null;
    }

    private static string? Problem(DicomVr vr, string value) => vr switch
    {
        _ when value.Contains('\uFFFD') => "has bytes that mean nothing in its character set.",
        _ when value.Contains('\0') => "has a zero character inside its text.",
        _ when value.AsSpan().ContainsAnyInRange('\u202A', '\u202E') =>
            "has characters that turn the direction of writing.",
        DicomVr.AE or DicomVr.SH when value.Length > 16 => "is longer than 16 characters.",
        DicomVr.LO or DicomVr.PN when LongestPart(vr, value) > 64 => "is longer than 64 characters.",
        DicomVr.LO or DicomVr.SH or DicomVr.PN when HasControls(value) => "has control characters.",
        DicomVr.CS when value.Length > 16 || value.AsSpan().ContainsAnyExcept(CodeLetters) => "is no code string.",
        DicomVr.DA when !IsDate(value) => "is no date.",
        DicomVr.TM when !IsTime(value) => "is no time.",
        DicomVr.AS when value.Length != 4 || !int.TryParse(value.AsSpan(0, 3), NumberStyles.None, null, out _) ||
                        !"DWMY".Contains(value[3]) => "is no age.",
        DicomVr.DS when value.Length > 16 => "is longer than 16 characters.",
        DicomVr.DS when !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ||
                        !double.IsFinite(number) => "is no number.",
        DicomVr.IS when !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
            "is no whole number of 32 bits.",
        DicomVr.UI when !DicomUid.IsValid(value) => "is no valid UID.",
        _ => null,
    };

    private static int LongestPart(DicomVr vr, string value) =>
        vr == DicomVr.PN ? value.Split('=').Max(part => part.Length) : value.Length;

    private static bool HasControls(string value) => value.AsSpan().ContainsAnyInRange('\u0001', '\u001F');

    private static bool IsDate(string value) =>
        DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsTime(string value)
    {
        var dot = value.IndexOf('.');
        var whole = dot < 0 ? value : value[..dot];
        if (whole.Length is not (2 or 4 or 6) || (dot >= 0 && (whole.Length != 6 || value.Length - dot is < 2 or > 7)))
            return false;
        if (value.AsSpan().ContainsAnyExcept(TimeLetters)) return false;
        return int.Parse(whole.AsSpan(0, 2)) < 24 && (whole.Length < 4 || int.Parse(whole.AsSpan(2, 2)) < 60) &&
               (whole.Length < 6 || int.Parse(whole.AsSpan(4, 2)) <= 60);
    }
}
