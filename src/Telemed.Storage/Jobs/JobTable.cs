using Npgsql;
using NpgsqlTypes;

namespace Telemed.Storage.Jobs;

internal sealed record ClaimedJob(
    JobId Id, string Kind, byte[] Payload, int Attempts, string? RecurringId, string? Recurrence)
{
    internal JobRun ToRun() => new(Id, Payload, Attempts);
}

/// <summary>
/// All SQL that moves a job. The attempt number fences: a worker that lost its lease changes nothing.
/// </summary>
internal static class JobTable
{
    internal const string WakeChannel = "telemed_job";

    private const string Insert = """
        INSERT INTO job (id, kind, queue, payload, dedup_key, run_at)
        VALUES ($1, $2, $3, $4, $5, coalesce($6, now()))
        ON CONFLICT (kind, dedup_key) WHERE state = 0
        DO UPDATE SET run_at = least(job.run_at, excluded.run_at)
        RETURNING id
        """;

    private const string InsertOnce = """
        INSERT INTO job (id, kind, queue, payload, dedup_key, run_at)
        VALUES ($1, $2, $3, $4, $5, coalesce($6, now()))
        ON CONFLICT DO NOTHING
        """;

    // Each kind is asked for by itself: thousands that wait for a kind with no room must not be passed over each time.
    private const string ClaimDue = """
        UPDATE job SET state = 1, attempts = attempts + 1, lease_until = now() + $1, changed_at = now()
        WHERE id = ANY (ARRAY(
            SELECT due.id FROM unnest($3::text[]) AS wanted (kind) CROSS JOIN LATERAL (
                SELECT id, run_at FROM job
                WHERE state = 0 AND kind = wanted.kind AND run_at <= now() AND queue = ANY ($2)
                ORDER BY run_at LIMIT $4 FOR UPDATE SKIP LOCKED) AS due
            ORDER BY due.run_at LIMIT $4))
        RETURNING id, kind, payload, attempts, recurring_id, recurrence
        """;

    private const string RenewLeases = """
        UPDATE job SET lease_until = now() + $1
        FROM unnest($2::uuid[], $3::integer[]) AS held (id, attempts)
        WHERE job.id = held.id AND job.attempts = held.attempts AND job.state = 1
        RETURNING job.id
        """;

    private const string RemoveFinished = """
        DELETE FROM job USING unnest($1::uuid[], $2::integer[]) AS done (id, attempts)
        WHERE job.id = done.id AND job.attempts = done.attempts AND job.state = 1
        """;

    private const string Rearm = """
        UPDATE job SET state = 0, attempts = 0, lease_until = NULL, run_at = $3, error = $4, changed_at = now()
        WHERE id = $1 AND attempts = $2 AND state = 1
        """;

    // A waiting twin with the same key will do the work, so this one gives way to it.
    private const string GiveWayToTwin = """
        DELETE FROM job USING job AS twin
        WHERE job.id = $1 AND job.attempts = $2 AND job.state = 1 AND twin.state = 0 AND twin.id <> job.id
          AND twin.kind = job.kind AND twin.dedup_key = job.dedup_key
        """;

    private const string PutBack = """
        UPDATE job SET state = 0, lease_until = NULL, run_at = now() + $3, error = $4, changed_at = now()
        WHERE id = $1 AND attempts = $2 AND state = 1
        """;

    // A worker that stops gives its jobs back as if it had never had them.
    private const string GiveBack = """
        UPDATE job SET state = 0, attempts = attempts - 1, lease_until = NULL, changed_at = now()
        WHERE id = $1 AND attempts = $2 AND state = 1
        """;

    private const string Bury = """
        UPDATE job SET state = 2, lease_until = NULL, error = $3, changed_at = now()
        WHERE id = $1 AND attempts = $2 AND state = 1
        """;

    private const string FindExpired = """
        SELECT id, kind, payload, attempts, recurring_id, recurrence FROM job
        WHERE state = 1 AND lease_until < now() AND kind = ANY ($1)
        ORDER BY lease_until LIMIT 100
        """;

    private const string UpsertRecurringRow = """
        INSERT INTO job (id, kind, queue, payload, dedup_key, run_at, recurring_id, recurrence)
        VALUES ($1, $2, $3, $4, NULL, $5, $6, $7)
        ON CONFLICT (recurring_id) DO UPDATE
        SET kind = excluded.kind, queue = excluded.queue, payload = excluded.payload, recurrence = excluded.recurrence,
            run_at = CASE WHEN job.recurrence = excluded.recurrence THEN job.run_at ELSE excluded.run_at END,
            changed_at = now()
        """;

    private const string RemoveRecurringRow = "DELETE FROM job WHERE recurring_id = $1";

    internal static async Task<JobId> Add(Work work, JobId id, JobRequest request, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(Insert, work.Connection, work.Transaction);
        Fill(insert.Parameters, id, request);
        return new JobId((Guid)(await work.Watch(insert.ExecuteScalarAsync(cancel)))!);
    }

    internal static NpgsqlBatchCommand Statement(JobId id, JobRequest request)
    {
        var insert = new NpgsqlBatchCommand(Insert);
        Fill(insert.Parameters, id, request);
        return insert;
    }

    internal static async Task AddOnce(Work work, JobId id, JobRequest request, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(InsertOnce, work.Connection, work.Transaction);
        Fill(insert.Parameters, id, request);
        await work.Watch(insert.ExecuteNonQueryAsync(cancel));
    }

