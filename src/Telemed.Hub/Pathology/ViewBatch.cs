using System.Buffers.Binary;
using System.Globalization;
using Telemed.Decode;
using Telemed.Hub.Platform;
using Telemed.Pathology;

namespace Telemed.Hub.Pathology;

/// <summary>
/// Many preview tiles in one answer, for lines on which each round trip costs more than a tile. Each goes out as soon
/// as it is made: number of the wish, length, bytes; a length of zero where there is nothing to show.
/// </summary>
internal static class ViewBatch
{
    /// <summary>The content type of the answer.</summary>
    internal const string ContentType = "application/vnd.telemed.tiles";

    private const int TilesLimit = 128;
    private const int HeadBytes = 6;

    internal static async Task<IResult> Handle(
        Guid id, string tiles, int? v, int? plane, CurrentPerson person, HttpContext context, SlideAccess access,
        OpenSlides slides, MadeTiles made, CancellationToken cancel)
    {
        if (!TryRead(tiles, plane ?? 0, out var wished))
            return Problems.BadField("tiles",
                $"Up to {TilesLimit} tiles are named as level/column_row, with commas between.");
        if (!await access.MaySee(person, id, cancel) || await slides.Get(id, cancel) is not { } open)
            return Problems.NotFound();
        if (v is { } version && version != open.Version)
            return Problems.Answer(StatusCodes.Status409Conflict, "slide_changed", "Levels were added to this slide.",
                "Open it again.");
        if (wished.Exists(tile => !ViewTile.Exists(open.Slide, tile))) return Problems.NotFound();
        var response = context.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        for (var number = 0; number < wished.Count; number++)
        {
            var bytes = await Preview(id, open, wished[number], made, cancel);
            var head = response.BodyWriter.GetSpan(HeadBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)number);
            BinaryPrimitives.WriteInt32LittleEndian(head[2..], bytes.Length);
            response.BodyWriter.Advance(HeadBytes);
            await response.BodyWriter.WriteAsync(bytes, cancel);
        }
        return TypedResults.Empty;
    }

    private static async Task<ReadOnlyMemory<byte>> Preview(
        Guid id, OpenSlide open, TileAddress tile, MadeTiles made, CancellationToken cancel)
    {
        try
        {
            return await made.Preview(id, open, tile, cancel) is { } picture ? picture.Bytes : default;
        }
        catch (Exception unmade) when (unmade is DecodeException or SlideFormatException)
        {
            return default;
        }
    }

    private static bool TryRead(string tiles, int plane, out List<TileAddress> wished)
    {
        wished = [];
        foreach (var part in tiles.Split(','))
        {
            var slash = part.IndexOf('/');
            if (slash < 1 || wished.Count == TilesLimit
                || !int.TryParse(part.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
                || !ViewTile.TryPlace(part[(slash + 1)..], out var column, out var row)) return false;
            wished.Add(new TileAddress(level, column, row, plane));
        }
        return true;
    }
}
