using System.Text.Json.Nodes;
using Telemed.Dicom;
using Telemed.Domain;
using Telemed.Hub.Live;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>What a batch of instances came to.</summary>
/// <param name="Outcomes">One for each file, in the order of the files.</param>
/// <param name="Subjects">One for each study that got something.</param>
internal sealed record ReceivedInstances(IReadOnlyList<StoreOutcome> Outcomes, IReadOnlyList<ReceivedSubject> Subjects);

/// <summary>Adds what another slice keeps beside a study, in the transaction that stores it.</summary>
internal delegate Task BesideStudy(Work work, ReceivedSubject subject, CancellationToken cancel);

/// <summary>
/// Stores DICOM instances, whichever door they came through: read the headers, find what is there already, put the
/// objects, and make everything count in one transaction. What contradicts the store is kept apart for a person.
/// </summary>
internal sealed class ReceiveDicom(Database database, BlobWriter blobs, IJobOutbox jobs, ImagingOptions options)
{
    private const int ParallelPuts = 4;
    private const string ContentType = "application/dicom";

    public Task<ReceivedInstances> Store(
        IReadOnlyList<SpooledFile> files, ReceiveContext context, AuditActor actor, CancellationToken cancel) =>
        Store(files, context, actor, studyUid: null, beside: null, cancel);

    /// <param name="files">Spooled and hashed; they stay the caller's.</param>
    /// <param name="context">Who sends, and for which case.</param>
    /// <param name="actor">The sender for the audit trail.</param>
    /// <param name="studyUid">The only study that is allowed, when the door names one.</param>
    /// <param name="beside">Called once for each study within the transaction; null when nothing is kept beside.</param>
    /// <param name="cancel">Ends the storing; nothing is acknowledged then.</param>
    public async Task<ReceivedInstances> Store(
        IReadOnlyList<SpooledFile> files, ReceiveContext context, AuditActor actor, string? studyUid, BesideStudy? beside,
        CancellationToken cancel)
    {
        var batch = new StoreBatch(files, context, actor, studyUid);
        batch.ReadHeaders();
        await FindConflicts(batch, cancel);
        try
        {
            await PutObjects(batch, cancel);
            var subjects = await Commit(batch, beside, cancel);
            return new ReceivedInstances(batch.Outcomes(), subjects);
        }
        finally
        {
            // A blob that no transaction acknowledged is taken back at once; the sweeper would find it otherwise.
            foreach (var blob in batch.Unacknowledged()) await blobs.Discard(blob, CancellationToken.None);
        }
    }

    private async Task FindConflicts(StoreBatch batch, CancellationToken cancel)
    {
        if (batch.Open.Count == 0) return;
        await using var read = await database.Read(cancel);
        var facility = batch.Context.FacilityId;
        var stored = await ImagingStore.Instances(read, facility, [.. batch.Open.Select(one => one.Instance.SopUid).Distinct()], cancel);
        var series = await ImagingStore.Series(read, facility, [.. batch.Open.Select(one => one.Instance.SeriesUid).Distinct()], cancel);
        var studies = await ImagingStore.Studies(read, facility, [.. batch.Open.Select(one => one.Instance.StudyUid).Distinct()], cancel);
        batch.Compare(stored, series, studies);
        foreach (var conflicting in batch.ToQuarantine)
            conflicting.IsKnown = await ImagingStore.IsInQuarantine(
                read, facility, conflicting.Instance.SopUid, conflicting.Sha256, cancel);
    }

    private async Task PutObjects(StoreBatch batch, CancellationToken cancel) =>
        await Parallel.ForEachAsync(batch.ToPut, new ParallelOptions { MaxDegreeOfParallelism = ParallelPuts, CancellationToken = cancel },
            async (item, stop) =>
            {
                await using var content = new FileStream(
                    item.Instance.File.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
                item.Blob = await blobs.Write(content, ContentType, item.Sha256, stop);
            });

    private async Task<IReadOnlyList<ReceivedSubject>> Commit(StoreBatch batch, BesideStudy? beside, CancellationToken cancel)
    {
        var fresh = batch.Fresh.ToArray();
        var quarantined = batch.ToQuarantine.Where(item => item.Blob is not null).ToArray();
        if (fresh.Length == 0 && quarantined.Length == 0 && (beside is null || batch.Stored.Count == 0)) return [];
        await using var work = await database.Begin(cancel);
        var rows = new InstanceRows(batch.Context, options.QuietSeconds, jobs);
        await rows.Save(work, fresh, cancel);
        foreach (var item in quarantined) await PutAside(work, batch.Context, item, cancel);
        await AuditLog.Append(work, batch.Audit(fresh.Length, quarantined.Length), batch.Context.Now, cancel);
        var subjects = await Subjects(work, batch, cancel);
        if (beside is not null)
            foreach (var subject in subjects) await beside(work, subject, cancel);
        if (batch.Context.ConsultationId is { } consultation)
            LiveChanges.Changed(work, LiveTopic.Consultation(consultation), "imaging_received", consultation.Value);
        await work.Commit(cancel);
        foreach (var item in fresh.Where(item => item.IsAcknowledged).Concat(quarantined)) item.IsCommitted = true;
        return subjects;
    }

    private static async Task PutAside(Work work, ReceiveContext context, StoreItem item, CancellationToken cancel)
    {
        await BlobTable.MarkStored(work, item.Blob!, cancel);
        item.IsAcknowledged = await ImagingStore.PutQuarantine(work, new
        {
            id = Guid.CreateVersion7(), facility = context.FacilityId.Value, sopUid = item.Instance.SopUid,
            studyUid = item.Instance.StudyUid, reason = item.Conflict, blob = item.Blob!.Id.Value, sha256 = item.Sha256,
            now = context.Now,
        }, cancel);
        await ImagingStore.PutChanges(work, context.FacilityId, "quarantined", [item.Instance], context.Now, cancel);
    }

    private static async Task<IReadOnlyList<ReceivedSubject>> Subjects(Work work, StoreBatch batch, CancellationToken cancel)
    {
        var subjects = new List<ReceivedSubject>();
        foreach (var group in batch.Stored.GroupBy(item => item.Instance.StudyUid))
        {
            var study = await ViewStudy.Summary(work, batch.Context.FacilityId, group.Key, cancel);
            if (study is null) continue;
            var first = group.First().Instance;
            subjects.Add(new ReceivedSubject("imaging", study.Id, study.ToJson(), HeaderOf(first.Dataset),
                [.. group.SelectMany(item => item.Instance.Warnings).Distinct().Take(20)]));
        }
        return subjects;
    }

    /// <summary>The patient as a data set names him.</summary>
    internal static HeaderPatient HeaderOf(DicomDataset dataset)
    {
        string Text(DicomTag tag) => ParsedInstance.TextOf(dataset, tag);
        DateOnly? born = DateOnly.TryParseExact(Text(DicomTags.PatientBirthDate), "yyyyMMdd", out var date) ? date : null;
        var groups = Dicom.Text.PersonName.Groups(Text(DicomTags.PatientName));
        var name = groups.Ideographic.Length > 0 ? groups.Ideographic : groups.Alphabetic;
        var sex = Text(DicomTags.PatientSex) switch { "M" => "male", "F" => "female", "O" => "other", _ => null };
        return new HeaderPatient(name.Replace('^', ' ').Trim(), Text(DicomTags.PatientID), born, sex);
    }
}
