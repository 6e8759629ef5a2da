using System.Collections.Immutable;

namespace Telemed.Domain.Reports;

/// <summary>What became of a run of words.</summary>
public enum WordChangeKind { Same, Removed, Added }

/// <summary>A run of words with the same fate.</summary>
public sealed record WordChange(WordChangeKind Kind, string Text);

/// <summary>Differences between two texts word by word; Chinese characters count as words of their own.</summary>
public static class WordDiff
{
    // The table has one cell per pair of words: above this, 4 million cells, the texts are shown as replaced whole.
    private const int LimitWords = 2000;

    /// <summary>The runs in reading order; joined without the added ones they give the old text, and so on.</summary>
    public static ImmutableArray<WordChange> Between(string before, string after)
    {
        var (old, now) = (Split(before), Split(after));
        if (old.Count > LimitWords || now.Count > LimitWords)
            return [new(WordChangeKind.Removed, before), new(WordChangeKind.Added, after)];
        return Joined(Walk(old, now, CommonLengths(old, now)));
    }

    private static int[,] CommonLengths(List<string> old, List<string> now)
    {
        var common = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
        {
            for (var j = now.Count - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j]
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }
        return common;
    }

    private static IEnumerable<WordChange> Walk(List<string> old, List<string> now, int[,] common)
    {
        var (i, j) = (0, 0);
        while (i < old.Count || j < now.Count)
        {
            if (i < old.Count && j < now.Count && old[i] == now[j])
            {
                yield return new(WordChangeKind.Same, old[i]);
                (i, j) = (i + 1, j + 1);
            }
            else if (j >= now.Count || (i < old.Count && common[i + 1, j] >= common[i, j + 1]))
                yield return new(WordChangeKind.Removed, old[i++]);
            else
                yield return new(WordChangeKind.Added, now[j++]);
        }
    }

    private static ImmutableArray<WordChange> Joined(IEnumerable<WordChange> words)
    {
        var runs = ImmutableArray.CreateBuilder<WordChange>();
        foreach (var word in words)
        {
            if (runs.Count > 0 && runs[^1].Kind == word.Kind) runs[^1] = word with { Text = runs[^1].Text + word.Text };
            else runs.Add(word);
        }
        return runs.ToImmutable();
    }

    /// <summary>Words with their following space, and single ideographs; joined they give the text.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var at = 1; at <= text.Length; at++)
        {
            if (at < text.Length && BelongsTogether(text[at - 1], text[at])) continue;
            words.Add(text[start..at]);
            start = at;
        }
        return text.Length == 0 ? [] : words;
    }

    private static bool BelongsTogether(char left, char right)
    {
        if (char.IsHighSurrogate(left)) return true;
        if (IsIdeograph(left) || IsIdeograph(right)) return false;
        if (char.IsWhiteSpace(right)) return true;
        return !char.IsWhiteSpace(left) && IsWordPart(left) == IsWordPart(right);
    }

    private static bool IsIdeograph(char sign) => sign is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';

    // A comma within a number keeps it whole: "0,5" is one word.
    private static bool IsWordPart(char sign) => char.IsLetterOrDigit(sign) || sign is '.' or ',' or '-' or '%';
}
