using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Live;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Pathology.Labels;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Pathology;

/// <summary>Says where a slide belongs, when its label was not read or was read wrongly.</summary>
internal static class LabelSlide
{
    private const int WordLimitChars = 40;

    /// <param name="Specimen">The specimen, such as "A"; null or empty when not known.</param>
    /// <param name="Block">The block of it.</param>
    /// <param name="Stain">The stain or marker.</param>
    /// <param name="Number">The slide of the block.</param>
    internal sealed record Request(string? Specimen, string? Block, string? Stain, string? Number);

    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (Wrong(request) is { } wrong) return wrong;
        var labelling = new SlideLabelling(
            Word(request.Specimen), Word(request.Block), Word(request.Stain), Word(request.Number));
        await using var work = await database.Begin(cancel);
        if (await SlideStore.Find(work, person, id, cancel) is not { } slide) return Problems.NotFound();
        if (Replaces(slide, labelling) && await UnderHold.OfSlide(work, id, cancel) is { } held) return held;
        await SlideStore.SetLabelling(work, id, labelling, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "slide.labelled", Event = AuditEvents.PatientRecord, Kind = AuditAction.Update,
            Actor = person.Actor,
            EntityKind = "slide", EntityId = id.ToString(), PatientId = slide.PatientId,
        }, time.GetUtcNow(), cancel);
        if (slide.ConsultationId is { } ofCase)
            LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(ofCase)), "slide_labelled", id);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }

    // What was said before is not kept; what nobody said yet may be said.
    private static bool Replaces(SlideRow known, SlideLabelling said) =>
        (known.Specimen is not null && known.Specimen != said.Specimen)
        || (known.Block is not null && known.Block != said.Block)
        || (known.Stain is not null && known.Stain != said.Stain)
        || (known.Number is not null && known.Number != said.Number);

    private static string? Word(string? text) => text?.Trim() is { Length: > 0 } word ? word : null;

    private static ProblemHttpResult? Wrong(Request request) =>
        new[] { ("specimen", request.Specimen), ("block", request.Block), ("stain", request.Stain),
            ("number", request.Number) }
            .Where(pair => pair.Item2?.Trim().Length > WordLimitChars)
            .Select(pair => Problems.BadField(pair.Item1, $"At most {WordLimitChars} characters."))
            .FirstOrDefault();
}

/// <summary>The slides of a case, for the tree of specimens and blocks.</summary>
internal static class ListSlides
{
    internal sealed record Line
    {
        public required Guid Id { get; init; }
        public required string FileName { get; init; }
        public string? Specimen { get; init; }
        public string? Block { get; init; }
        public string? Stain { get; init; }
        public string? Number { get; init; }
        public string? Adequacy { get; init; }
        public string? QualityVerdict { get; init; }
    }

    [Answers<IReadOnlyList<Line>>]
    internal static async Task<IResult> Handle(Guid id, CurrentPerson person, Database database,
        CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (!await ConsultationAccess.MaySee(reading, person, new ConsultationId(id),
            cancel)) return Problems.NotFound();
        return TypedResults.Ok(await SlideStore.OfCase(reading, id, cancel));
    }
}
