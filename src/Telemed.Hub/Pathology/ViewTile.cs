using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Hub.Platform;
using Telemed.Pathology;

namespace Telemed.Hub.Pathology;

/// <summary>One tile, passed through as it is stored where a browser can show it so.</summary>
internal static class ViewTile
{
    // What a slide's address names never changes, so a browser keeps it; it is a patient's, so nobody between does.
    private const string Forever = "private, max-age=31536000, immutable";

    internal static async Task<IResult> Handle(
        Guid id, int level, string place, int? plane, int? path, CurrentPerson person, HttpContext context,
            SlideAccess access,
        OpenSlides slides, SlideBytes bytes, CancellationToken cancel)
    {
        if (!TryPlace(place, out var column, out var row)) return Problems.NotFound();
        if (!await access.MaySee(person, id, cancel)) return Problems.NotFound();
        if (await slides.Get(id, cancel) is not { } open) return Problems.NotFound();
        if (level < 0 || level >= open.Slide.Levels.Count) return Problems.NotFound();
        return await Tile(open, open.Slide.Levels[level], column, row, plane ?? 0, path ?? 0, context, bytes, cancel);
    }

    internal static async Task<IResult> Tile(OpenSlide open, SlideLevel level, int column, int row, int plane, int path,
        HttpContext context, SlideBytes bytes, CancellationToken cancel)
    {
        if (column >= level.TilesAcross || row >= level.ServedTilesDown || plane < 0 || plane >= level.FocalPlanes
            || path < 0 || path >= level.OpticalPaths)
            return Problems.NotFound();
        var runs = new List<ReadOnlyMemory<byte>>();
        foreach (var span in ServedTile.Spans(level, column, row, plane, path))
        {
            if (span.IsBlank) return Blank(context);
            if (await bytes.Read(open, span, cancel) is not { } run) return NotYet(context);
            runs.Add(run);
        }
        if (level is { PassesThrough: true, IsRestartSliced: false })
            return await PassThrough(level, runs[0], context, cancel);
        try
        {
            var picture = ServedTile.Assemble(level, runs);
            context.Response.Headers.CacheControl = Forever;
            return TypedResults.Bytes(picture.Bytes, picture.ContentType);
        }
        catch (SlideFormatException damaged)
        {
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "damaged_tile", damaged.Problem);
        }
        catch (NotSupportedException)
        {
            return Problems.Answer(StatusCodes.Status415UnsupportedMediaType, "needs_decoder",
                "This slide's compression is not shown here.",
                "Export the slide with JPEG compression and send it again.");
        }
    }

    /// <summary>The shared tables and the stored tile, one after the other, without a copy of either.</summary>
    private static async Task<IResult> PassThrough(
        SlideLevel level, ReadOnlyMemory<byte> tile, HttpContext context, CancellationToken cancel)
    {
        var replaced = ServedTile.ReplacedBytes(level, tile.Span);
        if (tile.Length < 4 || tile.Span[0] != 0xFF || tile.Span[1] != 0xD8 || replaced > tile.Length)
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "damaged_tile",
                "The stored tile does not begin as a JPEG.");
        var response = context.Response;
        response.ContentType = "image/jpeg";
        response.ContentLength = level.JpegPrefix.Length + tile.Length - replaced;
        response.Headers.CacheControl = Forever;
        if (!level.JpegPrefix.IsEmpty) await response.BodyWriter.WriteAsync(level.JpegPrefix, cancel);
        await response.BodyWriter.WriteAsync(tile[replaced..], cancel);
        return TypedResults.Empty;
    }

    /// <summary>The scanner stored nothing here; the page knows from the slide's description and seldom asks.</summary>
    private static NoContent Blank(HttpContext context)
    {
        context.Response.Headers.CacheControl = Forever;
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NotYet(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Answer(StatusCodes.Status404NotFound, "not_arrived",
            "This part of the slide has not arrived yet.");
    }

    private static bool TryPlace(string place, out int column, out int row)
    {
        (column, row) = (0, 0);
        var under = place.IndexOf('_');
        return under > 0 && int.TryParse(place.AsSpan(0, under), NumberStyles.None, CultureInfo.InvariantCulture,
            out column)
            && int.TryParse(place.AsSpan(under + 1), NumberStyles.None, CultureInfo.InvariantCulture, out row);
    }
}
