using Telemed.Storage;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Commits the batches of several senders together: while one transaction is on its way to the disk, what became ready
/// meanwhile gathers for the next. Nobody waits for a slow sender, for only what lies in the object store queues here.
/// </summary>
internal sealed class StoreLane(Database database, IJobOutbox jobs, ImagingOptions options)
{
    private const int InstancesPerGroup = 64;
    private readonly Lock gate = new();
    private readonly Queue<Waiting> waiting = new();
    private bool isBusy;

    /// <summary>Places that earlier batches made.</summary>
    public KnownPlaces Known { get; } = new();

    private sealed record Waiting(StoreBatch Batch)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Returns when the batch is durable; its items say what of it counts.</summary>
    public Task Commit(StoreBatch batch)
    {
        var one = new Waiting(batch);
        lock (gate)
        {
            waiting.Enqueue(one);
            if (isBusy) return one.Done.Task;
            isBusy = true;
        }
        _ = Run();
        return one.Done.Task;
    }

    private async Task Run()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await Save([.. group.Select(one => one.Batch)]);
            }
            catch (Exception) when (group.Count > 1)
            {
                await SaveEach(group);
                continue;
            }
            catch (Exception failure)
            {
                group[0].Done.SetException(failure);
                continue;
            }
            foreach (var one in group) one.Done.SetResult();
        }
    }

    // One of them broke the transaction of all; each by itself shows which.
    private async Task SaveEach(List<Waiting> group)
    {
        foreach (var one in group)
            try
            {
                await Save([one.Batch]);
                one.Done.SetResult();
            }
            catch (Exception failure)
            {
                one.Done.SetException(failure);
            }
    }

    // Once begun it is finished whatever becomes of the senders: others may be in the same transaction.
    private async Task Save(IReadOnlyList<StoreBatch> group)
    {
        await using var work = await database.Begin(CancellationToken.None);
        await new StoreGroup(group, options.QuietSeconds, jobs).Save(work, CancellationToken.None);
        await work.Commit(CancellationToken.None);
        foreach (var batch in group)
        {
            batch.Settle();
            foreach (var item in batch.Stored.Where(item => item.IsCommitted))
                Known.Add(batch.Context.FacilityId, item.Instance);
        }
    }

    private List<Waiting> Next()
    {
        lock (gate)
        {
            var group = new List<Waiting>();
            var instances = 0;
            while (waiting.TryPeek(out var next) &&
                (group.Count == 0 || instances + next.Batch.Open.Count <= InstancesPerGroup))
            {
                group.Add(waiting.Dequeue());
                instances += next.Batch.Open.Count;
            }
            isBusy = group.Count > 0;
            return group;
        }
    }
}
