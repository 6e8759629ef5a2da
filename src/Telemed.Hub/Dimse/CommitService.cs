using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Domain.Access;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Dimse;

/// <summary>
/// Storage commitment (PS3.4 annex J): a device asks whether what it sent is stored for good, so that it may delete its
/// own. What was stored is read again before the hub answers for it. A small request is answered on the same
/// association; a large one, and one whose device has gone before it confirmed, by a job on an association of our own.
/// </summary>
internal sealed class CommitService(DimseServices services, DimseChannel channel, DimsePeer peer)
{
    public const string SopClass = "1.2.840.10008.1.20.1";

    private const string SopInstance = "1.2.840.10008.1.20.1.1";
    private const int ReferenceLimit = 20_000, BodyLimitBytes = 8 * 1024 * 1024;
    private const int RequestCommitment = 1, AllStored = 1, SomeFailed = 2;
    private const int NoSuchAction = 0x0123, NoSuchInstance = 0x0112, InvalidValue = 0x0115, Repeated = 0x0131;
    private const long AtOnceLimitBytes = 256L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Answers that were sent on this association and not confirmed yet, by message.
    private readonly Dictionary<int, Guid> sent = [];
    private int lastMessageId;

    public async Task Run(AgreedContext context, CancellationToken cancel)
    {
        var command = channel.Command;
        var action = await channel.ReadDataset(TransferSyntax.Of(context.TransferSyntax), BodyLimitBytes, cancel);
        var problem = command.GetString(DicomTags.RequestedSOPInstanceUID) != SopInstance ? NoSuchInstance
            : command.GetInt(DicomTags.ActionTypeID) != RequestCommitment ? NoSuchAction : 0;
        var asked = problem == 0 ? Read(action) : null;
        if (problem == 0 && asked is null) problem = InvalidValue;
        var isLarge = asked is not null && await IsLarge(asked, cancel);
        if (asked is not null && !await Keep(asked, isLarge, cancel)) (asked, problem) = (null, Repeated);
        var answer = DimseCommands.Answer(command, problem).Integer(DicomTags.ActionTypeID, RequestCommitment);
        await channel.Send(context.Id, answer.Build(), (byte[]?)null, cancel);
        if (asked is null || isLarge) return;
        sent[++lastMessageId] = asked.Id;
        await SendReport(channel, context, asked, lastMessageId, services, cancel);
    }

    /// <summary>The device confirmed a report, or refused it.</summary>
    public async Task Confirmed(CancellationToken cancel)
    {
        var command = channel.Command;
        if (command.GetInt(DicomTags.Status) != 0 ||
            !sent.Remove(command.GetInt(DicomTags.MessageIDBeingRespondedTo) ?? 0, out var id)) return;
        await using var work = await services.Database.Begin(cancel);
        await CommitmentStore.Answered(work, id, services.Time.GetUtcNow(), cancel);
        await work.Commit(cancel);
    }

    /// <summary>The association ends: what was not confirmed goes out on another one.</summary>
    public async Task End(CancellationToken cancel)
    {
        if (sent.Count == 0) return;
        await using var work = await services.Database.Begin(cancel);
        foreach (var id in sent.Values)
            await services.Jobs.Enqueue(work, new JobRequest(ReportCommitment.KindName, id.ToByteArray()), cancel);
        await work.Commit(cancel);
    }

    /// <summary>Sends the N-EVENT-REPORT for what is stored now.</summary>
    public static async Task SendReport(
        DimseChannel to, AgreedContext context, Commitment asked, int messageId, DimseServices services,
        CancellationToken cancel)
    {
        var reasons = await CommitmentCheck.Run(services, asked, cancel);
        var stored = new List<DicomDatasetBuilder>();
        var failed = new List<DicomDatasetBuilder>();
        for (var at = 0; at < asked.SopUids.Length; at++)
        {
            var item = new DicomDatasetBuilder().Text(DicomTags.ReferencedSOPClassUID, asked.SopClasses[at])
                .Text(DicomTags.ReferencedSOPInstanceUID, asked.SopUids[at]);
            if (reasons[at] == 0) stored.Add(item);
            else failed.Add(item.Integer(DicomTags.FailureReason, reasons[at]));
        }
        var report = new DicomDatasetBuilder().Text(DicomTags.TransactionUID, asked.TransactionUid)
            .Text(DicomTags.RetrieveAETitle, services.Options.AeTitle);
        if (stored.Count > 0) report.Sequence(DicomTags.ReferencedSOPSequence, [.. stored]);
        if (failed.Count > 0) report.Sequence(DicomTags.FailedSOPSequence, [.. failed]);
        using var body = new MemoryStream();
        DicomWriter.WriteDataset(body, report.Build(), TransferSyntax.Of(context.TransferSyntax));
        var command = new DicomDatasetBuilder().Text(DicomTags.AffectedSOPClassUID, SopClass)
            .Integer(DicomTags.CommandField, DimseCommands.EventReport).Integer(DicomTags.MessageID, messageId)
            .Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset)
            .Text(DicomTags.AffectedSOPInstanceUID, SopInstance)
            .Integer(DicomTags.EventTypeID, failed.Count > 0 ? SomeFailed : AllStored);
        await to.Send(context.Id, command.Build(), body.ToArray(), cancel);
    }

    private Commitment? Read(DicomDataset action)
    {
        var items = action.GetItems(DicomTags.ReferencedSOPSequence);
        if (action.GetString(DicomTags.TransactionUID) is not { } transaction || !DicomUid.IsTolerable(transaction))
            return null;
        var pairs = items.Select(item => (Class: item.GetString(DicomTags.ReferencedSOPClassUID),
            Uid: item.GetString(DicomTags.ReferencedSOPInstanceUID))).ToArray();
        if (pairs.Length is 0 or > ReferenceLimit ||
            pairs.Any(pair => !DicomUid.IsTolerable(pair.Class) || !DicomUid.IsTolerable(pair.Uid))) return null;
        return new Commitment
        {
            Id = Guid.CreateVersion7(services.Time.GetUtcNow()), DeviceId = peer.Device.Id.Value,
            FacilityId = peer.Device.Facility.Value, AeTitle = peer.AeTitle, TransactionUid = transaction,
            SopClasses = [.. pairs.Select(pair => pair.Class!)], SopUids = [.. pairs.Select(pair => pair.Uid!)],
            AskedAt = services.Time.GetUtcNow(),
        };
    }

    private async Task<bool> IsLarge(Commitment asked, CancellationToken cancel)
    {
        await using var read = await services.Database.Read(cancel);
        return await CommitmentCheck.BytesOf(read, asked, cancel) > AtOnceLimitBytes;
    }

    // The job outlives this process; it finds the commitment answered when all went well here.
    private async Task<bool> Keep(Commitment asked, bool isLarge, CancellationToken cancel)
    {
        await using var work = await services.Database.Begin(cancel);
        if (!await CommitmentStore.Keep(work, asked, cancel)) return false;
        await services.Jobs.Enqueue(work, new JobRequest(ReportCommitment.KindName, asked.Id.ToByteArray(),
            NotBefore: isLarge ? asked.AskedAt : asked.AskedAt + Patience), cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "imaging.commitment_asked", Event = AuditEvents.Query, Kind = AuditAction.Execute,
            Actor = peer.For(Permission.UploadFiles).Actor, EntityKind = "dimse_commitment",
                EntityId = asked.Id.ToString(),
        }, asked.AskedAt, cancel);
        await work.Commit(cancel);
        return true;
    }
}
