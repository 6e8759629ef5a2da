using System.Globalization;
using System.Text.Json.Nodes;
using Telemed.Decode;
using Telemed.Hub.Platform;
using Telemed.Pathology;

namespace Telemed.Hub.Pathology;

/// <summary>
/// The slide under IIIF Image API 3.0 addresses (https://iiif.io/api/image/3.0), compliance level 1 and sizes up to a
/// limit. A region that is a stored tile passes through; others are made of tiles.
/// </summary>
internal static class ViewIiif
{
    internal static async Task<IResult> Describe(
        Guid id, CurrentPerson person, HttpContext context, SlideAccess access, OpenSlides slides,
        CancellationToken cancel)
    {
        if (!await access.MaySee(person, id, cancel) || await slides.Get(id, cancel) is not { } open)
            return Problems.NotFound();
        var full = open.Slide.Levels[0];
        var factors = open.Slide.Levels.Where(level => level.TileWidthPx == full.TileWidthPx)
            .Select(level => (int)Math.Round((double)full.WidthPx / level.WidthPx)).Distinct();
        var tile = new JsonObject
        {
            ["width"] = full.TileWidthPx, ["height"] = full.ServedTileHeightPx,
            ["scaleFactors"] = new JsonArray([.. factors.Select(factor => (JsonNode)factor)]),
        };
        var sizes = open.Slide.Levels.Where(level =>
            Math.Max(level.WidthPx, level.HeightPx) <= SlideRegions.SideLimitPx)
            .Select(level => (JsonNode)new JsonObject { ["width"] = level.WidthPx, ["height"] = level.HeightPx });
        var info = new JsonObject
        {
            ["@context"] = "http://iiif.io/api/image/3/context.json",
            ["id"] = $"{context.Request.Scheme}://{context.Request.Host}/slides/{id}/iiif",
            ["type"] = "ImageService3", ["protocol"] = "http://iiif.io/api/image", ["profile"] = "level1",
            ["width"] = full.WidthPx, ["height"] = full.HeightPx,
            ["maxWidth"] = SlideRegions.SideLimitPx, ["maxHeight"] = SlideRegions.SideLimitPx,
            ["sizes"] = new JsonArray([.. sizes]), ["tiles"] = new JsonArray(tile),
        };
        return TypedResults.Content(info.ToJsonString(),
            "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"");
    }

    internal static async Task<IResult> Picture(
        Guid id, string region, string size, string rotation, string quality, CurrentPerson person, HttpContext context,
        SlideAccess access, OpenSlides slides, SlideBytes bytes, MadeTiles made, CancellationToken cancel)
    {
        if (!await access.MaySee(person, id, cancel) || await slides.Get(id, cancel) is not { } open)
            return Problems.NotFound();
        if (rotation != "0" || quality is not ("default.jpg" or "color.jpg"))
            return Problems.BadField("rotation", "Pictures are given upright, in colour, as JPEG: /0/default.jpg.");
        var full = open.Slide.Levels[0];
        if (!TryRegion(region, full, out var rectangle)) return Problems.BadField("region",
            "The region is not in the picture.");
        if (!TrySize(size, rectangle, out var width, out var height))
            return Problems.BadField("size",
                $"Sizes go up to {SlideRegions.SideLimitPx} pixels and never above the region's own.");
        if (StoredTile(open.Slide, rectangle, width, height) is { } tile)
            return await ViewTile.Tile(id, open, tile, context, bytes, made, cancel);
        return await Made(id, open, rectangle, width, height, context, made, cancel);
    }

    internal static async Task<IResult> Made(Guid id, OpenSlide open, SlideRectangle rectangle, int width, int height,
        HttpContext context, MadeTiles made, CancellationToken cancel)
    {
        try
        {
            if (await made.Region(id, open, rectangle, width, height, cancel) is { } picture)
                return ViewTile.Show(picture, context);
            return Problems.Answer(StatusCodes.Status404NotFound, "not_arrived",
                "This part of the slide has not arrived yet.");
        }
        catch (Exception unmade) when (unmade is DecodeException or SlideFormatException)
        {
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "damaged_tile", unmade.Message);
        }
    }

    // A whole tile is passed through only where the region fills it; at the edges a stored tile reaches beyond.
    private static TileAddress? StoredTile(Slide slide, SlideRectangle wanted, int width, int height)
    {
        var full = slide.Levels[0];
        for (var number = 0; number < slide.Levels.Count; number++)
        {
            var level = slide.Levels[number];
            if (level.TileWidthPx != width || level.ServedTileHeightPx != height || level.IsRestartSliced) continue;
            var step = Math.Round((double)full.WidthPx / level.WidthPx);
            var (column, row) = (wanted.Left / (step * width), wanted.Top / (step * height));
            if (wanted.Width == step * width && wanted.Height == step * height && column == Math.Floor(column)
                && row == Math.Floor(row) && (column + 1) * width <= level.WidthPx
                && (row + 1) * height <= level.HeightPx)
                return new TileAddress(number, (int)column, (int)row);
        }
        return null;
    }

    private static bool TryRegion(string region, SlideLevel full, out SlideRectangle rectangle)
    {
        rectangle = new SlideRectangle(0, 0, full.WidthPx, full.HeightPx);
        if (region == "full") return true;
        if (region == "square")
        {
            var side = Math.Min(full.WidthPx, full.HeightPx);
            rectangle = new SlideRectangle((full.WidthPx - side) / 2, (full.HeightPx - side) / 2, side, side);
            return true;
        }
        var parts = region.Split(',');
        if (parts.Length != 4 || !Numbers(parts, out var numbers)) return false;
        var (x, y, width, height) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        if (width < 1 || height < 1 || x >= full.WidthPx || y >= full.HeightPx) return false;
        rectangle = new SlideRectangle(x, y, Math.Min(width, full.WidthPx - x), Math.Min(height, full.HeightPx - y));
        return true;
    }

    private static bool TrySize(string size, SlideRectangle region, out int width, out int height)
    {
        (width, height) = (0, 0);
        var isInside = size.StartsWith('!');
        var parts = size.TrimStart('!').Split(',');
        if (size == "max")
        {
            var shrink = Math.Min(1, SlideRegions.SideLimitPx / Math.Max(region.Width, region.Height));
            (width, height) = (Whole(region.Width * shrink), Whole(region.Height * shrink));
            return true;
        }
        if (parts.Length != 2
            || !Numbers([parts[0] is "" ? "0" : parts[0], parts[1] is "" ? "0" : parts[1]], out var wished))
            return false;
        var (across, down) = (wished[0], wished[1]);
        if (across == 0 && down == 0) return false;
        var scale = across == 0 ? down / region.Height : down == 0 ? across / region.Width
            : isInside ? Math.Min(across / region.Width, down / region.Height) : 0;
        (width, height) = scale > 0 ? (Whole(region.Width * scale), Whole(region.Height * scale)) : (across, down);
        return width <= Math.Min(SlideRegions.SideLimitPx, Math.Ceiling(region.Width))
            && height <= Math.Min(SlideRegions.SideLimitPx, Math.Ceiling(region.Height));
    }

    private static bool Numbers(string[] parts, out int[] numbers)
    {
        numbers = new int[parts.Length];
        for (var at = 0; at < parts.Length; at++)
            if (!int.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture,
                out numbers[at])) return false;
        return true;
    }

    private static int Whole(double size) => (int)Math.Max(1, Math.Round(size));
}
