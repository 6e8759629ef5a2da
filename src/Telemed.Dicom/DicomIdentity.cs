namespace Telemed.Dicom;

/// <summary>The identifiers under which an object is stored and found, checked before anything is written.</summary>
/// <param name="SopClassUid">What kind of object it is; null when it states none.</param>
/// <param name="SopInstanceUid">The object; null only for what is no storable object, such as a work list item.</param>
/// <param name="StudyInstanceUid">Its study; null for objects without a patient.</param>
/// <param name="SeriesInstanceUid">Its series; null for objects without a patient.</param>
/// <param name="Warnings">What was repaired, as sentences.</param>
public sealed record DicomIdentity(
    string? SopClassUid, string? SopInstanceUid, string? StudyInstanceUid, string? SeriesInstanceUid,
    IReadOnlyList<string> Warnings)
{
    internal const string MediaDirectory = "1.2.840.10008.1.3.10";

    // Objects that belong to no patient (PS3.4 annex GG): palettes, hanging protocols, implants, protocols,
    // inventories.
    private static readonly string[] WithoutPatient =
    [
        "1.2.840.10008.5.1.4.39.", "1.2.840.10008.5.1.4.38.", "1.2.840.10008.5.1.4.43.", "1.2.840.10008.5.1.4.44.",
        "1.2.840.10008.5.1.4.45.", "1.2.840.10008.5.1.4.1.1.200.", "1.2.840.10008.5.1.4.1.1.201.",
    ];

    /// <summary>True when the object can be stored: it names itself, its study and its series.</summary>
    public bool IsStorable =>
        SopClassUid is not null && SopInstanceUid is not null && StudyInstanceUid is not null
            && SeriesInstanceUid is not null;

    /// <summary>Reads and checks the identifiers (PS3.5 section 9.1).</summary>
    /// <exception cref="DicomFormatException">One is missing or is no UID.</exception>
    public static DicomIdentity Of(DicomFile file)
    {
        var warnings = new List<string>();
        var dataset = file.Dataset;
        var sopClass = Read(dataset, DicomTags.SOPClassUID, warnings);
        var metaClass = file.Meta.GetString(DicomTags.MediaStorageSOPClassUID);
        var isComposite = sopClass is not null
            && !WithoutPatient.Any(prefix => sopClass.StartsWith(prefix, StringComparison.Ordinal));
        var sopInstance = Read(dataset, DicomTags.SOPInstanceUID, warnings);
        var study = Read(dataset, DicomTags.StudyInstanceUID, warnings);
        var series = Read(dataset, DicomTags.SeriesInstanceUID, warnings);
        if (sopClass is not null || (metaClass is not null && metaClass != MediaDirectory))
            CompareWithMeta(file, sopInstance, warnings);
        if (sopClass is null && sopInstance is not null && metaClass != MediaDirectory)
            warnings.Add($"{DicomTags.SOPClassUID.ToDisplay()} is missing; the object cannot be stored.");
        if (isComposite) CheckComplete(dataset, sopInstance, study, series, warnings);
        return new DicomIdentity(sopClass, sopInstance, study, series, warnings);
    }

    private static string? Read(DicomDataset dataset, DicomTag tag, List<string> warnings)
    {
        if (dataset[tag] is not { IsEmpty: false } element) return null;
        var raw = Text.DicomText.DecodeAscii(element.Bytes.Span);
        // One zero byte pads to an even length; anything else at the ends is a repair.
        var uid = raw.EndsWith('\0') ? raw[..^1] : raw;
        var trimmed = uid.TrimStart(' ').TrimEnd(' ', '\0');
        if (trimmed.Length == 0) return null;
        if (IsOldName(trimmed))
        {
            warnings.Add($"{tag.ToDisplay()} is a name of older times and no UID.");
            return null;
        }
        if (!DicomUid.IsTolerable(trimmed))
            throw new DicomFormatException(
                DicomReader.DataSection, element.Offset, $"{tag.ToDisplay()} is no valid UID.");
        if (trimmed.Length != uid.Length) warnings.Add($"{tag.ToDisplay()} is padded with spaces or zeros.");
        if (!DicomUid.IsValid(trimmed)) warnings.Add($"{tag.ToDisplay()} has a component that begins with zero.");
        return trimmed;
    }

    // Before 1993 some makers wrote a label here. Letters, digits and blanks are harmless; anything else is an attack.
    private static bool IsOldName(string text) =>
        text.Length <= DicomUid.LimitChars && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == ' ')
            && text.Any(char.IsAsciiLetter);

    // An object that names its patient and part of its place has lost the rest, and must not be filed by guesswork.
    // One that names neither is a picture without a context: it can be looked at, not stored.
    private static void CheckComplete(
        DicomDataset dataset, string? sopInstance, string? study, string? series, List<string> warnings)
    {
        var isFiled = dataset.Has(DicomTags.PatientID) && (study is not null || series is not null);
        (string? Uid, DicomTag Tag)[] needed =
            [(sopInstance, DicomTags.SOPInstanceUID), (study, DicomTags.StudyInstanceUID)];
        foreach (var (uid, tag) in needed)
        {
            if (uid is not null) continue;
            if (isFiled)
                throw new DicomFormatException(DicomReader.DataSection, dataset[tag]?.Offset ?? dataset.Offset,
                    $"{tag.ToDisplay()} is missing.");
            warnings.Add($"{tag.ToDisplay()} is missing; the object cannot be stored.");
        }
        if (series is null)
            warnings.Add($"{DicomTags.SeriesInstanceUID.ToDisplay()} is missing; the object cannot be stored.");
    }

    private static void CompareWithMeta(DicomFile file, string? sopInstance, List<string> warnings)
    {
        if (file.Meta.GetString(DicomTags.MediaStorageSOPInstanceUID) is { } meta && sopInstance is not null
            && meta != sopInstance)
            warnings.Add("The file meta names another SOP instance than the data set.");
    }
}
