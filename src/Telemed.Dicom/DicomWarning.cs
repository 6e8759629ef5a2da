using System.Globalization;
using Telemed.Dicom.Review;

namespace Telemed.Dicom;

/// <summary>What a warning means to whoever sent the file.</summary>
public enum DicomRemark
{
    /// <summary>The file departs from the standard and is read all the same.</summary>
    Departs,
    /// <summary>An image came without its pixels.</summary>
    NoPixels,
    /// <summary>Lengths cannot be measured.</summary>
    NoSpacing,
    /// <summary>Names and words may be shown wrongly: their character set is not the one that is stated.</summary>
    TextLabel,
}

/// <summary>Something a tolerant reader passed over, to be shown to whoever sent the file.</summary>
/// <param name="Section">The part of the file.</param>
/// <param name="Offset">Bytes from the start of the stream.</param>
/// <param name="Problem">What was odd, as a sentence.</param>
public sealed record DicomWarning(string Section, long Offset, string Problem)
{
    private const char Between = '|';
    private const int SuggestionLimitChars = 120;

    /// <summary>What a person can do about it; <c>departs</c> for all that concerns the maker of the file.</summary>
    public DicomRemark Remark { get; init; } = DicomRemark.Departs;

    /// <summary>How the bytes of a wrongly labelled text may be meant, for a person to judge; mostly null.</summary>
    public TextSuggestion? Suggestion { get; init; }

    /// <summary>The warning as one text that a page translates, such as <c>dicom:departs|data set|1234</c>.</summary>
    public string Coded => Remark switch
    {
        DicomRemark.NoPixels => "dicom:no_pixels",
        DicomRemark.NoSpacing => "dicom:no_spacing",
        DicomRemark.TextLabel when Suggestion is { } meant => string.Create(CultureInfo.InvariantCulture,
            $"dicom:text_meant{Between}{meant.Encoding}{Between}{Bounded(meant.Suggested)}"),
        DicomRemark.TextLabel => "dicom:text_label",
        _ => string.Create(CultureInfo.InvariantCulture, $"dicom:departs{Between}{Section}{Between}{Offset}"),
    };

    private static string Bounded(string text) =>
        (text.Length <= SuggestionLimitChars ? text : text[..SuggestionLimitChars]).Replace(Between, '/');

    /// <summary>The warning as one line, without anything that a text says: it may stand in a log.</summary>
    public override string ToString() => $"{Section}, byte {Offset}: {Problem}";
}
