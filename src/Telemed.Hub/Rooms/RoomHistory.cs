using System.Collections.Immutable;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>The lines, events and timers of rooms: what happened, and what will happen by itself.</summary>
internal static class RoomHistory
{
    /// <summary>Lines a room may have; a lecture of a day has a few hundred.</summary>
    internal const int LinesLimit = 20_000;

    private const string AppendSql = """
        WITH numbered AS (
            UPDATE room_view SET sequence = sequence + 1 WHERE room_id = @room AND sequence < @limit
            RETURNING sequence)
        INSERT INTO room_line (room_id, sequence, at, person_id, kind, client_id, body)
        SELECT @room, numbered.sequence, @at, @person, @kind, @clientId, @body::jsonb FROM numbered
        RETURNING sequence
        """;

    private const string LineColumns = """
        SELECT l.sequence, l.at, l.person_id, p.name, l.kind, l.client_id, l.body::text AS body
        FROM room_line l LEFT JOIN person p ON p.id = l.person_id
        """;

    private const string AfterSql = $"""
        {LineColumns} WHERE l.room_id = @room AND l.sequence > @after ORDER BY l.sequence LIMIT @limit
        """;

    private const string NewestSql = $"""
        {LineColumns} WHERE l.room_id = @room AND l.sequence > @after ORDER BY l.sequence DESC LIMIT @limit
        """;

    private const string RepeatedSql = $"""
        {LineColumns} WHERE l.room_id = @room AND l.person_id = @person AND l.client_id = @clientId
        """;

    private const string OneSql = $"{LineColumns} WHERE l.room_id = @room AND l.sequence = @sequence";

    private const string InsertEventSql = """
        INSERT INTO room_event (room_id, ordinal, at, client_at, step, from_state, to_state, actor_id, actor_role,
            facility_id, device, reason, previous_hash, hash)
        VALUES (@room, @ordinal, @at, @client_at, @step, @from, @to, @actor, @role, @facility, @device, @reason,
            @previous, @hash)
        """;

    private const string SetTimerSql = """
        INSERT INTO room_timer (room_id, kind, due_at) VALUES (@room, @kind, @due)
        ON CONFLICT (room_id, kind) DO UPDATE SET due_at = excluded.due_at, attempts = 0
        """;

    private const string ClearTimersSql = "DELETE FROM room_timer WHERE room_id = @room AND kind = ANY (@kinds)";

    /// <summary>A line of the history.</summary>
    internal sealed record LineRecord
    {
        public int Sequence { get; init; }
        public DateTimeOffset At { get; init; }
        public Guid? PersonId { get; init; }
        public string? Name { get; init; }
        public string Kind { get; init; } = "";
        public Guid? ClientId { get; init; }
        public string Body { get; init; } = "";
    }

    /// <summary>Adds a line; it stands once the work is committed.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="RoomFullException">The room has all the lines it may have.</exception>
    internal static async Task<int> Append(
        Work work, RoomId room, string kind, PersonId? person, Guid? clientId, string body, DateTimeOffset at,
        CancellationToken cancel) =>
        await work.RowOrNone<int?>(AppendSql, new
        {
            room = room.Value, limit = LinesLimit, at, person = person?.Value, kind, clientId, body,
        }, cancel) ?? throw new RoomFullException();

    /// <summary>Lines after a number, the oldest first.</summary>
    internal static Task<IReadOnlyList<LineRecord>> After(
        Reading reading, RoomId room, int after, int limit, CancellationToken cancel) =>
        reading.Rows<LineRecord>(AfterSql, new { room = room.Value, after, limit }, cancel);

    /// <summary>The newest lines after a number, in order.</summary>
    internal static async Task<IReadOnlyList<LineRecord>> Newest(
        Reading reading, RoomId room, int after, int limit, CancellationToken cancel) =>
        [.. (await reading.Rows<LineRecord>(NewestSql, new { room = room.Value, after, limit }, cancel)).Reverse()];

    /// <summary>The line that the same page sent before; null when it is new.</summary>
    internal static Task<LineRecord?> Repeated(
        Reading reading, RoomId room, PersonId person, Guid clientId, CancellationToken cancel) =>
        reading.RowOrNone<LineRecord>(RepeatedSql, new { room = room.Value, person = person.Value, clientId }, cancel);

    internal static Task<LineRecord?> One(Reading reading, RoomId room, int sequence, CancellationToken cancel) =>
        reading.RowOrNone<LineRecord>(OneSql, new { room = room.Value, sequence }, cancel);

    internal static void AddEvent(
        StatementBatch batch, RoomEvent done, RoomActor actor, int ordinal, byte[] previous, byte[] hash) =>
        batch.Add(InsertEventSql,
            ("room", done.Room.Value), ("ordinal", ordinal), ("at", done.At), ("client_at", actor.ClientAt),
            ("step", TextCode.Of(done.Step)), ("from", TextCode.Of(done.From)), ("to", TextCode.Of(done.To)),
            ("actor", actor.Person?.Value), ("role", actor.Audit.Role), ("facility", actor.Audit.FacilityId),
            ("device", actor.Device), ("reason", done.Reason), ("previous", previous), ("hash", hash));

    internal static void AddTimers(
        StatementBatch batch, RoomId room, ImmutableArray<RoomTimer> set, ImmutableArray<RoomTimerKind> clear)
    {
        if (!clear.IsEmpty)
            batch.Add(ClearTimersSql, ("room", room.Value), ("kinds", clear.Select(TextCode.Of).ToArray()));
        foreach (var timer in set)
            batch.Add(SetTimerSql, ("room", room.Value), ("kind", TextCode.Of(timer.Kind)), ("due", timer.DueAt));
    }
}

/// <summary>The room has all the lines it may have.</summary>
internal sealed class RoomFullException() : Exception("The room's history is full.");
