namespace Telemed.Hub.Consultations;

/// <summary>The SQL of the lists: one statement a page, keyset only.</summary>
internal static class ConsultationLists
{
    /// <summary>What the person may claim now; over <c>consultation c</c>, with the access parameters.</summary>
    internal const string ClaimableSql = $"""
        c.state IN ('queued', 'escalated')
        AND c.requester_id <> @visiblePersonId
        AND c.service_code IN (SELECT pp.service_code FROM person_privilege pp WHERE pp.person_id = @visiblePersonId)
        AND c.pool && ARRAY({ConsultationAccess.ReachedFacilitiesSql})
        """;

    /// <summary>
    /// What still waits for somebody: the domain's <c>IsOpen</c>, written out because a partial index is found by these
    /// words only.
    /// </summary>
    internal const string OpenStatesSql = """
        ('quality_check', 'submitted', 'triaged', 'queued', 'escalated', 'claimed', 'reading', 'info_requested',
         'drafted', 'review_pending', 'reviewed', 'second_opinion', 'signed', 'amended', 'addendum', 'delivered',
         'acknowledged')
        """;

    private const string FiltersSql = """
        AND (@states::text[] IS NULL OR c.state = ANY (@states))
        AND (@colour::text IS NULL OR c.colour = @colour)
        AND (@service::text IS NULL OR c.service_code = @service)
        AND (@facility::uuid IS NULL OR c.facility_id = @facility OR c.performer_facility_id = @facility)
        AND (@tier::text IS NULL OR EXISTS (SELECT 1 FROM facility tf WHERE tf.id = c.facility_id AND tf.tier = @tier))
        AND (@number::text IS NULL OR c.number ILIKE @number
             OR c.patient_id IN (SELECT k.patient_id FROM patient_key k
                                 WHERE k.key >= @keyFrom AND k.key < @keyUntil
                                   AND k.facility_id IN (SELECT sf.id FROM facility sf
                                       WHERE @visibleEverywhere OR sf.id = ANY (@visibleFacilities)
                                          OR sf.path && @visibleBranches)))
        """;

    private const string ByTimeSql = """
        AND (@beforeAt::timestamptz IS NULL OR (c.created_at, c.id) < (@beforeAt::timestamptz, @beforeId::uuid))
        ORDER BY c.created_at DESC, c.id DESC
        LIMIT @limit
        """;

    private const string ByUrgencySql = """
        AND (@beforeId::uuid IS NULL OR (c.colour_rank, COALESCE(c.due_at, 'infinity'), c.id)
             > (@beforeRank::smallint, COALESCE(@beforeAt::timestamptz, 'infinity'), @beforeId::uuid))
        ORDER BY c.colour_rank, COALESCE(c.due_at, 'infinity'), c.id
        LIMIT @limit
        """;

    // The sender's lanes: everything of the person's facilities, newest first; each facility's newest by its index.
    private const string MinePage = $"""
        SELECT c.* FROM ({ConsultationAccess.ReachedFacilitiesSql}) own
        CROSS JOIN LATERAL (
            SELECT c.* FROM consultation c WHERE c.facility_id = own.id
            {FiltersSql} {ByTimeSql}) c
        ORDER BY c.created_at DESC, c.id DESC LIMIT @limit
        """;

    private const string QueuePage = $"""
        SELECT c.* FROM consultation c
        WHERE c.state IN ('queued', 'escalated', 'review_pending', 'second_opinion', 'reviewed')
          AND (({ClaimableSql})
               OR (@mayReview AND c.author_id IS DISTINCT FROM @visiblePersonId
                   AND ((c.state = 'review_pending' AND c.service_code IN
                            (SELECT pr.service_code FROM person_privilege pr
                             WHERE pr.person_id = @visiblePersonId AND NOT pr.needs_review))
                        OR (c.state = 'reviewed' AND c.tie_break
                            AND c.second_reader_id IS DISTINCT FROM @visiblePersonId))
                   AND {ConsultationAccess.VisibleInListsSql})
               OR (c.state = 'second_opinion' AND c.author_id IS DISTINCT FROM @visiblePersonId
                   AND (c.second_reader_id = @visiblePersonId
                        OR (c.second_reader_id IS NULL AND c.service_code IN
                            (SELECT pp.service_code FROM person_privilege pp WHERE pp.person_id = @visiblePersonId)))
                   AND {ConsultationAccess.VisibleInListsSql}))
        {FiltersSql} {ByUrgencySql}
        """;

