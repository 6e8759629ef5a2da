using Dapper;
using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Consultations;

/// <summary>The SQL of queues that give their cases out: who got which, whose turn it is.</summary>
internal static class GivingStore
{
    // What a reader has in hand is counted and one added to it: two givers at once would give him one too many.
    private const string OneAtATimeSql = "SELECT pg_advisory_xact_lock(7310106)";

    private const string AddTurnSql = """
        INSERT INTO case_turn (consultation_id, ordinal, person_id, service_code, got_at, by_hub)
        VALUES (@id, @ordinal, @person, @service, @at, @by_hub)
        """;

    // Readings before the case was opened again are no reason against somebody, and no round.
    private const string OpenedSql = """
        SELECT COALESCE(max(o.ordinal), 0) AS ordinal, COALESCE(max(o.at), '-infinity') AS at
        FROM consultation_event o WHERE o.consultation_id = @id AND o.kind = 'reopen'
        """;

    // Those who took the case while it still was to be taken have no turn, but an event of their own.
    private const string FindSql = $"""
        WITH opened AS ({OpenedSql})
        SELECT t.person_id FROM case_turn t, opened o WHERE t.consultation_id = @id AND t.ordinal > o.ordinal
        UNION
        SELECT e.actor_id FROM consultation_event e, opened o
        WHERE e.consultation_id = @id AND e.kind = 'claim' AND e.actor_id IS NOT NULL AND e.ordinal > o.ordinal
        UNION
        SELECT k.person_id FROM consultation_skip k, opened o
        WHERE k.consultation_id = @id AND k.skipped_at > o.at;

        WITH opened AS ({OpenedSql})
        SELECT count(*)::int FROM case_turn t, opened o
        WHERE t.consultation_id = @id AND t.by_hub AND t.ordinal > o.ordinal;

        SELECT p.id AS person_id, l.got_at
        FROM unnest(@people) AS p (id)
        CROSS JOIN LATERAL (
            SELECT t.got_at FROM case_turn t WHERE t.service_code = @service AND t.person_id = p.id
            ORDER BY t.got_at DESC LIMIT 1) l;
        """;

    [method: ExplicitConstructor]
    private sealed record TurnLine(Guid PersonId, DateTimeOffset GotAt);

    /// <summary>What is remembered of a case and of readers.</summary>
    /// <param name="Passed">Who had the case or passed it over.</param>
    /// <param name="Rounds">How often the hub gave it.</param>
    /// <param name="LastGotAt">When each last got a case of the service.</param>
    internal sealed record Remembered(
        IReadOnlySet<Guid> Passed, int Rounds, IReadOnlyDictionary<Guid, DateTimeOffset> LastGotAt);

    /// <summary>Waits until no other hub gives a case away, and keeps the others waiting until the work ends.</summary>
    internal static Task OneAtATime(Work work, CancellationToken cancel) => work.Execute(OneAtATimeSql, null, cancel);

    /// <summary>Adds to a step's batch who got the case by one of its events.</summary>
    internal static void AddTurn(StatementBatch batch, ChainedEvent by, PersonId person, string service) =>
        batch.Add(AddTurnSql, ("id", by.Done.Consultation.Value), ("ordinal", by.Ordinal), ("person", person.Value),
            ("service", service), ("at", by.Done.At), ("by_hub", by.Done.Actor.Person is null));

    /// <summary>What is remembered of the case and of these readers; two hundred at most.</summary>
    internal static Task<Remembered> Find(
        Reading reading, ConsultationId id, string service, Guid[] people, CancellationToken cancel) =>
        reading.Sets(FindSql, new { id = id.Value, service, people }, async sets => new Remembered(
            (await sets.ReadAsync<Guid>()).ToHashSet(), await sets.ReadSingleAsync<int>(),
            (await sets.ReadAsync<TurnLine>()).ToDictionary(line => line.PersonId, line => line.GotAt)), cancel);
}
