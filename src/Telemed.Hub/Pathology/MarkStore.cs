using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>A mark as it is shown.</summary>
internal sealed record MarkRow
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required double[] Points { get; init; }
    public required string Text { get; init; }
    public int? Number { get; init; }
    public required Guid CreatedBy { get; init; }
    public required string PersonName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>All SQL of marks.</summary>
internal static class MarkStore
{
    private const string List = """
        SELECT m.id, m.kind, m.points, m.text, m.number, m.created_by, p.name AS person_name, m.created_at
        FROM slide_mark m JOIN person p ON p.id = m.created_by
        WHERE m.slide_id = @id AND m.removed_at IS NULL ORDER BY m.created_at, m.id LIMIT 2000
        """;

    private const string CountOf = "SELECT count(*)::int FROM slide_mark WHERE slide_id = @id AND removed_at IS NULL";

    // Pins are numbered through, removed ones included: a number in a report never comes to mean another place.
    private const string Insert = """
        INSERT INTO slide_mark (id, slide_id, kind, points, text, number, created_by, created_at)
        VALUES (@mark, @id, @kind, @points, @text,
            CASE WHEN @kind = 'pin' THEN (SELECT COALESCE(max(number), 0) + 1 FROM slide_mark WHERE slide_id = @id) END,
            @person, @now)
        """;

    private const string RemoveOne = """
        UPDATE slide_mark SET removed_at = @now, removed_by = @person
        WHERE id = @mark AND slide_id = @id AND created_by = @person AND removed_at IS NULL
        """;

    public static Task<IReadOnlyList<MarkRow>> Of(Reading reading, Guid slide, CancellationToken cancel) =>
        reading.Rows<MarkRow>(List, new { id = slide }, cancel);

    public static Task<int> Count(Reading reading, Guid slide, CancellationToken cancel) =>
        reading.Row<int>(CountOf, new { id = slide }, cancel);

    public static Task Add(Work work, Guid mark, Guid slide, AddMark.Request request, PersonId person,
        DateTimeOffset now,
        CancellationToken cancel) =>
        work.Execute(Insert, new
        {
            mark, id = slide, kind = request.Kind, points = request.Points, text = request.Text ?? "",
            person = person.Value, now,
        }, cancel);

    public static async Task<bool> Remove(
        Work work, Guid slide, Guid mark, PersonId person, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(RemoveOne, new { id = slide, mark, person = person.Value, now }, cancel) == 1;
}
