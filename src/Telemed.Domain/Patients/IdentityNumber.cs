using System.Globalization;

namespace Telemed.Domain.Patients;

/// <summary>Whose numbering it is.</summary>
public enum IdentityNumberKind
{
    /// <summary>Eighteen characters, GB 11643-1999.</summary>
    ChineseResident,
    /// <summary>Twelve digits, the individual identification number of Kazakhstan.</summary>
    KazakhIin,
}

/// <summary>What reading an identity number gave: one case per reason.</summary>
public abstract record IdentityCheck
{
    private IdentityCheck()
    {
    }

    /// <summary>The number is well formed; it carries birth date and sex.</summary>
    public sealed record Valid(IdentityNumberKind Kind, string Number, DateOnly BirthDate, Sex Sex) : IdentityCheck;

    /// <summary>Neither eighteen characters nor twelve digits.</summary>
    public sealed record UnknownForm : IdentityCheck;

    /// <summary>The date within the number does not exist.</summary>
    public sealed record WrongDate : IdentityCheck;

    /// <summary>The check digit does not fit: most often a typing error.</summary>
    public sealed record WrongCheckDigit : IdentityCheck;
}

/// <summary>Reads national identity numbers and checks their check digits.</summary>
public static class IdentityNumber
{
    private static readonly int[] ChineseWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private const string ChineseChecks = "10X98765432";

    /// <summary>Reads a number; spaces and hyphens are ignored, "x" is taken for "X".</summary>
    public static IdentityCheck Read(string text)
    {
        var number = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
            .ToUpperInvariant();
        return number switch
        {
            { Length: 18 } when number[..17].All(char.IsAsciiDigit) => Chinese(number),
            { Length: 12 } when number.All(char.IsAsciiDigit) => Kazakh(number),
            _ => new IdentityCheck.UnknownForm(),
        };
    }

    private static IdentityCheck Chinese(string number)
    {
        if (Date(number[6..14]) is not { } birth) return new IdentityCheck.WrongDate();
        var sum = ChineseWeights.Select((weight, at) => weight * (number[at] - '0')).Sum();
        if (ChineseChecks[sum % 11] != number[17]) return new IdentityCheck.WrongCheckDigit();
        return new IdentityCheck.Valid(IdentityNumberKind.ChineseResident, number, birth, SexOf(number[16]));
    }

    private static IdentityCheck Kazakh(string number)
    {
        // The seventh digit says century and sex: 1, 2 for the 19th; 3, 4 for the 20th; 5, 6 for the 21st.
        var century = number[6] switch { '1' or '2' => "18", '3' or '4' => "19", '5' or '6' => "20", _ => null };
        if (century is null || Date(century + number[..6]) is not { } birth) return new IdentityCheck.WrongDate();
        var check = Remainder(number, shift: 0);
        if (check == 10) check = Remainder(number, shift: 2);
        if (check != number[11] - '0') return new IdentityCheck.WrongCheckDigit();
        return new IdentityCheck.Valid(IdentityNumberKind.KazakhIin, number, birth, SexOf(number[6]));
    }

    /// <summary>Weights 1 to 11, turned by the shift.</summary>
    private static int Remainder(string number, int shift) =>
        Enumerable.Range(0, 11).Sum(at => ((at + shift) % 11 + 1) * (number[at] - '0')) % 11;

    private static DateOnly? Date(string digits) => DateOnly.TryParseExact(
        digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static Sex SexOf(char digit) => (digit - '0') % 2 == 1 ? Sex.Male : Sex.Female;
}
