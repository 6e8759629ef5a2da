using Telemed.Storage;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Commits the batches of several senders together. Nobody waits for a slow sender, for only what lies in the object
/// store queues here.
/// </summary>
internal sealed class StoreLane
{
    private const int InstancesPerGroup = 64;
    private readonly Database database;
    private readonly IJobOutbox jobs;
    private readonly ImagingOptions options;
    private readonly GroupCommit<StoreBatch> commits;

    public StoreLane(Database database, IJobOutbox jobs, ImagingOptions options)
    {
        (this.database, this.jobs, this.options) = (database, jobs, options);
        commits = new GroupCommit<StoreBatch>(Save, (group, next) =>
            group.Sum(batch => batch.Open.Count) + next.Open.Count <= InstancesPerGroup);
    }

    /// <summary>Places that earlier batches made.</summary>
    public KnownPlaces Known { get; } = new();

    /// <summary>Returns when the batch is durable; its items say what of it counts.</summary>
    public Task Commit(StoreBatch batch) => commits.Commit(batch);

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
}
