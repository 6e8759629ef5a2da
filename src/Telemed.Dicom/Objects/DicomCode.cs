using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>A coded concept (PS3.3 section 8.8).</summary>
/// <param name="Value">The code, at most 16 characters.</param>
/// <param name="Scheme">Whose code it is, such as DCM or LN.</param>
/// <param name="Meaning">What it means, for people.</param>
public sealed record DicomCode(string Value, string Scheme, string Meaning)
{
    /// <summary>An imaging report (LOINC).</summary>
    public static readonly DicomCode ImagingReport = new("18748-4", "LN", "Diagnostic Imaging Report");

    internal DicomDatasetBuilder Item() => new DicomDatasetBuilder()
        .Text(DicomTags.CodeValue, Value).Text(DicomTags.CodingSchemeDesignator, Scheme)
        .Text(DicomTags.CodeMeaning, Meaning);

    internal static DicomCode Dcm(string value, string meaning) => new(value, "DCM", meaning);
}
