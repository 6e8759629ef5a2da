using Telemed.Hub.Platform;
using Telemed.Pathology;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Pathology;

/// <summary>The pictures beside the tissue. Label and overview may show a name, so looking at them leaves a
/// trace.</summary>
internal static class ViewBeside
{
    private const int ThumbnailLimitPx = 4096;

    internal static async Task<IResult> Thumbnail(
        Guid id, CurrentPerson person, HttpContext context, SlideAccess access, OpenSlides slides, SlideBytes bytes,
        CancellationToken cancel)
    {
        if (!await access.MaySee(person, id, cancel) || await slides.Get(id, cancel) is not { } open)
            return Problems.NotFound();
        var smallest = open.Slide.Levels[^1];
        // A level cut into full-width stripes is one picture when all of them are joined.
        if (smallest is { IsRestartSliced: true, TilesAcross: 1, HeightPx: <= ThumbnailLimitPx })
            smallest = smallest with { StripesPerServedTile = smallest.TilesDown };
        if (smallest is { TilesAcross: 1, ServedTilesDown: 1 })
            return await ViewTile.Tile(open, smallest, 0, 0, 0, 0, context, bytes, cancel);
        return open.Slide.Associated.FirstOrDefault(image => image.Name == "thumbnail") is { } thumbnail
            ? await Show(open, thumbnail, context, bytes, cancel)
            : Problems.NotFound();
    }

    internal static async Task<IResult> Handle(
        Guid id, string name, CurrentPerson person, HttpContext context, Database database, OpenSlides slides,
            SlideBytes bytes,
        TimeProvider time, CancellationToken cancel)
    {
        if (name is not ("label" or "macro")) return Problems.NotFound();
        SlideRow? row;
        await using (var work = await database.Begin(cancel))
        {
            row = await SlideStore.Find(work, person, id, cancel);
            if (row is null) return Problems.NotFound();
            await AuditLog.Append(work, new AuditEntry
            {
                Action = $"slide.{name}_shown", Event = AuditEvents.InstancesAccessed, Kind = AuditAction.Read,
                Actor = new AuditActor { PersonId = person.Id.Value }, EntityKind = "slide", EntityId = id.ToString(),
                PatientId = row.PatientId,
            }, time.GetUtcNow(), cancel);
            await work.Commit(cancel);
        }
        if (await slides.Get(id, cancel) is not { } open) return Problems.NotFound();
        return open.Slide.Associated.FirstOrDefault(image => image.Name == name) is { } image
            ? await Show(open, image, context, bytes, cancel)
            : Problems.NotFound();
    }

    private static async Task<IResult> Show(
        OpenSlide open, AssociatedImage image, HttpContext context, SlideBytes bytes, CancellationToken cancel)
    {
        var strips = new List<ReadOnlyMemory<byte>>();
        foreach (var strip in image.Strips)
            if (await bytes.Read(open, strip, cancel) is { } run) strips.Add(run);
            else return Problems.Answer(StatusCodes.Status404NotFound, "not_arrived",
                "This part of the slide has not arrived yet.");
        try
        {
            var picture = AssociatedPicture.Assemble(image, strips);
            context.Response.Headers.CacheControl = image.Name == "thumbnail" ? "private, max-age=31536000, immutable"
                : "no-store";
            return TypedResults.Bytes(picture.Bytes, picture.ContentType);
        }
        catch (Exception unshown) when (unshown is SlideFormatException or NotSupportedException)
        {
            return Problems.Answer(StatusCodes.Status415UnsupportedMediaType, "not_shown",
                "This picture cannot be shown.");
        }
    }
}
