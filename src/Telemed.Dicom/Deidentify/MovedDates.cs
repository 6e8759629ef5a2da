using System.Globalization;

namespace Telemed.Dicom.Deidentify;

/// <summary>
/// Moves dates back by whole days (PS3.15 section E.3.6, modified dates). Times of the day stay: without the date they
/// tell nobody's day, and intervals within a study are what longitudinal use needs.
/// </summary>
internal static class MovedDates
{
    private const string DateForm = "yyyyMMdd";
    private const int DateChars = 8;

    /// <summary>The text with its date moved; null when it does not begin with a whole date.</summary>
    public static string? Move(string text, DicomVr vr, int days)
    {
        if (vr == DicomVr.TM) return text;
        var plain = text.Replace(".", "", StringComparison.Ordinal);
        if (vr == DicomVr.DT) plain = text;
        if (plain.Length < DateChars || (vr == DicomVr.DA && plain.Length > DateChars)) return null;
        if (!DateOnly.TryParseExact(
            plain.AsSpan(0, DateChars), DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return null;
        if (date.DayNumber <= days) return null;
        return date.AddDays(-days).ToString(DateForm, CultureInfo.InvariantCulture) + plain[DateChars..];
    }
}
