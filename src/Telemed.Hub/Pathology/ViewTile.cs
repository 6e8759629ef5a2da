using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Decode;
using Telemed.Hub.Platform;
using Telemed.Pathology;

namespace Telemed.Hub.Pathology;

/// <summary>One tile, passed through as it is stored where a browser can show it so.</summary>
internal static class ViewTile
{
    // What a slide's address names never changes, so a browser keeps it; it is a patient's, so nobody between does.
    private const string Forever = "private, max-age=31536000, immutable";

    internal static async Task<IResult> Tile(
        Guid id, OpenSlide open, TileAddress tile, HttpContext context, SlideBytes bytes, MadeTiles made,
        CancellationToken cancel)
    {
        if (!Exists(open.Slide, tile)) return Problems.NotFound();
        var level = open.Slide.Levels[tile.Level];
        if (level is { PassesThrough: true, IsRestartSliced: false })
        {
            var span = ServedTile.Span(level, tile.Column, tile.Row, tile.Plane, tile.Path);
            if (span.IsBlank) return Show(BlankTile.Of(level), context);
            var run = ArrayPool<byte>.Shared.Rent(span.Length);
            try
            {
                if (!await bytes.Read(open, span, run.AsMemory(0, span.Length), cancel)) return NotYet(context);
                return PassThrough(level, run.AsSpan(0, span.Length), context)
                    ?? await Mended(id, open, tile, context, made, cancel);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(run);
            }
        }
        var runs = new List<ReadOnlyMemory<byte>>();
        foreach (var span in ServedTile.Spans(level, tile.Column, tile.Row, tile.Plane, tile.Path))
        {
            if (span.IsBlank) return Show(BlankTile.Of(level), context);
            if (await bytes.Read(open, span, cancel) is not { } run) return NotYet(context);
            runs.Add(run);
        }
        try
        {
            if (IsDecoded(level.Compression))
                return await made.Exact(id, open, tile, cancel) is { } exact ? Show(exact, context) : NotYet(context);
            return Show(ServedTile.Assemble(level, runs), context);
        }
        catch (SlideFormatException)
        {
            return await Mended(id, open, tile, context, made, cancel);
        }
        catch (DecodeException unread)
        {
            return await Mended(id, open, tile, context, made, cancel, unread.Message);
        }
    }

    /// <summary>A rough picture, which says so; null where only the stored tile can be shown.</summary>
    internal static async Task<IResult?> Preview(
        Guid id, OpenSlide open, TileAddress tile, HttpContext context, MadeTiles made, CancellationToken cancel)
    {
        if (!Exists(open.Slide, tile)) return null;
        try
        {
            if (await made.Preview(id, open, tile, cancel) is not { } preview) return null;
            context.Response.Headers["X-Tile"] = "preview";
            return Show(preview, context);
        }
        catch (Exception unmade) when (unmade is DecodeException or SlideFormatException)
        {
            return null;
        }
    }

    internal static bool Exists(Slide slide, TileAddress tile)
    {
        if (tile.Level < 0 || tile.Level >= slide.Levels.Count) return false;
        var level = slide.Levels[tile.Level];
        return tile.Column < level.TilesAcross && tile.Row < level.ServedTilesDown && tile.Plane >= 0
            && tile.Plane < level.FocalPlanes && tile.Path >= 0 && tile.Path < level.OpticalPaths;
    }

    private static bool IsDecoded(TileCompression compression) => compression is TileCompression.Jpeg2000
        or TileCompression.Jpeg2000Ycc or TileCompression.JpegLs or TileCompression.Rle or TileCompression.Jpeg;

    /// <summary>
    /// A damaged tile of a smaller level is made again from the level before it, and says so in a header; at full size
    /// there is nothing to make it from.
    /// </summary>
    private static async Task<IResult> Mended(Guid id, OpenSlide open, TileAddress tile, HttpContext context,
        MadeTiles made, CancellationToken cancel, string? problem = null)
    {
        try
        {
            if (await made.Filled(id, open, tile, cancel) is { } filled)
            {
                context.Response.Headers["X-Tile"] = "filled";
                return Show(filled, context);
            }
        }
        catch (Exception unmade) when (unmade is DecodeException or SlideFormatException)
        {
            problem = unmade.Message;
        }
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "damaged_tile",
            problem ?? "The stored tile is damaged.", "Export the slide again and send the new file.");
    }

    internal static IResult Show(Picture picture, HttpContext context)
    {
        context.Response.Headers.CacheControl = Forever;
        return TypedResults.Bytes(picture.Bytes, picture.ContentType);
    }

    /// <summary>
    /// Levels were added since the page learned their numbers; it asks for the slide's description again.
    /// </summary>
    internal static ProblemHttpResult OtherVersion(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Answer(StatusCodes.Status409Conflict, "slide_changed", "Levels were added to this slide.",
            "Open it again.");
    }

    /// <summary>The shared tables and the stored tile, one after the other; null when it does not begin as a
    /// JPEG.</summary>
    private static EmptyHttpResult? PassThrough(SlideLevel level, ReadOnlySpan<byte> tile, HttpContext context)
    {
        if (tile.Length < 4 || tile[0] != 0xFF || tile[1] != 0xD8) return null;
        var replaced = ServedTile.ReplacedBytes(level, tile);
        if (replaced > tile.Length) return null;
        var response = context.Response;
        response.ContentType = "image/jpeg";
        response.ContentLength = level.JpegPrefix.Length + tile.Length - replaced;
        response.Headers.CacheControl = Forever;
        // Written without a flush: the answer leaves in one piece when it ends.
        response.BodyWriter.Write(level.JpegPrefix.Span);
        response.BodyWriter.Write(tile[replaced..]);
        return TypedResults.Empty;
    }

    private static ProblemHttpResult NotYet(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Answer(StatusCodes.Status404NotFound, "not_arrived",
            "This part of the slide has not arrived yet.");
    }

    internal static bool TryPlace(string place, out int column, out int row)
    {
        (column, row) = (0, 0);
        var under = place.IndexOf('_');
        return under > 0 && int.TryParse(place.AsSpan(0, under), NumberStyles.None, CultureInfo.InvariantCulture,
            out column)
            && int.TryParse(place.AsSpan(under + 1), NumberStyles.None, CultureInfo.InvariantCulture, out row);
    }
}
