using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>One chapter of a report.</summary>
/// <param name="Heading">What the chapter is.</param>
/// <param name="Item">What each text in it is.</param>
/// <param name="Texts">In order; empty ones are left out, and a chapter without texts too.</param>
public sealed record ReportChapter(DicomCode Heading, DicomCode Item, IReadOnlyList<string> Texts)
{
    /// <summary>What is known of the patient.</summary>
    public static ReportChapter History(params IReadOnlyList<string> texts) =>
        new(DicomCode.Dcm("121060", "History"), DicomCode.Dcm("121060", "History"), texts);

    /// <summary>What was asked.</summary>
    public static ReportChapter Request(params IReadOnlyList<string> texts) =>
        new(DicomCode.Dcm("121062", "Request"), DicomCode.Dcm("121062", "Request"), texts);

    /// <summary>What is seen.</summary>
    public static ReportChapter Findings(params IReadOnlyList<string> texts) =>
        new(DicomCode.Dcm("121070", "Findings"), DicomCode.Dcm("121071", "Finding"), texts);

    /// <summary>What it means.</summary>
    public static ReportChapter Impressions(params IReadOnlyList<string> texts) =>
        new(DicomCode.Dcm("121072", "Impressions"), DicomCode.Dcm("121073", "Impression"), texts);

    /// <summary>What shall be done.</summary>
    public static ReportChapter Recommendations(params IReadOnlyList<string> texts) =>
        new(DicomCode.Dcm("121074", "Recommendations"), DicomCode.Dcm("121075", "Recommendation"), texts);

    /// <summary>The answers to what was asked.</summary>
    public static ReportChapter Conclusions(params IReadOnlyList<string> texts) =>
        new(DicomCode.Dcm("121076", "Conclusions"), DicomCode.Dcm("121077", "Conclusion"), texts);

    /// <summary>What was added after signing.</summary>
    public static ReportChapter Addendum(params IReadOnlyList<string> texts) =>
        new(DicomCode.Dcm("121078", "Addendum"), DicomCode.Dcm("121071", "Finding"), texts);

    internal DicomDatasetBuilder? Build()
    {
        var items = Texts.Where(text => text.Length > 0).Select(text => ContentItems.Text(Item, text)).ToArray();
        return items.Length == 0 ? null : ContentItems.Container(Heading, items);
    }
}

/// <summary>A signed report in words.</summary>
public sealed record TextReport
{
    /// <summary>Basic Text SR Storage.</summary>
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.88.11";

    /// <summary>Where the document belongs.</summary>
    public required DicomObjectPlace Place { get; init; }

    /// <summary>What kind of document it is.</summary>
    public DicomCode Title { get; init; } = DicomCode.ImagingReport;

    /// <summary>The language of the words by RFC 5646, such as zh-CN.</summary>
    public required string LanguageCode { get; init; }

    /// <summary>Its name, such as Chinese.</summary>
    public required string LanguageName { get; init; }

    /// <summary>Who signed.</summary>
    public required string Signer { get; init; }

    /// <summary>For whom the signer works; the standard wants one.</summary>
    public required string Organization { get; init; }

    /// <summary>The chapters in order.</summary>
    public required IReadOnlyList<ReportChapter> Chapters { get; init; }

    /// <summary>The objects that were read for it.</summary>
    public required IReadOnlyList<DicomReference> Evidence { get; init; }

    /// <summary>The document this one replaces; null for the first.</summary>
    public DicomReference? Predecessor { get; init; }

    /// <summary>Makes the file: Basic Text SR by template 2000 (PS3.3 A.35.1, PS3.16 TID 2000).</summary>
    public byte[] Write()
    {
        var chapters = Chapters.Select(chapter => chapter.Build()).OfType<DicomDatasetBuilder>();
        var builder = Place.Begin(SopClassUid, "SR")
            .Sequence(DicomTags.ReferencedPerformedProcedureStepSequence)
            .Text(DicomTags.CompletionFlag, "COMPLETE").Text(DicomTags.VerificationFlag, "VERIFIED")
            .Sequence(DicomTags.VerifyingObserverSequence, new DicomDatasetBuilder()
                .Text(DicomTags.VerifyingOrganization, Organization)
                .Text(DicomTags.VerificationDateTime, Place.DateTimeText)
                .Text(DicomTags.VerifyingObserverName, DicomObjectPlace.PersonNameOf(Signer))
                .Sequence(DicomTags.VerifyingObserverIdentificationCodeSequence))
            .Sequence(DicomTags.PerformedProcedureCodeSequence)
            .Root(Title, "2000",
                [ContentItems.Language(LanguageCode, LanguageName), .. ContentItems.Observer(Signer, Organization),
                    .. chapters]);
        if (Evidence.Count > 0)
            builder.Sequence(DicomTags.CurrentRequestedProcedureEvidenceSequence, DicomReference.Hierarchy(Evidence));
        if (Predecessor is { } before)
            builder.Sequence(DicomTags.PredecessorDocumentsSequence, DicomReference.Hierarchy([before]));
        return DicomObjectPlace.File(builder);
    }
}
