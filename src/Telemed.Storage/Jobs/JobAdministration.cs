namespace Telemed.Storage.Jobs;

/// <summary>Where a job is.</summary>
public enum JobState
{
    /// <summary>Due now or later; attempts above 0 mean that it is retrying.</summary>
    Waiting = 0,

    /// <summary>Claimed by a hub.</summary>
    Running = 1,

    /// <summary>Given up after its last attempt.</summary>
    Dead = 2,

    /// <summary>Called off by a person.</summary>
    Cancelled = 3,
}

/// <summary>A job as administrators see it; the payload holds ids only.</summary>
public sealed record JobRow
{
    /// <summary>Its id.</summary>
    public required JobId Id { get; init; }

    /// <summary>What it does.</summary>
    public required string Kind { get; init; }

    /// <summary>The queue it waits in.</summary>
    public required string Queue { get; init; }

    /// <summary>Where it is.</summary>
    public required JobState State { get; init; }

    /// <summary>Attempts begun so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is, or was, due.</summary>
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed its state.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The name of recurring work, else null.</summary>
    public string? RecurringId { get; init; }

    /// <summary>What went wrong in the last attempt that failed.</summary>
    public string? Error { get; init; }
}

/// <summary>How many jobs of a kind are in a state.</summary>
public sealed record JobCount
{
    /// <summary>What they do.</summary>
    public required string Kind { get; init; }

    /// <summary>Where they are.</summary>
    public required JobState State { get; init; }

    /// <summary>How many.</summary>
    public required long Jobs { get; init; }

    /// <summary>When the first of them is, or was, due.</summary>
    public required DateTimeOffset OldestRunAt { get; init; }
}

/// <summary>What administrators ask of the job table.</summary>
public static class JobAdministration
{
    /// <summary>The most rows one list gives.</summary>
    public const int ListLimit = 500;

    private const string ListOne = """
        SELECT id, kind, queue, state, attempts, run_at, created_at, changed_at, recurring_id, error FROM job
        WHERE state = @state AND (@kind::text IS NULL OR kind = @kind)
        ORDER BY changed_at DESC, id LIMIT @limit
        """;

    private const string CountAll = """
        SELECT kind, state, count(*) AS jobs, min(run_at) AS oldest_run_at FROM job
        GROUP BY kind, state ORDER BY kind, state
        """;

    private const string RunAgain = """
        UPDATE job SET state = 0, attempts = 0, run_at = now(), changed_at = now()
        WHERE id = @id AND state IN (0, 2, 3)
        RETURNING queue
        """;

    private const string CallOff = """
        UPDATE job SET state = 3, lease_until = NULL, changed_at = now()
        WHERE id = @id AND state IN (0, 1, 2) AND recurring_id IS NULL
        """;

    /// <summary>Jobs in a state, the last changed first.</summary>
    /// <param name="reading">Where to read.</param>
    /// <param name="state">The state.</param>
    /// <param name="kind">Only this kind; null for all.</param>
    /// <param name="limit">At most <see cref="ListLimit"/>.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public static Task<IReadOnlyList<JobRow>> List(
        Reading reading, JobState state, string? kind, int limit, CancellationToken cancel) =>
        reading.Rows<JobRow>(ListOne, new { state = (short)state, kind, limit = Math.Clamp(limit, 1, ListLimit) },
            cancel);

    /// <summary>Counts by kind and state.</summary>
    public static Task<IReadOnlyList<JobCount>> Count(Reading reading, CancellationToken cancel) =>
        reading.Rows<JobCount>(CountAll, null, cancel);

    /// <summary>Runs a dead, cancelled or waiting job now, with all its attempts before it.</summary>
    /// <returns>False when there is no such job, or it is running.</returns>
    public static async Task<bool> Requeue(Work work, JobId id, CancellationToken cancel)
    {
        if (await work.RowOrNone<string>(RunAgain, new { id }, cancel) is not { } queue) return false;
        work.Notify(JobTable.WakeChannel, queue);
        return true;
    }

    /// <summary>Calls a job off. One that runs is told at the next renewal of its lease.</summary>
    /// <returns>False when there is no such job, or it recurs.</returns>
    public static async Task<bool> Cancel(Work work, JobId id, CancellationToken cancel) =>
        await work.Execute(CallOff, new { id }, cancel) > 0;
}
