using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>The SQL of who could read a case: two statements, whatever the number of readers.</summary>
internal static class CandidateStore
{
    /// <summary>Readers that are looked at for one case; those who may read its service come first.</summary>
    internal const int CandidatesLimit = 200;

    /// <summary>Readings of a service that its usual reading time is taken from, the latest ones.</summary>
    private const int ReadingsLimit = 200;

    /// <summary>Rows of what readers have in hand, one for each reader, service and colour.</summary>
    private const int InHandLimit = 5000;

    /// <summary>
    /// Of the hospitals in which somebody reads, the one where he reads a case: first one of its pool. Over
    /// <c>facility f</c> and <c>service s</c>.
    /// </summary>
    internal const string WhereHeReads =
        "(f.id = ANY (@pool)) DESC, (f.tier = ANY (s.performer_tiers)) DESC, f.id";

    private const string CaseSql = """
        SELECT c.service_code, c.colour, c.patient_id, c.requester_id, c.reader_id AS holder_id, c.pool,
               c.facility_id, f.path AS facility_path, f.tier AS facility_tier, r.language AS requester_language,
               (SELECT l.signed_by_id FROM consultation l
                WHERE l.patient_id = c.patient_id AND l.kind = c.kind AND l.signed_by_id IS NOT NULL
                ORDER BY l.first_signed_at DESC, l.id DESC LIMIT 1) AS previous_reader_id
        FROM consultation c JOIN facility f ON f.id = c.facility_id JOIN person r ON r.id = c.requester_id
        WHERE c.id = @id
        """;

    private const string VisibleCaseSql = $"{CaseSql} AND {ConsultationAccess.VisibleSql}";

    private static readonly string CandidatesSql = $"""
        WITH helper AS (
            SELECT pr.helper_facility_id AS id FROM pairing pr
            WHERE pr.helped_facility_id = ANY (@path)
              AND (pr.service_code IS NULL OR pr.service_code = @service)
              AND pr.starts_on <= @today AND (pr.ends_on IS NULL OR pr.ends_on >= @today)),
        place AS (
            SELECT DISTINCT ON (r.person_id) r.person_id, s.specialty,
                   f.id AS facility_id, f.name AS facility_name, f.tier AS facility_tier, f.path AS facility_path,
                   h.is_paired,
                   f.tier = ANY (s.performer_tiers) AND f.id <> @facility
                       AND (f.path[1] = @root OR h.is_paired) AS reads_for_sender
            FROM service s
            JOIN person_role r ON r.role IN ('reporter', 'reviewer', 'on_call_chief')
            JOIN facility f ON f.id = r.facility_id AND f.active
            CROSS JOIN LATERAL (SELECT f.id IN (SELECT id FROM helper) AS is_paired) h
            WHERE s.code = @service
            ORDER BY r.person_id, {WhereHeReads}),
        knows AS (
            SELECT k.person_id FROM consultation_skip k JOIN consultation kc ON kc.id = k.consultation_id
            WHERE kc.patient_id = @patient AND k.reason = 'know_the_patient'
            UNION
            SELECT e.actor_id FROM consultation_event e JOIN consultation ec ON ec.id = e.consultation_id
            WHERE ec.patient_id = @patient AND e.kind = 'release' AND e.reason_code = 'know_the_patient'),
        lately AS (
            SELECT g.signed_by_id AS person_id, count(*)::int AS read_lately FROM consultation g
            WHERE g.service_code = @service AND g.first_signed_at > @since GROUP BY g.signed_by_id)
        SELECT p.id AS person_id, p.name AS person_name, p.title, p.language, l.facility_id, l.facility_name,
               l.facility_tier, l.facility_path, l.is_paired, l.reads_for_sender, u.may_read, d.is_on_shift,
               p.id IN (SELECT person_id FROM knows) AS has_conflict, COALESCE(y.read_lately, 0) AS read_lately
        FROM place l
        JOIN person p ON p.id = l.person_id AND p.active
        CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM person_privilege pp
            WHERE pp.person_id = p.id AND pp.service_code = @service) AS may_read) u
        CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM duty du
            WHERE du.person_id = p.id AND du.specialty = l.specialty
              AND du.starts_at <= @now AND du.ends_at > @now) AS is_on_shift) d
        LEFT JOIN lately y ON y.person_id = p.id
        ORDER BY u.may_read DESC, (p.id = @previous) DESC NULLS LAST, d.is_on_shift DESC, l.reads_for_sender DESC,
                 l.is_paired DESC, p.name, p.id
        LIMIT {CandidatesLimit};

        SELECT h.reader_id AS person_id, h.service_code, h.colour, count(*)::int AS cases
        FROM consultation h
        WHERE h.reader_id IS NOT NULL AND h.state = ANY (@held) AND h.id <> @id
        GROUP BY h.reader_id, h.service_code, h.colour LIMIT {InHandLimit};

        SELECT s.code AS service_code, m.minutes
        FROM service s
        CROSS JOIN LATERAL (
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY g.minutes) AS minutes
            FROM (SELECT GREATEST(0, extract(epoch FROM g.first_signed_at - g.opened_at)
                             - COALESCE(g.first_signed_paused_ms, 0) / 1000.0)::double precision / 60 AS minutes
                  FROM consultation g
                  WHERE g.service_code = s.code AND g.first_signed_at IS NOT NULL AND g.opened_at IS NOT NULL
                  ORDER BY g.first_signed_at DESC LIMIT {ReadingsLimit}) g) m
        WHERE m.minutes IS NOT NULL;
        """;