    private const string OpenPage = $"""
        SELECT c.* FROM consultation c
        WHERE c.state IN {OpenStatesSql} AND {ConsultationAccess.VisibleInListsSql}
        {FiltersSql} {ByUrgencySql}
        """;

    private const string ReadingPage = $"""
        SELECT c.* FROM consultation c
        WHERE c.reader_id = @visiblePersonId
        {FiltersSql} {ByUrgencySql}
        """;

    private const string DonePage = $"""
        SELECT c.* FROM consultation c
        WHERE c.first_signed_at IS NOT NULL AND {ConsultationAccess.VisibleInListsSql}
        {FiltersSql}
        AND (@beforeAt::timestamptz IS NULL OR (c.first_signed_at, c.id) < (@beforeAt::timestamptz, @beforeId::uuid))
        ORDER BY c.first_signed_at DESC, c.id DESC
        LIMIT @limit
        """;

    /// <summary>What a row of a list consists of, over <c>page c</c>.</summary>
    internal const string RowColumns = """
        c.id, c.number, c.state, c.colour, c.service_code, c.kind, c.version, c.created_at, c.submitted_at,
        c.promise_at, c.due_at, c.due_kind, c.clock_started_at, c.signed_at, c.first_signed_at, c.breached, c.critical,
        c.critical_settled, c.paused_since IS NOT NULL AS paused, c.tie_break, c.author_id, c.second_reader_id,
        c.requester_id, c.facility_id, c.reader_id, c.performer_facility_id,
        p.id AS patient_id, p.name AS patient_name, p.sex AS patient_sex, p.birth_date AS patient_birth_date,
        f.name AS facility_name, f.tier AS facility_tier, r.name AS requester_name,
        pf.name AS performer_name, pf.tier AS performer_tier, rd.name AS reader_name,
        q.questions[1] AS question, a.ecg, a.imaging, a.slide, a.document
        """;

    internal const string RowJoins = """
        JOIN patient p ON p.id = c.patient_id
        JOIN facility f ON f.id = c.facility_id
        JOIN person r ON r.id = c.requester_id
        LEFT JOIN facility pf ON pf.id = c.performer_facility_id
        LEFT JOIN person rd ON rd.id = c.reader_id
        LEFT JOIN consultation_request q ON q.consultation_id = c.id
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE a.kind = 'ecg')::int AS ecg,
                   count(*) FILTER (WHERE a.kind = 'imaging')::int AS imaging,
                   count(*) FILTER (WHERE a.kind = 'slide')::int AS slide,
                   count(*) FILTER (WHERE a.kind NOT IN ('ecg', 'imaging', 'slide'))::int AS document
            FROM attachment a WHERE a.consultation_id = c.id AND a.removed_at IS NULL
        ) a
        """;

    private const string TimeOrder = "ORDER BY c.created_at DESC, c.id DESC";

    private const string SignedOrder = "ORDER BY c.first_signed_at DESC, c.id DESC";

    private const string UrgencyOrder = "ORDER BY c.colour_rank, COALESCE(c.due_at, 'infinity'), c.id";

    internal const string MineSql =
        $"WITH page AS ({MinePage}) SELECT {RowColumns} FROM page c {RowJoins} {TimeOrder}";

    internal const string QueueSql =
        $"WITH page AS ({QueuePage}) SELECT {RowColumns} FROM page c {RowJoins} {UrgencyOrder}";

    internal const string OpenSql =
        $"WITH page AS ({OpenPage}) SELECT {RowColumns} FROM page c {RowJoins} {UrgencyOrder}";

    internal const string ReadingSql =
        $"WITH page AS ({ReadingPage}) SELECT {RowColumns} FROM page c {RowJoins} {UrgencyOrder}";

    internal const string DoneSql =
        $"WITH page AS ({DonePage}) SELECT {RowColumns} FROM page c {RowJoins} {SignedOrder}";
}
