using System.Globalization;
using System.Text;

namespace Telemed.Ecg.Formats;

/// <summary>Turns header fields into text, dates and numbers, the same way for every format.</summary>
internal static class EcgText
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Text of unknown encoding: UTF-8 where it is valid, else GBK where that is valid, else Latin-1.
    /// </summary>
    internal static string Guess(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        var field = end < 0 ? bytes : bytes[..end];
        if (!field.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
            return Clean(Encoding.ASCII.GetString(field)) ?? "";
        return Clean(Decode(field)) ?? "";
    }

    /// <summary>
    /// Chinese carts write GBK without saying so, and GBK and Latin-1 both accept nearly any byte: high bytes in
    /// pairs speak for GBK, a single accented letter between ASCII letters for Latin-1.
    /// </summary>
    internal static string Decode(ReadOnlySpan<byte> field)
    {
        try { return StrictUtf8.GetString(field); }
        catch (DecoderFallbackException) { return PairsOfHighBytes(field) ? Gbk.GetString(field)
            : Encoding.Latin1.GetString(field); }
    }

    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;

    private static bool PairsOfHighBytes(ReadOnlySpan<byte> field)
    {
        var index = 0;
        while (index < field.Length)
        {
            if (field[index] < 0x80) { index++; continue; }
            var pair = index + 1 < field.Length && field[index] is >= 0x81 and <= 0xFE
                && field[index + 1] is >= 0xA1 and <= 0xFE;
            if (!pair) return false;
            index += 2;
        }
        return true;
    }

    /// <summary>Trims, drops control characters and cuts at the limit; null when nothing is left.</summary>
    internal static string? Clean(string? text)
    {
        if (text is null) return null;
        var kept = text.Any(at => char.IsControl(at) && at is not '\n')
            ? string.Concat(text.Select(at => char.IsControl(at) && at is not '\n' ? ' ' : at))
            : text;
        kept = kept.Trim();
        if (kept.Length > EcgLimits.TextCharacters) kept = kept[..EcgLimits.TextCharacters];
        return kept.Length == 0 ? null : kept;
    }

    internal static double? Number(string? text) =>
        double.TryParse(text?.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;

    internal static int? Integer(string? text) =>
        int.TryParse(text?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : null;

    /// <summary>A date, or null for one no calendar has.</summary>
    internal static DateOnly? Date(int year, int month, int day) =>
        year is >= 1800 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day) : null;

    /// <summary>A date in one of the given patterns.</summary>
    internal static DateOnly? Date(string? text, params string[] patterns) =>
        DateOnly.TryParseExact(text?.Trim(), patterns, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year >= 1800 ? date : null;

    /// <summary>HL7 and DICOM times: yyyyMMdd[HHmm[ss[.ffffff]]][±zzzz].</summary>
    internal static EcgTime? Hl7Time(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        var zoneAt = trimmed.IndexOfAny(['+', '-'], Math.Min(trimmed.Length, 8));
        TimeSpan? zone = null;
        if (zoneAt > 0)
        {
            var sign = trimmed[zoneAt] == '-' ? -1 : 1;
            var digits = trimmed[(zoneAt + 1)..];
            if (digits.Length != 4
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var hhmm)) return null;
            if (hhmm / 100 > 14 || hhmm % 100 > 59) return null;
            zone = new TimeSpan(hhmm / 100 * sign, hhmm % 100 * sign, 0);
            trimmed = trimmed[..zoneAt];
        }
        string[] patterns = ["yyyyMMddHHmmss.FFFFFF", "yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMddHH", "yyyyMMdd"];
        return DateTime.TryParseExact(trimmed, patterns, CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var local)
            ? new EcgTime(local, zone) : null;
    }

    internal static EcgSex Sex(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        "M" or "MALE" or "MAN" or "男" => EcgSex.Male,
        "F" or "FEMALE" or "WOMAN" or "W" or "女" => EcgSex.Female,
        "O" or "OTHER" => EcgSex.Other,
        _ => EcgSex.Unknown,
    };
}
