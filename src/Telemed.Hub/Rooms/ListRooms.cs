using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Rooms;

/// <summary>The rooms that wait for somebody, and for the desk those that are going on.</summary>
internal static class ListRooms
{
    private const int RowsLimit = 100;

    private const string RowColumns = """
        SELECT r.id, r.kind, r.state, r.colour, r.title, r.consultation_id, r.planned_at, r.created_at, r.live_at,
               r.ended_at, r.version, r.created_by, r.specialist_id, c.number AS consultation_number,
               h.name AS host_name, s.name AS specialist_name, m.role, m.place, r.state_since,
               (SELECT count(*)::int FROM room_presence n WHERE n.room_id = r.id AND n.left_at IS NULL) AS present
        FROM room r
        LEFT JOIN consultation c ON c.id = r.consultation_id
        LEFT JOIN person h ON h.id = r.created_by
        LEFT JOIN person s ON s.id = r.specialist_id
        """;

    private static readonly string MineSql = $"""
        {RowColumns}
        JOIN room_person m ON m.room_id = r.id AND m.person_id = @visiblePersonId
        WHERE (@consultation::uuid IS NULL OR r.consultation_id = @consultation)
          AND (r.state IN ('planned', 'invited', 'ready', 'waiting', 'live', 'degraded', 'interrupted')
                 AND m.place NOT IN ('removed', 'declined')
               OR r.state = 'note_due' AND r.specialist_id = @visiblePersonId)
        ORDER BY CASE r.colour WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END,
            coalesce(r.queue_from, r.state_since) LIMIT {RowsLimit}
        """;

    private static readonly string LiveSql = $"""
        {RowColumns}
        LEFT JOIN room_person m ON m.room_id = r.id AND m.person_id = @visiblePersonId
        WHERE (@consultation::uuid IS NULL OR r.consultation_id = @consultation)
          AND r.state IN ('invited', 'ready', 'waiting', 'live', 'degraded', 'interrupted', 'note_due')
          AND c.id IS NOT NULL AND {ConsultationAccess.VisibleSql}
        ORDER BY CASE r.colour WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END,
            coalesce(r.queue_from, r.state_since) LIMIT {RowsLimit}
        """;

    // Every room of one case, the ended ones too: the case page shows what was talked about.
    private static readonly string CaseSql = $"""
        {RowColumns}
        LEFT JOIN room_person m ON m.room_id = r.id AND m.person_id = @visiblePersonId
        WHERE r.consultation_id = @consultation AND {ConsultationAccess.VisibleSql}
        ORDER BY r.created_at DESC LIMIT {RowsLimit}
        """;

    private sealed record RowRecord
    {
        public Guid Id { get; init; }
        public string Kind { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset StateSince { get; init; }
        public string Colour { get; init; } = "";
        public string Title { get; init; } = "";
        public Guid? ConsultationId { get; init; }
        public string? ConsultationNumber { get; init; }
        public DateTimeOffset? PlannedAt { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? LiveAt { get; init; }
        public DateTimeOffset? EndedAt { get; init; }
        public int Version { get; init; }
        public Guid CreatedBy { get; init; }
        public Guid? SpecialistId { get; init; }
        public string? HostName { get; init; }
        public string? SpecialistName { get; init; }
        public string? Role { get; init; }
        public string? Place { get; init; }
        public int Present { get; init; }

        internal RoomRow ToRow(RoomTimes times) => new()
        {
            Id = Id, Kind = Kind, State = State, Colour = Colour, Title = Title, ConsultationId = ConsultationId,
            ConsultationNumber = ConsultationNumber, PlannedAt = PlannedAt, CreatedAt = CreatedAt, LiveAt = LiveAt,
            EndedAt = EndedAt, NoteDueAt = NoteDueAt(times), Host = new RoomPersonName(CreatedBy, HostName ?? ""),
            Specialist = SpecialistId is { } id ? new RoomPersonName(id, SpecialistName ?? "") : null,
            Present = Present, Me = Role is null ? null : new RoomMe(Role, Place ?? ""), Version = Version,
        };

        private DateTimeOffset? NoteDueAt(RoomTimes times) => new RoomRecord
        {
            Id = Id, Kind = Kind, State = State, Colour = Colour, EndedAt = EndedAt, Ladder = "video",
        }.ToRoom().NoteDueAt(times);
    }

    [Answers<RoomRows>]
    internal static async Task<IResult> Handle(
        string? view, Guid? consultationId, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        if (view is not (null or "mine" or "live" or "case") || view == "case" && consultationId is null)
            return Problems.BadField("view", "mine, live, or case with its consultationId.");
        var sql = (view ?? "mine") switch
        {
            "live" when person.Has(Permission.ViewDesk) => LiveSql,
            "live" => null,
            "case" => CaseSql,
            _ => MineSql,
        };
        if (sql is null) return RoomProblems.Answer(RoomRefusal.NotPermitted);
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("consultation", consultationId, System.Data.DbType.Guid);
        await using var reading = await changes.Database.Read(cancel);
        var rows = await reading.Rows<RowRecord>(sql, parameters, cancel);
        return TypedResults.Json(
            new RoomRows([.. rows.Select(row => row.ToRow(changes.Times))]), RoomsJson.Default.RoomRows);
    }
}

/// <summary>What was said and shown, in order.</summary>
internal static class ShowHistory
{
    private const int LinesLimit = 500;
    private const int LinesUsual = 200;

    [Answers<LinePage>]
    internal static async Task<IResult> Handle(
        Guid id, int? after, int? limit, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        if (limit is < 1 or > LinesLimit) return Problems.BadField("limit", $"1 to {LinesLimit}.");
        var room = new RoomId(id);
        await using var reading = await changes.Database.Read(cancel);
        var member = await RoomStore.Member(reading, room, person.Id, cancel);
        // Whoever waits outside or was sent away does not read along.
        if (member is { Place: "removed" or "waiting" }) return RoomProblems.Answer(RoomRefusal.NotAdmitted);
        if (await RoomStore.Find(reading, room, cancel) is not { } row) return Problems.NotFound();
        // To be asked is not to be in: a guest reads what is said while he is there, and nothing of the case after it.
        var isInside = member is { Place: "admitted" or "left" } && (row.ConsultationId is null || row.ToRoom().IsOpen);
        if (!isInside && !await RoomStore.MaySeeCase(reading, room, person, cancel))
            return member is null ? Problems.NotFound() : RoomProblems.Answer(RoomRefusal.NotAdmitted);
        var count = limit ?? LinesUsual;
        var lines = await RoomHistory.After(reading, room, Math.Max(after ?? 0, 0), count, cancel);
        return TypedResults.Json(
            new LinePage([.. lines.Select(RoomSay.Line)], lines.Count == count ? lines[^1].Sequence : null),
            RoomsJson.Default.LinePage);
    }
}
