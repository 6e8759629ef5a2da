namespace Telemed.Pathology.Tests;

/// <summary>Labels, macros and thumbnails show the pixels that OpenSlide shows.</summary>
public sealed class AssociatedPictureTests
{
    [OracleTheory]
    [InlineData("svs/cmu-1-small-region.svs", "label")]
    [InlineData("svs/cmu-1-small-region.svs", "macro")]
    [InlineData("svs/cmu-1-small-region.svs", "thumbnail")]
    [InlineData("svs/small-16px.svs", "thumbnail")]
    [InlineData("svs/tcga-cr-7395-jp2k.svs", "thumbnail")]
    [InlineData("ndpi/test3-DAPI-2-387.ndpi", "macro")]
    public void Joined_strips_show_the_pixels_of_OpenSlide(string file, string name)
    {
        var path = SlideFiles.PathOf(file);
        var image = SlideFiles.Open(file).Associated.Single(one => one.Name == name);
        var picture = AssociatedPicture.Assemble(image, Strips(path, image));
        var (ours, width, height) = picture.ContentType == "image/png" ? Png(picture)
            : NativeOracles.DecodeJpeg(picture.Bytes.Span);
        Assert.Equal((image.WidthPx, image.HeightPx), (width, height));
        Assert.Equal(NativeOracles.ReadAssociated(path, name, width, height), ours);
    }

    private static (byte[] Pixels, int Width, int Height) Png(Picture picture)
    {
        var (pixels, width) = PngPixels.Read(picture.Bytes.Span);
        return (pixels, width, pixels.Length / width / 3);
    }

    private static List<ReadOnlyMemory<byte>> Strips(string path, AssociatedImage image)
    {
        using var stream = File.OpenRead(path);
        var strips = new List<ReadOnlyMemory<byte>>();
        foreach (var strip in image.Strips)
        {
            var bytes = new byte[strip.Length];
            stream.Position = strip.Offset;
            stream.ReadExactly(bytes);
            strips.Add(bytes);
        }
        return strips;
    }
}
