using Dapper;
using Telemed.Hub.Consultations;

namespace Telemed.Hub.Desk;

/// <summary>The SQL of the coordinators' board: what burns now and what soon will.</summary>
internal static class DeskStore
{
    // A case whose answer was read waits for the record of what followed; that is no business of this board's.
    private const string OpenStates = $"""
        {ConsultationLists.OpenStatesSql} AND c.state <> 'acknowledged'
        """;

    private const string RelayRuns =
        "l.contacted_at IS NULL AND l.closed_at IS NULL AND l.unreachable_signed_by IS NULL";

    private const string Row = $"SELECT {ConsultationLists.RowColumns} FROM page c {ConsultationLists.RowJoins}";

    /// <summary>Everything of the board in one round trip; each part is bounded.</summary>
    internal const string NowSql = $"""
        WITH page AS (
            SELECT c.* FROM consultation c
            WHERE c.colour = 'red' AND c.state IN {OpenStates} AND {ConsultationAccess.VisibleInListsSql}
            ORDER BY c.due_at NULLS LAST, c.id LIMIT 100)
        {Row} ORDER BY c.due_at NULLS LAST, c.id;

        WITH page AS (
            SELECT c.* FROM consultation c
            WHERE c.state IN {OpenStates} AND c.state <> 'delivered' AND c.paused_since IS NULL
              AND LEAST(c.due_at, c.promise_at) <= @soon AND {ConsultationAccess.VisibleInListsSql}
            ORDER BY LEAST(c.due_at, c.promise_at), c.id LIMIT 100)
        {Row} ORDER BY LEAST(c.due_at, c.promise_at), c.id;

        WITH page AS (
            SELECT c.* FROM consultation c
            WHERE c.id IN (SELECT l.consultation_id FROM critical_loop l WHERE {RelayRuns})
              AND {ConsultationAccess.VisibleInListsSql}
            ORDER BY c.id LIMIT 100)
        SELECT {ConsultationLists.RowColumns}, l.state AS loop_state, l.found_at, l.hop::int AS hops, l.next_hop_at
        FROM page c JOIN critical_loop l ON l.consultation_id = c.id AND {RelayRuns} {ConsultationLists.RowJoins}
        ORDER BY l.found_at;

        WITH page AS (
            SELECT c.* FROM consultation c
            WHERE c.state = 'returned' AND c.state_since > @lastWeek
              AND NOT EXISTS (SELECT 1 FROM consultation n WHERE n.copied_from_id = c.id)
              AND {ConsultationAccess.VisibleInListsSql}
            ORDER BY c.state_since, c.id LIMIT 100)
        {Row} ORDER BY c.state_since, c.id;

        SELECT f.id AS facility_id, f.name, f.tier, l.last_at
        FROM facility f
        CROSS JOIN LATERAL (SELECT max(c.created_at) AS last_at FROM consultation c WHERE c.facility_id = f.id) l
        WHERE f.active AND f.tier IN ('township', 'village')
          AND (@visibleEverywhere OR f.id = ANY (@visibleFacilities) OR f.path && @visibleBranches)
          AND (l.last_at IS NULL OR l.last_at < @silentSince)
        ORDER BY l.last_at NULLS FIRST, f.name LIMIT 100;

        SELECT count(*) FILTER (WHERE c.submitted_at > @hourAgo)::int AS submitted,
               count(*) FILTER (WHERE c.first_signed_at > @hourAgo)::int AS signed,
               count(*) FILTER (WHERE c.submitted_at BETWEEN @thenFrom AND @thenTo)::int AS submitted_then,
               count(*) FILTER (WHERE c.first_signed_at BETWEEN @thenFrom AND @thenTo)::int AS signed_then
        FROM consultation c
        WHERE (c.submitted_at > @hourAgo OR c.first_signed_at > @hourAgo
               OR c.submitted_at BETWEEN @thenFrom AND @thenTo OR c.first_signed_at BETWEEN @thenFrom AND @thenTo)
          AND {ConsultationAccess.VisibleInListsSql};

        SELECT DISTINCT s.specialty FROM service s WHERE s.active ORDER BY s.specialty LIMIT 100;

        SELECT d.specialty, d.starts_at, d.ends_at FROM duty d JOIN facility f ON f.id = d.facility_id
        WHERE d.ends_at > @now AND d.starts_at < @dayEnd
          AND (@visibleEverywhere OR f.id = ANY (@visibleFacilities) OR f.path && @visibleBranches)
        ORDER BY d.specialty, d.starts_at LIMIT 1000;
        """;

    /// <summary>
    /// For each service the reader on duty who holds least now; where nobody is on duty, whoever holds least.
    /// </summary>
    internal const string FreeReadersSql = """
        SELECT DISTINCT ON (pp.service_code) pp.service_code, p.id AS person_id, p.name,
               (SELECT count(*)::int FROM consultation h WHERE h.reader_id = p.id) AS held,
               EXISTS (SELECT 1 FROM duty d WHERE d.person_id = p.id AND d.specialty = s.specialty
                       AND d.starts_at <= @now AND d.ends_at > @now) AS on_duty
        FROM person_privilege pp
        JOIN service s ON s.code = pp.service_code
        JOIN person p ON p.id = pp.person_id AND p.active
        JOIN person_role r ON r.person_id = p.id AND r.role IN ('reporter', 'reviewer', 'on_call_chief')
        JOIN facility f ON f.id = r.facility_id
        WHERE pp.service_code = ANY (@services)
          AND (@visibleEverywhere OR f.id = ANY (@visibleFacilities) OR f.path && @visibleBranches)
        ORDER BY pp.service_code, on_duty DESC, held, p.id
        """;

    internal sealed class CriticalRecord : RowRecord
    {
        public string LoopState { get; init; } = "";
        public DateTimeOffset FoundAt { get; init; }
        public int Hops { get; init; }
        public DateTimeOffset? NextHopAt { get; init; }
    }

    [method: ExplicitConstructor]
    internal sealed record SilentRecord(Guid FacilityId, string Name, string Tier, DateTimeOffset? LastAt);

    internal sealed record HourRecord(int Submitted, int Signed, int SubmittedThen, int SignedThen);

    [method: ExplicitConstructor]
    internal sealed record DutyRecord(string Specialty, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

    internal sealed record FreeReader(string ServiceCode, Guid PersonId, string Name, int Held, bool OnDuty);
}
