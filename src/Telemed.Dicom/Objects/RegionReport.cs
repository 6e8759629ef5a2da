using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>Writes marked regions and their measures as a structured report (PS3.3 A.35.13, PS3.16 TID 1500).</summary>
public static class RegionReport
{
    /// <summary>Comprehensive 3D SR Storage.</summary>
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.88.34";

    private static readonly DicomCode Title = DicomCode.Dcm("126000", "Imaging Measurement Report");
    private static readonly DicomCode Millimetre = new("mm", "UCUM", "millimeter");
    private static readonly DicomCode SquareMillimetre = new("mm2", "UCUM", "square millimeter");

    /// <summary>Makes the file.</summary>
    /// <param name="place">Where it belongs.</param>
    /// <param name="observer">Who made the document.</param>
    /// <param name="organization">For whom that person works; null when not known.</param>
    /// <param name="frameOfReferenceUid">The space in which the points lie.</param>
    /// <param name="regions">What was marked; may be empty.</param>
    /// <param name="evidence">The pictures it was marked on; empty when they are no DICOM objects.</param>
    public static byte[] Write(
        DicomObjectPlace place, string observer, string? organization, string frameOfReferenceUid,
        IReadOnlyList<PlanarRegion> regions, IReadOnlyList<DicomReference> evidence)
    {
        var groups = regions.Select(region => Group(region, frameOfReferenceUid)).ToArray();
        var builder = place.Begin(SopClassUid, "SR")
            .Sequence(DicomTags.ReferencedPerformedProcedureStepSequence)
            .Text(DicomTags.CompletionFlag, "PARTIAL").Text(DicomTags.VerificationFlag, "UNVERIFIED")
            .Sequence(DicomTags.PerformedProcedureCodeSequence)
            .Root(Title, "1500",
            [
                ContentItems.Language("en", "English"), .. ContentItems.Observer(observer, organization),
                ContentItems.Modifier(DicomCode.Dcm("121058", "Procedure reported"),
                    new DicomCode("104157003", "SCT", "Light microscopy procedure")),
                ContentItems.Container(DicomCode.Dcm("126010", "Imaging Measurements"), groups),
            ]);
        if (evidence.Count > 0)
            builder.Sequence(DicomTags.CurrentRequestedProcedureEvidenceSequence, DicomReference.Hierarchy(evidence));
        return DicomObjectPlace.File(builder);
    }

    /// <summary>TID 1410: one region of a plane with what was measured and said of it.</summary>
    private static DicomDatasetBuilder Group(PlanarRegion region, string frameOfReferenceUid)
    {
        var items = new List<DicomDatasetBuilder>();
        items.AddRange(ContentItems.Tracking(region.Name, region.TrackingUid));
        items.AddRange(ContentItems.Observer(region.Author, null));
        items.Add(ContentItems.Place(
            DicomCode.Dcm("111030", "Image Region"), GraphicType(region.Shape), frameOfReferenceUid,
            Coordinates(region)));
        if (region.Shape == RegionShape.Line)
            items.Add(ContentItems.Number(new DicomCode("410668003", "SCT", "Length"), region.LengthMm, Millimetre));
        if (region.Shape == RegionShape.Area)
            items.Add(ContentItems.Number(new DicomCode("42798000", "SCT", "Area"), region.AreaMm2, SquareMillimetre));
        if (region.Text.Length > 0) items.Add(ContentItems.Text(DicomCode.Dcm("121106", "Comment"), region.Text));
        if (region.Answer.Length > 0)
            items.Add(ContentItems.Text(DicomCode.Dcm("121077", "Conclusion"), region.Answer));
        return ContentItems.Container(DicomCode.Dcm("125007", "Measurement Group"), [.. items]);
    }

    private static string GraphicType(RegionShape shape) => shape switch
    {
        RegionShape.Point => "POINT",
        RegionShape.Line => "POLYLINE",
        _ => "POLYGON",
    };

    /// <summary>The surface of a slide is z = 0; a polygon ends where it began (PS3.3 C.18.9.1.2).</summary>
    private static double[] Coordinates(PlanarRegion region)
    {
        var points = region.Shape == RegionShape.Area ? [.. region.PointsMm, region.PointsMm[0]] : region.PointsMm;
        return [.. points.SelectMany(point => new[] { point.X, point.Y, 0 })];
    }
}
