using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>A mark as it is shown.</summary>
internal sealed record MarkRow
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    /// <summary>x, y, x, y … in level-0 pixels.</summary>
    public required double[] Points { get; init; }
    /// <summary>The same in micrometres of the slide; null when it does not state its scale.</summary>
    public double[]? PointsUm { get; init; }
    public required string Text { get; init; }
    public int? Number { get; init; }
    public required Guid CreatedBy { get; init; }
    public required string PersonName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public MarkAnswer? Answer { get; init; }
}

/// <summary>What a reader answers to a mark.</summary>
/// <param name="Text">The words.</param>
/// <param name="By">Name of the reader.</param>
/// <param name="At">When it was said.</param>
internal sealed record MarkAnswer(string Text, string By, DateTimeOffset At);

/// <summary>All SQL of marks.</summary>
internal static class MarkStore
{
    private const string List = """
        SELECT m.id, m.kind, m.points, m.points_um, m.text, m.number, m.created_by, p.name AS person_name, m.created_at,
            m.answer AS answer_text, a.name AS answered_by_name, m.answered_at
        FROM slide_mark m JOIN person p ON p.id = m.created_by LEFT JOIN person a ON a.id = m.answered_by
        WHERE m.slide_id = @id AND m.removed_at IS NULL ORDER BY m.created_at, m.id LIMIT 2000
        """;

    private const string CountOf = "SELECT count(*)::int FROM slide_mark WHERE slide_id = @id AND removed_at IS NULL";

    // Pins are numbered through, removed ones included: a number in a report never comes to mean another place.
    private const string Insert = """
        INSERT INTO slide_mark (id, slide_id, kind, points, points_um, text, number, created_by, created_at)
        VALUES (@mark, @id, @kind, @points, @pointsUm, @text,
            CASE WHEN @kind = 'pin' THEN (SELECT COALESCE(max(number), 0) + 1 FROM slide_mark WHERE slide_id = @id) END,
            @person, @now)
        """;

    private const string SetTextSql = """
        WITH changed AS (
            UPDATE slide_mark SET text = @text
            WHERE id = @mark AND slide_id = @id AND created_by = @person AND removed_at IS NULL RETURNING id)
        INSERT INTO slide_mark_change (mark_id, field, value, person_id, at)
        SELECT id, 'text', @text, @person, @now FROM changed
        """;

    private const string SetAnswerSql = """
        WITH changed AS (
            UPDATE slide_mark SET answer = nullif(@text, ''), answered_by = CASE WHEN @text <> '' THEN @person END,
                answered_at = CASE WHEN @text <> '' THEN @now END
            WHERE id = @mark AND slide_id = @id AND removed_at IS NULL RETURNING id)
        INSERT INTO slide_mark_change (mark_id, field, value, person_id, at)
        SELECT id, 'answer', @text, @person, @now FROM changed
        """;

    private const string RemoveOne = """
        UPDATE slide_mark SET removed_at = @now, removed_by = @person
        WHERE id = @mark AND slide_id = @id AND created_by = @person AND removed_at IS NULL
        """;

    private sealed record ListRow
    {
        public required Guid Id { get; init; }
        public required string Kind { get; init; }
        public required double[] Points { get; init; }
        public double[]? PointsUm { get; init; }
        public required string Text { get; init; }
        public int? Number { get; init; }
        public required Guid CreatedBy { get; init; }
        public required string PersonName { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public string? AnswerText { get; init; }
        public string? AnsweredByName { get; init; }
        public DateTimeOffset? AnsweredAt { get; init; }

        public MarkRow Mark() => new()
        {
            Id = Id, Kind = Kind, Points = Points, PointsUm = PointsUm, Text = Text, Number = Number,
            CreatedBy = CreatedBy,
            PersonName = PersonName, CreatedAt = CreatedAt,
            Answer = AnswerText is { } answer && AnsweredAt is { } at
                ? new MarkAnswer(answer, AnsweredByName ?? "", at) : null,
        };
    }

    public static async Task<IReadOnlyList<MarkRow>> Of(Reading reading, Guid slide, CancellationToken cancel) =>
        [.. (await reading.Rows<ListRow>(List, new { id = slide }, cancel)).Select(row => row.Mark())];

    public static Task<int> Count(Reading reading, Guid slide, CancellationToken cancel) =>
        reading.Row<int>(CountOf, new { id = slide }, cancel);

    public static Task Add(Work work, Guid mark, Guid slide, AddMark.Request request, double[]? pointsUm,
        PersonId person,
        DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(Insert, new
        {
            mark, id = slide, kind = request.Kind, points = request.Points, pointsUm, text = request.Text ?? "",
            person = person.Value, now,
        }, cancel);

    /// <summary>Changes the words of one's own mark; false when it is not there or somebody else's.</summary>
    public static async Task<bool> SetText(
        Work work, Guid slide, Guid mark, string text, PersonId person, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(SetTextSql, new { id = slide, mark, text, person = person.Value, now }, cancel) == 1;

    /// <summary>
    /// Sets the answer to a mark, or takes it back when it is empty; false when there is no such mark.
    /// </summary>
    public static async Task<bool> SetAnswer(
        Work work, Guid slide, Guid mark, string text, PersonId person, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(SetAnswerSql, new { id = slide, mark, text, person = person.Value, now }, cancel) == 1;

    public static async Task<bool> Remove(
        Work work, Guid slide, Guid mark, PersonId person, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(RemoveOne, new { id = slide, mark, person = person.Value, now }, cancel) == 1;
}
