using Npgsql;

namespace Telemed.Storage.Jobs;

/// <summary>Names one job.</summary>
public readonly record struct JobId(Guid Value)
{
    /// <summary>A new id that sorts by time.</summary>
    public static JobId New() => new(Guid.CreateVersion7());
}

/// <summary>A wish for machine work.</summary>
/// <param name="Kind">Names the handler.</param>
/// <param name="Payload">What the handler needs, usually a few ids as JSON; at most 64 KiB.</param>
/// <param name="Queue">Lets hubs take only some of the work.</param>
/// <param name="DedupKey">While a job of this kind and key waits, another wish for it adds nothing.</param>
/// <param name="NotBefore">The earliest time to run; null for now.</param>
public sealed record JobRequest(
    string Kind, ReadOnlyMemory<byte> Payload, string Queue = JobRequest.DefaultQueue, string? DedupKey = null,
    DateTimeOffset? NotBefore = null)
{
    /// <summary>The queue that every hub works on.</summary>
    public const string DefaultQueue = "default";

    /// <summary>More than this belongs into a blob or a row, with its id in the payload.</summary>
    public const int PayloadLimitBytes = 64 * 1024;
}

/// <summary>How often and how late a kind of job is tried again, and how long one attempt may take.</summary>
/// <param name="MaxAttempts">After this many attempts the job is dead and a person decides.</param>
/// <param name="Delay">The pause after the attempt of the given number, which starts at 1.</param>
/// <param name="Timeout">An attempt is cancelled after this time and counts as failed.</param>
public sealed record RetryPolicy(int MaxAttempts, Func<int, TimeSpan> Delay, TimeSpan Timeout)
{
    /// <summary>Pauses that double from the first to the longest.</summary>
    public static RetryPolicy Doubling(int maxAttempts, TimeSpan first, TimeSpan longest, TimeSpan timeout) =>
        new(maxAttempts, attempt => Shorter(first * Math.Pow(2, Math.Min(attempt - 1, 40)), longest), timeout);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

/// <summary>One attempt at a job, as its handler sees it.</summary>
/// <param name="Id">Stays the same over all attempts.</param>
/// <param name="Payload">As it was asked for.</param>
/// <param name="Attempt">1 for the first.</param>
public sealed record JobRun(JobId Id, ReadOnlyMemory<byte> Payload, int Attempt);

/// <summary>Does one kind of job. It may run twice for the same job and must come to the same result.</summary>
public interface IJobHandler
{
    /// <summary>The kind, a stable name: it stands in rows that outlive this program's version.</summary>
    string Kind { get; }

    /// <summary>How failures are treated.</summary>
    RetryPolicy Retry { get; }

    /// <summary>How many of this kind one hub runs at a time.</summary>
    int ParallelLimit => int.MaxValue;

    /// <summary>Does the work; an exception is a failed attempt.</summary>
    /// <exception cref="JobRefusedException">Trying again is useless: the job is dead at once.</exception>
    Task Run(JobRun run, CancellationToken cancel);
}

/// <summary>A handler says that no attempt can ever succeed.</summary>
public sealed class JobRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Writes wishes for work in the caller's transaction; the transactional half of every engine.</summary>
public interface IJobOutbox
{
    /// <summary>Adds a job that exists if, and only if, the work is committed.</summary>
    /// <returns>The id of the job, or of the waiting twin that already stands for it.</returns>
    Task<JobId> Enqueue(Work work, JobRequest request, CancellationToken cancel);

    /// <summary>
    /// The statement that does the same, for a change that sends all it writes in one round trip. It is run in this
    /// work, whose commit wakes the workers.
    /// </summary>
    NpgsqlBatchCommand Statement(Work work, JobRequest request);
}

/// <summary>What an engine that runs jobs must offer.</summary>
public interface IJobRunner
{
    /// <summary>Takes jobs over; the same id twice is one job.</summary>
    Task Submit(IReadOnlyList<(JobId Id, JobRequest Request)> batch, CancellationToken cancel);

    /// <summary>Makes or changes recurring work.</summary>
    /// <param name="recurringId">A stable name.</param>
    /// <param name="recurrence">When it is due.</param>
    /// <param name="request">What to run.</param>
    /// <param name="cancel">Ends the waiting.</param>
    Task UpsertRecurring(string recurringId, Recurrence recurrence, JobRequest request, CancellationToken cancel);

    /// <summary>Ends recurring work; an attempt that runs is finished.</summary>
    Task RemoveRecurring(string recurringId, CancellationToken cancel);
}
