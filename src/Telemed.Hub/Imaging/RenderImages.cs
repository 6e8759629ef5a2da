using System.Globalization;
using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Hub.Platform;
using Telemed.Pathology.Jpeg;
using Telemed.Pathology.Tiles;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>
/// WADO-RS rendered: a frame as a JPEG or PNG for the eye, with window, part and size as asked; and thumbnails.
/// </summary>
internal static class RenderImages
{
    public static Task<IResult> Rendered(
        HttpContext context, CurrentCaller caller, Database database, InstanceContent content, DecodePool decoders,
        CancellationToken cancel) => Render(context, caller, database, content, decoders, isThumbnail: false, cancel);

    public static Task<IResult> Thumbnail(
        HttpContext context, CurrentCaller caller, Database database, InstanceContent content, DecodePool decoders,
        CancellationToken cancel) => Render(context, caller, database, content, decoders, isThumbnail: true, cancel);

    private static async Task<IResult> Render(
        HttpContext context, CurrentCaller caller, Database database, InstanceContent content, DecodePool decoders,
            bool isThumbnail,
        CancellationToken cancel)
    {
        var media = WebAccept.Of(context.Request)
            .FirstOrDefault(media => media.Type is "*/*" or "image/*" or "image/jpeg" or "image/png");
        if (media is null) return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        if (RenderWish.Read(context.Request, isThumbnail) is not { } wish)
            return Problems.Answer(400, "bad_key",
                "viewport is width,height and maybe x,y,width,height of a part; window is centre,width and maybe a "
                + "function; quality is 1 to 100.");
        await using var read = await database.Read(cancel);
        var found = await InstanceLookup.Instances(context, caller, read, metadata: false, places: false, cancel);
        if (found.Refusal is not null) return found.Refusal;
        // A study or series shows its middle image; an image of many frames its middle frame.
        var middle = found.Rows.Where(row => row.FrameCount > 0).ToArray() is { Length: > 0 } images
            ? images[images.Length / 2] : null;
        if (middle is null) return Problems.NotFound();
        var whole = await InstanceById(read, middle.Id, cancel);
        await read.DisposeAsync();
        var index = context.GetRouteValue("frame") is string asked
            ? int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1 : -1
            : isThumbnail ? middle.FrameCount / 2 : 0;
        if (index < 0 || index >= middle.FrameCount) return Problems.NotFound();
        try
        {
            var places = InstancePlaces.FromBytes(whole.Places);
            var frame = await FrameSource.Decode(whole, places, index, content, decoders, cancel);
            var isRgb = whole.TransferSyntax.StartsWith("1.2.840.10008.1.2.4.9", StringComparison.Ordinal) ||
                        whole.TransferSyntax.StartsWith("1.2.840.10008.1.2.4.20", StringComparison.Ordinal);
            var shown = ImageRendering.Render(
                new DecodedFrame(frame, index, isRgb, FrameSource.PixelTag(places) != DicomTags.PixelData),
                await FrameSource.HeaderForEyes(whole, places, content, cancel), wish.Window);
            var picture = ImageRendering.Fit(
                ImageRendering.Cut(shown, wish.Part), wish.WidthPx, wish.HeightPx, mayGrow: wish.IsSizeAsked);
            context.Response.Headers.CacheControl = "private, max-age=3600";
            context.Response.Headers.Vary = "Accept";
            return media.Type == "image/png"
                ? Results.Bytes(PngWriter.Write(picture.Rgb, picture.WidthPx, picture.HeightPx, samples: 3),
                    "image/png")
                : Results.Bytes(new JpegEncoder(wish.Quality)
                    .Encode(picture.Rgb, picture.WidthPx, picture.HeightPx), "image/jpeg");
        }
        catch (DecodeException refused)
        {
            return Problems.Answer(406, "cannot_decode", refused.Message);
        }
    }

    private const string FindById = """
        SELECT id, facility_id, transfer_syntax, object_key, size_bytes, frame_count, data_offset, metadata, places
        FROM imaging_instance WHERE id = @id
        """;

    private static Task<InstanceRow> InstanceById(Reading read, Guid id, CancellationToken cancel) =>
        read.Row<InstanceRow>(FindById, new { id }, cancel);
}
