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
internal sealed class ReceiveDicom(
    Database database, IBlobStore store, StoreLane lane, IJobOutbox jobs, ImagingOptions options)
{
    private const int RoundLimit = 3;

    public Task<ReceivedInstances> Store(
        IReadOnlyList<SpooledFile> files, ReceiveContext context, AuditActor actor, CancellationToken cancel) =>
        Store(files, context, actor, studyUid: null, beside: null, cancel);

    /// <param name="files">Spooled and hashed; they stay the caller's.</param>
    /// <param name="context">Who sends, and for which case.</param>
    /// <param name="actor">The sender for the audit trail.</param>
    /// <param name="studyUid">The only study that is allowed, when the door names one.</param>
    /// <param name="beside">Called once for each study within the transaction; null when nothing is kept
    /// beside.</param>
    /// <param name="cancel">Ends the storing; nothing is acknowledged then.</param>
    public async Task<ReceivedInstances> Store(
        IReadOnlyList<SpooledFile> files, ReceiveContext context, AuditActor actor, string? studyUid,
            BesideStudy? beside,
        CancellationToken cancel)
    {
        var batch = new StoreBatch(files, context, actor, studyUid);
        batch.ReadHeaders();
        for (var round = 0; ; round++)
        {
            // Nearly all that modalities send is new, so the first attempt finds out by itself what is not.
            if (round == 0 && beside is null) batch.CompareAmongThemselves(lane.Known);
            else await FindConflicts(batch, cancel);
            try
            {
                await PutObjects(batch, cancel);
                var subjects = await Commit(batch, beside, cancel);
                // What another sender stored in the meantime is held against that and comes to an end by it.
                if (!batch.Fresh.Any() || round == RoundLimit) return new ReceivedInstances(batch.Outcomes(), subjects);
            }
            finally
            {
                // An object that no row keeps is taken back at once; the sweeper would find it otherwise.
                if (batch.GiveUp() is { Count: > 0 } lost) await store.Delete(lost, CancellationToken.None);
            }
        }
    }

    /// <summary>Stores one instance in the caller's transaction.</summary>
    /// <returns>False when it contradicts what is stored.</returns>
    public async Task<bool> StoreWithin(
        Work work, SpooledFile file, ReceiveContext context, AuditActor actor, CancellationToken cancel)
    {
        var batch = new StoreBatch([file], context, actor, studyUid: null);
        batch.ReadHeaders();
        await ImagingStore.Compare(work, batch, cancel);
        if (!batch.Fresh.Any()) return batch.Stored.Count == 1;
        await PutObjects(batch, cancel);
        await new StoreGroup([batch], options.QuietSeconds, jobs).Save(work, cancel);
        return batch.Fresh.All(item => item.IsAcknowledged);
    }

    private async Task FindConflicts(StoreBatch batch, CancellationToken cancel)
    {
        if (batch.Open.Count == 0) return;
        await using var read = await database.Read(cancel);
        var facility = batch.Context.FacilityId;
        await ImagingStore.Compare(read, batch, cancel);
        foreach (var conflicting in batch.ToQuarantine)
            conflicting.IsKnown = await ImagingStore.IsInQuarantine(
                read, facility, conflicting.Instance.SopUid, conflicting.Sha256, cancel);
    }

    private async Task PutObjects(StoreBatch batch, CancellationToken cancel)
    {
        var items = batch.ToPut.ToArray();
        if (items.Length == 0) return;
        var keys = BlobKey.NewTogether(items.Length);
        foreach (var (item, key) in items.Zip(keys))
            item.Blob = new WrittenBlob(Storage.Blobs.BlobId.New(), key, item.Instance.File.Bytes, item.Sha256);
        await store.PutFiles([.. items.Select(item => new LocalFile(
            item.Blob!.ObjectKey, item.Instance.File.Path, StoreBatch.ContentType, item.Sha256))], cancel);
    }

    private async Task<IReadOnlyList<ReceivedSubject>> Commit(StoreBatch batch, BesideStudy? beside,
        CancellationToken cancel)
    {
        if (!batch.ToPut.Any() && (beside is null || batch.Stored.Count == 0)) return [];
        if (beside is null)
        {
            await lane.Commit(batch);
            return [];
        }
        await using var work = await database.Begin(cancel);
        await new StoreGroup([batch], options.QuietSeconds, jobs).Save(work, cancel);
        // Nothing is attached to a part: the whole is compared and stored again.
        if (batch.Fresh.Any(item => !item.IsAcknowledged)) return [];
        var subjects = await Subjects(work, batch, cancel);
        foreach (var subject in subjects) await beside(work, subject, cancel);
        if (batch.Context.ConsultationId is { } consultation)
            LiveChanges.Changed(work, LiveTopic.Consultation(consultation), "imaging_received", consultation.Value);
        await work.Commit(cancel);
        batch.Settle();
        return subjects;
    }

    private static async Task<IReadOnlyList<ReceivedSubject>> Subjects(Work work, StoreBatch batch,
        CancellationToken cancel)
    {
        var subjects = new List<ReceivedSubject>();
        foreach (var group in batch.Stored.GroupBy(item => item.Instance.StudyUid))
        {
            var study = await ViewStudy.Summary(work, batch.Context.FacilityId, group.Key, cancel);
            if (study is null) continue;
            var first = group.First().Instance;
            subjects.Add(new ReceivedSubject("imaging", study.Id, study.ToJson(), HeaderOf(first.Dataset),
                [.. group.SelectMany(item => item.Instance.Remarks).Distinct().Take(20)]));
        }
        return subjects;
    }

    /// <summary>The patient as a data set names him.</summary>
    internal static HeaderPatient HeaderOf(DicomDataset dataset) => HeaderOf(
        ParsedInstance.TextOf(dataset, DicomTags.PatientName), ParsedInstance.TextOf(dataset, DicomTags.PatientID),
        ParsedInstance.TextOf(dataset, DicomTags.PatientBirthDate),
        ParsedInstance.TextOf(dataset, DicomTags.PatientSex));

    /// <summary>The same from the texts of the header.</summary>
    internal static HeaderPatient HeaderOf(string patientName, string number, string birthDate, string patientSex)
    {
        DateOnly? born = DateOnly.TryParseExact(birthDate, "yyyyMMdd", out var date) ? date : null;
        var groups = Dicom.Text.PersonName.Groups(patientName);
        var name = groups.Ideographic.Length > 0 ? groups.Ideographic : groups.Alphabetic;
        var sex = patientSex switch { "M" => "male", "F" => "female", "O" => "other", _ => null };
        return new HeaderPatient(name.Replace('^', ' ').Trim(), number, born, sex);
    }
}
