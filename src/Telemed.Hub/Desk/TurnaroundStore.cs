using Dapper;
using Telemed.Hub.Consultations;

namespace Telemed.Hub.Desk;

/// <summary>
/// The figures as SQL over the milestones. A case counts once, when its first report was signed, in the period of that
/// signature; time in which the clock stood still is left out and reported beside, and so is time outside the hours of
/// duty in which the clocks of the case ran.
/// </summary>
internal static class TurnaroundStore
{
    // Targets come from the catalogue as it is now: claimMinutes and reportMinutes of the case's colour.
    private const string CasesCte = $"""
        WITH cases AS (
            SELECT c.id, c.number, c.service_code, c.colour, c.facility_id, c.performer_facility_id, c.breached,
                   c.submitted_at, c.first_signed_at, f.name AS facility_name, f.tier AS requester_tier,
                   pf.name AS performer_name, COALESCE(pf.tier, '') AS performer_tier,
                   GREATEST(EXTRACT(epoch FROM c.claimed_at - c.queued_at)::float8 / 60
                            - c.off_duty_to_claim_ms / 60000.0, 0)::float8 AS to_claim,
                   (s.timers -> c.colour ->> 'claimMinutes')::float8 AS claim_target,
                   GREATEST(EXTRACT(epoch FROM c.first_signed_at - c.submitted_at)::float8 / 60
                            - (COALESCE(c.first_signed_paused_ms, 0) + c.off_duty_to_report_ms) / 60000.0,
                            0)::float8 AS to_final,
                   (s.timers -> c.colour ->> 'reportMinutes')::float8 AS report_target,
                   (COALESCE(c.first_signed_paused_ms, 0) / 60000.0)::float8 AS paused,
                   (c.off_duty_to_report_ms / 60000.0)::float8 AS off_duty,
                   EXTRACT(epoch FROM c.acknowledged_at - c.first_signed_at)::float8 / 60 AS delivery_gap,
                   CASE c.colour WHEN 'red' THEN 5 WHEN 'yellow' THEN 60 ELSE 1440 END AS delivery_target,
                   (EXTRACT(epoch FROM c.queued_at - c.submitted_at)::float8 / 60
                    - c.off_duty_to_queue_ms / 60000.0)::float8 AS to_queue, c.escalations, c.claimed_at
            FROM consultation c
            JOIN facility f ON f.id = c.facility_id
            LEFT JOIN facility pf ON pf.id = c.performer_facility_id
            LEFT JOIN service s ON s.code = c.service_code
            WHERE c.first_signed_at >= @from AND c.first_signed_at < @to
              AND (@service::text IS NULL OR c.service_code = @service)
              AND (@facility::uuid IS NULL OR c.facility_id = @facility OR c.performer_facility_id = @facility)
              AND (@colour::text IS NULL OR c.colour = @colour)
              AND {ConsultationAccess.VisibleInListsSql})
        """;

    private const string Measures = """
        count(*)::int AS count,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY to_claim) AS claim_median,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY to_claim) AS claim_p90,
        avg((to_claim <= claim_target)::int)::float8 AS claim_share,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY to_final) AS final_median,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY to_final) AS final_p90,
        avg((to_final <= report_target)::int)::float8 AS final_share,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY delivery_gap) AS delivery_median,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY delivery_gap) AS delivery_p90,
        avg((delivery_gap <= delivery_target)::int)::float8 AS delivery_share,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY paused) AS paused_median,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY off_duty) AS off_duty_median
        """;

    private const string ByService = $"""
        {CasesCte} SELECT service_code AS key, service_code AS label, {Measures}
        FROM cases GROUP BY service_code ORDER BY count(*) DESC, 1 LIMIT 1000
        """;

    private const string ByFacility = $"""
        {CasesCte} SELECT facility_id::text AS key, min(facility_name) AS label, {Measures}
        FROM cases GROUP BY facility_id ORDER BY count(*) DESC, 1 LIMIT 1000
        """;

    private const string ByRequesterTier = $"""
        {CasesCte} SELECT requester_tier AS key, requester_tier AS label, {Measures}
        FROM cases GROUP BY requester_tier ORDER BY count(*) DESC, 1
        """;

