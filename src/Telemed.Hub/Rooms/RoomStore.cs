using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>Reads and writes rooms and the people in them.</summary>
internal static class RoomStore
{
    private const string FindSql = $"SELECT {RoomRecord.Columns} FROM room r WHERE r.id = @id";

    private const string OpenOfCaseSql = """
        SELECT r.id FROM room r
        WHERE r.consultation_id = @consultation AND r.kind = 'consult'
          AND r.state IN ('planned', 'invited', 'ready', 'waiting', 'live', 'degraded', 'interrupted')
        """;

    private const string MemberSql = """
        SELECT m.person_id, m.role, m.place, p.name
        FROM room_person m JOIN person p ON p.id = m.person_id
        WHERE m.room_id = @room AND m.person_id = ANY (@people)
        """;

    private const string MaySeeCaseSql = $"""
        SELECT EXISTS (SELECT 1 FROM room r JOIN consultation c ON c.id = r.consultation_id
                       WHERE r.id = @id AND {ConsultationAccess.VisibleSql})
        """;

    private const string InsertSql = """
        INSERT INTO room (id, kind, consultation_id, facility_id, service_code, title, colour, state, state_since,
            version, created_by, specialist_id, created_at, planned_at, red_call, queue_from,
            event_count, last_event_hash)
        VALUES (@id, @kind, @consultation, @facility, @service, @title, @colour, @state, @since,
            @version, @creator, @specialist, @created, @planned, @red_call, @queue_from,
            @event_count, @last_event_hash)
        """;

    private const string InsertViewSql = "INSERT INTO room_view (room_id) VALUES (@id)";

    private const string UpdateSql = """
        UPDATE room SET colour = @colour, state = @state, state_since = @since, version = @version,
            specialist_id = @specialist, live_at = @live, ended_at = @ended, end_reason = @end_reason,
            missed_side = @missed, leader_id = @leader, ladder = @ladder, shown = @shown, consent_at = @consent_at,
            consent_by = @consent_by, consent_how = @consent_how, consent_recording = @consent_recording,
            recording = @recording, red_call = @red_call, event_count = @event_count,
            last_event_hash = @last_event_hash
        WHERE id = @id
        """;

    private const string PutMemberSql = """
        INSERT INTO room_person (room_id, person_id, role, place, invited_by, invited_at, asked_at, admitted_at)
        VALUES (@room, @person, @role, @place, @by, @now,
            CASE @place WHEN 'waiting' THEN @now END, CASE @place WHEN 'admitted' THEN @now END)
        ON CONFLICT (room_id, person_id) DO UPDATE SET role = excluded.role, place = excluded.place,
            asked_at = coalesce(excluded.asked_at, room_person.asked_at),
            admitted_at = coalesce(room_person.admitted_at, excluded.admitted_at), declined_reason = @reason,
            hand_at = CASE WHEN excluded.place = 'admitted' THEN room_person.hand_at END
        """;

    private const string MayJoinSql = """
        SELECT EXISTS (SELECT 1 FROM person p JOIN person_role pr ON pr.person_id = p.id
                       WHERE p.id = @person AND p.active AND pr.role = ANY (@roles))
        """;

    private const string PeopleCountSql = "SELECT count(*)::int FROM room_person WHERE room_id = @room";

    // A specialist whose note is overdue; the limits are those of the domain, in seconds.
    private const string OwedSql = """
        SELECT r.id FROM room r
        WHERE r.specialist_id = @person AND r.state = 'note_due' AND r.id <> @except
          AND r.ended_at + make_interval(secs => CASE r.colour WHEN 'red' THEN @red WHEN 'yellow' THEN @yellow
              ELSE @green END) <= @now
        ORDER BY r.ended_at LIMIT 1
        """;

    private static readonly string[] RolesThatJoin =
    [
        .. Enum.GetValues<Role>().Where(role => AccessRules.ReachOf(role, Permission.JoinRoom) != ReachKind.None)
            .Select(TextCode.Of),
    ];

    internal static Task<RoomRecord?> Find(Reading reading, RoomId id, CancellationToken cancel) =>
        reading.RowOrNone<RoomRecord>(FindSql, new { id = id.Value }, cancel);

    /// <summary>The room, locked until the work ends.</summary>
    internal static Task<RoomRecord?> Lock(Work work, RoomId id, CancellationToken cancel) =>
        work.RowOrNone<RoomRecord>(FindSql + " FOR UPDATE OF r", new { id = id.Value }, cancel);

    internal static Task<RoomRecord?> TryLock(Work work, RoomId id, CancellationToken cancel) =>
        work.RowOrNone<RoomRecord>(FindSql + " FOR UPDATE OF r SKIP LOCKED", new { id = id.Value }, cancel);