    internal static async Task<IReadOnlyList<ClaimedJob>> Claim(
        Database database, TimeSpan lease, string[] queues, string[] kinds, int limit, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        return await reading.Watch(Read(Command(reading, ClaimDue, lease, queues, kinds, limit), cancel));
    }

    internal static async Task<IReadOnlyList<ClaimedJob>> Expired(Database database, string[] kinds,
        CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        return await reading.Watch(Read(Command(reading, FindExpired, [kinds]), cancel));
    }

    /// <returns>The jobs still held; the others were lost to another worker or cancelled.</returns>
    internal static async Task<HashSet<JobId>> Renew(
        Database database, TimeSpan lease, IReadOnlyCollection<ClaimedJob> held, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        return await reading.Watch(Kept(Command(reading, RenewLeases, lease, Ids(held), Attempts(held)), cancel));
    }

    private static async Task<HashSet<JobId>> Kept(NpgsqlCommand renew, CancellationToken cancel)
    {
        await using var reader = await renew.ExecuteReaderAsync(cancel);
        var kept = new HashSet<JobId>();
        while (await reader.ReadAsync(cancel)) kept.Add(new JobId(reader.GetGuid(0)));
        return kept;
    }

    internal static Task Finish(Database database, IReadOnlyCollection<ClaimedJob> done, CancellationToken cancel) =>
        Run(database, RemoveFinished, cancel, Ids(done), Attempts(done));

    internal static Task RearmAt(
        Database database, ClaimedJob job, DateTimeOffset next, string? error, CancellationToken cancel) =>
        Run(database, Rearm, cancel, job.Id.Value, job.Attempts, next.ToUniversalTime(), error);

    internal static async Task RetryLater(
        Database database, ClaimedJob job, TimeSpan delay, string error, CancellationToken cancel)
    {
        try
        {
            if (await Run(database, GiveWayToTwin, cancel, job.Id.Value, job.Attempts) > 0) return;
            await Run(database, PutBack, cancel, job.Id.Value, job.Attempts, delay, error);
        }
        catch (PostgresException clash) when (clash.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The twin came between the two statements; it stands for this job as well.
            await Run(database, GiveWayToTwin, cancel, job.Id.Value, job.Attempts);
        }
    }

    internal static async Task Return(Database database, ClaimedJob job, CancellationToken cancel)
    {
        try
        {
            await Run(database, GiveBack, cancel, job.Id.Value, job.Attempts);
        }
        catch (PostgresException clash) when (clash.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await Run(database, GiveWayToTwin, cancel, job.Id.Value, job.Attempts);
        }
    }

    internal static Task Kill(Database database, ClaimedJob job, string error, CancellationToken cancel) =>
        Run(database, Bury, cancel, job.Id.Value, job.Attempts, error);

    internal static async Task UpsertRecurring(
        Work work, string recurringId, Recurrence recurrence, JobRequest request, DateTimeOffset firstDue,
        CancellationToken cancel)
    {
        await using var upsert = new NpgsqlCommand(UpsertRecurringRow, work.Connection, work.Transaction);
        foreach (var value in (object[])[JobId.New().Value, request.Kind, request.Queue, request.Payload.ToArray(),
            firstDue.ToUniversalTime(), recurringId, recurrence.Text]) upsert.Parameters.Add(new() { Value = value });
        await work.Watch(upsert.ExecuteNonQueryAsync(cancel));
    }

    internal static async Task RemoveRecurring(Work work, string recurringId, CancellationToken cancel)
    {
        await using var remove = new NpgsqlCommand(RemoveRecurringRow, work.Connection, work.Transaction);
        remove.Parameters.Add(new() { Value = recurringId });
        await work.Watch(remove.ExecuteNonQueryAsync(cancel));
    }

    private static void Fill(NpgsqlParameterCollection values, JobId id, JobRequest request)
    {
        if (request.Payload.Length > JobRequest.PayloadLimitBytes)
            throw new ArgumentException($"A job's payload is at most {JobRequest.PayloadLimitBytes} bytes.",
                nameof(request));
        values.Add(new() { Value = id.Value });
        values.Add(new() { Value = request.Kind });
        values.Add(new() { Value = request.Queue });
        values.Add(new() { Value = request.Payload.ToArray() });
        values.Add(new() { Value = request.DedupKey ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        values.Add(new()
        {
            Value = request.NotBefore?.ToUniversalTime() ?? (object)DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.TimestampTz,
        });
    }

    private static async Task<IReadOnlyList<ClaimedJob>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var jobs = new List<ClaimedJob>();
        while (await reader.ReadAsync(cancel))
            jobs.Add(new ClaimedJob(new JobId(reader.GetGuid(0)), reader.GetString(1), reader.GetFieldValue<byte[]>(2),
                reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5)));
        return jobs;
    }

    private static Guid[] Ids(IReadOnlyCollection<ClaimedJob> jobs) => [.. jobs.Select(job => job.Id.Value)];

    private static int[] Attempts(IReadOnlyCollection<ClaimedJob> jobs) => [.. jobs.Select(job => job.Attempts)];

    private static async Task<int> Run(
        Database database, string sql, CancellationToken cancel, params object?[] values)
    {
        await using var reading = await database.Read(cancel);
        return await reading.Watch(Command(reading, sql, values).ExecuteNonQueryAsync(cancel));
    }

    private static NpgsqlCommand Command(Reading reading, string sql, params object?[] values)
    {
        var command = new NpgsqlCommand(sql, reading.Connection);
        foreach (var value in values)
            command.Parameters.Add(value is null
                ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
                : new NpgsqlParameter { Value = value });
        return command;
    }
}
