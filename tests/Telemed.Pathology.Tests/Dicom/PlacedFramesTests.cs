using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Pathology.Dicom;

namespace Telemed.Pathology.Tests.Dicom;

/// <summary>
/// Where frames lie by the rules of PS3.3 C.7.6.17.3 and C.8.12.4. Each frame is two by two grey pixels of one value,
/// so that a tile tells which frame it is; where it must lie was worked out by hand.
/// </summary>
public sealed class PlacedFramesTests
{
    private const int TilePx = 2;

    [Fact]
    public void Parts_of_a_concatenation_are_one_level_in_the_order_of_their_frames()
    {
        // Three by two tiles: the first four frames lie in one instance, the last two in another, which comes first.
        using var first = Instance(6, 4, [1, 2, 3, 4], new DicomDatasetBuilder()
            .Text(DicomTags.DimensionOrganizationType, "TILED_FULL")
            .Integer(DicomTags.ConcatenationFrameOffsetNumber, 0L));
        using var second = Instance(6, 4, [5, 6], new DicomDatasetBuilder()
            .Text(DicomTags.DimensionOrganizationType, "TILED_FULL")
            .Integer(DicomTags.ConcatenationFrameOffsetNumber, 4));
        var level = Assert.Single(DicomSlide.Open([second, first], CancellationToken.None).Levels);
        Assert.Equal((3, 2), (level.TilesAcross, level.TilesDown));
        Assert.Equal([1, 2, 3], Row(level, 0, [second, first]));
        Assert.Equal([4, 5, 6], Row(level, 1, [second, first]));
        Assert.Equal((1, 0), (level.Tiles[0].Source, level.Tiles[4].Source));
    }

    [Fact]
    public void A_full_level_counts_its_planes_within_each_optical_path()
    {
        using var file = Instance(4, 2, [1, 2, 3, 4, 5, 6, 7, 8], new DicomDatasetBuilder()
            .Text(DicomTags.DimensionOrganizationType, "TILED_FULL").Integer(DicomTags.TotalPixelMatrixFocalPlanes, 2)
            .Integer(DicomTags.NumberOfOpticalPaths, 2));
        var level = Assert.Single(DicomSlide.Open([file], CancellationToken.None).Levels);
        Assert.Equal((2, 2), (level.FocalPlanes, level.OpticalPaths));
        Assert.Equal([1, 2], Row(level, 0, [file], plane: 0, path: 0));
        Assert.Equal([3, 4], Row(level, 0, [file], plane: 1, path: 0));
        Assert.Equal([5, 6], Row(level, 0, [file], plane: 0, path: 1));
        Assert.Equal([7, 8], Row(level, 0, [file], plane: 1, path: 1));
    }

    [Fact]
    public void A_sparse_level_has_its_frames_where_they_say_and_blanks_elsewhere()
    {
        using var file = Instance(4, 2, [1, 2, 3, 4], Sparse(
            (Column: 3, Row: 1, DepthUm: 0, Path: "A"), (1, 1, 3.5, "A"), (1, 1, 0, "A"), (1, 1, 0, "B")));
        var level = Assert.Single(DicomSlide.Open([file], CancellationToken.None).Levels);
        Assert.Equal((2, 2), (level.FocalPlanes, level.OpticalPaths));
        Assert.Equal([3, 1], Row(level, 0, [file], plane: 0, path: 0));
        Assert.Equal([2, null], Row(level, 0, [file], plane: 1, path: 0));    // focused above the glass
        Assert.Equal([4, null], Row(level, 0, [file], plane: 0, path: 1));
        Assert.Equal([null, null], Row(level, 0, [file], plane: 1, path: 1));
    }

    [Fact]
    public void A_frame_off_the_grid_of_tiles_is_refused()
    {
        using var file = Instance(4, 2, [1], Sparse((2, 1, 0, "A")));
        var refused = Assert.Throws<SlideFormatException>(() => DicomSlide.Open([file], CancellationToken.None));
        Assert.Equal("A frame lies at column 2, row 1, off the grid of tiles.", refused.Problem);
    }

    [Fact]
    public void A_full_level_without_all_of_its_frames_is_refused()
    {
        using var file =
            Instance(4, 2, [1], new DicomDatasetBuilder().Text(DicomTags.DimensionOrganizationType, "TILED_FULL"));
        var refused = Assert.Throws<SlideFormatException>(() => DicomSlide.Open([file], CancellationToken.None));
        Assert.Equal("2 x 1 tiles, 1 focal planes and 1 optical paths need 2 frames, but there are 1.",
            refused.Problem);
    }

    private static int?[] Row(SlideLevel level, int row, Stream[] files, int plane = 0, int path = 0) =>
        [.. Enumerable.Range(0, level.TilesAcross)
            .Select(column => Value(files, ServedTile.Span(level, column, row, plane, path)))];

    private static int? Value(Stream[] files, TileSpan span)
    {
        if (span.IsBlank) return null;
        files[span.Source].Position = span.Offset;
        return files[span.Source].ReadByte();
    }

    private static DicomDatasetBuilder Sparse(params (int Column, int Row, double DepthUm, string Path)[] frames) =>
        new DicomDatasetBuilder().Text(DicomTags.DimensionOrganizationType, "TILED_SPARSE").Sequence(
            DicomTags.PerFrameFunctionalGroupsSequence, [.. frames.Select(frame => new DicomDatasetBuilder()
                .Sequence(DicomTags.PlanePositionSlideSequence, new DicomDatasetBuilder()
                    .Integer(DicomTags.ColumnPositionInTotalImagePixelMatrix, frame.Column)
                    .Integer(DicomTags.RowPositionInTotalImagePixelMatrix, frame.Row)
                    .Number(DicomTags.ZOffsetInSlideCoordinateSystem, frame.DepthUm))
                .Sequence(DicomTags.OpticalPathIdentificationSequence,
                    new DicomDatasetBuilder().Text(DicomTags.OpticalPathIdentifier, frame.Path)))]);

    private static MemoryStream Instance(int widthPx, int heightPx, byte[] frames, DicomDatasetBuilder placed)
    {
        var dataset = placed
            .Text(DicomTags.SOPClassUID, DicomSlide.SopClassUid)
            .Text(DicomTags.SOPInstanceUID, DicomUid.FromGuid(Guid.NewGuid()))
            .Text(DicomTags.ImageType, "ORIGINAL", "PRIMARY", "VOLUME", "NONE")
            .Integer(DicomTags.SamplesPerPixel, 1).Text(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .Integer(DicomTags.NumberOfFrames, frames.Length).Integer(DicomTags.Rows, TilePx)
            .Integer(DicomTags.Columns, TilePx)
            .Integer(DicomTags.BitsAllocated, 8).Integer(DicomTags.BitsStored, 8).Integer(DicomTags.HighBit, 7)
            .Integer(DicomTags.PixelRepresentation, 0L)
            .Integer(DicomTags.TotalPixelMatrixColumns, widthPx).Integer(DicomTags.TotalPixelMatrixRows, heightPx)
            .Bytes(DicomTags.PixelData, DicomVr.OB,
                frames.SelectMany(value => Enumerable.Repeat(value, TilePx * TilePx)).ToArray())
            .Build();
        var file = new MemoryStream();
        DicomWriter.WriteFile(file, dataset, TransferSyntax.ExplicitLittleEndian);
        return file;
    }
}
