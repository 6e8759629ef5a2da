using System.Globalization;
using Telemed.Decode;
using Telemed.Hub.Platform;
using Telemed.Pathology.Jpeg;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>WADO-RS rendered: a frame as a JPEG for the eye, with window and size as asked; and thumbnails.</summary>
internal static class RenderImages
{
    private const int ThumbnailPx = 256, ThumbnailQuality = 80, Quality = 90, LongestSidePx = 4096;

    public static Task<IResult> Rendered(
        HttpContext context, CurrentCaller caller, Database database, InstanceContent content, DecodePool decoders,
        CancellationToken cancel) => Render(context, caller, database, content, decoders, isThumbnail: false, cancel);

    public static Task<IResult> Thumbnail(
        HttpContext context, CurrentCaller caller, Database database, InstanceContent content, DecodePool decoders,
        CancellationToken cancel) => Render(context, caller, database, content, decoders, isThumbnail: true, cancel);

    private static async Task<IResult> Render(
        HttpContext context, CurrentCaller caller, Database database, InstanceContent content, DecodePool decoders, bool isThumbnail,
        CancellationToken cancel)
    {
        if (!WebAccept.Of(context.Request).Any(media => media.Type is "*/*" or "image/*" or "image/jpeg"))
            return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        if (!ReadSize(context.Request, isThumbnail, out var size) || !ReadWindow(context.Request, out var window))
            return Problems.Answer(400, "bad_key", "viewport is width,height; window is centre,width.");
        await using var read = await database.Read(cancel);
        var found = await InstanceLookup.Instances(context, caller, read, metadata: false, places: false, cancel);
        if (found.Refusal is not null) return found.Refusal;
        // A study or series shows its middle image; an image of many frames its middle frame.
        var middle = found.Rows.Where(row => row.FrameCount > 0).ToArray() is { Length: > 0 } images ? images[images.Length / 2] : null;
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
            var picture = ImageRendering.Fit(
                ImageRendering.Render(frame, FrameSource.Header(whole), window, isRgb), size.Width, size.Height);
            context.Response.Headers.CacheControl = "private, max-age=3600";
            return Results.Bytes(new JpegEncoder(isThumbnail ? ThumbnailQuality : Quality)
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

    private static bool ReadSize(HttpRequest request, bool isThumbnail, out (int Width, int Height) size)
    {
        size = isThumbnail ? (ThumbnailPx, ThumbnailPx) : (LongestSidePx, LongestSidePx);
        if (!request.Query.TryGetValue("viewport", out var text)) return true;
        var parts = text.ToString().Split(',');
        if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width) ||
            !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height) || width < 1 || height < 1)
            return false;
        size = (Math.Min(width, LongestSidePx), Math.Min(height, LongestSidePx));
        return true;
    }

    private static bool ReadWindow(HttpRequest request, out (double, double)? window)
    {
        window = null;
        if (!request.Query.TryGetValue("window", out var text)) return true;
        var parts = text.ToString().Split(',');
        if (parts.Length < 2 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var centre) ||
            !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var width) ||
            !double.IsFinite(centre) || !double.IsFinite(width)) return false;
        window = (centre, width);
        return true;
    }
}
