using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Dimse;

/// <summary>The job that answers a commitment on an association of our own; its payload is the commitment's
/// id.</summary>
internal sealed class ReportCommitment(DimseServices services) : IJobHandler
{
    internal const string KindName = "dimse.commitment";

    private const int EventReportAnswer = DimseCommands.EventReport | DimseCommands.Response;

    public string Kind => KindName;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 12, TimeSpan.FromSeconds(30), TimeSpan.FromHours(6), timeout: TimeSpan.FromMinutes(30));

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var id = new Guid(run.Payload.Span);
        Commitment? asked;
        await using (var read = await services.Database.Read(cancel))
            asked = await CommitmentStore.Find(read, id, cancel);
        if (asked is not { AnsweredAt: null }) return;
        if (services.Options.PlaceOf(asked.AeTitle) is null)
        {
            // A device that cannot be called asks again on its next association; nothing is lost by not answering.
            DimseLog.NoPlace(services.Log, asked.DeviceId);
            return;
        }
        var proposal = new ProposedContext(1, CommitService.SopClass,
            [TransferSyntax.ExplicitLittleEndian.Uid, TransferSyntax.ImplicitLittleEndian.Uid]);
        await using var outgoing = await OutgoingAssociation.Open(
            services.Options, asked.AeTitle, [proposal], new HashSet<string> { CommitService.SopClass }, cancel);
        if (outgoing?.Agreed is not [var context, ..])
            throw new IOException($"Device {asked.DeviceId} does not take the report of a commitment.");
        await CommitService.SendReport(outgoing.Channel, context, asked, 1, services, cancel);
        if (await outgoing.Channel.Next(cancel) != DimseArrival.Message ||
            outgoing.Channel.Command.GetInt(DicomTags.CommandField) != EventReportAnswer ||
            outgoing.Channel.Command.GetInt(DicomTags.Status) != 0)
            throw new IOException($"Device {asked.DeviceId} did not confirm the report of a commitment.");
        await using var work = await services.Database.Begin(cancel);
        await CommitmentStore.Answered(work, id, services.Time.GetUtcNow(), cancel);
        await work.Commit(cancel);
        await outgoing.Release(cancel);
    }
}
