using System.Text;
using Telemed.Dicom.Text;

namespace Telemed.Dicom.Review;

/// <summary>A reading of wrongly labelled text, offered to a person; the bytes in the file stay as they are.</summary>
/// <param name="Tag">The element.</param>
/// <param name="Encoding">What the bytes look like: UTF-8, GBK or Windows-1251.</param>
/// <param name="AsLabelled">The text as the label reads it.</param>
/// <param name="Suggested">The text in that encoding.</param>
public sealed record TextSuggestion(DicomTag Tag, string Encoding, string AsLabelled, string Suggested);

/// <summary>Finds text whose bytes do not fit the character set that the data set names.</summary>
public static class CharacterSetReview
{
    private const int LettersNeeded = 2;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly DicomTag[] Looked =
    [
        DicomTags.PatientName, DicomTags.OtherPatientNames, DicomTags.InstitutionName, DicomTags.StudyDescription,
        DicomTags.SeriesDescription, DicomTags.ReferringPhysicianName, DicomTags.PatientComments,
            DicomTags.PatientAddress,
    ];

    /// <summary>Suggestions for the texts a person reads first; empty when labels and bytes agree.</summary>
    public static IReadOnlyList<TextSuggestion> Suggest(DicomDataset dataset)
    {
        var found = new List<TextSuggestion>();
        foreach (var tag in Looked)
        {
            if (dataset[tag] is not { Bytes.IsEmpty: false } element || Ascii.IsValid(element.Bytes.Span)) continue;
            var labelled = string.Join('\\', dataset.GetStrings(tag));
            if (Guess(element.Bytes.Span, dataset.Charset, labelled) is var (name, text) && text != labelled)
                found.Add(new TextSuggestion(tag, name, labelled, text));
        }
        return found;
    }

    internal static void Check(DicomDataset dataset, List<DicomWarning> found)
    {
        var element = dataset[DicomTags.SpecificCharacterSet];
        if (element is { IsEmpty: true }) Warn("Specific Character Set is there but empty.");
        else if (!dataset.Charset.IsKnown)
            Warn($"Specific Character Set names {string.Join('\\', dataset.Charset.Terms)}, which is no defined term.");
        else if (dataset.Charset.Terms is [var only] && only.StartsWith("ISO 2022", StringComparison.Ordinal))
            Warn("Specific Character Set names a code extension alone.");
        foreach (var suggestion in Suggest(dataset))
            Warn($"{suggestion.Tag.ToDisplay()} looks like {suggestion.Encoding}, which the label does not say.",
                suggestion);

        void Warn(string problem, TextSuggestion? suggestion = null) =>
            found.Add(new DicomWarning(DicomReader.DataSection, element?.Offset ?? dataset.Offset, problem)
            {
                Remark = DicomRemark.TextLabel, Suggestion = suggestion,
            });
    }

    // Only what the label cannot explain is guessed at: bytes above ASCII without a set for them, invalid UTF-8 under
    // its label, or valid UTF-8 (which other encodings hardly ever produce by chance) under another.
    private static (string Name, string Text)? Guess(ReadOnlySpan<byte> bytes, DicomCharset charset, string labelled)
    {
        var label = charset.Terms is [var first, ..] ? first : "";
        if (label is "GB18030" or "GBK" && Gb18030.IsWellFormed(bytes) || bytes.Contains((byte)0x1B)) return null;
        var isUtf8 = TryUtf8(bytes) is not null;
        if (isUtf8) return label == "ISO_IR 192" ? null : ("UTF-8", Clean(TryUtf8(bytes)!));
        var isOpen = label is "" or "ISO_IR 6" or "ISO_IR 192" or "ISO_IR 100" || !charset.IsKnown;
        if (!isOpen) return null;
        if (label is "ISO_IR 100" && !LooksMisread(labelled)) return null;
        // Most Cyrillic words are well-formed Chinese too, and hardly any Chinese text has the look of Cyrillic names.
        if (HasCyrillicWords(bytes)) return ("Windows-1251", Clean(DicomCharset.CodePage(1251).GetString(bytes)));
        if (IsCommonHanzi(bytes)) return ("GBK", Clean(Gb18030.Decode(bytes)));
        return IsCyrillic(bytes) ? ("Windows-1251", Clean(DicomCharset.CodePage(1251).GetString(bytes))) : null;
    }

    // Western names have single accented letters; a row of them is another script read as Latin-1.
    private static bool LooksMisread(string text)
    {
        var run = 0;
        foreach (var letter in text)
        {
            run = letter is >= '\u0080' and <= '\u00FF' ? run + 1 : 0;
            if (run >= 3) return true;
        }
        return false;
    }

    // Level 1 of GB 2312 (rows 16 to 55) holds the hanzi that names are made of.
    private static bool IsCommonHanzi(ReadOnlySpan<byte> bytes)
    {
        if (!Gb18030.IsWellFormed(bytes)) return false;
        var (common, other) = (0, 0);
        for (var at = 0; at + 1 < bytes.Length; at++)
        {
            if (bytes[at] < 0x80) continue;
            if (bytes[at] is >= 0xB0 and <= 0xF7 && bytes[at + 1] >= 0xA1) common++;
            else other++;
            at++;
        }
        return common > 0 && common >= other;
    }

    private static bool IsCyrillic(ReadOnlySpan<byte> bytes)
    {
        var (letters, others) = (0, 0);
        foreach (var value in bytes)
        {
            if (value >= 0xC0 || value is 0xA8 or 0xB8 or 0xA3 or 0xBC or 0xB2 or 0xB3) letters++;
            else if (value >= 0x80) others++;
        }
        return letters >= LettersNeeded && letters > others * 4;
    }

    // Words in capitals, or with one at their beginning, the same way in all of them; and one that is too long, or of
    // too odd a length, for the two or three hanzi of a name.
    private static bool HasCyrillicWords(ReadOnlySpan<byte> bytes)
    {
        var (isTitle, isUpper, isLong) = (true, true, false);
        foreach (var range in bytes.SplitAny(" ^=\\,.-\0"u8))
        {
            var word = bytes[range];
            if (word.IsEmpty) continue;
            if (!IsCapital(word[0])) return false;
            foreach (var letter in word[1..])
            {
                isTitle &= IsSmall(letter);
                isUpper &= IsCapital(letter);
            }
            isLong |= word.Length > 4 || word.Length == 3;
        }
        return isLong && (isTitle || isUpper);

        static bool IsCapital(byte letter) => letter is (>= 0xC0 and <= 0xDF) or 0xA8 or 0xA3 or 0xB2;

        static bool IsSmall(byte letter) => letter is >= 0xE0 or 0xB8 or 0xBC or 0xB3;
    }

    private static string? TryUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Clean(string text) => text.Trim(' ', '\0');
}