    /// <summary>The case whose reader is sought.</summary>
    internal sealed class CaseLine
    {
        public string ServiceCode { get; init; } = "";
        public string Colour { get; init; } = "";
        public Guid PatientId { get; init; }
        public Guid RequesterId { get; init; }
        public Guid? HolderId { get; init; }
        public Guid[] Pool { get; init; } = [];
        public Guid FacilityId { get; init; }
        public Guid[] FacilityPath { get; init; } = [];
        public string FacilityTier { get; init; } = "";
        public string RequesterLanguage { get; init; } = "";
        public Guid? PreviousReaderId { get; init; }
    }

    internal sealed class CandidateLine
    {
        public Guid PersonId { get; init; }
        public string PersonName { get; init; } = "";
        public string? Title { get; init; }
        public string Language { get; init; } = "";
        public Guid FacilityId { get; init; }
        public string FacilityName { get; init; } = "";
        public string FacilityTier { get; init; } = "";
        public Guid[] FacilityPath { get; init; } = [];
        public bool IsPaired { get; init; }
        public bool ReadsForSender { get; init; }
        public bool MayRead { get; init; }
        public bool IsOnShift { get; init; }
        public bool HasConflict { get; init; }
        public int ReadLately { get; init; }
    }

    internal sealed record HandLine(Guid PersonId, string ServiceCode, string Colour, int Cases);

    /// <summary>The median time from opening to signing, without pauses.</summary>
    internal sealed record PaceLine(string ServiceCode, double Minutes);

    /// <summary>Everybody who reads, what all have in hand, and how long reading takes.</summary>
    internal sealed record Found(
        IReadOnlyList<CandidateLine> Candidates, IReadOnlyList<HandLine> InHand, IReadOnlyList<PaceLine> Pace);

    /// <summary>The case within the person's reach for giving it to somebody; null when there is none.</summary>
    internal static Task<CaseLine?> FindCase(
        Reading reading, CurrentPerson person, ConsultationId id, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ReassignConsultation);
        parameters.Add("id", id.Value);
        return reading.RowOrNone<CaseLine>(VisibleCaseSql, parameters, cancel);
    }

    /// <summary>The case for the hub's own use; it is there.</summary>
    internal static Task<CaseLine> FindCase(Reading reading, ConsultationId id, CancellationToken cancel) =>
        reading.Row<CaseLine>(CaseSql, new { id = id.Value }, cancel);

    /// <summary>The candidates for a case, those who may read its service first.</summary>
    /// <param name="reading">The connection.</param>
    /// <param name="id">The case, which does not count among what is in hand.</param>
    /// <param name="its">What is known of it.</param>
    /// <param name="now">Server time.</param>
    /// <param name="since">From when on signed cases count for the fair share.</param>
    /// <param name="cancel">Ends the waiting.</param>
    internal static Task<Found> FindCandidates(
        Reading reading, ConsultationId id, CaseLine its, DateTimeOffset now, DateTimeOffset since,
        CancellationToken cancel) =>
        reading.Sets(CandidatesSql, new
        {
            id = id.Value,
            service = its.ServiceCode,
            patient = its.PatientId,
            facility = its.FacilityId,
            path = its.FacilityPath,
            root = its.FacilityPath[0],
            pool = its.Pool,
            previous = its.PreviousReaderId,
            held = Enum.GetValues<ConsultationState>().Where(state => state.IsHeld()).Select(TextCode.Of).ToArray(),
            now,
            since,
            today = DateOnly.FromDateTime(now.UtcDateTime),
        }, async sets => new Found(
            (await sets.ReadAsync<CandidateLine>()).AsList(), (await sets.ReadAsync<HandLine>()).AsList(),
            (await sets.ReadAsync<PaceLine>()).AsList()), cancel);
}
