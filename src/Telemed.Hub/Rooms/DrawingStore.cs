using System.Text.Json;
using System.Text.RegularExpressions;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>A drawing on a file, in the file's own coordinates.</summary>
/// <param name="Kind">stroke, arrow or ring.</param>
/// <param name="Colour">Its colour as #rrggbb.</param>
/// <param name="On">The part of the file its points lie on: a lead, an image; empty where there is one plane.</param>
/// <param name="Points">x and y in turn.</param>
internal sealed partial record DrawnShape(string Kind, string Colour, string On, double[] Points)
{
    /// <summary>Characters that name a part of a file: a SOP instance UID and the number of a frame.</summary>
    internal const int PartLimitChars = 80;
    private const int PointsLimit = 500;

    /// <summary>A shape that a browser drew; null when it is none, for then no viewer could show it.</summary>
    internal static DrawnShape? Read(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty("shape", out var drawn)) return null;
        try
        {
            return drawn.Deserialize(RoomsJson.Default.DrawnShape) is { } shape && shape.IsWhole ? shape : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What a browser left out of its JSON is null here, whatever the type says.
    private bool IsWhole =>
        Kind is "stroke" or "arrow" or "ring" && Colour is not null && ColourText().IsMatch(Colour)
        && On is { Length: <= PartLimitChars } && Points is { Length: >= 4 and <= PointsLimit }
        && Points.Length % 2 == 0 && Points.All(double.IsFinite);

    [GeneratedRegex("^#[0-9a-fA-F]{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex ColourText();
}

/// <summary>All SQL of the drawings that stay with a case.</summary>
internal static class DrawingStore
{
    private const int ShownLimit = 500;

    private const string ListSql = $"""
        SELECT d.id, d.attachment_id, d.room_id, d.shape::text AS shape, d.drawn_by, p.name, d.drawn_at,
               @visiblePersonId IN (d.drawn_by, d.kept_by) AS mine
        FROM kept_drawing d JOIN consultation c ON c.id = d.consultation_id JOIN person p ON p.id = d.drawn_by
        JOIN attachment a ON a.id = d.attachment_id AND a.removed_at IS NULL
        WHERE d.consultation_id = @id AND d.removed_at IS NULL
          AND {ConsultationAccess.VisibleSql} AND {ConsultationAccess.ReportsOpenSql}
        ORDER BY d.kept_at, d.sequence LIMIT @limit
        """;

    private const string FileSql = """
        SELECT EXISTS (SELECT 1 FROM attachment
                       WHERE id = @attachment AND consultation_id = @consultation AND removed_at IS NULL)
        """;

    private const string ErasedSql = """
        SELECT EXISTS (SELECT 1 FROM room_line
                       WHERE room_id = @room AND kind = 'erase' AND body->'sequence' = to_jsonb(@sequence))
        """;

    private const string IsKeptSql = """
        SELECT EXISTS (SELECT 1 FROM kept_drawing
                       WHERE room_id = @room AND sequence = @sequence AND removed_at IS NULL)
        """;

    // Kept a second time, it is the same drawing; and one that was taken away comes back.
    private const string KeepSql = """
        INSERT INTO kept_drawing (id, consultation_id, attachment_id, room_id, sequence, shape, drawn_by, drawn_at,
            kept_by, kept_at)
        VALUES (@id, @consultation, @attachment, @room, @sequence, @shape::jsonb, @drawnBy, @drawnAt, @keptBy, @now)
        ON CONFLICT (room_id, sequence) DO UPDATE SET removed_by = NULL, removed_at = NULL
        """;

    private const string OwnSql = $"""
        FROM kept_drawing d JOIN consultation c ON c.id = d.consultation_id
        WHERE d.id = @id AND @visiblePersonId IN (d.drawn_by, d.kept_by) AND {ConsultationAccess.VisibleSql}
        """;

    private const string RemoveSql = $"""
        UPDATE kept_drawing k SET removed_at = @now, removed_by = @visiblePersonId
        FROM (SELECT d.id, c.id AS consultation_id, c.patient_id {OwnSql}) own
        WHERE k.id = own.id AND k.removed_at IS NULL
        RETURNING own.consultation_id, own.patient_id
        """;

    private const string BringBackSql = $"""
        UPDATE kept_drawing k SET removed_at = NULL, removed_by = NULL
        FROM (SELECT d.id, c.id AS consultation_id, c.patient_id {OwnSql}) own
        WHERE k.id = own.id AND k.removed_by = @visiblePersonId
        RETURNING own.consultation_id, own.patient_id
        """;

    internal sealed record DrawingRecord
    {
        public Guid Id { get; init; }
        public Guid AttachmentId { get; init; }
        public Guid RoomId { get; init; }
        public string Shape { get; init; } = "";
        public Guid DrawnBy { get; init; }
        public string Name { get; init; } = "";
        public DateTimeOffset DrawnAt { get; init; }
        public bool Mine { get; init; }
    }

    /// <summary>The case that a changed drawing belongs to.</summary>
    internal sealed record OwnerRecord
    {
        public Guid ConsultationId { get; init; }
        public Guid PatientId { get; init; }
    }

    /// <summary>The drawings of a case; none for whoever may not see it, or not yet what others think.</summary>
    internal static Task<IReadOnlyList<DrawingRecord>> Of(
        Reading reading, CurrentPerson person, Guid consultation, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("id", consultation);
        parameters.Add("limit", ShownLimit);
        return reading.Rows<DrawingRecord>(ListSql, parameters, cancel);
    }

    internal static Task<bool> HasFile(
        Reading reading, ConsultationId consultation, Guid attachment, CancellationToken cancel) =>
        reading.Row<bool>(FileSql, new { consultation = consultation.Value, attachment }, cancel);

    internal static Task<bool> IsErased(
        Reading reading, RoomId room, int sequence, CancellationToken cancel) =>
        reading.Row<bool>(ErasedSql, new { room = room.Value, sequence }, cancel);

    internal static Task<bool> IsKept(Reading reading, RoomId room, int sequence, CancellationToken cancel) =>
        reading.Row<bool>(IsKeptSql, new { room = room.Value, sequence }, cancel);

    internal static Task Keep(RoomChange change, RoomHistory.LineRecord line, Guid attachment, DrawnShape shape,
        PersonId keeper, CancellationToken cancel) =>
        change.Work.Execute(KeepSql, new
        {
            id = Guid.CreateVersion7(change.Now), consultation = change.Consultation!.Value.Value, attachment,
            room = change.Its.Id.Value, sequence = line.Sequence,
            shape = JsonSerializer.Serialize(shape, RoomsJson.Default.DrawnShape), drawnBy = line.PersonId!.Value,
            drawnAt = line.At, keptBy = keeper.Value, now = change.Now,
        }, cancel);

    /// <summary>Takes a drawing of one's own away; null when there is none.</summary>
    internal static Task<OwnerRecord?> Remove(
        Work work, CurrentPerson person, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        Change(work, RemoveSql, person, id, now, cancel);

    /// <summary>Brings a drawing back that one took away; null when there is none.</summary>
    internal static Task<OwnerRecord?> BringBack(
        Work work, CurrentPerson person, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        Change(work, BringBackSql, person, id, now, cancel);

    private static Task<OwnerRecord?> Change(
        Work work, string sql, CurrentPerson person, Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("id", id);
        parameters.Add("now", now);
        return work.RowOrNone<OwnerRecord>(sql, parameters, cancel);
    }
}