    private const string ByPerformerTier = $"""
        {CasesCte} SELECT performer_tier AS key, performer_tier AS label, {Measures}
        FROM cases GROUP BY performer_tier ORDER BY count(*) DESC, 1
        """;

    private const string ByColour = $"""
        {CasesCte} SELECT colour AS key, colour AS label, {Measures}
        FROM cases GROUP BY colour ORDER BY count(*) DESC, 1
        """;

    // The first that applies, from what nobody here could help to what the reader could: a file that came after the
    // claim without being asked for was on a bad line; a case that had to wait for a pool had no reader.
    private const string CausesCte = $"""
        {CasesCte}, caused AS (
            SELECT cases.*, CASE WHEN to_final <= report_target OR report_target IS NULL THEN NULL
                WHEN paused = 0 AND EXISTS (SELECT 1 FROM attachment a WHERE a.consultation_id = cases.id
                     AND a.created_at > cases.claimed_at AND a.created_at < cases.first_signed_at) THEN 'network'
                WHEN escalations > 0 OR to_queue > claim_target THEN 'no_reader'
                WHEN to_claim > claim_target THEN 'late_claim'
                WHEN paused > 0 THEN 'info_wait'
                ELSE 'long_read' END AS cause
            FROM cases)
        """;

    internal const string BreachesSql = $"""
        {CausesCte} SELECT cause, colour, count(*)::int AS count FROM caused GROUP BY cause, colour
        """;

    [method: ExplicitConstructor]
    internal sealed record BreachRecord(string? Cause, string Colour, int Count);

    internal const string CasesSql = $"""
        {CausesCte} SELECT id, number, service_code, colour, facility_name AS facility, performer_name AS performer,
            submitted_at, first_signed_at AS signed_at, to_final AS to_final_minutes, paused AS paused_minutes,
            off_duty AS off_duty_minutes, breached
        FROM caused
        WHERE (@key::text IS NULL OR CASE @by WHEN 'cause' THEN COALESCE(cause, '')
                   WHEN 'facility' THEN facility_id::text WHEN 'requester_tier' THEN requester_tier
                   WHEN 'performer_tier' THEN performer_tier WHEN 'colour' THEN colour ELSE service_code END = @key)
          AND (@beforeAt::timestamptz IS NULL OR (first_signed_at, id) < (@beforeAt::timestamptz, @beforeId::uuid))
        ORDER BY first_signed_at DESC, id DESC LIMIT @limit
        """;

    internal const string VolumeSql = $"""
        SELECT f.tier AS requester_tier, COALESCE(pf.tier, '') AS performer_tier, c.service_code, count(*)::int AS count
        FROM consultation c
        JOIN facility f ON f.id = c.facility_id
        LEFT JOIN facility pf ON pf.id = c.performer_facility_id
        WHERE c.first_signed_at >= @from AND c.first_signed_at < @to AND {ConsultationAccess.VisibleInListsSql}
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 10000
        """;

    /// <summary>The statement for a grouping; null when there is no such grouping.</summary>
    internal static string? By(string by) => by switch
    {
        "service" => ByService,
        "facility" => ByFacility,
        "requester_tier" => ByRequesterTier,
        "performer_tier" => ByPerformerTier,
        "colour" => ByColour,
        _ => null,
    };

    internal sealed class FiguresRecord
    {
        public string Key { get; init; } = "";
        public string Label { get; init; } = "";
        public int Count { get; init; }
        public double? ClaimMedian { get; init; }
        public double? ClaimP90 { get; init; }
        public double? ClaimShare { get; init; }
        public double? FinalMedian { get; init; }
        public double? FinalP90 { get; init; }
        public double? FinalShare { get; init; }
        public double? DeliveryMedian { get; init; }
        public double? DeliveryP90 { get; init; }
        public double? DeliveryShare { get; init; }
        public double? PausedMedian { get; init; }
        public double? OffDutyMedian { get; init; }
    }

    [method: ExplicitConstructor]
    internal sealed record CaseFigure(
        Guid Id, string Number, string ServiceCode, string Colour, string Facility, string? Performer,
        DateTimeOffset SubmittedAt, DateTimeOffset SignedAt, double ToFinalMinutes, double PausedMinutes,
        double OffDutyMinutes, bool Breached);
}