    internal static Task<Guid?> OpenOfCase(Reading reading, Guid consultation, CancellationToken cancel) =>
        reading.RowOrNone<Guid?>(OpenOfCaseSql, new { consultation }, cancel);

    internal static Task<IReadOnlyList<MemberRecord>> Members(
        Reading reading, RoomId room, IReadOnlyCollection<Guid> people, CancellationToken cancel) =>
        reading.Rows<MemberRecord>(MemberSql, new { room = room.Value, people = people.ToArray() }, cancel);

    internal static async Task<MemberRecord?> Member(
        Reading reading, RoomId room, PersonId person, CancellationToken cancel) =>
        (await Members(reading, room, [person.Value], cancel)).SingleOrDefault();

    /// <summary>Whether the person may see the case that the room is about.</summary>
    internal static Task<bool> MaySeeCase(Reading reading, RoomId room, CurrentPerson person, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("id", room.Value);
        return reading.Row<bool>(MaySeeCaseSql, parameters, cancel);
    }

    /// <summary>Whether the person has a part in the room, or may see the case that it is about.</summary>
    internal static async Task<bool> MaySee(
        Reading reading, RoomId room, CurrentPerson person, CancellationToken cancel) =>
        await Member(reading, room, person.Id, cancel) is not null
        || await MaySeeCase(reading, room, person, cancel);

    internal static Task<bool> MayJoin(Reading reading, Guid person, CancellationToken cancel) =>
        reading.Row<bool>(MayJoinSql, new { person, roles = RolesThatJoin }, cancel);

    internal static Task<int> PeopleCount(Reading reading, RoomId room, CancellationToken cancel) =>
        reading.Row<int>(PeopleCountSql, new { room = room.Value }, cancel);

    /// <summary>The room whose note the person still owes past its clock; null when none.</summary>
    internal static Task<Guid?> OwedNote(
        Reading reading, PersonId person, RoomId? except, RoomTimes times, DateTimeOffset now,
        CancellationToken cancel)
    {
        var limit = times.Note;
        return reading.RowOrNone<Guid?>(OwedSql, new
        {
            person = person.Value, except = except?.Value ?? Guid.Empty, now,
            red = limit.Red.TotalSeconds, yellow = limit.Yellow.TotalSeconds, green = limit.Green.TotalSeconds,
        }, cancel);
    }

    internal static void AddInsert(StatementBatch batch, RoomChange change)
    {
        var (its, row) = (change.Its, change.Row);
        batch.Add(InsertSql,
            ("id", its.Id.Value), ("kind", TextCode.Of(its.Kind)), ("consultation", row.ConsultationId),
            ("facility", row.FacilityId), ("service", row.ServiceCode), ("title", row.Title),
            ("colour", TextCode.Of(its.Colour)), ("state", TextCode.Of(its.State)), ("since", its.StateSince),
            ("version", its.Version), ("creator", row.CreatedBy), ("specialist", its.Specialist?.Value),
            ("created", its.CreatedAt), ("planned", its.PlannedAt), ("red_call", change.IsRedCall),
            ("queue_from", row.QueueFrom), ("event_count", change.EventCount),
            ("last_event_hash", change.LastEventHash));
        batch.Add(InsertViewSql, ("id", its.Id.Value));
    }

    internal static void AddUpdate(StatementBatch batch, RoomChange change)
    {
        var its = change.Its;
        batch.Add(UpdateSql,
            ("id", its.Id.Value), ("colour", TextCode.Of(its.Colour)), ("state", TextCode.Of(its.State)),
            ("since", its.StateSince), ("version", its.Version), ("specialist", its.Specialist?.Value),
            ("live", its.LiveAt), ("ended", its.EndedAt), ("end_reason", change.EndReason),
            ("missed", change.MissedSide), ("leader", its.Leader?.Value), ("ladder", TextCode.Of(its.Ladder)),
            ("shown", change.Shown is { } shown ? new JsonText(shown) : null), ("consent_at", its.Consent?.At),
            ("consent_by", its.Consent?.By.Value), ("consent_how", its.Consent is { } c ? TextCode.Of(c.How) : null),
            ("consent_recording", its.Consent?.Recording ?? false), ("recording", its.IsRecording),
            ("red_call", change.IsRedCall), ("event_count", change.EventCount),
            ("last_event_hash", change.LastEventHash));
    }

    internal static void AddMember(
        StatementBatch batch, RoomId room, RoomMember member, PersonId? by, DateTimeOffset now, string? reason) =>
        batch.Add(PutMemberSql,
            ("room", room.Value), ("person", member.Id.Value), ("role", TextCode.Of(member.Role)),
            ("place", TextCode.Of(member.Place)), ("by", by?.Value), ("now", now), ("reason", reason));
}
