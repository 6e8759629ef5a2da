using System.Text;

namespace Telemed.Hub.Imaging;

/// <summary>Names as they are searched: without case and accents, word by word, every name group together.</summary>
internal static class NameWords
{
    private const int LimitChars = 512;

    // The longest name that is taken apart; longer ones have gaps of their own.
    private const int JoinedLimit = 4;

    // The platform runs without its Unicode tables, so the letters that names are made of stand here.
    private const string Accented = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģìíîïĩīĭįıñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccddeeeeeeeeeggggiiiiiiiiinnnnooooooooorrrsssstttuuuuuuuuuuyyyzzz";

    /// <summary>Stands before each tail of a word in Chinese, Japanese or Korean script.</summary>
    public const char TailMark = '·';

    /// <summary>
    /// " zhang guilan 张 桂兰 ·张 ·桂兰 ·兰 ": each word between blanks, so that a word's beginning can be looked for; and
    /// the tails of words whose letters are too few for an inner pattern to be looked up.
    /// </summary>
    public static string Of(string name)
    {
        var words = Fold(name).Split([' ', '^', '=', '\\', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
        var tails = words.Where(IsEastAsian)
            .SelectMany(word => Enumerable.Range(0, word.Length).Select(at => TailMark + word[at..]));
        var text = $" {string.Join(' ', words.Concat(tails))} ";
        return text.Length <= LimitChars ? text : text[..LimitChars];
    }

    /// <summary>
    /// The ways in which the words of a key may stand in a name. Devices part a Chinese name by a caret, people write
    /// it in one, and the other way round: 张桂兰 is 张^桂兰.
    /// </summary>
    public static IReadOnlyList<string[]> Ways(string[] words) => words switch
    {
        [var whole] when IsWritten(whole) && whole.TrimEnd('*').Length is > 1 and <= JoinedLimit =>
            [words, .. Enumerable.Range(1, whole.TrimEnd('*').Length - 1).Select(at =>
                new[] { whole[..at], whole[at..] })],
        [var family, var given] when IsWritten(family) && IsWritten(given) && !family.EndsWith('*') =>
            [words, [family + given]],
        _ => [words],
    };

    private static bool IsWritten(string word) => word.TrimEnd('*') is var letters && letters.Length > 0
        && letters.All(letter => letter >= '\u3040' && !char.IsSurrogate(letter));

    /// <summary>True for a word that begins with a letter of Chinese, Japanese or Korean script.</summary>
    public static bool IsEastAsian(string word) => word.Length > 0 && word[0] >= '\u3040';

    /// <summary>Lower case without the accents of Western and Central European letters.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            var lower = char.ToLowerInvariant(letter);
            var at = Accented.IndexOf(lower, StringComparison.Ordinal);
            folded.Append(at < 0 ? lower : Plain[at]);
        }
        return folded.ToString();
    }
}
