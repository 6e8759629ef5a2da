using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>Writes which images of a study somebody marked (PS3.3 A.35.4, PS3.16 TID 2010).</summary>
public static class KeyObjects
{
    /// <summary>Key Object Selection Document Storage.</summary>
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.88.59";

    private static readonly DicomCode OfInterest = DicomCode.Dcm("113000", "Of Interest");

    /// <summary>Makes the file.</summary>
    /// <param name="place">Where it belongs.</param>
    /// <param name="observer">Who marked the images.</param>
    /// <param name="organization">For whom that person works; null when not known.</param>
    /// <param name="description">Why, in words; null for nothing.</param>
    /// <param name="images">The images in order; one at least.</param>
    /// <exception cref="ArgumentException">There are no images.</exception>
    public static byte[] Write(
        DicomObjectPlace place, string observer, string? organization, string? description,
        IReadOnlyList<DicomReference> images)
    {
        if (images.Count == 0) throw new ArgumentException("A selection names at least one image.", nameof(images));
        DicomDatasetBuilder[] words = description is { Length: > 0 }
            ? [ContentItems.Text(DicomCode.Dcm("113012", "Key Object Description"), description)] : [];
        return DicomObjectPlace.File(place.Begin(SopClassUid, "KO")
            .Sequence(DicomTags.ReferencedPerformedProcedureStepSequence)
            .Sequence(DicomTags.CurrentRequestedProcedureEvidenceSequence, DicomReference.Hierarchy(images))
            .Root(OfInterest, "2010",
                [.. ContentItems.Observer(observer, organization), .. words, .. images.Select(ContentItems.Image)]));
    }
}
