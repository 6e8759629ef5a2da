using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Hub.Consultations;
using Telemed.Hub.Live;
using Telemed.Storage;

namespace Telemed.Hub.Notices;

/// <summary>
/// Writes notices with the step that causes them: to named people, or to whoever holds a part in the case.
/// </summary>
internal static class TellPeople
{
    private const string ToPersonSql = """
        INSERT INTO notice (id, person_id, consultation_id, kind, params, created_at)
        VALUES (@id, @person, @consultation, @kind, @params, @at)
        """;

    // Fifty people are told at most: more would be nobody's task.
    private const string ToAudienceSql = """
        INSERT INTO notice (id, person_id, consultation_id, kind, params, created_at)
        SELECT gen_random_uuid(), told.person_id, @consultation, @kind, @params, @at
        FROM (
            SELECT DISTINCT who.person_id
            FROM consultation c
            JOIN facility f ON f.id = c.facility_id
            LEFT JOIN service s ON s.code = c.service_code
            CROSS JOIN LATERAL (
                SELECT c.requester_id AS person_id WHERE @audience IN ('sender', 'sender_chain')
                UNION ALL
                SELECT r.person_id FROM person_role r
                WHERE @audience = 'sender_chain' AND r.facility_id = c.facility_id
                  AND r.role IN ('village_clinician', 'township_clinician', 'supervisor')
                UNION ALL
                SELECT r.person_id FROM facility t JOIN person_role r ON r.facility_id = t.id
                WHERE @audience = 'township_backup' AND t.id = ANY (f.path) AND t.tier = 'township'
                  AND r.role IN ('township_clinician', 'supervisor')
                UNION ALL
                SELECT r.person_id FROM person_role r
                WHERE @audience = 'coordinator' AND r.facility_id = ANY (f.path || c.pool) AND r.role = 'coordinator'
                UNION ALL
                SELECT r.person_id FROM person_role r
                JOIN person_privilege pp ON pp.person_id = r.person_id AND pp.service_code = c.service_code
                WHERE @audience = 'pool' AND r.facility_id = ANY (c.pool)
                  AND r.role IN ('reporter', 'reviewer', 'on_call_chief')
                UNION ALL
                SELECT d.person_id FROM duty d
                WHERE @audience = 'on_call' AND d.facility_id = ANY (c.pool) AND d.specialty = s.specialty
                  AND d.starts_at <= @at AND d.ends_at > @at
                UNION ALL
                SELECT c.reader_id WHERE @audience = 'reader' AND c.reader_id IS NOT NULL
                UNION ALL
                SELECT r.person_id FROM person_role r
                JOIN person_privilege pp ON pp.person_id = r.person_id AND pp.service_code = c.service_code
                WHERE @audience = 'reviewers' AND r.role IN ('reviewer', 'on_call_chief') AND NOT pp.needs_review
                  AND r.facility_id = ANY (c.pool) AND r.person_id IS DISTINCT FROM c.author_id
                UNION ALL
                SELECT r.person_id FROM person_role r
                WHERE @audience = 'on_call_chief' AND r.role = 'on_call_chief'
                  AND r.facility_id = ANY (f.path || c.pool)
                UNION ALL
                SELECT r.person_id FROM person_role r
                WHERE @audience = 'operator' AND r.role = 'administrator'
            ) who
            JOIN person p ON p.id = who.person_id AND p.active
            WHERE c.id = @consultation
            LIMIT 50
        ) told
        RETURNING person_id
        """;

    /// <summary>Tells one person. The parameters are codes and numbers, never a name.</summary>
    internal static void Person(
        Work work, StatementBatch batch, PersonId person, ConsultationId consultation, string kind, DateTimeOffset at,
        IReadOnlyDictionary<string, string>? parameters = null)
    {
        batch.Add(ToPersonSql, ("id", Guid.CreateVersion7(at)), ("person", person.Value),
            ("consultation", consultation.Value), ("kind", kind), ("params", Json(parameters)), ("at", at));
        LiveChanges.Changed(work, LiveTopic.Notices(person), kind, consultation.Value);
    }

    /// <summary>Tells everyone who holds a part in the case as it stands now in this work.</summary>
    /// <returns>How many people were told.</returns>
    internal static async Task<int> Audience(
        Work work, Audience audience, ConsultationId consultation, string kind, DateTimeOffset at,
        IReadOnlyDictionary<string, string>? parameters, CancellationToken cancel)
    {
        var people = await work.Rows<Guid>(ToAudienceSql, new
        {
            audience = TextCode.Of(audience),
            consultation = consultation.Value,
            kind,
            @params = Json(parameters),
            at,
        }, cancel);
        foreach (var person in people)
            LiveChanges.Changed(work, LiveTopic.Notices(new PersonId(person)), kind, consultation.Value);
        return people.Count;
    }

    private static JsonText Json(IReadOnlyDictionary<string, string>? parameters) => parameters is null
        ? new JsonText("{}")
        : new JsonText(JsonSerializer.Serialize(parameters, NoticeJson.Default.IReadOnlyDictionaryStringString));
}
