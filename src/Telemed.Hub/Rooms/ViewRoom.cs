using System.Text.Json;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>A room as one person sees it, in one round trip.</summary>
internal static class ViewRoom
{
    // With more listeners than this the page counts them; their names stand in the attendance.
    private const int ListenersShown = 50;

    private const string PersonColumns = """
        SELECT m.person_id, p.name, p.title, m.role, m.place, n.id IS NOT NULL AS present, n.peer_id, m.hand_at,
               m.ladder, m.microphone, m.camera, m.test::text AS test, m.asked_at,
               (SELECT f.name FROM person_role pr JOIN facility f ON f.id = pr.facility_id
                WHERE pr.person_id = p.id ORDER BY cardinality(f.path) DESC, f.id LIMIT 1) AS facility_name
        FROM room_person m
        JOIN person p ON p.id = m.person_id
        LEFT JOIN room_presence n ON n.room_id = m.room_id AND n.person_id = m.person_id AND n.left_at IS NULL
        """;

    private const string PersonSql = $"{PersonColumns} WHERE m.room_id = @id AND m.person_id = @person";

    private static readonly string ViewSql = $"""
        SELECT {RoomRecord.Columns},
               (SELECT count(*)::int FROM room_presence n WHERE n.room_id = r.id AND n.left_at IS NULL) AS present,
               c.number AS consultation_number, h.name AS host_name, s.name AS specialist_name,
               cb.name AS consent_by_name,
               (SELECT count(*)::int FROM room_person l WHERE l.room_id = r.id AND l.role = 'listener'
                AND l.place = 'admitted') AS listeners,
               v.sequence, v.person_id AS view_person, v.n, v.subject, v.view::text AS view,
               o.signed_at AS note_signed_at, o.room_id IS NOT NULL AS has_note
        FROM room r
        LEFT JOIN consultation c ON c.id = r.consultation_id
        LEFT JOIN person h ON h.id = r.created_by
        LEFT JOIN person s ON s.id = r.specialist_id
        LEFT JOIN person cb ON cb.id = r.consent_by
        LEFT JOIN room_view v ON v.room_id = r.id
        LEFT JOIN room_note o ON o.room_id = r.id
        WHERE r.id = @id;

        {PersonColumns}
        WHERE m.room_id = @id AND (m.role <> 'listener' OR m.person_id = @person OR m.place = 'waiting'
            OR (SELECT count(*) FROM room_person l WHERE l.room_id = @id AND l.role = 'listener') <= {ListenersShown})
        ORDER BY m.role, m.invited_at, m.person_id LIMIT 300;

        SELECT kind, due_at FROM room_timer WHERE room_id = @id ORDER BY due_at;
        """;

    private const string AheadSql = """
        SELECT (SELECT count(*)::int FROM room w
                WHERE w.specialist_id = r.specialist_id AND w.state = 'waiting' AND w.id <> r.id
                  AND (array_position(ARRAY['red', 'yellow', 'green'], w.colour), coalesce(w.queue_from, w.state_since))
                    < (array_position(ARRAY['red', 'yellow', 'green'], r.colour),
                       coalesce(r.queue_from, r.state_since))) AS rooms_ahead,
               (SELECT count(*)::int FROM room_person q WHERE q.room_id = r.id AND q.place = 'waiting'
                AND (q.asked_at, q.person_id) < (@askedAt, @person)) AS people_ahead,
               (SELECT max(extract(epoch FROM @now - b.live_at))::float8 FROM room b
                WHERE b.specialist_id = r.specialist_id AND b.state IN ('live', 'degraded') AND b.id <> r.id)
                   AS talking_seconds,
               ARRAY(SELECT extract(epoch FROM e.ended_at - e.live_at)::float8 FROM room e
                     WHERE e.specialist_id = r.specialist_id AND e.live_at IS NOT NULL AND e.ended_at IS NOT NULL
                     ORDER BY e.ended_at DESC LIMIT 20) AS earlier
        FROM room r WHERE r.id = @id
        """;

    internal sealed class RoomViewRecord
    {
        public string? ConsultationNumber { get; init; }
        public string? HostName { get; init; }
        public string? SpecialistName { get; init; }
        public string? ConsentByName { get; init; }
        public int Present { get; init; }
        public int Listeners { get; init; }
        public int Sequence { get; init; }
        public long N { get; init; }
        public string? Subject { get; init; }
        public string? View { get; init; }
        public DateTimeOffset? NoteSignedAt { get; init; }
        public bool HasNote { get; init; }
    }

    internal sealed class PersonRecord
    {
        public Guid PersonId { get; init; }
        public string Name { get; init; } = "";
        public string? Title { get; init; }
        public string Role { get; init; } = "";
        public string Place { get; init; } = "";
        public bool Present { get; init; }
        public Guid? PeerId { get; init; }
        public DateTimeOffset? HandAt { get; init; }
        public string Ladder { get; init; } = "";
        public bool Microphone { get; init; }
        public bool Camera { get; init; }
        public string? Test { get; init; }
        public DateTimeOffset? AskedAt { get; init; }
        public string? FacilityName { get; init; }

        internal RoomPersonView ToView() => new(PersonId, Name, Title, Role, Place, Present, PeerId, HandAt, Ladder,
            Microphone, Camera,
            Test is null ? null : JsonSerializer.Deserialize(Test, RoomsJson.Default.DeviceTest), FacilityName);
    }

    [method: ExplicitConstructor]
    private sealed record TimerRecord(string Kind, DateTimeOffset DueAt);

