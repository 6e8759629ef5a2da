using System.Collections.Immutable;
using System.Text;

namespace Telemed.Domain.Patients;

/// <summary>
/// The keys under which a name is found: compare a folded query with the beginning of each key. A Chinese name has
/// the name itself, its full pinyin and its initials; a Cyrillic one its folded letters and Latin ones, from each of
/// its words on, so that the given name finds it too.
/// </summary>
public static class NameKeys
{
    // Four characters with four readings each give 256 spellings; the usual ones come first.
    private const int LimitSpellings = 32;
    private const int LimitLetters = 200;

    /// <summary>All keys of a name, each once; empty for a name without letters.</summary>
    public static ImmutableArray<string> Of(string name)
    {
        var words = Words(name);
        if (words.Length == 0) return [];
        var keys = new List<string>();
        for (var from = 0; from < words.Length; from++)
        {
            // Each word in turn comes first, so that a prefix of any word is a prefix of some key.
            var turned = string.Concat(words[from..].Concat(words[..from]));
            keys.Add(Fold(turned));
            if (Cyrillic.Has(turned)) keys.AddRange(LatinKeys(turned));
        }
        keys.AddRange(PinyinKeys(string.Concat(words)));
        return [.. keys.Where(key => key.Length > 0).Distinct()];
    }

    /// <summary>A query in the form of the keys: lower case, letters only, Kazakh ones as Russian.</summary>
    public static string Fold(string query) => Cyrillic.Fold(string.Concat(Words(query)));

    /// <summary>Whether two ways of writing may mean one person: they share a key other than initials.</summary>
    public static bool MayBeSame(string one, string other) =>
        Comparable(one).Intersect(Comparable(other)).Any();

    private static IEnumerable<string> Comparable(string name) =>
        NameAlternatives(name).SelectMany(alternative =>
            Of(alternative).Except(PinyinSpellings(string.Concat(Words(alternative))).Select(Initials)));

    /// <summary>DICOM writes one name up to three times, separated by "=" (PS3.5 section 6.2.1).</summary>
    private static string[] NameAlternatives(string name) =>
        name.Split('=', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Words(string name)
    {
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Take(LimitLetters))
        {
            var folded = Rune.ToLowerInvariant(rune);
            if (folded.Value == 'ü') kept.Append('v');
            else if (Rune.IsLetterOrDigit(folded)) kept.Append(folded);
            // An apostrophe in a name joins; every other sign separates.
            else if (folded.Value is not ('\'' or '’')) kept.Append(' ');
        }
        return kept.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<string> LatinKeys(string turned)
    {
        var latin = Cyrillic.ToLatin(turned);
        return [latin, latin.Replace("kh", "h", StringComparison.Ordinal)];
    }

    private static IEnumerable<string> PinyinKeys(string name) => PinyinSpellings(name)
        .SelectMany(spelling => new[] { string.Concat(spelling), Initials(spelling) });

    private static string Initials(ImmutableArray<string> spelling) => string.Concat(spelling.Select(one => one[0]));

    private static List<ImmutableArray<string>> PinyinSpellings(string name)
    {
        List<ImmutableArray<string>> spellings = [[]];
        foreach (var rune in name.EnumerateRunes())
        {
            var readings = Pinyin.Of(rune);
            if (readings.IsEmpty) return [];
            spellings =
            [
                .. readings.SelectMany(reading => spellings.Select(before => before.Add(reading))).Take(LimitSpellings),
            ];
        }
        return spellings is [{ IsEmpty: true }] ? [] : spellings;
    }
}
