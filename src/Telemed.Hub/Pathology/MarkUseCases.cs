using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Live;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Pathology;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Pathology;

/// <summary>The marks on a slide: what people pointed at, apart from the pixels.</summary>
internal static class ListMarks
{
    internal sealed record Response(IReadOnlyList<MarkRow> Items);

    [Answers<Response>]
    internal static async Task<IResult> Handle(Guid id, CurrentPerson person, Database database,
        CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (!await SlideStore.MaySee(reading, person, id, cancel)) return Problems.NotFound();
        return TypedResults.Ok(new Response(await MarkStore.Of(reading, id, cancel)));
    }

    /// <summary>The same as GeoJSON (RFC 7946 in form; coordinates are level-0 pixels, as QuPath and others exchange
    /// them).</summary>
    internal static async Task<IResult> GeoJson(Guid id, CurrentPerson person, Database database,
        CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (await SlideStore.Find(reading, person, id, cancel) is not { } slide) return Problems.NotFound();
        var features = (await MarkStore.Of(reading, id, cancel)).Select(Feature);
        var collection = new JsonObject { ["type"] = "FeatureCollection", ["features"] = new JsonArray([.. features]) };
        return TypedResults.File(System.Text.Encoding.UTF8.GetBytes(collection.ToJsonString()), "application/geo+json",
            $"slide-{slide.Id:N}.geojson");
    }

    private static JsonNode Feature(MarkRow mark)
    {
        var pairs = mark.Points.Chunk(2).Select(pair => new JsonArray(pair[0], pair[1])).ToList();
        // A ring closes where it began (RFC 7946 section 3.1.6).
        if (mark.Kind == "region") pairs.Add(new JsonArray(mark.Points[0], mark.Points[1]));
        JsonArray All() => new([.. pairs]);
        var (type, coordinates) = mark.Kind switch
        {
            "line" => ("LineString", All()),
            "region" => ("Polygon", new JsonArray(All())),
            _ => ("Point", pairs[0]),
        };
        return new JsonObject
        {
            ["type"] = "Feature",
            ["id"] = mark.Id.ToString(),
            ["geometry"] = new JsonObject { ["type"] = type, ["coordinates"] = coordinates },
            ["properties"] = new JsonObject
            {
                ["objectType"] = "annotation", ["name"] = mark.Text, ["number"] = mark.Number, ["kind"] = mark.Kind,
                ["author"] = mark.PersonName, ["answer"] = mark.Answer?.Text,
                ["pointsUm"] = mark.PointsUm is { } um ? new JsonArray([.. um.Select(value => (JsonNode)value)]) : null,
            },
        };
    }
}

/// <summary>Adds a pin, line, region or text.</summary>
internal static class AddMark
{
    private const int PointsLimit = 4000;
    private const int TextLimitChars = 2000;
    private const int MarksLimit = 2000;

    internal sealed record Request(string Kind, double[] Points, string? Text);

    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, OpenSlides slides, TimeProvider time,
        CancellationToken cancel)
    {
        if (Wrong(request) is { } wrong) return wrong;
        var open = await slides.Get(id, cancel);
        await using var work = await database.Begin(cancel);
        if (await SlideStore.Find(work, person, id, cancel) is not { } slide) return Problems.NotFound();
        if (await MarkStore.Count(work, id, cancel) >= MarksLimit)
            return Problems.Answer(409, "too_many_marks", $"A slide holds {MarksLimit} marks.");
        var now = time.GetUtcNow();
        var mark = Guid.CreateVersion7(now);
        await MarkStore.Add(work, mark, id, request, Micrometres(request.Points, open?.Slide), person.Id, now, cancel);
        await MarkAudit.Append(work, "slide.marked", AuditAction.Create, slide, mark, person, now, cancel);
        await work.Commit(cancel);
        return TypedResults.Created($"/api/slides/{id}/marks/{mark}");
    }

    /// <summary>Null when the slide does not say how large its pixels are.</summary>
    private static double[]? Micrometres(double[] points, Slide? slide) => slide?.MicrometresPerPixelX is { } across
        ? [.. points.Select((value, at) => value * (at % 2 == 0 ? across : slide.MicrometresPerPixelY ?? across))]
            : null;

    private static ProblemHttpResult? Wrong(Request request)
    {
        var least = request.Kind switch { "pin" or "text" => 2, "line" => 4, "region" => 6, _ => 0 };
        if (least == 0) return Problems.BadField("kind", "A mark is a pin, line, region or text.");
        if (request.Points is null || request.Points.Length < least || request.Points.Length > PointsLimit
            || request.Points.Length % 2 != 0 || !request.Points.All(double.IsFinite))
            return Problems.BadField("points", $"A {request.Kind} has at least {least / 2} points of two numbers.");
        return request.Text?.Length > TextLimitChars
            ? Problems.BadField("text", $"A text has up to {TextLimitChars} characters.") : null;
    }
}

