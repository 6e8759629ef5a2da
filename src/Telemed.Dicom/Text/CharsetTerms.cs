using System.Collections.Frozen;

namespace Telemed.Dicom.Text;

/// <summary>The defined terms of PS3.3 table C.12-2 to C.12-5, and what the field writes instead of them.</summary>
internal static class CharsetTerms
{
    /// <summary>Each code set by the number of its registration, with the code page that decodes its upper
    /// half.</summary>
    public static readonly FrozenDictionary<int, int> UpperHalfCodePages = new Dictionary<int, int>
    {
        [100] = 28591, [101] = 28592, [109] = 28593, [110] = 28594, [144] = 28595, [127] = 28596,
        [126] = 28597, [138] = 28598, [148] = 28599, [166] = 874, [203] = 28605,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Defined = new[]
    {
        "", "ISO_IR 6", "ISO_IR 13", "ISO_IR 100", "ISO_IR 101", "ISO_IR 109", "ISO_IR 110", "ISO_IR 126", "ISO_IR 127",
        "ISO_IR 138", "ISO_IR 144", "ISO_IR 148", "ISO_IR 166", "ISO_IR 192", "ISO_IR 203", "GB18030", "GBK",
        "ISO 2022 IR 6", "ISO 2022 IR 13", "ISO 2022 IR 58", "ISO 2022 IR 87", "ISO 2022 IR 100", "ISO 2022 IR 101",
        "ISO 2022 IR 109", "ISO 2022 IR 110", "ISO 2022 IR 126", "ISO 2022 IR 127", "ISO 2022 IR 138",
        "ISO 2022 IR 144", "ISO 2022 IR 148", "ISO 2022 IR 149", "ISO 2022 IR 159", "ISO 2022 IR 166",
            "ISO 2022 IR 203",
    }.ToFrozenSet();

    /// <summary>Spellings seen in files, without blanks, hyphens and underlines, and the term they mean.</summary>
    public static readonly FrozenDictionary<string, string> Aliases = MakeAliases().ToFrozenDictionary();

    public static bool IsDefined(string term) => Defined.Contains(term);

    private static Dictionary<string, string> MakeAliases()
    {
        var aliases = new Dictionary<string, string>
        {
            ["UTF8"] = "ISO_IR 192", ["GB2312"] = "GBK", ["CP936"] = "GBK", ["LATIN1"] = "ISO_IR 100",
            ["ISO88591"] = "ISO_IR 100", ["ISO88595"] = "ISO_IR 144",
        };
        foreach (var term in Defined) aliases[term.Replace("_", "").Replace(" ", "")] = term;
        return aliases;
    }

    /// <summary>The registration number in a term, such as 100 in "ISO_IR 100"; 6 when it has none.</summary>
    public static int Registration(string term) =>
        term.LastIndexOf(' ') is >= 0 and var at && int.TryParse(term.AsSpan(at + 1), out var number) ? number : 6;
}
