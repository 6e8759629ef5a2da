using Telemed.Dicom;

namespace Telemed.Pathology.Dicom;

/// <summary>Puts the frames of a level's instances to their places.</summary>
internal static class DicomLevel
{
    private const int PlanesLimit = 1024;

    public static SlideLevel Of(IEnumerable<DicomPart> instances)
    {
        var parts = instances.OrderBy(FirstFrame).ToList();
        var first = parts[0];
        foreach (var part in parts)
            if (part.Compression != first.Compression || part.Shape.Rows != first.Shape.Rows
                || part.Shape.Columns != first.Shape.Columns || part.Shape.Samples != first.Shape.Samples
                || part.JpegPrefix.Length != first.JpegPrefix.Length)
                throw DicomPart.Wrong("The instances of one level differ in how they store their tiles.");
        var level = new SlideLevel
        {
            WidthPx = first.WidthPx,
            HeightPx = first.HeightPx,
            TileWidthPx = first.Shape.Columns,
            TileHeightPx = first.Shape.Rows,
            Compression = first.Compression,
            SamplesPerPixel = first.Shape.Samples,
            BitsPerSample = first.Shape.BitsAllocated == 16 ? Math.Max(9, first.Shape.BitsStored) : 8,
            JpegPrefix = first.JpegPrefix,
            Tiles = new TileTable([], []),
        };
        return IsPlaced(first) ? Placed(level, parts) : Full(level, parts);
    }

    private static long FirstFrame(DicomPart part) => part.Header.GetInteger(
        DicomTags.ConcatenationFrameOffsetNumber) ?? 0;

    /// <summary>Without TILED_FULL each frame states its place, and none may be assumed (PS3.3 C.7.6.17.3).</summary>
    private static bool IsPlaced(DicomPart part) =>
        part.Header.GetString(DicomTags.DimensionOrganizationType) != "TILED_FULL"
        && part.Header.GetItems(DicomTags.PerFrameFunctionalGroupsSequence) is { Count: > 0 } groups
        && groups[0].GetItems(DicomTags.PlanePositionSlideSequence).Count > 0;

    /// <summary>Row by row, then plane by plane, then path by path, through all parts of a concatenation.</summary>
    private static SlideLevel Full(SlideLevel level, List<DicomPart> parts)
    {
        var header = parts[0].Header;
        var frames = parts.SelectMany(part => part.Frames).ToList();
        var perPicture = (long)level.TilesAcross * level.TilesDown;
        var paths = (int)Math.Clamp(header.GetInteger(DicomTags.NumberOfOpticalPaths) ?? parts[0].OpticalPaths.Count,
            1, PlanesLimit);
        var planes = (int)Math.Clamp(header.GetInteger(DicomTags.TotalPixelMatrixFocalPlanes) ?? 1, 1, PlanesLimit);
        if (frames.Count != perPicture * planes * paths)
            throw DicomPart.Wrong(
                $"{level.TilesAcross} x {level.TilesDown} tiles, {planes} focal planes and {paths} optical paths "
                + $"need {perPicture * planes * paths} frames, but there are {frames.Count}.");
        return level with { FocalPlanes = planes, OpticalPaths = paths, Tiles = TileTable.Of(frames) };
    }

    private static SlideLevel Placed(SlideLevel level, List<DicomPart> parts)
    {
        var frames = parts.SelectMany(PlacesOf).ToList();
        var planes = frames.Select(frame => frame.DepthUm).Distinct().Order().ToList();
        var paths = frames.Select(frame => frame.Path).Distinct().Order(StringComparer.Ordinal).ToList();
        if (planes.Count > PlanesLimit || paths.Count > PlanesLimit)
            throw DicomPart.Wrong($"{planes.Count} focal planes and {paths.Count} optical paths are too many.");
        var perPicture = (long)level.TilesAcross * level.TilesDown;
        if (perPicture * planes.Count * paths.Count > TileTable.TilesLimit)
            throw DicomPart.Wrong($"The level has more than {TileTable.TilesLimit} tiles.");
        var tiles = new TileSpan[perPicture * planes.Count * paths.Count];
        foreach (var frame in frames)
        {
            var (column, row) = (frame.Column - 1, frame.Row - 1);
            if (column < 0 || row < 0 || column % level.TileWidthPx != 0 || row % level.TileHeightPx != 0
                || column >= level.WidthPx || row >= level.HeightPx)
                throw DicomPart.Wrong(
                    $"A frame lies at column {frame.Column}, row {frame.Row}, off the grid of tiles.");
            var picture = paths.IndexOf(frame.Path) * planes.Count + planes.IndexOf(frame.DepthUm);
            tiles[picture * perPicture + row / level.TileHeightPx * level.TilesAcross + column / level.TileWidthPx] =
                frame.Tile;
        }
        return level with { FocalPlanes = planes.Count, OpticalPaths = paths.Count, Tiles = TileTable.Of(tiles) };
    }

    private static IEnumerable<(long Column, long Row, double DepthUm, string Path, TileSpan Tile)> PlacesOf(
        DicomPart part)
    {
        var groups = part.Header.GetItems(DicomTags.PerFrameFunctionalGroupsSequence);
        if (groups.Count != part.Frames.Length)
            throw DicomPart.Wrong($"{part.Frames.Length} frames have {groups.Count} descriptions of their places.");
        for (var i = 0; i < groups.Count; i++)
        {
            var position = groups[i].GetItems(DicomTags.PlanePositionSlideSequence);
            if (position.Count == 0) throw DicomPart.Wrong($"Frame {i} does not say where it lies.");
            var path = groups[i].GetItems(DicomTags.OpticalPathIdentificationSequence);
            yield return (
                position[0].GetInteger(DicomTags.ColumnPositionInTotalImagePixelMatrix) ?? 0,
                position[0].GetInteger(DicomTags.RowPositionInTotalImagePixelMatrix) ?? 0,
                position[0].GetDouble(DicomTags.ZOffsetInSlideCoordinateSystem) ?? 0,
                path.Count > 0 ? path[0].GetString(DicomTags.OpticalPathIdentifier) ?? "" : "",
                part.Frames[i]);
        }
    }
}
