using Npgsql;
using Telemed.Domain;
using Telemed.Hub.Live;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Ecg;

/// <summary>
/// Keeps the ECGs that carts send at the same moment in one transaction: one round trip finds where all of them belong,
/// one writes all their rows, one commit makes them durable.
/// </summary>
internal sealed class DropLane
{
    private const int EcgsPerGroup = 32;
    internal const string ContentType = "application/octet-stream";

    private readonly Database database;
    private readonly IJobOutbox jobs;
    private readonly GroupCommit<DroppedEcg> commits;

    private sealed record Found(PlaceOfEcg Place, IReadOnlyList<SameEcg> Same);

    public DropLane(Database database, IJobOutbox jobs)
    {
        (this.database, this.jobs) = (database, jobs);
        commits = new GroupCommit<DroppedEcg>(Save, (group, next) =>
            group.Count < EcgsPerGroup && !group.Any(next.IsSameTraceAs));
    }

    /// <summary>Returns when the ECG is durable, with its context and subject found.</summary>
    public Task Keep(DroppedEcg ecg) => commits.Commit(ecg);

    // Once begun it is finished whatever becomes of the senders: others may be in the same transaction.
    private async Task Save(IReadOnlyList<DroppedEcg> group)
    {
        await using var work = await database.Begin(CancellationToken.None);
        var found = await Look(work, group, CancellationToken.None);
        await using var rows = work.Batch();
        rows.BatchCommands.Add(BlobTable.AddStored([.. group.Select(ecg => ecg.Blob)], ContentType));
        foreach (var (ecg, (place, same)) in group.Zip(found))
            foreach (var row in Rows(work, ecg, place, same)) rows.BatchCommands.Add(row);
        await work.Execute(rows, CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }

    private static async Task<List<Found>> Look(Work work, IReadOnlyList<DroppedEcg> group, CancellationToken cancel)
    {
        await using var look = work.Batch();
        look.BatchCommands.Add(new NpgsqlBatchCommand(Statements.KeepPlans));
        foreach (var ecg in group)
        {
            look.BatchCommands.Add(
                TrayStore.Place(ecg.Caller.FacilityId, ecg.Header, ecg.Parsed.Recording.OrderNumber));
            look.BatchCommands.Add(EcgStore.SameTrace(ecg.Parsed, ecg.Caller.FacilityId));
        }
        return await work.Watch(Read(look, group.Count, cancel));
    }

    private static async Task<List<Found>> Read(NpgsqlBatch look, int count, CancellationToken cancel)
    {
        await using var rows = await look.ExecuteReaderAsync(cancel);
        var found = new List<Found>(count);
        while (found.Count < count)
        {
            var place = await TrayStore.ReadPlace(rows, cancel);
            await rows.NextResultAsync(cancel);
            found.Add(new Found(place, await EcgStore.ReadSame(rows, cancel)));
            await rows.NextResultAsync(cancel);
        }
        return found;
    }

    private List<NpgsqlBatchCommand> Rows(
        Work work, DroppedEcg ecg, PlaceOfEcg place, IReadOnlyList<SameEcg> same)
    {
        var context = new ReceiveContext(ecg.Caller.FacilityId, ecg.Caller.PersonId, ecg.Caller.DeviceId,
            place.ConsultationId is { } consultation ? new ConsultationId(consultation) : null,
            place.PatientId is { } patient ? new PatientId(patient) : null, ecg.Now);
        var known = ReceiveEcg.Recognise(ecg.Parsed, same, context);
        (ecg.Context, ecg.Subject) = (context, known.Subject);
        var attachment = AttachmentId.New(context.Now);
        var file = new SpooledFile("", ecg.Blob.SizeBytes, Convert.ToHexStringLower(ecg.Blob.Sha256.Span),
            ecg.FileName);
        string[] mismatch = ecg.Header is { } header && place is { Name: { } name, Sex: { } sex }
            ? [.. PatientComparison.Differences(header, name, sex, place.BirthDate)] : [];
        if (context.ConsultationId is { } open)
            LiveChanges.Changed(work, LiveTopic.Consultation(open), "attachment", attachment.Value);
        return
        [
            .. known.IsNew ? ReceiveEcg.Rows(work, known, ecg.Parsed, ecg.Blob, context, jobs) : [],
            AttachmentStore.Statement(attachment, file, ContentType, ecg.Blob.Id, known.Subject, mismatch, context),
            DropEcg.Audit(known.Id, context),
        ];
    }
}
