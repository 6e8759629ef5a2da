using Npgsql;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Writes every row of several batches in one round trip: studies, series, objects, instances with their counts, the
/// change feed, the timers and the audit trail.
/// </summary>
internal sealed class StoreGroup(IReadOnlyList<StoreBatch> batches, int quietSeconds, IJobOutbox jobs)
{
    /// <summary>The job that makes a slide of a whole-slide series; its payload is the id of the series' row.</summary>
    internal const string AssembleSlideJob = "slide.assemble";

    private const string WholeSlideClass = "1.2.840.10008.5.1.4.1.1.77.1.6";

    // A scanner sends a series instance by instance; the slide is made when they have stopped coming.
    private static readonly TimeSpan SlidePause = TimeSpan.FromSeconds(3);

    public async Task Save(Work work, CancellationToken cancel)
    {
        var fresh = batches.SelectMany(batch => batch.Fresh.Select(item => new Placed(batch.Context, item))).ToArray();
        if (fresh.Length > 0) await SaveFresh(work, fresh, cancel);
        else await SaveAudit(work, cancel);
        foreach (var batch in batches)
            foreach (var item in batch.ToQuarantine.Where(item => item is { Blob: not null, IsCommitted: false }))
                await PutAside(work, batch, item, cancel);
    }

    private async Task SaveFresh(Work work, Placed[] fresh, CancellationToken cancel)
    {
        // Every hub takes the studies in the same order, so that two groups never wait for each other crosswise.
        var studies = fresh.DistinctBy(one => (one.Facility, one.Instance.StudyUid))
            .OrderBy(one => one.Facility).ThenBy(one => one.Instance.StudyUid, StringComparer.Ordinal).ToArray();
        var series = fresh.DistinctBy(one => (one.Facility, one.Instance.SeriesUid))
            .OrderBy(one => one.Facility).ThenBy(one => one.Instance.SeriesUid, StringComparer.Ordinal).ToArray();
        var newStudies = studies.Where(one => !one.Item.IsStudyThere).ToArray();
        var newSeries = series.Where(one => !one.Item.IsSeriesThere).ToArray();
        var cased = studies.Where(one => one.Context.PatientId is not null ||
            one.Context.ConsultationId is not null).ToArray();
        await using var rows = work.Batch();
        rows.BatchCommands.Add(new NpgsqlBatchCommand(Statements.KeepPlans));
        if (newStudies.Length > 0) rows.BatchCommands.Add(StoreStatements.Studies(newStudies));
        if (studies.Length > 1) rows.BatchCommands.Add(StoreStatements.LockStudies(studies));
        if (cased.Length > 0) rows.BatchCommands.Add(StoreStatements.Cases(cased));
        if (newSeries.Length > 0) rows.BatchCommands.Add(StoreStatements.Series(newSeries));
        rows.BatchCommands.Add(BlobTable.AddStored([.. fresh.Select(one => one.Item.Blob!)], StoreBatch.ContentType));
        foreach (var audit in Audits()) rows.BatchCommands.Add(audit);
        rows.BatchCommands.Add(StoreStatements.Instances(fresh, quietSeconds));
        var put = await work.Watch(Put(rows, cancel));
        foreach (var one in fresh) one.Item.IsAcknowledged = put.Contains(one.Item.Blob!.Id.Value);
        if (put.Count < fresh.Length) await TakeBack(work, [.. fresh.Where(one => !one.Item.IsAcknowledged)], cancel);
        await AssembleSlides(work, fresh, cancel);
        foreach (var ordered in newStudies.Select(SortOrdered.For).OfType<JobRequest>())
            await jobs.Enqueue(work, ordered, cancel);
    }

    private async Task AssembleSlides(Work work, Placed[] fresh, CancellationToken cancel)
    {
        var slides = fresh.Where(one => one.Item.IsAcknowledged && one.Instance.SopClassUid == WholeSlideClass)
            .DistinctBy(one => (one.Facility, one.Instance.SeriesUid));
        foreach (var slide in slides)
        {
            var series = await ImagingStore.SeriesId(work, slide.Context.FacilityId, slide.Instance.SeriesUid, cancel);
            await jobs.Enqueue(work, new JobRequest(AssembleSlideJob, series.ToByteArray(),
                DedupKey: series.ToString("N"),
                NotBefore: slide.Context.Now + SlidePause), cancel);
        }
    }

    // It was there already or contradicts what is; the object goes, and the sender's copy is compared by itself.
    private static async Task TakeBack(Work work, Placed[] lost, CancellationToken cancel)
    {
        foreach (var one in lost) await BlobTable.MarkDeleted(work, one.Item.Blob!.Id, cancel);
        await using var rows = work.Batch();
        foreach (var statement in StoreStatements.RemoveEmpty(lost)) rows.BatchCommands.Add(statement);
        await work.Execute(rows, cancel);
    }

    // Only the last statement gives rows.
    private static async Task<HashSet<Guid>> Put(NpgsqlBatch rows, CancellationToken cancel)
    {
        var put = new HashSet<Guid>();
        await using var reader = await rows.ExecuteReaderAsync(cancel);
        do
        {
            while (reader.FieldCount > 0 && await reader.ReadAsync(cancel)) put.Add(reader.GetGuid(0));
        }
        while (await reader.NextResultAsync(cancel));
        return put;
    }

    private async Task SaveAudit(Work work, CancellationToken cancel)
    {
        await using var rows = work.Batch();
        foreach (var audit in Audits()) rows.BatchCommands.Add(audit);
        if (rows.BatchCommands.Count > 0) await work.Execute(rows, cancel);
    }

    private IEnumerable<NpgsqlBatchCommand> Audits() =>
        from batch in batches
        where batch.Fresh.Any() || batch.ToQuarantine.Any(item => item.Blob is not null)
        select AuditLog.Statement(batch.Audit(), batch.Context.Now);

    private static async Task PutAside(Work work, StoreBatch batch, StoreItem item, CancellationToken cancel)
    {
        await using (var blob = work.Batch())
        {
            blob.BatchCommands.Add(BlobTable.AddStored([item.Blob!], StoreBatch.ContentType));
            await work.Execute(blob, cancel);
        }
        var context = batch.Context;
        item.IsAcknowledged = await ImagingStore.PutQuarantine(work, new
        {
            id = Guid.CreateVersion7(), facility = context.FacilityId.Value, sopUid = item.Instance.SopUid,
            studyUid = item.Instance.StudyUid, reason = item.Conflict, blob = item.Blob!.Id.Value, sha256 = item.Sha256,
            now = context.Now,
        }, cancel);
        if (item.IsAcknowledged)
            await ImagingStore.PutChanges(work, context.FacilityId, "quarantined", [item.Instance], context.Now,
                cancel);
        else await BlobTable.MarkDeleted(work, item.Blob!.Id, cancel);
    }
}
