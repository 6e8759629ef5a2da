using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Dicom;
using Telemed.Dicom.Objects;
using Telemed.Dicom.Writing;
using Telemed.Hub.Imaging;
using Telemed.Hub.Platform;
using Telemed.Pathology;
using Telemed.Pathology.Dicom;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Pathology;

/// <summary>
/// Gives the marks of a slide away as DICOM objects, in millimetres: in the slide's own frame of reference where it has
/// one, else in one that is made for it and stays the same.
/// </summary>
internal static class ExportMarks
{
    private const int ReportSeries = 9011, AnnotationSeries = 9012;
    private const string ContentType = "application/dicom";

    private sealed record Marked(
        DicomDataset Study, SlidePlane Plane, IReadOnlyList<DicomReference> Evidence,
        IReadOnlyList<PlanarRegion> Regions);

    internal static Task<IResult> AsReport(
        Guid id, CurrentPerson person, Database database, OpenSlides slides, TimeProvider time,
        CancellationToken cancel) =>
        Give(id, "sr", person, database, slides, time, (marked, now) => RegionReport.Write(
            PlaceOf(id, marked, "SR", ReportSeries, now), person.Name, null, marked.Plane.FrameOfReferenceUid,
            marked.Regions,
            marked.Evidence), cancel);

    internal static Task<IResult> AsAnnotations(
        Guid id, CurrentPerson person, Database database, OpenSlides slides, TimeProvider time,
        CancellationToken cancel) =>
        Give(id, "ann", person, database, slides, time, (marked, now) => BulkAnnotations.Write(
            PlaceOf(id, marked, "ANN", AnnotationSeries, now), person.Name, marked.Plane.FrameOfReferenceUid,
            marked.Plane.PositionReference, marked.Regions, marked.Evidence), cancel);

    private static async Task<IResult> Give(
        Guid id, string ending, CurrentPerson person, Database database, OpenSlides slides, TimeProvider time,
        Func<Marked, DateTimeOffset, byte[]> write, CancellationToken cancel)
    {
        if (await slides.Get(id, cancel) is not { } open) return Problems.NotFound();
        await using var work = await database.Begin(cancel);
        if (await SlideStore.Find(work, person, id, cancel) is not { } slide) return Problems.NotFound();
        var marks = await MarkStore.Of(work, id, cancel);
        if (marks.Count == 0) return Problems.Answer(StatusCodes.Status409Conflict, "no_marks",
            "The slide has no marks.");
        if (await Describe(work, slide, open.Slide, cancel) is not ({ } study, { } plane,
            var evidence)) return NoScale();
        var now = time.GetUtcNow();
        var file = write(new Marked(study, plane, evidence, [.. marks.Select(mark => Region(mark, plane))]), now);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "slide.marks_exported", Event = AuditEvents.Export, Kind = AuditAction.Read, Actor = person.Actor,
            EntityKind = "slide", EntityId = id.ToString(), PatientId = slide.PatientId,
        }, now, cancel);
        await work.Commit(cancel);
        return TypedResults.File(file, ContentType, $"slide-{id:N}.{ending}.dcm");
    }

    private static ProblemHttpResult NoScale() => Problems.Answer(StatusCodes.Status422UnprocessableEntity, "no_scale",
        "Marks in DICOM are millimetres, and the slide does not state its scale.",
        "Export them as GeoJSON, in pixels.");

    private static async Task<(DicomDataset Study, SlidePlane? Plane, IReadOnlyList<DicomReference> Evidence)> Describe(
        Work work, SlideRow row, Slide slide, CancellationToken cancel)
    {
        SlidePlane? made = slide.MicrometresPerPixelX is { } across
            ? SlidePlane.Made(Uid(row.Id, "FRAME"), across, slide.MicrometresPerPixelY ?? across) : null;
        var instances = await SeriesSlideStore.Headers(work, row.Id, cancel);
        var headers =
            instances.Select(one => (Row: one, Header: FrameSource.Header(new InstanceRow { Metadata = one.Metadata })))
            .ToList();
        if (headers.Count == 0)
            return (StudyOf(row, await SlideStore.Patient(work, row.Id, cancel)), made, []);
        var largest = headers.MaxBy(one => one.Header.GetInteger(DicomTags.TotalPixelMatrixColumns) ?? 0).Header;
        var study = largest.GetString(DicomTags.StudyInstanceUID) ?? "";
        return (largest, SlidePlane.Of(largest) ?? made,
            [.. headers.Select(one =>
                new DicomReference(DicomSlide.SopClassUid, one.Row.SopUid, one.Row.SeriesUid, study))]);
    }

    /// <summary>A study of its own for a slide that came as a file.</summary>
    private static DicomDataset StudyOf(SlideRow row, SlideStore.PatientRow? patient) => new DicomDatasetBuilder()
        .Text(DicomTags.StudyInstanceUID, Uid(row.ConsultationId ?? row.Id, "STUDY"))
        .Text(DicomTags.StudyDate,
            row.CreatedAt.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture))
        .Text(DicomTags.StudyTime, row.CreatedAt.ToString("HHmmss", System.Globalization.CultureInfo.InvariantCulture))
        .Text(DicomTags.PatientName, DicomObjectPlace.PersonNameOf(patient?.Name ?? ""))
        .Text(DicomTags.PatientID, patient?.Id.ToString("N") ?? row.Id.ToString("N"))
        .TextOrEmpty(DicomTags.PatientBirthDate,
            patient?.BirthDate?.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture))
        .TextOrEmpty(DicomTags.PatientSex,
            patient?.Sex switch { "male" => "M", "female" => "F", "other" => "O", _ => "" })
        .Build();

    private static PlanarRegion Region(MarkRow mark, SlidePlane plane) => new()
    {
        Name = mark.Number is { } number ? $"{mark.Kind} {number}" : mark.Kind,
        TrackingUid = DicomUid.FromGuid(mark.Id),
        Shape = mark.Kind switch { "line" => RegionShape.Line, "region" => RegionShape.Area, _ => RegionShape.Point },
        PointsMm = [.. mark.Points.Chunk(2).Select(pair => plane.ToMm(pair[0], pair[1]))
            .Take(mark.Kind is "line" or "region" ? int.MaxValue : 1)],
        Text = mark.Text,
        Answer = mark.Answer?.Text ?? "",
        Author = mark.PersonName,
    };

    private static DicomObjectPlace PlaceOf(Guid id, Marked marked, string modality, int number, DateTimeOffset now) =>
        new()
    {
        Study = marked.Study,
        SeriesInstanceUid = Uid(id, modality),
        // Marks change; each export is an object of its own.
        SopInstanceUid = DicomUid.FromGuid(Guid.NewGuid()),
        SeriesNumber = number,
        SeriesDescription = "Marks on a slide",
        MadeAt = now,
    };

    private static string Uid(Guid of, string what) =>
        DicomUid.FromHash(SHA256.HashData([.. of.ToByteArray(), .. Encoding.ASCII.GetBytes(what)]));
}
