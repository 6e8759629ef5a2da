using System.Collections.Frozen;
using System.Text;

namespace Telemed.Domain.Patients;

/// <summary>Foldings of Cyrillic names, so that a Kazakh name is found from a Russian or Latin keyboard.</summary>
internal static class Cyrillic
{
    // What people type for Kazakh letters that their keyboard lacks; and ё, which papers write as е.
    private static readonly FrozenDictionary<char, char> Plain = new Dictionary<char, char>
    {
        ['ә'] = 'а', ['ғ'] = 'г', ['қ'] = 'к', ['ң'] = 'н', ['ө'] = 'о', ['ұ'] = 'у', ['ү'] = 'у', ['һ'] = 'х',
        ['і'] = 'и', ['ё'] = 'е', ['й'] = 'и',
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<char, string> Latin = new Dictionary<char, string>
    {
        ['а'] = "a", ['б'] = "b", ['в'] = "v", ['г'] = "g", ['д'] = "d", ['е'] = "e", ['ё'] = "e", ['ж'] = "zh",
        ['з'] = "z", ['и'] = "i", ['й'] = "i", ['к'] = "k", ['л'] = "l", ['м'] = "m", ['н'] = "n", ['о'] = "o",
        ['п'] = "p", ['р'] = "r", ['с'] = "s", ['т'] = "t", ['у'] = "u", ['ф'] = "f", ['х'] = "kh", ['ц'] = "ts",
        ['ч'] = "ch", ['ш'] = "sh", ['щ'] = "shch", ['ъ'] = "", ['ы'] = "y", ['ь'] = "", ['э'] = "e", ['ю'] = "yu",
        ['я'] = "ya", ['ә'] = "a", ['ғ'] = "g", ['қ'] = "k", ['ң'] = "n", ['ө'] = "o", ['ұ'] = "u", ['ү'] = "u",
        ['һ'] = "h", ['і'] = "i",
    }.ToFrozenDictionary();

    internal static bool Has(string text) => text.Any(Latin.ContainsKey);

    /// <summary>Lower-case Cyrillic with Russian letters only.</summary>
    internal static string Fold(string lower) =>
        string.Create(lower.Length, lower, (to, from) =>
        {
            for (var at = 0; at < to.Length; at++) to[at] = Plain.GetValueOrDefault(from[at], from[at]);
        });

    /// <summary>Lower-case Latin letters, near to what passports carry.</summary>
    internal static string ToLatin(string lower)
    {
        var latin = new StringBuilder(lower.Length + 8);
        foreach (var letter in lower) latin.Append(Latin.GetValueOrDefault(letter) ?? letter.ToString());
        return latin.ToString();
    }
}
