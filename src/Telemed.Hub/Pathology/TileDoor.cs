using System.Globalization;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Pathology;

/// <summary>
/// The address of tiles. A view is hundreds of them, so they come through a plain delegate: what binds and filters
/// parameters for other routes costs more than a tile does.
/// </summary>
internal sealed class TileDoor(SlideAccess access, OpenSlides slides, SlideBytes bytes, MadeTiles made)
{
    internal static async Task Answer(HttpContext context)
    {
        var door = context.RequestServices.GetRequiredService<TileDoor>();
        var answer = await door.Find(context, context.RequestAborted);
        await answer.ExecuteAsync(context);
    }

    private async ValueTask<IResult> Find(HttpContext context, CancellationToken cancel)
    {
        var values = context.Request.RouteValues;
        if (!Guid.TryParse(values["id"] as string, out var id)
            || !int.TryParse(values["level"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            || values["place"] is not string place || !ViewTile.TryPlace(place, out var column, out var row))
            return Problems.NotFound();
        if (!await MaySee(context, id, cancel)
            || await slides.Get(id, cancel) is not { } open) return Problems.NotFound();
        var tile = new TileAddress(level, column, row);
        if (context.Request.QueryString.HasValue)
        {
            var query = context.Request.Query;
            if (Number(query["v"]) is { } version && version != open.Version) return ViewTile.OtherVersion(context);
            tile = tile with { Plane = Number(query["plane"]) ?? 0, Path = Number(query["path"]) ?? 0 };
            if (query["look"] == "preview"
                && await ViewTile.Preview(id, open, tile, context, made, cancel) is { } preview) return preview;
        }
        return await ViewTile.Tile(id, open, tile, context, bytes, made, cancel);
    }

    private async ValueTask<bool> MaySee(HttpContext context, Guid id, CancellationToken cancel)
    {
        if (context.Caller is not PersonCaller caller)
            throw new Refusal(StatusCodes.Status403Forbidden, "people_only", "Only a person may do this.");
        return access.IsKnown(caller.Session, id)
            || await access.MaySee(new CurrentPerson(caller, context.NeededPermission), id, cancel);
    }

    // What is no number names no plane and no version, and below zero nothing exists.
    private static int? Number(string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