/// <summary>Changes the words of a mark, or answers it.</summary>
internal static class ChangeMark
{
    private const int TextLimitChars = 2000;

    /// <param name="Text">New words of one's own mark; null leaves them.</param>
    /// <param name="Answer">What a reader answers, empty to take it back; null leaves it.</param>
    internal sealed record Request(string? Text, string? Answer);

    internal static async Task<IResult> Handle(
        Guid id, Guid markId, Request request, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        var (text, answer) = (request.Text?.Trim(), request.Answer?.Trim());
        if (text is null && answer is null) return Problems.BadField("answer", "Give a text or an answer.");
        if (text?.Length > TextLimitChars || answer?.Length > TextLimitChars)
            return Problems.BadField(text?.Length > TextLimitChars ? "text" : "answer",
                $"A text has up to {TextLimitChars} characters.");
        if (answer is not null && !person.Has(Permission.WriteReport))
            return Problems.Answer(StatusCodes.Status403Forbidden, "not_permitted", "Readers answer marks.");
        await using var work = await database.Begin(cancel);
        if (await SlideStore.Find(work, person, id, cancel) is not { } slide) return Problems.NotFound();
        var now = time.GetUtcNow();
        if (text is not null && !await MarkStore.SetText(work, id, markId, text, person.Id, now, cancel))
            return Problems.NotFound();
        if (answer is not null && !await MarkStore.SetAnswer(work, id, markId, answer, person.Id, now, cancel))
            return Problems.NotFound();
        await MarkAudit.Append(work, answer is null ? "slide.mark_changed" : "slide.mark_answered", AuditAction.Update,
            slide,
            markId, person, now, cancel);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}

/// <summary>Takes a mark away; the row stays, so that what a report was signed with can be shown again.</summary>
internal static class RemoveMark
{
    internal static async Task<IResult> Handle(
        Guid id, Guid markId, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await SlideStore.Find(work, person, id, cancel) is not { } slide) return Problems.NotFound();
        if (await UnderHold.OfSlide(work, id, cancel) is { } held) return held;
        var now = time.GetUtcNow();
        // Only who made it takes it away: another's finding is answered, not removed.
        if (!await MarkStore.Remove(work, id, markId, person.Id, now, cancel)) return Problems.NotFound();
        await MarkAudit.Append(work, "slide.mark_removed", AuditAction.Delete, slide, markId, person, now, cancel);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}

internal static class MarkAudit
{
    internal static async Task Append(Work work, string action, AuditAction kind, SlideRow slide, Guid mark,
        CurrentPerson person,
        DateTimeOffset now, CancellationToken cancel)
    {
        await AuditLog.Append(work, new AuditEntry
        {
            Action = action,
            Event = AuditEvents.InstancesAccessed,
            Kind = kind,
            Actor = new AuditActor { PersonId = person.Id.Value, FacilityId = slide.FacilityId },
            EntityKind = "slide_mark",
            EntityId = mark.ToString(),
            PatientId = slide.PatientId,
        }, now, cancel);
        if (slide.ConsultationId is { } consultation)
            LiveChanges.Changed(work, LiveTopic.Consultation(new ConsultationId(consultation)), "slide_marked",
                slide.Id);
    }
}
