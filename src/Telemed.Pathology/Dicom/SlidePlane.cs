using Telemed.Dicom;

namespace Telemed.Pathology.Dicom;

/// <summary>Turns level-0 pixels into millimetres of a frame of reference (PS3.3 C.8.12.2).</summary>
/// <param name="FrameOfReferenceUid">The space.</param>
/// <param name="PositionReference">What its origin is: SLIDE_CORNER, or empty for a space of our own.</param>
/// <param name="OriginMm">The middle of the first pixel.</param>
/// <param name="AlongRow">Direction in which columns are counted; of length 1.</param>
/// <param name="AlongColumn">Direction in which rows are counted.</param>
/// <param name="SpacingXMm">Millimetres from column to column, above 0.</param>
/// <param name="SpacingYMm">Millimetres from row to row, above 0.</param>
public sealed record SlidePlane(
    string FrameOfReferenceUid, string PositionReference, (double X, double Y) OriginMm, (double X, double Y) AlongRow,
    (double X, double Y) AlongColumn, double SpacingXMm, double SpacingYMm)
{
    private static readonly DicomTag ImageOrientationSlide = new(0x00480102);

    /// <summary>The plane that a DICOM slide states; null when it leaves out what is needed.</summary>
    /// <param name="header">The largest level.</param>
    public static SlidePlane? Of(DicomDataset header)
    {
        var origin = header.GetItems(DicomTags.TotalPixelMatrixOriginSequence);
        var shared = header.GetItems(DicomTags.SharedFunctionalGroupsSequence);
        var measures = shared.Count > 0 ? shared[0].GetItems(DicomTags.PixelMeasuresSequence) : [];
        if (header.GetString(DicomTags.FrameOfReferenceUID) is not { Length: > 0 } frame || origin.Count == 0
            || measures.Count == 0 || measures[0].GetDouble(DicomTags.PixelSpacing) is not > 0
            || measures[0].GetDouble(DicomTags.PixelSpacing, 1) is not > 0) return null;
        var directions = Enumerable.Range(0, 6).Select(at => header.GetDouble(ImageOrientationSlide, at)).ToArray();
        if (directions.Any(value => value is null || !double.IsFinite(value.Value))) return null;
        return new SlidePlane(frame, "SLIDE_CORNER",
            (origin[0].GetDouble(DicomTags.XOffsetInSlideCoordinateSystem) ?? 0,
                origin[0].GetDouble(DicomTags.YOffsetInSlideCoordinateSystem) ?? 0),
            (directions[0]!.Value, directions[1]!.Value), (directions[3]!.Value, directions[4]!.Value),
            measures[0].GetDouble(DicomTags.PixelSpacing, 1)!.Value,
            measures[0].GetDouble(DicomTags.PixelSpacing)!.Value);
    }

    /// <summary>A plane for a slide that knows no frame: its origin is the picture's upper left corner.</summary>
    /// <param name="frameOfReferenceUid">A UID that this slide alone has.</param>
    /// <param name="umPerPxX">Micrometres from column to column.</param>
    /// <param name="umPerPxY">Micrometres from row to row.</param>
    public static SlidePlane Made(string frameOfReferenceUid, double umPerPxX, double umPerPxY) => new(
        frameOfReferenceUid, "", (umPerPxX / 2000, umPerPxY / 2000), (1, 0), (0, 1), umPerPxX / 1000, umPerPxY / 1000);

    /// <summary>Where a point lies.</summary>
    /// <param name="x">Level-0 pixels from the left edge of the picture; the middle of the first pixel is 0.5.</param>
    /// <param name="y">Level-0 pixels from its upper edge.</param>
    public (double X, double Y) ToMm(double x, double y)
    {
        var (across, down) = ((x - 0.5) * SpacingXMm, (y - 0.5) * SpacingYMm);
        return (OriginMm.X + across * AlongRow.X + down * AlongColumn.X,
            OriginMm.Y + across * AlongRow.Y + down * AlongColumn.Y);
    }
}
