using System.Globalization;
using Telemed.TestKit;

namespace Telemed.Pathology.Tests;

/// <summary>Every real file reads as OpenSlide 3.4.1, libtiff 4.5 and vips read it (expected.json beside the
/// files).</summary>
public sealed class ExpectedSlidesTests
{
    [RealFilesTheory]
    [InlineData("svs/cmu-1-small-region.svs")]
    [InlineData("svs/small-16px.svs")]
    [InlineData("svs/tcga-cr-7395-jp2k.svs")]
    [InlineData("ndpi/test3-DAPI-2-387.ndpi")]
    [InlineData("tiff/boxes.tiff")]
    [InlineData("tiff/small_la.tiff")]
    [InlineData("tiff/test_orient6.tif")]
    public void Sizes_scale_power_and_associated_images_are_those_other_tools_read(string file)
    {
        var slide = SlideFiles.Open(file);
        var other = SlideFiles.Expected(file)["openslide_3_4_1"]!;

        // OpenSlide also offers levels that it makes itself by scaling; ours are the stored ones.
        var sizes = other["levels"]!.AsArray().Select(size => ((int)size![0]!, (int)size[1]!)).ToList();
        Assert.All(slide.Levels, level => Assert.Contains((level.WidthPx, level.HeightPx), sizes));
        Assert.Equal(sizes[0], (slide.Levels[0].WidthPx, slide.Levels[0].HeightPx));
        Assert.Equal((string?)other["tile"]![0], slide.Levels[0].TileWidthPx.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((string?)other["tile"]![1], slide.Levels[0].TileHeightPx.ToString(CultureInfo.InvariantCulture));
        Same((string?)other["mpp_x"], slide.MicrometresPerPixelX);
        Same((string?)other["mpp_y"], slide.MicrometresPerPixelY);
        Same((string?)other["objective"], slide.ObjectivePower);
        var names = other["associated"]!.AsObject();
        Assert.Equal(names.Select(pair => pair.Key).Order(), slide.Associated.Select(image => image.Name).Order());
        foreach (var image in slide.Associated)
            Assert.Equal(((int)names[image.Name]![0]!, (int)names[image.Name]![1]!), (image.WidthPx, image.HeightPx));
    }

    [RealFilesTheory]
    [InlineData("svs/cmu-1-small-region.svs", 1)]
    [InlineData("svs/small-16px.svs", 1)]
    [InlineData("svs/tcga-cr-7395-jp2k.svs", 2)]
    [InlineData("ndpi/test3-DAPI-2-387.ndpi", 4)]
    [InlineData("tiff/boxes.tiff", 4)]
    [InlineData("tiff/test_orient6.tif", 3)]
    public void All_stored_levels_are_found(string file, int levels) =>
        Assert.Equal(levels, SlideFiles.Open(file).Levels.Count);

    [RealFilesFact]
    public void A_rotated_scan_says_so_and_keeps_its_pixels() =>
        Assert.Equal(6, SlideFiles.Open("tiff/test_orient6.tif").Orientation);

    [RealFilesFact]
    public void A_photo_has_a_size_and_no_scale()
    {
        var photo = SlideFiles.Open("photo/histo.jpg");
        Assert.Equal((500, 300), (photo.Levels[0].WidthPx, photo.Levels[0].HeightPx));
        Assert.Null(photo.MicrometresPerPixelX);
        Assert.Equal(SlideFormat.Jpeg, photo.Format);
    }

    [RealFilesTheory]
    [InlineData("bad/broken.svs", "First bytes", 0, "The file is no slide or photo that is known here.")]
    [InlineData("bad/unopenable.tiff", "TIFF directory 0", 840,
        "Tag 259: Compression 52479 is not read; export the slide as JPEG-compressed SVS, TIFF or DICOM.")]
    [InlineData("bad/zero_gi.tif", "TIFF directory 0", 8,
        "The picture is stored in strips, not tiles, which cannot be shown "
        + "piece by piece; export it as a tiled pyramid TIFF, SVS or DICOM.")]
    [InlineData("tiff/grey10kx5k.tif", "TIFF directory 0", 50348,
        "The picture is stored in strips, not tiles, which cannot be "
        + "shown piece by piece; export it as a tiled pyramid TIFF, SVS or DICOM.")]
    [InlineData("vsi/vsi-ets-test-jpg2k.vsi", "TIFF directory 0", 49056,
        "This is an Olympus VSI file, which is only the cover "
        + "of a slide: the picture lies in the folder beside it (_name_/stack1/frame_t.ets). "
        + "Export it from OlyVIA or cellSens as a tiled TIFF or DICOM.")]
    public void What_cannot_be_shown_is_refused_with_place_and_advice(string file, string section, long offset,
        string problem)
    {
        var refused = Assert.Throws<SlideFormatException>(() => SlideFiles.Open(file));
        Assert.Equal(section, refused.Section);
        Assert.Equal(problem, refused.Problem);
        Assert.Equal(offset, refused.Offset);
    }

    private static void Same(string? expected, double? read)
    {
        if (expected is null) Assert.Null(read);
        else Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), read!.Value, 1e-9);
    }
}
