using System.Globalization;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>Where an object of ours belongs, and who and what it is of: the modules that every object has.</summary>
public sealed record DicomObjectPlace
{
    // The attributes of patient and study that must be the same in every object of a study (PS3.3 C.7.1.1, C.7.2.1).
    private static readonly DicomTag[] OfStudy =
    [
        DicomTags.StudyDate, DicomTags.StudyTime, DicomTags.AccessionNumber, DicomTags.ReferringPhysicianName,
        DicomTags.PatientName, DicomTags.PatientID, DicomTags.PatientBirthDate, DicomTags.PatientSex, DicomTags.StudyID,
    ];

    private static readonly DicomTag[] OfStudyWhenThere =
        [DicomTags.StudyDescription, DicomTags.PatientAge, DicomTags.TimezoneOffsetFromUTC];

    /// <summary>An object of the study; patient and study are copied from it.</summary>
    public required DicomDataset Study { get; init; }

    /// <summary>The series of the new object.</summary>
    public required string SeriesInstanceUid { get; init; }

    /// <summary>The new object.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>Shown behind the series of the modality, so a high number.</summary>
    public required int SeriesNumber { get; init; }

    /// <summary>What the series is, for lists.</summary>
    public required string SeriesDescription { get; init; }

    /// <summary>Counted from 1 within the series.</summary>
    public int InstanceNumber { get; init; } = 1;

    /// <summary>When the content was made, in local time with its offset.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The institution that made it; null when not known.</summary>
    public string? Institution { get; init; }

    /// <summary>The common modules: SOP common, patient, general study, series, general equipment.</summary>
    internal DicomDatasetBuilder Begin(string sopClassUid, string modality)
    {
        var made = Offset() is { } offset ? MadeAt.ToOffset(offset) : MadeAt;
        var builder = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, sopClassUid).Text(DicomTags.SOPInstanceUID, SopInstanceUid)
            .Text(DicomTags.StudyInstanceUID, Study.GetString(DicomTags.StudyInstanceUID) ?? "")
            .Text(DicomTags.SeriesInstanceUID, SeriesInstanceUid)
            .Text(DicomTags.InstanceCreationDate, Date(made)).Text(DicomTags.InstanceCreationTime, Time(made))
            .Text(DicomTags.ContentDate, Date(made)).Text(DicomTags.ContentTime, Time(made))
            .Text(DicomTags.Modality, modality).Integer(DicomTags.SeriesNumber, SeriesNumber)
            .Integer(DicomTags.InstanceNumber, InstanceNumber)
            .TextOrNothing(DicomTags.SeriesDescription, SeriesDescription)
            .Text(DicomTags.Manufacturer, "Telemed").Text(DicomTags.ManufacturerModelName, "Telemed hub")
            .Text(DicomTags.SoftwareVersions, DicomWriter.ImplementationVersion)
            .TextOrNothing(DicomTags.InstitutionName, Institution);
        foreach (var tag in OfStudy) builder.TextOrEmpty(tag, null).Copy(Study, tag);
        foreach (var tag in OfStudyWhenThere)
            if (Study.Has(tag)) builder.Copy(Study, tag);
        return builder;
    }

    /// <summary>The date and time with offset, as DT has it (PS3.5 table 6.2-1).</summary>
    internal string DateTimeText => MadeAt.ToString("yyyyMMddHHmmsszzz", CultureInfo.InvariantCulture)
        .Replace(":", "", StringComparison.Ordinal);

    internal static byte[] File(DicomDatasetBuilder builder)
    {
        using var bytes = new MemoryStream();
        DicomWriter.WriteFile(bytes, builder.Build(), TransferSyntax.ExplicitLittleEndian);
        return bytes.ToArray();
    }

    /// <summary>A name in the form of PN: ideographs stand in the second group (PS3.5 section 6.2.1).</summary>
    /// <param name="name">As people write it; may be in the form of PN already.</param>
    public static string PersonNameOf(string name)
    {
        var plain = name.Trim().Replace('\\', ' ');
        return plain.Contains('^') || plain.Contains('=')
            || !plain.Any(letter => letter >= '\u2E80') ? plain : "=" + plain;
    }

    // Dates and times of a study that states its offset are read in that offset.
    private TimeSpan? Offset() =>
        Study.GetString(DicomTags.TimezoneOffsetFromUTC) is { Length: 5 } text && text[0] is '+' or '-' &&
        int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits <= 1400
            ? TimeSpan.FromMinutes((digits / 100 * 60 + digits % 100) * (text[0] == '-' ? -1 : 1)) : null;

    private static string Date(DateTimeOffset at) => at.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.ToString("HHmmss", CultureInfo.InvariantCulture);
}

/// <summary>Another object that one of ours speaks of.</summary>
/// <param name="SopClassUid">Its class.</param>
/// <param name="SopInstanceUid">The object.</param>
/// <param name="SeriesInstanceUid">Its series.</param>
/// <param name="StudyInstanceUid">Its study.</param>
/// <param name="Frame">One frame of it, counted from 1; null for the whole.</param>
public sealed record DicomReference(
    string SopClassUid, string SopInstanceUid, string SeriesInstanceUid, string StudyInstanceUid, int? Frame = null)
{
    internal DicomDatasetBuilder Item() => new DicomDatasetBuilder()
        .Text(DicomTags.ReferencedSOPClassUID, SopClassUid).Text(DicomTags.ReferencedSOPInstanceUID, SopInstanceUid);

    /// <summary>The hierarchy of study, series and instance that a document was made from (PS3.3 C.17.2.1).</summary>
    internal static DicomDatasetBuilder[] Hierarchy(IEnumerable<DicomReference> references) =>
        [.. references.DistinctBy(one => one.SopInstanceUid).GroupBy(one => one.StudyInstanceUid).Select(study =>
            new DicomDatasetBuilder().Text(DicomTags.StudyInstanceUID, study.Key)
                .Sequence(DicomTags.ReferencedSeriesSequence, [.. study.GroupBy(one => one.SeriesInstanceUid)
                    .Select(series => new DicomDatasetBuilder().Text(DicomTags.SeriesInstanceUID, series.Key)
                        .Sequence(DicomTags.ReferencedSOPSequence, [.. series.Select(one => one.Item())]))]))];
}
