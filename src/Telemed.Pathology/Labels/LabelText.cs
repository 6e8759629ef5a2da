using System.Globalization;
using System.Text.RegularExpressions;

namespace Telemed.Pathology.Labels;

/// <summary>
/// Reads labels of laboratories: case number, specimen, block, slide, stain, in this order and with anything between
/// that is no letter and no digit: S26-1234-A-2-HE, 2026-001234 B1 CK7, "HE 2".
/// </summary>
public static partial class LabelText
{
    private const int WordsLimit = 16;
    private const int CharsLimit = 255;

    // Stains by the names that laboratories write on glass; markers of immunohistochemistry follow patterns besides.
    private static readonly Dictionary<string, string> Stains = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HE"] = "HE", ["PAS"] = "PAS", ["DPAS"] = "PAS-D", ["PASD"] = "PAS-D", ["ABPAS"] = "AB-PAS", ["AB"] = "AB",
        ["PASM"] = "PASM", ["MASSON"] = "Masson", ["TRICHROME"] = "Masson", ["GIEMSA"] = "Giemsa", ["MGG"] = "MGG",
        ["PAP"] = "Pap", ["GRAM"] = "Gram", ["ZN"] = "ZN", ["AFB"] = "AFB", ["GMS"] = "GMS", ["CONGO"] = "Congo red",
        ["PRUSSIAN"] = "Perls", ["PERLS"] = "Perls", ["RETICULIN"] = "Reticulin", ["RETIC"] = "Reticulin",
        ["EVG"] = "EVG", ["JONES"] = "Jones", ["ER"] = "ER", ["PR"] = "PR", ["HER2"] = "HER2", ["CERBB2"] = "HER2",
        ["AR"] = "AR", ["EGFR"] = "EGFR", ["ALK"] = "ALK", ["ROS1"] = "ROS1", ["PDL1"] = "PD-L1", ["TTF1"] = "TTF-1",
        ["NAPSINA"] = "Napsin A", ["CK"] = "CK", ["PCK"] = "CK", ["EMA"] = "EMA", ["CEA"] = "CEA", ["SMA"] = "SMA",
        ["S100"] = "S100", ["VIM"] = "Vimentin", ["VIMENTIN"] = "Vimentin", ["DESMIN"] = "Desmin", ["SYN"] = "Syn",
        ["CGA"] = "CgA", ["MLH1"] = "MLH1", ["MSH2"] = "MSH2", ["MSH6"] = "MSH6", ["PMS2"] = "PMS2", ["PSA"] = "PSA",
        ["AFP"] = "AFP", ["BCL2"] = "BCL2", ["BCL6"] = "BCL6", ["MUM1"] = "MUM1", ["SOX10"] = "SOX10",
        ["HMB45"] = "HMB45", ["MELANA"] = "Melan-A", ["GATA3"] = "GATA3", ["WT1"] = "WT1",
        ["CALRETININ"] = "Calretinin",
        ["DOG1"] = "DOG1", ["EBER"] = "EBER", ["KAPPA"] = "Kappa", ["LAMBDA"] = "Lambda", ["P40"] = "p40",
        ["P53"] = "p53", ["P63"] = "p63", ["P16"] = "p16", ["KI67"] = "Ki-67", ["MIB1"] = "Ki-67",
    };

    // Written with a gap in them, which would fall apart into words.
    private static readonly (string From, string To)[] Joined =
    [
        ("H&E", "HE"), ("H.E", "HE"), ("H-E", "HE"), ("H+E", "HE"), ("KI-67", "KI67"), ("KI 67", "KI67"),
        ("PD-L1", "PDL1"),
        ("TTF-1", "TTF1"), ("S-100", "S100"), ("BCL-2", "BCL2"), ("BCL-6", "BCL6"), ("HER-2", "HER2"),
        ("MELAN-A", "MELANA"), ("NAPSIN-A", "NAPSINA"), ("NAPSIN A", "NAPSINA"), ("AB-PAS", "ABPAS"), ("D-PAS", "DPAS"),
        ("PAS-D", "PASD"), ("CONGO RED", "CONGO"),
    ];

    /// <summary>What a text says of the slide.</summary>
    /// <param name="text">A label, or the name of a file with or without its ending.</param>
    public static SlideLabelling Read(string text)
    {
        var plain = Ending().Replace(text.Length > CharsLimit ? text[..CharsLimit] : text, "").ToUpperInvariant();
        foreach (var (from, to) in Joined) plain = plain.Replace(from, to, StringComparison.Ordinal);
        var words = Word().Matches(plain).Take(WordsLimit).Select(match => match.Value).ToList();
        var stainAt = words.FindLastIndex(word => StainOf(word) is not null);
        var stain = stainAt < 0 ? null : StainOf(words[stainAt]);
        if (AfterCaseNumber(words) is not { } after)
            return new SlideLabelling(null, null, stain, stain is null ? null : NumberAfter(words, stainAt));
        // "AB" and "ER" may be a specimen's letters only where a stain cannot stand yet.
        var places = words[after..(stainAt >= after ? stainAt : words.Count)];
        var (specimen, block, number) = Places(places);
        if (stainAt >= after) number ??= NumberAfter(words, stainAt);
        return new SlideLabelling(specimen, block, stain, number);
    }

    private static (string? Specimen, string? Block, string? Number) Places(List<string> words)
    {
        string? specimen = null, block = null, number = null;
        foreach (var word in words)
        {
            if (block is null && SpecimenAndBlock().Match(word) is { Success: true } both && specimen is null)
                (specimen, block) = (both.Groups[1].Value, Plain(both.Groups[2].Value));
            else if (specimen is null && block is null && Letters().IsMatch(word)) specimen = word;
            else if (block is null && Digits().IsMatch(word)) block = Plain(word);
            else if (block is not null && number is null && SectionNumber().IsMatch(word)) number = Plain(word);
            else break;
        }
        return (specimen, block, number);
    }

    /// <summary>Where the words after the number of the case begin; null when there is no such number.</summary>
    private static int? AfterCaseNumber(List<string> words)
    {
        for (var at = 0; at < Math.Min(words.Count, 3); at++)
        {
            if (WholeCaseNumber().IsMatch(words[at])) return at + 1;
            if (at + 1 < words.Count && YearOfCase().IsMatch(words[at]) && RunningNumber().IsMatch(words[at + 1]))
                return at + 2;
        }
        return null;
    }

    private static string? NumberAfter(List<string> words, int at) =>
        at + 1 < words.Count && SectionNumber().IsMatch(words[at + 1]) ? Plain(words[at + 1]) : null;

    private static string? StainOf(string word) =>
        Stains.TryGetValue(word, out var name) ? name : Marker().IsMatch(word) ? word : null;

    private static string Plain(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            ? whole.ToString(CultureInfo.InvariantCulture) : number;

    [GeneratedRegex(@"\.(SVS|TIFF?|BTF|NDPI|DCM|JPE?G|PNG|SCN|ZIP)$", RegexOptions.IgnoreCase)]
    private static partial Regex Ending();

    [GeneratedRegex("[A-Z0-9]+")]
    private static partial Regex Word();

    /// <summary>Letters of the laboratory and the year, or the year alone: S26, BL2026, 2026.</summary>
    [GeneratedRegex("^(?:[A-Z]{1,3}(?:20)?[0-9]{2}|20[0-9]{2})$")]
    private static partial Regex YearOfCase();

    [GeneratedRegex("^[0-9]{2,8}$")]
    private static partial Regex RunningNumber();

    /// <summary>Year and number in one word: S2601234, 202600123.</summary>
    [GeneratedRegex("^(?:[A-Z]{1,3}|20)[0-9]{6,10}$")]
    private static partial Regex WholeCaseNumber();

    [GeneratedRegex("^([A-Z]{1,2})([0-9]{1,3})$")]
    private static partial Regex SpecimenAndBlock();

    [GeneratedRegex("^[A-Z]{1,2}$")]
    private static partial Regex Letters();

    [GeneratedRegex("^[0-9]{1,3}$")]
    private static partial Regex Digits();

    [GeneratedRegex("^(?:L?[0-9]{1,2}|[0-9]{1,2}L)$")]
    private static partial Regex SectionNumber();

    /// <summary>CD20, CK7, CK5 with its 6 in a word of its own, MUC2.</summary>
    [GeneratedRegex("^(?:CD|CK|MUC|IGG|IGA|IGM)[0-9]{1,3}[A-Z]?$")]
    private static partial Regex Marker();
}
