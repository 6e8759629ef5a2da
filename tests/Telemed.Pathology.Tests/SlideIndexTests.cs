using System.Text.Json;
using Telemed.Pathology.Dicom;
using Telemed.TestKit;

namespace Telemed.Pathology.Tests;

/// <summary>The index kept beside a slide says all that the file said.</summary>
public sealed class SlideIndexTests
{
    [RealFilesTheory]
    [InlineData("svs/cmu-1-small-region.svs", 3)]
    [InlineData("ndpi/test3-DAPI-2-387.ndpi", 5)]
    [InlineData("tiff/boxes.tiff", 0)]
    public void A_slide_comes_back_whole_and_small(string file, int associatedBytesPerStrip)
    {
        var slide = SlideFiles.Open(file);
        var index = SlideIndex.Write(slide);
        Same(slide, SlideIndex.Read(index));
        var places = slide.Levels.Sum(level => level.Tiles.Count) + slide.Associated.Sum(image => image.Strips.Count);
        Assert.InRange(index.Length, 1, 5000 + places * (3 + associatedBytesPerStrip));
    }

    [RealFilesFact]
    public void Tiles_in_several_files_come_back_too()
    {
        var streams = Directory.GetFiles(SlideFiles.PathOf("dicom/cmu-1-small-region")).Select(File.OpenRead).ToList();
        var slide = DicomSlide.Open([.. streams], CancellationToken.None);
        streams.ForEach(stream => stream.Dispose());
        Same(slide, SlideIndex.Read(SlideIndex.Write(slide)));
    }

    [Fact]
    public void Blank_tiles_stay_blank()
    {
        var level = new SlideLevel
        {
            WidthPx = 30, HeightPx = 10, TileWidthPx = 10, TileHeightPx = 10, Compression = TileCompression.Jpeg,
            Tiles = new TileTable([100, 0, 5_000_000_000], [7, 0, 9]),
        };
        var read = SlideIndex.Read(SlideIndex.Write(new Slide { Format = SlideFormat.Svs, Levels =
            [level] })).Levels[0].Tiles;
        Assert.Equal([new(0, 100, 7), new(0, 0, 0), new TileSpan(0, 5_000_000_000, 9)], [read[0], read[1], read[2]]);
    }

    [Fact]
    public void An_index_of_another_version_is_not_read() =>
        Assert.Throws<InvalidDataException>(() => SlideIndex.Read(new byte[] { 99, 0, 0 }));

    private static void Same(Slide expected, Slide read)
    {
        Assert.Equal(Text(expected), Text(read));
        foreach (var (one, other) in expected.Levels.Zip(read.Levels))
            for (var i = 0; i < one.Tiles.Count; i++) Assert.Equal(one.Tiles[i], other.Tiles[i]);
    }

    private static string Text(Slide slide) => JsonSerializer.Serialize(slide);
}
