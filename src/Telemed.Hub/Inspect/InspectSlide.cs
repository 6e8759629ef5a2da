using System.Text.Json.Nodes;
using Telemed.Dicom;
using Telemed.Pathology;
using Telemed.Pathology.Dicom;

namespace Telemed.Hub.Inspect;

/// <summary>Prints what a slide or a photo says about itself.</summary>
internal static class InspectSlide
{
    public static async Task<bool> Run(InspectSource source, InspectOptions options, InspectResult result,
        CancellationToken cancel)
    {
        var family = SlideReader.Detect(source.Head.Span);
        if (family is SlideFamily.Unknown or SlideFamily.Dicom) return false;
        result.Kind = family is SlideFamily.Jpeg or SlideFamily.Png ? "image" : "slide";
        await using var stream = File.OpenRead(source.Path);
        try
        {
            var slide = SlideReader.Open(stream, cancel);
            if (result.Kind == "image") AddSize(slide, result.Details);
            else foreach (var (name, value) in Describe(slide)) result.Details[name] = value?.DeepClone();
            foreach (var warning in slide.Warnings.Concat(TileCheck.Look(slide, [stream], cancel))) result.Warn(
                warning);
        }
        catch (SlideFormatException broken)
        {
            result.Refuse(broken.Section, broken.Offset, broken.Problem);
        }
        return true;
    }

    /// <summary>Adds the member "slide" to a DICOM file that is a level of a slide.</summary>
    public static async Task RunInside(
        InspectSource source, DicomFile file, InspectOptions options, InspectResult result, CancellationToken cancel)
    {
        if (file.Dataset.GetString(DicomTags.SOPClassUID) != DicomSlide.SopClassUid) return;
        await using var stream = File.OpenRead(source.Path);
        try
        {
            var slide = DicomSlide.Open([stream], cancel);
            result.Details["slide"] = Describe(slide);
            foreach (var warning in slide.Warnings.Concat(TileCheck.Look(slide, [stream], cancel))) result.Warn(
                warning);
        }
        catch (SlideFormatException broken)
        {
            // The object stays a DICOM file that can be kept; only showing it as a slide is out of question.
            result.Warn($"It cannot be shown as a slide: {broken.Message}");
        }
    }

    private static void AddSize(Slide photo, JsonObject details)
    {
        details["width"] = photo.Levels[0].WidthPx;
        details["height"] = photo.Levels[0].HeightPx;
    }

    private static JsonObject Describe(Slide slide) => new()
    {
        ["format"] = slide.Format.ToString().ToLowerInvariant(),
        ["levels"] = new JsonArray([.. slide.Levels.Select(DescribeLevel)]),
        ["mppX"] = slide.MicrometresPerPixelX,
        ["mppY"] = slide.MicrometresPerPixelY,
        ["objective"] = slide.ObjectivePower,
        ["associated"] = new JsonArray([.. slide.Associated.Select(DescribeAssociated)]),
    };

    private static JsonNode DescribeLevel(SlideLevel level) => new JsonObject
    {
        ["width"] = level.WidthPx,
        ["height"] = level.HeightPx,
        ["tileWidth"] = level.TileWidthPx,
        ["tileHeight"] = level.TileHeightPx,
        ["compression"] = level.Compression switch
        {
            TileCompression.Jpeg => "JPEG",
            TileCompression.Jpeg2000 or TileCompression.Jpeg2000Ycc => "JPEG 2000",
            TileCompression.JpegLs => "JPEG-LS",
            TileCompression.Deflate => "AdobeDeflate",
            TileCompression.Lzw => "LZW",
            TileCompression.Rle => "RLE",
            TileCompression.Png => "PNG",
            _ => "None",
        },
        ["tiles"] = level.Tiles.Count,
    };

    private static JsonNode DescribeAssociated(AssociatedImage image) => new JsonObject
    {
        ["name"] = image.Name,
        ["width"] = image.WidthPx,
        ["height"] = image.HeightPx,
    };
}