    private sealed record AheadRecord
    {
        public int RoomsAhead { get; init; }
        public int PeopleAhead { get; init; }
        public double? TalkingSeconds { get; init; }
        public double[] Earlier { get; init; } = [];
    }

    [Answers<RoomPage>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        return await Load(reading, new RoomId(id), person, changes, cancel) is not { } page ? Problems.NotFound()
            : page.Me is { Place: "removed" } ? RoomProblems.Answer(RoomRefusal.Removed)
            : TypedResults.Json(page, RoomsJson.Default.RoomPage);
    }

    /// <summary>The room as the person sees it; null when it is not there for that person.</summary>
    internal static async Task<RoomPage?> Load(
        Reading reading, RoomId id, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        var ((row, more), people, timers) = await reading.Sets(
            ViewSql, new { id = id.Value, person = person.Id.Value }, async sets =>
            (sets.Read<RoomRecord, RoomViewRecord, (RoomRecord?, RoomViewRecord?)>(
                    (room, view) => (room, view), splitOn: "present").SingleOrDefault(),
                (await sets.ReadAsync<PersonRecord>()).AsList(), (await sets.ReadAsync<TimerRecord>()).AsList()),
            cancel);
        if (row is null || more is null) return null;
        var me = people.FirstOrDefault(each => each.PersonId == person.Id.Value);
        if (me is null && !await RoomStore.MaySeeCase(reading, id, person, cancel)) return null;
        var now = changes.Now;
        var place = await PlaceOf(reading, row, me, person.Id, now, cancel);
        return Page(row, more, people, timers, me, place, person, changes.Times, now);
    }

    /// <summary>One person as the others see him.</summary>
    internal static async Task<RoomPersonView?> Person(
        Reading reading, RoomId room, PersonId person, CancellationToken cancel) =>
        (await reading.RowOrNone<PersonRecord>(PersonSql, new { id = room.Value, person = person.Value }, cancel))
        ?.ToView();

    internal static StateSaid State(RoomRecord row, string? consentBy, RoomTimes times)
    {
        var its = row.ToRoom();
        return new StateSaid(row.Id, its.Version, row.State, row.LeaderId, Shown(row.Shown), row.Ladder,
            Consent(its, consentBy), its.IsRecording, its.NoteDueAt(times));
    }

    internal static ShownForm? Shown(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, RoomsJson.Default.ShownForm);

    private static ConsentView? Consent(Room its, string? by) => its.Consent is { } consent
        ? new ConsentView(consent.At, by ?? "", TextCode.Of(consent.How), consent.Recording) : null;

    private static RoomPage Page(RoomRecord row, RoomViewRecord more, IReadOnlyList<PersonRecord> people,
        IReadOnlyList<TimerRecord> timers, PersonRecord? me, PlaceView place, CurrentPerson person, RoomTimes times,
        DateTimeOffset now)
    {
        var its = row.ToRoom();
        var noteDueAt = its.NoteDueAt(times);
        return new RoomPage
        {
            Id = row.Id, Kind = row.Kind, State = row.State, Colour = row.Colour, Title = row.Title,
            ConsultationId = row.ConsultationId, ConsultationNumber = more.ConsultationNumber,
            PlannedAt = row.PlannedAt, CreatedAt = row.CreatedAt, LiveAt = row.LiveAt, EndedAt = row.EndedAt,
            NoteDueAt = noteDueAt, Host = new RoomPersonName(row.CreatedBy, more.HostName ?? ""),
            Specialist = row.SpecialistId is { } specialist
                ? new RoomPersonName(specialist, more.SpecialistName ?? "") : null,
            Present = more.Present, Me = me is null ? null : new RoomMe(me.Role, me.Place), Version = row.Version,
            People = [.. people.Select(each => each.ToView())],
            Listeners = more.Listeners,
            Consent = Consent(its, more.ConsentByName),
            Leader = row.LeaderId,
            Shown = Shown(row.Shown),
            View = more.View is null ? null
                : new ViewForm(more.N, more.Subject ?? "", JsonSerializer.Deserialize<JsonElement>(more.View,
                    RoomsJson.Default.JsonElement)),
            Ladder = row.Ladder,
            Sequence = more.Sequence,
            Place = place,
            Timers = [.. timers.Select(timer => new RoomTimerView(timer.Kind, timer.DueAt))],
            Note = new RoomNoteState(
                more.NoteSignedAt is not null ? "signed" : more.HasNote ? "draft" : "none", noteDueAt),
            Recording = its.IsRecording,
            Allowed = me is null ? [] :
            [
                .. RoomRules.Allowed(its, new RoomMember(person.Id, TextCode.Parse<RoomRole>(me.Role),
                    TextCode.Parse<RoomPlace>(me.Place))).Select(TextCode.Of),
            ],
            ServerTime = now,
        };
    }

    private static async Task<PlaceView> PlaceOf(Reading reading, RoomRecord row, PersonRecord? me, PersonId person,
        DateTimeOffset now, CancellationToken cancel)
    {
        var state = me?.Place ?? "none";
        var inLobby = state == "waiting";
        if (!inLobby && row.State is not "waiting") return new PlaceView(state, null, null);
        var ahead = await reading.Row<AheadRecord>(AheadSql, new
        {
            id = row.Id, person = person.Value, askedAt = me?.AskedAt ?? now, now,
        }, cancel);
        var position = 1 + (row.State == "waiting" ? ahead.RoomsAhead : 0) + (inLobby ? ahead.PeopleAhead : 0);
        var expected = WaitEstimate.Of(
            position, ahead.TalkingSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            [.. ahead.Earlier.Select(TimeSpan.FromSeconds)]);
        return new PlaceView(state, position, (int)expected.TotalSeconds);
    }
}
