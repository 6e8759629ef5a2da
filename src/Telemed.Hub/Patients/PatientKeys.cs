using Telemed.Domain.Patients;

namespace Telemed.Hub.Patients;

/// <summary>One text under which a patient is found, compared by its beginning.</summary>
internal sealed record PatientKey(string Key, string Kind);

/// <summary>The keys under which a patient is found: names in every script, document number, telephone.</summary>
internal static class PatientKeys
{
    private const int KeyLimitChars = 200;
    private const int TailDigits = 4;
    private const int NumberFromDigits = 3;
    private const char FirstIdeograph = '\u3400';

    /// <summary>All keys of a patient, each once.</summary>
    internal static IReadOnlyList<PatientKey> Of(string name, string? identityNumber, string? phone)
    {
        var keys = new List<PatientKey>();
        var folded = NameKeys.Fold(name);
        foreach (var key in NameKeys.Of(name)) keys.Add(new PatientKey(key, KindOf(key, folded)));
        if (identityNumber is not null) keys.Add(new PatientKey(NumberKey(identityNumber), "identity"));
        var digits = Digits(phone ?? "");
        if (digits.Length > 0) keys.Add(new PatientKey(digits, "phone"));
        // People remember the last four digits of a number.
        if (digits.Length > TailDigits) keys.Add(new PatientKey(digits[^TailDigits..], "phone"));
        return [.. keys.Where(key => key.Key.Length is > 0 and <= KeyLimitChars).DistinctBy(key => key.Key)];
    }

    /// <summary>What somebody typed, as the keys are written: a number when it is one, else a name.</summary>
    internal static string ForSearch(string typed)
    {
        var digits = Digits(typed);
        return digits.Length >= NumberFromDigits && digits.Length >= typed.Count(char.IsLetterOrDigit) - 1
            ? NumberKey(typed)
            : NameKeys.Fold(typed);
    }

    /// <summary>A document number as its key is written.</summary>
    internal static string NumberKey(string number) =>
        string.Concat(number.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static string KindOf(string key, string folded) =>
        folded[0] < FirstIdeograph || key[0] >= FirstIdeograph ? "name"
        : folded.EnumerateRunes().Count() == key.Length ? "initials"
        : "pinyin";

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
