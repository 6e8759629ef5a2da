using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Hub.Imaging;

namespace Telemed.Hub.Dimse;

/// <summary>
/// Holds the steps of a work list against the keys of a question: single values, wild cards, ranges and lists of UIDs,
/// inside the sequence of steps too (PS3.4 section C.2.2.2). An empty key matches everything.
/// </summary>
internal static class WorkListKeys
{
    /// <summary>True when every key that names a value fits the item.</summary>
    public static bool Match(DicomDataset keys, DicomDataset item) => keys.All(key => key.Vr == DicomVr.SQ
        ? key.Items is not [var step] || step.All(inner => IsMatch(inner, step, item.GetItem(key.Tag)))
        : IsMatch(key, keys, item));

    /// <summary>The attributes of the item that were asked for, and nothing else (section K.4.1.1.3.2).</summary>
    public static DicomDatasetBuilder Asked(DicomDataset keys, DicomDataset item)
    {
        var answer = new DicomDatasetBuilder();
        foreach (var key in keys.Where(key => key.Tag != DicomTags.SpecificCharacterSet))
            if (item[key.Tag] is not { } found) answer.Empty(key.Tag, key.Vr);
            else if (key.Vr == DicomVr.SQ && key.Items is [{ Count: > 0 } step] && found.Items is [var own])
                answer.Sequence(key.Tag, Flat(step, own));
            else answer.Copy(item, key.Tag);
        return answer;
    }

    // A step holds no steps, so one level is all there is.
    private static DicomDatasetBuilder Flat(DicomDataset step, DicomDataset own)
    {
        var answer = new DicomDatasetBuilder();
        foreach (var key in step)
            if (own[key.Tag] is null) answer.Empty(key.Tag, key.Vr);
            else answer.Copy(own, key.Tag);
        return answer;
    }

    private static bool IsMatch(DicomElement key, DicomDataset keys, DicomDataset? item)
    {
        if (!key.Vr.IsText || key.Tag == DicomTags.SpecificCharacterSet || item?[key.Tag] is null) return true;
        var wanted = string.Join('\\', keys.GetStrings(key.Tag)).Trim();
        if (wanted is "" or "*") return true;
        var value = item.GetString(key.Tag) ?? "";
        return key.Vr switch
        {
            DicomVr.PN => IsName(value, wanted),
            DicomVr.DA or DicomVr.TM => IsWithin(value, wanted),
            DicomVr.UI => wanted.Split('\\').Contains(value),
            _ => IsLike(value, wanted),
        };
    }

    // Devices part a name by carets, clinics write it in one; so its words may match, or the whole without its gaps.
    private static bool IsName(string value, string wanted)
    {
        char[] between = [' ', '^', '=', ','];
        var (words, keys) = (Words(value), Words(wanted));
        return keys.All(key => words.Any(word => IsLike(word, key)))
            || IsLike(string.Concat(words), string.Concat(keys));

        string[] Words(string text) => NameWords.Fold(text).Split(between, StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool IsWithin(string value, string wanted)
    {
        var dash = wanted.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0) return value.StartsWith(wanted, StringComparison.Ordinal);
        var (from, to) = (wanted[..dash], wanted[(dash + 1)..]);
        // A time may go on after the end given: 0930 covers 093059.
        return string.CompareOrdinal(value, from) >= 0
            && (to.Length == 0 || string.CompareOrdinal(value, to + "~") <= 0);
    }

    /// <summary>Wild cards: a star for any letters, a question mark for one.</summary>
    internal static bool IsLike(string text, string pattern)
    {
        var (at, to, star, tried) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            var next = to < pattern.Length ? pattern[to] : '\0';
            if (next == '*') (star, tried, to) = (to, at, to + 1);
            else if (next != '\0' && (next == '?' || next == text[at])) (at, to) = (at + 1, to + 1);
            else if (star >= 0) (to, at) = (star + 1, ++tried);
            else return false;
        }
        while (to < pattern.Length && pattern[to] == '*') to++;
        return to == pattern.Length;
    }
}
