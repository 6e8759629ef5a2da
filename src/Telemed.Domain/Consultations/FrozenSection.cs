using Telemed.Domain.Clocks;

namespace Telemed.Domain.Consultations;

/// <summary>What became of a call with the answer of a frozen section.</summary>
public enum PhoneBackOutcome
{
    /// <summary>Somebody of the operating room heard the answer.</summary>
    Told,

    /// <summary>Nobody answered.</summary>
    NoAnswer,

    /// <summary>Somebody answered who is not of the operating room.</summary>
    WrongNumber,
}

/// <summary>What is missing before a frozen section can be sent.</summary>
public enum PhoneBackGap
{
    /// <summary>Whom to call.</summary>
    Person,

    /// <summary>A number that can be dialled.</summary>
    Number,
}

/// <summary>
/// A frozen section: the patient lies on the table until the answer is spoken (practice 2.1 and 5.3). It is always red,
/// names who is called back and where, and its report is signed after the call was made or tried.
/// </summary>
public static class FrozenSection
{
    /// <summary>The fewest digits of a number: an extension within a hospital.</summary>
    public const int DigitsAtLeast = 3;

    /// <summary>The most digits of a number (ITU-T E.164), with room for an extension.</summary>
    public const int DigitsAtMost = 20;

    /// <summary>Whether a service of the catalogue is the frozen section.</summary>
    public static bool Is(string serviceCode) => serviceCode == ServiceTimers.Frozen.Code;

    /// <summary>The colour of a case: a frozen section is red, whatever was chosen.</summary>
    public static Colour ColourOf(string serviceCode, Colour chosen) => Is(serviceCode) ? Colour.Red : chosen;

    /// <summary>What is missing before sending, in the order in which the form asks; null when nothing is.</summary>
    public static PhoneBackGap? Gap(string? person, string? number) =>
        string.IsNullOrWhiteSpace(person) ? PhoneBackGap.Person
        : CanBeDialled(number) ? null : PhoneBackGap.Number;

    /// <summary>
    /// Whether a text can be dialled: 3 to 20 digits, written with spaces, hyphens, points, brackets, a leading plus or
    /// an extension after "#", "*" or a comma.
    /// </summary>
    public static bool CanBeDialled(string? number)
    {
        if (number is null) return false;
        var digits = number.Count(char.IsAsciiDigit);
        return digits is >= DigitsAtLeast and <= DigitsAtMost
            && number.Trim().Select((letter, at) => (letter, at)).All(one =>
                char.IsAsciiDigit(one.letter) || " -.()#*,".Contains(one.letter, StringComparison.Ordinal)
                || (one.letter == '+' && one.at == 0));
    }

    /// <summary>Whether the report may be signed: the answer is spoken first, or it was tried.</summary>
    public static bool MaySign(IReadOnlyCollection<PhoneBackOutcome> calls) => calls.Count > 0;

    /// <summary>Whether the operating room has heard the answer.</summary>
    public static bool IsTold(IEnumerable<PhoneBackOutcome> calls) => calls.Contains(PhoneBackOutcome.Told);
}
