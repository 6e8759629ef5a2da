using System.Security.Cryptography;
using Telemed.Pathology.Dicom;
using Telemed.TestKit;

namespace Telemed.Pathology.Tests.Dicom;

/// <summary>Whole-slide DICOM reads as pydicom reads it (expected.json), and shows the pixels of the slide it came
/// from.</summary>
public sealed class DicomSlideTests
{
    [RealFilesTheory]
    [InlineData("dicom/small_dicom_500px.dcm")]
    [InlineData("dicom/os-boxes_0.dcm")]
    [InlineData("dicom/sm_image.dcm")]
    [InlineData("dicom/sm_image_grayscale.dcm")]
    [InlineData("dicom/sm_image_jpegls_nobot.dcm")]
    [InlineData("dicom/cmu-1-small-region/level-0-frames-0-30.dcm")]
    [InlineData("dicom/cmu-1-small-region/level-7-frames-0-1.dcm")]
    public void Sizes_scale_and_frames_are_those_pydicom_reads(string file)
    {
        using var stream = File.OpenRead(SlideFiles.PathOf(file));
        var slide = DicomSlide.Open([stream], CancellationToken.None);
        var expected = SlideFiles.Expected(file)["dicom"]!;
        var level = Assert.Single(slide.Levels);
        Assert.Equal(((int)expected["total_columns"]!, (int)expected["total_rows"]!), (level.WidthPx, level.HeightPx));
        Assert.Equal(((int)expected["columns"]!, (int)expected["rows"]!), (level.TileWidthPx, level.TileHeightPx));
        Assert.Equal((int)expected["frames"]!, level.Tiles.Count);
        if (expected["mpp"] is { } mpp) Assert.Equal((double)mpp[0]!, slide.MicrometresPerPixelX!.Value, 1e-9);
        else Assert.Null(slide.MicrometresPerPixelX);
        var icc = expected["icc_profile_bytes"]!.AsArray();
        Assert.Equal(icc.Count > 0 ? (int)icc[0]! : 0, slide.IccProfile.Length);
        if (expected["frame_sha256_first"] is not { } hash) return;
        Assert.Equal((string?)hash, HashOf(stream, level.Tiles[0]));
        Assert.Equal((string?)expected["frame_sha256_last"], HashOf(stream, level.Tiles[level.Tiles.Count - 1]));
    }

    [RealFilesFact]
    public void Twelve_instances_of_a_series_are_twelve_levels()
    {
        var streams = Directory.GetFiles(SlideFiles.PathOf("dicom/cmu-1-small-region")).Order().Select(
            File.OpenRead).ToList();
        var slide = DicomSlide.Open([.. streams], CancellationToken.None);
        streams.ForEach(stream => stream.Dispose());
        Assert.Equal(12, slide.Levels.Count);
        Assert.Equal((2220, 2967), (slide.Levels[0].WidthPx, slide.Levels[0].HeightPx));
        Assert.Equal((1, 1), (slide.Levels[11].WidthPx, slide.Levels[11].HeightPx));
        Assert.Equal(0.499, slide.MicrometresPerPixelX);
        // In order of names "level-1" is followed by "level-10", so sources and levels differ.
        Assert.Equal(4, slide.Levels[2].Tiles[0].Source);
    }

    [RealFilesFact]
    public void Label_and_thumbnail_stand_beside_the_tissue()
    {
        using var tissue = File.OpenRead(SlideFiles.PathOf("dicom/os-boxes_0.dcm"));
        using var thumbnail = File.OpenRead(SlideFiles.PathOf("dicom/os-boxes_1.dcm"));
        var slide = DicomSlide.Open([tissue, thumbnail], CancellationToken.None);
        Assert.Equal(("thumbnail", 16, 16), slide.Associated.Select(image =>
            (image.Name, image.WidthPx, image.HeightPx)).Single());
        Assert.Equal(20, slide.ObjectivePower);
    }

    [RealFilesTheory]
    [InlineData("dicom/seg_image_sm_dots_tiled_full.dcm", "1.2.840.10008.5.1.4.1.1.66.4")]
    [InlineData("dicom/sm_annotations.dcm", "1.2.840.10008.5.1.4.1.1.91.1")]
    public void Segmentations_and_annotations_are_no_slides(string file, string sopClass)
    {
        using var stream = File.OpenRead(SlideFiles.PathOf(file));
        var refused = Assert.Throws<SlideFormatException>(() => DicomSlide.Open([stream], CancellationToken.None));
        Assert.Equal($"The object is of SOP class {sopClass}, which is no whole-slide picture.", refused.Problem);
    }

    [OracleFact]
    public void Frames_show_the_colours_of_the_slide_they_were_made_from()
    {
        // The header says RGB and the stream YCbCr; OpenSlide's picture of the original tells which is right.
        using var stream = File.OpenRead(SlideFiles.PathOf("dicom/cmu-1-small-region/level-0-frames-0-30.dcm"));
        var level = DicomSlide.Open([stream], CancellationToken.None).Levels[0];
        var tile = SlideFiles.Tile(SlideFiles.PathOf("dicom/cmu-1-small-region/level-0-frames-0-30.dcm"), level, 1, 2);
        var (ours, width, height) = NativeOracles.DecodeJpeg(tile.Bytes.Span);
        var theirs = NativeOracles.ReadRegion(SlideFiles.PathOf("svs/cmu-1-small-region.svs"), 0, 500, 1000, width,
            height);
        var difference = ours.Zip(theirs).Average(pair => (double)Math.Abs(pair.First - pair.Second));
        Assert.InRange(difference, 0, 6);
    }

    [OracleFact]
    public void Bare_frames_stated_as_RGB_decode_as_OpenSlide_shows_them()
    {
        var path = SlideFiles.PathOf("dicom/os-boxes_0.dcm");
        using var stream = File.OpenRead(path);
        var level = DicomSlide.Open([stream], CancellationToken.None).Levels[0];
        var (ours, width, _) = NativeOracles.DecodeJpeg(SlideFiles.Tile(path, level, 0, 0).Bytes.Span);
        var theirs = NativeOracles.ReadRegion(SlideFiles.PathOf("svs/small-16px.svs"), 0, 0, 0, 16, 16);
        for (var y = 0; y < 16; y++)
            Assert.Equal(theirs.AsSpan(y * 48, 48).ToArray(), ours.AsSpan(y * width * 3, 48).ToArray());
    }

    private static string HashOf(Stream stream, TileSpan tile)
    {
        var bytes = new byte[tile.Length];
        stream.Position = tile.Offset;
        stream.ReadExactly(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
