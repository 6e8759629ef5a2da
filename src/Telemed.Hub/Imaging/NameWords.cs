using System.Text;

namespace Telemed.Hub.Imaging;

/// <summary>Names as they are searched: without case and accents, word by word, every name group together.</summary>
internal static class NameWords
{
    private const int LimitChars = 512;

    // The platform runs without its Unicode tables, so the letters that names are made of stand here.
    private const string Accented = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģìíîïĩīĭįıñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccddeeeeeeeeeggggiiiiiiiiinnnnooooooooorrrsssstttuuuuuuuuuuyyyzzz";

    /// <summary>" zhang wei 张 伟 ": each word between blanks, so that a word's beginning can be looked for.</summary>
    public static string Of(string name)
    {
        var words = Fold(name).Split([' ', '^', '=', '\\', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
        var text = $" {string.Join(' ', words)} ";
        return text.Length <= LimitChars ? text : text[..LimitChars];
    }

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
