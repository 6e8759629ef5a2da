using Npgsql;

namespace Telemed.Storage.Jobs;

/// <summary>The hub's own engine as callers see it: jobs are rows, written with the change that wants them.</summary>
public sealed class JobQueue(Database database, TimeProvider time) : IJobOutbox, IJobRunner
{
    /// <inheritdoc/>
    public async Task<JobId> Enqueue(Work work, JobRequest request, CancellationToken cancel)
    {
        var id = await JobTable.Add(work, JobId.New(), request, cancel);
        work.Notify(JobTable.WakeChannel, request.Queue);
        return id;
    }

    /// <inheritdoc/>
    public NpgsqlBatchCommand Statement(Work work, JobRequest request)
    {
        work.Notify(JobTable.WakeChannel, request.Queue);
        return JobTable.Statement(JobId.New(), request);
    }

    /// <inheritdoc/>
    public async Task Submit(IReadOnlyList<(JobId Id, JobRequest Request)> batch, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        foreach (var (id, request) in batch)
        {
            await JobTable.AddOnce(work, id, request, cancel);
            work.Notify(JobTable.WakeChannel, request.Queue);
        }
        await work.Commit(cancel);
    }

    /// <inheritdoc/>
    public async Task UpsertRecurring(
        string recurringId, Recurrence recurrence, JobRequest request, CancellationToken cancel)
    {
        var firstDue = request.NotBefore ?? recurrence.Next(time.GetUtcNow());
        await using var work = await database.Begin(cancel);
        await JobTable.UpsertRecurring(work, recurringId, recurrence, request, firstDue, cancel);
        work.Notify(JobTable.WakeChannel, request.Queue);
        await work.Commit(cancel);
    }

    /// <inheritdoc/>
    public async Task RemoveRecurring(string recurringId, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await JobTable.RemoveRecurring(work, recurringId, cancel);
        await work.Commit(cancel);
    }
}
