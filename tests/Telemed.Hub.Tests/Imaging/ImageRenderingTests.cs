using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Hub.Imaging;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>Brightness and colour of single pixels, worked out by hand after PS3.3 sections C.7.6, C.11 and
/// C.7.6.16.</summary>
public sealed class ImageRenderingTests
{
    [Fact]
    public void A_window_without_width_is_none()
    {
        var zero = Grey(16).Text(DicomTags.WindowCenter, "0").Text(DicomTags.WindowWidth, "0").Build();
        Assert.Equal([0, 127, 255], Levels(Words(0, 500, 1000), zero, frame: 0));
    }

    [Fact]
    public void Each_frame_has_its_own_window_and_scale()
    {
        static DicomDatasetBuilder Groups(string slope, string centre) => new DicomDatasetBuilder()
            .Sequence(DicomTags.PixelValueTransformationSequence, new DicomDatasetBuilder()
                .Text(DicomTags.RescaleIntercept, "0").Text(DicomTags.RescaleSlope, slope))
            .Sequence(DicomTags.FrameVOILUTSequence, new DicomDatasetBuilder()
                .Text(DicomTags.WindowCenter, centre).Text(DicomTags.WindowWidth, "256"));
        var frames = Grey(16)
            .Sequence(DicomTags.PerFrameFunctionalGroupsSequence, Groups("1", "128"), Groups("2", "384")).Build();
        // With width 256 about 128 a value is its own level; twice the value lies 256 above that in the second.
        Assert.Equal([0, 100, 255], Levels(Words(0, 100, 255), frames, frame: 0));
        Assert.Equal([0, 0, 254], Levels(Words(0, 100, 255), frames, frame: 1));
    }

    [Fact]
    public void Colours_of_thirty_two_bits_keep_their_highest_eight()
    {
        var colour = Shape("RGB", 3, 32, columns: 1).Build();
        var pixel = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(pixel, uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(pixel.AsSpan(4), 0x80000000);
        Assert.Equal([255, 128, 0], ImageRendering.Render(new DecodedFrame(pixel, 0, false, false), colour, null).Rgb);
    }

    [Fact]
    public void Floating_values_are_shown_from_the_least_to_the_greatest()
    {
        var map = Shape("MONOCHROME2", 1, 32).Build();
        var frame = new byte[12];
        float[] values = [0.25f, 0.5f, float.NaN];
        for (var at = 0; at < 3; at++) BinaryPrimitives.WriteSingleLittleEndian(frame.AsSpan(at * 4), values[at]);
        Assert.Equal([0, 255, 0], ImageRendering
            .Render(new DecodedFrame(frame, 0, false, IsFloating: true), map, null).Rgb.Where((_, at) => at % 3 == 0));
    }

    [Theory]
    [InlineData(true)]   // an entry in the low half of a word each, as older devices write them
    [InlineData(false)]  // two entries to a word
    public void Colour_tables_of_eight_bits_are_read_in_both_their_forms(bool isWordEach)
    {
        byte[] red = [10, 20, 30, 40];
        var table = isWordEach ? red.SelectMany(entry => new byte[] { entry, 0 }).ToArray() : red;
        var palette = Shape("PALETTE COLOR", 1, 8);
        foreach (var tag in ImageRendering.ColourTables) palette.Bytes(tag, DicomVr.OW, table);
        foreach (var tag in new uint[] { 0x00281101, 0x00281102, 0x00281103 })
            palette.Integer(new DicomTag(tag), DicomVr.US, 4, 0, 8);
        Assert.Equal([10, 30, 40], Levels([0, 2, 9], palette.Build(), frame: 0));
    }

    [Theory]
    [InlineData("6,2", "1 2 3", "1 1 2 2 3 3 1 1 2 2 3 3")]  // it grows to what is asked for
    [InlineData("2,1,1,0,2,1", "1 2 3", "2 3")]
    [InlineData("2,1,1", "1 2 3", "2 3")]       // what is left out reaches to the end
    [InlineData("2,1,,,2,1", "1 2 3", "1 2")]
    [InlineData("3,1,,,-3,", "1 2 3", "3 2 1")] // a width below zero turns it round
    public void A_viewport_names_a_size_and_a_part(string viewport, string row, string expected)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString($"?viewport={viewport}");
        var wish = RenderWish.Read(request, isThumbnail: false)!;
        var pixels = row.Split(' ').Select(byte.Parse).ToArray();
        var whole = new Picture(pixels.Length, 1, [.. pixels.SelectMany(pixel => new[] { pixel, pixel, pixel })]);
        var picture = ImageRendering.Fit(
            ImageRendering.Cut(whole, wish.Part), wish.WidthPx, wish.HeightPx, wish.IsSizeAsked);
        var shown = string.Join(' ', picture.Rgb.Where((_, at) => at % 3 == 0));
        Assert.Equal(expected, shown);
    }

    private static DicomDatasetBuilder Grey(int bits) => Shape("MONOCHROME2", 1, bits);

    private static DicomDatasetBuilder Shape(string photometric, int samples, int bits, int columns = 3) =>
        new DicomDatasetBuilder().Integer(DicomTags.Rows, 1).Integer(DicomTags.Columns, columns)
            .Integer(DicomTags.SamplesPerPixel, samples).Integer(DicomTags.BitsAllocated, bits)
            .Integer(DicomTags.BitsStored, bits).Integer(DicomTags.HighBit, bits - 1)
            .Integer(DicomTags.PixelRepresentation, 0L).Text(DicomTags.PhotometricInterpretation, photometric);

    private static byte[] Words(params ushort[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    // The red of each pixel; grey has the same in all three.
    private static IEnumerable<int> Levels(byte[] samples, DicomDataset dataset, int frame) => ImageRendering
        .Render(new DecodedFrame(samples, frame, IsRgb: false, IsFloating: false), dataset, null).Rgb
        .Where((_, at) => at % 3 == 0).Select(level => (int)level);
}
