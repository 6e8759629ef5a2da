using System.Text;
using System.Text.RegularExpressions;

namespace Telemed.Dicom.Deidentify;

/// <summary>
/// Keeps of a short technical text what is known to identify nobody (PS3.15 section E.3.5): words of a closed list, and
/// small measures. Whatever else stood there goes: nobody can tell a street from a surname by looking at it.
/// </summary>
internal static partial class DescriptorCleaner
{
    private const int LongestHanWord = 4;
    private static readonly HashSet<string> Words = new(Load(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The words that may stay, in their order.</summary>
    /// <param name="text">As the object has it, decoded.</param>
    /// <param name="identifying">Words that name somebody or something in this object; they go even when they are
    /// listed.</param>
    public static string Clean(string text, IReadOnlySet<string> identifying)
    {
        var kept = new StringBuilder();
        foreach (Match token in Token().Matches(text))
        {
            var word = token.Value;
            if (identifying.Contains(word)) continue;
            if (IsHan(word[0])) AppendHan(kept, word, identifying);
            else if (Words.Contains(word) || Measure().IsMatch(word)) Append(kept, word);
        }
        return kept.ToString();
    }

    // Chinese is written without spaces: the longest listed word at each place stays.
    private static void AppendHan(StringBuilder kept, string run, IReadOnlySet<string> identifying)
    {
        for (var at = 0; at < run.Length;)
        {
            var length = Math.Min(LongestHanWord, run.Length - at);
            while (length > 1
                && !(Words.Contains(run.Substring(at, length)) && !identifying.Contains(run.Substring(at, length))))
                length--;
            if (length > 1) Append(kept, run.Substring(at, length));
            at += length;
        }
    }

    private static void Append(StringBuilder kept, string word)
    {
        if (kept.Length > 0) kept.Append(' ');
        kept.Append(word);
    }

    private static bool IsHan(char letter) => letter >= '\u2E80';

    private static string[] Load()
    {
        using var list = typeof(DescriptorCleaner).Assembly.GetManifestResourceStream("Telemed.Dicom.descriptors.txt")!;
        using var reader = new StreamReader(list);
        return reader.ReadToEnd().Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"[\u2E80-\u9FFF]+|[\p{L}\p{Nd}]+(?:\.\d+)?")]
    private static partial Regex Token();

    // Slice thickness, field strength, echo numbers: at most three digits, so no year, no number of a person.
    [GeneratedRegex(
        @"^(?:\d{1,3}(?:\.\d{1,2})?|[tT][12]\w?|[bB]\d{1,4}|\d{1,3}(?:\.\d{1,2})?(?:mm|cm|s|ms|kv|mas|ml|t|hz))$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Measure();
}
