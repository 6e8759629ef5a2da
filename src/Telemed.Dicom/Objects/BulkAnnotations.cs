using System.Runtime.InteropServices;
using Telemed.Dicom.Writing;

namespace Telemed.Dicom.Objects;

/// <summary>Writes marked regions as Microscopy Bulk Simple Annotations (PS3.3 A.87, C.37.1).</summary>
public static class BulkAnnotations
{
    /// <summary>Microscopy Bulk Simple Annotations Storage.</summary>
    public const string SopClassUid = "1.2.840.10008.5.1.4.1.1.91.1";

    private const int LabelLimitChars = 64;

    private static readonly DicomTag ContentLabel = new(0x00700080), ContentDescription = new(0x00700081),
        ContentCreatorName = new(0x00700084), GraphicType = new(0x00700023), CoordinateType = new(0x006A0001),
        Groups = new(0x006A0002), GroupUid = new(0x006A0003), GroupLabel = new(0x006A0005),
        GroupDescription = new(0x006A0006), GenerationType = new(0x006A0007), PropertyCategory = new(0x006A0009),
        PropertyType = new(0x006A000A), NumberOfAnnotations = new(0x006A000C), AllOpticalPaths = new(0x006A000D),
        AllZPlanes = new(0x006A000F), CommonZ = new(0x006A0010), Points = new(0x00660022),
        FirstPoints = new(0x00660040);

    private static readonly DicomCode Category = new("309825002", "SCT", "Spatial and Relational Concept");
    private static readonly DicomCode Kind = DicomCode.Dcm("111099", "Selected region");

    /// <summary>Makes the file. Regions of one shape that say the same stand in one group.</summary>
    /// <param name="place">Where it belongs.</param>
    /// <param name="creator">Who made the document.</param>
    /// <param name="frameOfReferenceUid">The space in which the points lie.</param>
    /// <param name="positionReference">What its origin is: SLIDE_CORNER, or empty when that is not known.</param>
    /// <param name="regions">What was marked; one at least.</param>
    /// <param name="evidence">The pictures of the same study it was marked on; may be empty.</param>
    /// <exception cref="ArgumentException">There are no regions: the standard has no empty object.</exception>
    public static byte[] Write(
        DicomObjectPlace place, string creator, string frameOfReferenceUid, string positionReference,
        IReadOnlyList<PlanarRegion> regions, IReadOnlyList<DicomReference> evidence)
    {
        if (regions.Count == 0) throw new ArgumentException("There is nothing to write.", nameof(regions));
        var groups = regions.GroupBy(region => (region.Shape, WordsOf(region))).ToList();
        var builder = place.Begin(SopClassUid, "ANN")
            .Text(DicomTags.DeviceSerialNumber, "1")
            .Text(DicomTags.FrameOfReferenceUID, frameOfReferenceUid)
            .TextOrEmpty(DicomTags.PositionReferenceIndicator, positionReference)
            .Text(ContentLabel, "MARKS").Text(ContentDescription, place.SeriesDescription)
            .Text(ContentCreatorName, DicomObjectPlace.PersonNameOf(creator))
            .Text(CoordinateType, "3D")
            .Sequence(Groups, [.. groups.Select((group, at) => Group(at + 1, group.Key.Item2, [.. group]))]);
        if (evidence.Count > 0) builder.Sequence(DicomTags.ReferencedSeriesSequence, [.. Series(evidence)]);
        return DicomObjectPlace.File(builder);
    }

    private static DicomDatasetBuilder Group(int number, string words, IReadOnlyList<PlanarRegion> regions)
    {
        var label = words.Length > 0 ? words : regions[0].Name;
        var values = regions.SelectMany(region => region.PointsMm).SelectMany(point => new[] { point.X, point.Y })
            .ToArray();
        var group = new DicomDatasetBuilder()
            .Integer(DicomTags.AnnotationGroupNumber, number).Text(GroupUid, regions[0].TrackingUid)
            // A backslash would part the label in two.
            .Text(GroupLabel, (label.Length > LabelLimitChars ? label[..LabelLimitChars] : label).Replace('\\', '/')
                .ReplaceLineEndings(" "))
            .TextOrNothing(GroupDescription, words)
            .Text(GenerationType, "MANUAL")
            .Sequence(PropertyCategory, Category.Item()).Sequence(PropertyType, Kind.Item())
            .Integer(NumberOfAnnotations, regions.Count)
            .Text(AllOpticalPaths, "YES").Text(AllZPlanes, "NO").Number(CommonZ, 0)
            .Text(GraphicType, regions[0].Shape switch
            {
                RegionShape.Point => "POINT",
                RegionShape.Line => "POLYLINE",
                _ => "POLYGON",
            })
            .Bytes(Points, DicomVr.OD, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        return regions[0].Shape == RegionShape.Point ? group
            : group.Bytes(FirstPoints, DicomVr.OL, MemoryMarshal.AsBytes(Firsts(regions).AsSpan()).ToArray());
    }

    /// <summary>Where each region begins among the coordinates, counted from 1 (C.37.1.2).</summary>
    private static int[] Firsts(IReadOnlyList<PlanarRegion> regions)
    {
        var (firsts, next) = (new int[regions.Count], 1);
        for (var at = 0; at < firsts.Length; at++)
        {
            firsts[at] = next;
            next += 2 * regions[at].PointsMm.Count;
        }
        return firsts;
    }

    private static string WordsOf(PlanarRegion region) =>
        region.Answer.Length == 0 ? region.Text : $"{region.Text} → {region.Answer}";

    /// <summary>Common Instance Reference (C.12.2).</summary>
    private static IEnumerable<DicomDatasetBuilder> Series(IReadOnlyList<DicomReference> evidence) =>
        evidence.GroupBy(one => one.SeriesInstanceUid).Select(series => new DicomDatasetBuilder()
            .Text(DicomTags.SeriesInstanceUID, series.Key)
            .Sequence(DicomTags.ReferencedInstanceSequence, [.. series.Select(one => one.Item())]));
}
