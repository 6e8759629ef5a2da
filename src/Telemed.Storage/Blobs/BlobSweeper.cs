using System.Runtime.CompilerServices;

namespace Telemed.Storage.Blobs;

/// <summary>What a sweep found and did.</summary>
/// <param name="StaleRows">Rows of puts that never ended, removed with what they had put.</param>
/// <param name="RemovedObjects">Objects of deleted blobs, removed.</param>
/// <param name="OrphanObjects">Objects without a row, removed.</param>
/// <param name="MissingObjects">
/// Keys of stored blobs whose object is gone, at most <see cref="BlobSweeper.MissingLimit"/>: a loss, for a person to
/// look into. Nothing was changed about them.
/// </param>
public sealed record SweepReport(
    int StaleRows, int RemovedObjects, int OrphanObjects, IReadOnlyList<string> MissingObjects);

/// <summary>
/// Makes rows and objects agree again after crashes. It may run on every hub at once and never touches what is
/// younger than the grace, so work in flight is safe from it.
/// </summary>
public sealed class BlobSweeper(Database database, IBlobStore store, TimeProvider time)
{
    /// <summary>The most missing keys one report names.</summary>
    public const int MissingLimit = 1_000;

    /// <summary>The grace used unless told otherwise: longer than any request lives.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromHours(2);

    private const int BatchLimit = 1_000;

    /// <summary>Sweeps everything once.</summary>
    /// <param name="grace">What is younger is left alone.</param>
    /// <param name="cancel">Ends the sweep; what is done is done, and the next sweep goes on.</param>
    public async Task<SweepReport> Sweep(TimeSpan grace, CancellationToken cancel)
    {
        var stale = await SweepStaleRows(grace, cancel);
        var removed = await SweepDeleted(cancel);
        var orphans = await SweepOrphans(grace, cancel);
        return new SweepReport(stale, removed, orphans, await FindMissing(grace, cancel));
    }

    // The row goes first: a writer that comes back late finds it gone and acknowledges nothing.
    private async Task<int> SweepStaleRows(TimeSpan grace, CancellationToken cancel)
    {
        var total = 0;
        while (true)
        {
            await using var work = await database.Begin(cancel);
            var keys = await BlobTable.TakeStaleWriting(work, grace, BatchLimit, cancel);
            await work.Commit(cancel);
            await store.Delete(keys, cancel);
            total += keys.Count;
            if (keys.Count < BatchLimit) return total;
        }
    }

    private async Task<int> SweepDeleted(CancellationToken cancel)
    {
        var total = 0;
        while (true)
        {
            await using var work = await database.Begin(cancel);
            var keys = await BlobTable.Deleted(work, BatchLimit, cancel);
            await store.Delete(keys, cancel);
            await BlobTable.MarkRemoved(work, keys, cancel);
            await work.Commit(cancel);
            total += keys.Count;
            if (keys.Count < BatchLimit) return total;
        }
    }

    private async Task<int> SweepOrphans(TimeSpan grace, CancellationToken cancel)
    {
        var total = 0;
        await foreach (var batch in OldObjects(grace, cancel))
        {
            await using var reading = await database.Read(cancel);
            var known = await BlobTable.Known(reading, batch, cancel);
            string[] orphans = [.. batch.Where(key => !known.Contains(key))];
            await store.Delete(orphans, cancel);
            total += orphans.Length;
        }
        return total;
    }

    private async IAsyncEnumerable<List<string>> OldObjects(
        TimeSpan grace, [EnumeratorCancellation] CancellationToken cancel)
    {
        var batch = new List<string>(BatchLimit);
        await foreach (var info in store.List("", cancel))
        {
            if (time.GetUtcNow() - info.ModifiedAt < grace) continue;
            batch.Add(info.Key);
            if (batch.Count < BatchLimit) continue;
            yield return batch;
            batch = new List<string>(BatchLimit);
        }
        if (batch.Count > 0) yield return batch;
    }

    private async Task<IReadOnlyList<string>> FindMissing(TimeSpan grace, CancellationToken cancel)
    {
        var missing = new List<string>();
        var after = "";
        while (missing.Count < MissingLimit)
        {
            await using var reading = await database.Read(cancel);
            var keys = await BlobTable.StoredAfter(reading, after, grace, BatchLimit, cancel);
            foreach (var key in keys)
                if (missing.Count < MissingLimit && await store.Stat(key, cancel) is null) missing.Add(key);
            if (keys.Count < BatchLimit) break;
            after = keys[^1];
        }
        return missing;
    }
}
