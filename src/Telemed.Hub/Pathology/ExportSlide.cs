using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Pathology;
using Telemed.Pathology.Pyramids;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Pathology;

/// <summary>Gives the tissue of a slide away for teaching: no label, no overview of the glass, nobody's name.</summary>
internal static class ExportSlide
{
    private const int CopyBytes = 1 << 20;

    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, HttpContext context, Database database, OpenSlides slides, SlideBytes bytes,
        UploadSpool spool, TimeProvider time, CancellationToken cancel)
    {
        SlideRow? row;
        await using (var reading = await database.Read(cancel)) row =
            await SlideStore.Find(reading, person, id, cancel);
        if (row is null || await slides.Get(id, cancel) is not { } open) return Problems.NotFound();
        if (!open.Complete)
            return Problems.Answer(409, "slide_arriving", "The slide has not arrived whole.", "Wait until it has.");
        if (DeidentifiedSlide.WhyNot(open.Slide) is { } why)
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "no_copy", why);
        var folder = spool.NewFolder();
        try
        {
            await using var file =
                new FileStream(Path.Combine(folder, "slide.tif"), FileMode.CreateNew, FileAccess.ReadWrite);
            await DeidentifiedSlide.Write(open.Slide, (span, stop) => bytes.Read(open, span, stop), file, cancel);
            await Note(database, row, person, time.GetUtcNow(), cancel);
            file.Position = 0;
            context.Response.ContentType = "image/tiff";
            context.Response.ContentLength = file.Length;
            // A name of its own: the slide's may be the patient's.
            context.Response.Headers.ContentDisposition = $"attachment; filename=slide-{Guid.NewGuid():N}.tif";
            await file.CopyToAsync(context.Response.Body, CopyBytes, cancel);
            return TypedResults.Empty;
        }
        catch (SlideFormatException damaged)
        {
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "damaged_tile", damaged.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Note(
        Database database, SlideRow row, CurrentPerson person, DateTimeOffset now, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "slide.exported_without_identity", Event = AuditEvents.InstancesTransferred,
            Kind = AuditAction.Read,
            Actor = new AuditActor { PersonId = person.Id.Value, FacilityId = row.FacilityId },
            EntityKind = "slide", EntityId = row.Id.ToString(), PatientId = row.PatientId,
        }, now, cancel);
        await work.Commit(cancel);
    }
}
