using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Domain.Access;
using Telemed.Hub.Imaging;
using Telemed.Storage;

namespace Telemed.Hub.Dimse;

/// <summary>C-GET on the same association and C-MOVE to a registered destination (PS3.4 annex C).</summary>
internal sealed class SendService(
    DimseServices services, DimseChannel channel, DimsePeer peer, Dictionary<byte, AgreedContext> contexts)
{
    private const int DestinationNotKnown = 0xA801, SubOperationsFailed = 0xB000, CannotProcess = 0xC000;
    private const int TooMany = 0xA701;
    private const int InstanceLimit = 20_000, KeyLimitBytes = 256 * 1024;
    private static readonly string[] Known =
        [TransferSyntax.ExplicitLittleEndian.Uid, TransferSyntax.ImplicitLittleEndian.Uid];

    private bool isCancelled;

    private const string Find = $"""
        SELECT i.id, i.facility_id, s.study_uid, e.series_uid, i.sop_uid, i.sop_class, i.transfer_syntax, i.object_key,
               i.size_bytes, i.frame_count, i.data_offset
        FROM imaging_study s JOIN imaging_series e ON e.study_id = s.id
        JOIN imaging_instance i ON i.series_id = e.id AND i.removed_at IS NULL
        WHERE {ImagingScope.VisibleSql}
        """;

    public async Task Get(AgreedContext context, CancellationToken cancel)
    {
        var command = channel.Command;
        var rows = await Wanted(context, cancel);
        if (rows is null || rows.Count > InstanceLimit)
        {
            await Refuse(context, command, rows, cancel);
            return;
        }
        await SendAll(context, command, rows, channel, [.. contexts.Values], null, cancel);
    }

    public async Task Move(AgreedContext context, CancellationToken cancel)
    {
        var command = channel.Command;
        var title = command.GetString(DicomTags.MoveDestination) ?? "";
        var rows = await Wanted(context, cancel);
        if (!OutgoingAssociation.IsRegistered(services.Options, title))
        {
            await Answer(
                context, command, DestinationNotKnown, new Counts(0), "The destination is not registered.", cancel);
            return;
        }
        if (rows is null || rows.Count > InstanceLimit)
        {
            await Refuse(context, command, rows, cancel);
            return;
        }
        await using var outgoing = await OutgoingAssociation.Open(
            services.Options, title, Proposals(rows), new HashSet<string>(), cancel);
        if (outgoing is null)
        {
            await Answer(context, command, DestinationNotKnown, new Counts(rows.Count),
                "The destination does not answer.", cancel);
            return;
        }
        await SendAll(context, command, rows, outgoing.Channel, outgoing.Agreed,
            (peer.AeTitle, command.GetInt(DicomTags.MessageID) ?? 0), cancel);
        await outgoing.Release(cancel);
    }

    // Whoever asks must not take a part for the whole.
    private Task Refuse(
        AgreedContext context, DicomDataset command, IReadOnlyList<InstanceRow>? rows, CancellationToken cancel) =>
        rows is null
            ? Answer(context, command, CannotProcess, new Counts(0), "The identifier names nothing.", cancel)
            : Answer(context, command, TooMany, new Counts(0), $"More than {InstanceLimit} instances match.", cancel);

    private async Task SendAll(
        AgreedContext context, DicomDataset command, IReadOnlyList<InstanceRow> rows, DimseChannel to,
            AgreedContext[] agreed,
        (string AeTitle, int MessageId)? originator, CancellationToken cancel)
    {
        var counts = new Counts(rows.Count);
        var failed = new List<string>();
        var messageId = command.GetInt(DicomTags.MessageID) ?? 0;
        for (var at = 0; at < rows.Count; at++)
        {
            // On one association the cancellation comes between the answers to what is sent; see SendOne.
            if (isCancelled || (to != channel && channel.IsCancelAsked(messageId, cancel)))
            {
                isCancelled = true;
                break;
            }
            if (await SendOne(rows[at], at + 1, to, agreed, originator, cancel)) counts.Completed++;
            else
            {
                counts.Failed++;
                failed.Add(rows[at].SopUid);
            }
            counts.Remaining--;
            if (at + 1 < rows.Count) await Answer(context, command, DimseCommands.Pending, counts, null, cancel);
        }
        byte[]? list = null;
        if (failed.Count > 0)
        {
            using var body = new MemoryStream();
            DicomWriter.WriteDataset(
                body, new DicomDatasetBuilder().Text(DicomTags.FailedSOPInstanceUIDList, [.. failed]).Build(),
                TransferSyntax.Of(context.TransferSyntax));
            list = body.ToArray();
        }
        var status = isCancelled ? DimseCommands.Cancelled : failed.Count > 0 ? SubOperationsFailed : 0;
        await Answer(context, command, status, counts, null, cancel, list);
    }

    private async Task<bool> SendOne(
        InstanceRow row, int messageId, DimseChannel to, AgreedContext[] agreed,
            (string AeTitle, int MessageId)? originator,
        CancellationToken cancel)
    {
        var own = agreed.Where(one => one.AbstractSyntax == row.SopClass).ToArray();
        var context = own.FirstOrDefault(one => one.TransferSyntax == row.TransferSyntax) ??
            own.Where(one => InstanceTranscoder.CanMake(row.TransferSyntax, one.TransferSyntax))
                // What costs nothing to make comes first.
                .OrderBy(one => one.TransferSyntax == JpegLs.Syntax).FirstOrDefault();
        if (context is null) return false;
        var request = new DicomDatasetBuilder()
            .Text(DicomTags.AffectedSOPClassUID, row.SopClass).Integer(DicomTags.CommandField, DimseCommands.Store)
            .Integer(DicomTags.MessageID, messageId & 0xFFFF).Integer(DicomTags.Priority, 0L)
            .Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset)
                .Text(DicomTags.AffectedSOPInstanceUID, row.SopUid);
        if (originator is { } from)
            request.Text(DicomTags.MoveOriginatorApplicationEntityTitle, from.AeTitle)
                .Integer(DicomTags.MoveOriginatorMessageID, from.MessageId);
        if (!await SendContent(row, context, to, request.Build(), cancel)) return false;
        while (await to.Next(cancel) == DimseArrival.Message)
        {
            if (to.Command.GetInt(DicomTags.CommandField) != DimseCommands.Cancel)
                return to.Command.GetInt(DicomTags.Status) is 0 or (>= 0xB000 and <= 0xBFFF);
            isCancelled = true;
        }
        throw new IOException("The peer ended the association while instances were sent to it.");
    }

    // As it is stored where the peer takes that; in one of the plain syntaxes it takes otherwise.
    private async Task<bool> SendContent(
        InstanceRow row, AgreedContext context, DimseChannel to, DicomDataset request, CancellationToken cancel)
    {
        if (context.TransferSyntax == row.TransferSyntax)
        {
            await services.Content.Open(row, row.DataOffset,
                (content, stop) => to.Send(context.Id, request, content, stop), cancel);
            return true;
        }
        await using var made = await services.Transcoder.Make(row, context.TransferSyntax, cancel);
        if (made is null) return false;
        made.Position = DicomReader.Read(made).DatasetOffset;
        await to.Send(context.Id, request, made, cancel);
        return true;
    }

    private async Task<IReadOnlyList<InstanceRow>?> Wanted(AgreedContext context, CancellationToken cancel)
    {
        var keys = await channel.ReadDataset(TransferSyntax.Of(context.TransferSyntax), KeyLimitBytes, cancel);
        await using var read = await services.Database.Read(cancel);
        var scope = await ImagingScope.Parameters(read, peer.For(Permission.ViewRecordings), null, cancel);
        var query = new ImagingQuery(QueryLevel.Instance, scope);
        foreach (var tag in new[] { DicomTags.PatientID, DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID,
            DicomTags.SOPInstanceUID })
            query.Add(tag, string.Join('\\', keys.GetStrings(tag)));
        // Without any key everything would be sent.
        if (query.Where.Length == 0) return null;
        query.Parameters.Add("limit", InstanceLimit + 1);
        return await read.Rows<InstanceRow>(
            Find + query.Where + " ORDER BY e.number, i.number, i.id LIMIT @limit", query.Parameters, cancel);
    }

    // Each class in the syntaxes it is stored in, and in those that every device knows.
    private static List<ProposedContext> Proposals(IReadOnlyList<InstanceRow> rows) =>
        [.. rows.Select(row => (row.SopClass, Syntaxes: new[] { row.TransferSyntax }, Uid: row.TransferSyntax))
            .Concat(rows.Select(row => (row.SopClass, Syntaxes: Known, Uid: "")))
            .DistinctBy(pair => (pair.SopClass, pair.Uid)).Take(AssociationCodec.ContextLimit)
            .Select((pair, at) => new ProposedContext((byte)(2 * at + 1), pair.SopClass, pair.Syntaxes))];

    private Task Answer(
        AgreedContext context, DicomDataset command, int status, Counts counts, string? comment,
            CancellationToken cancel, byte[]? dataset = null)
    {
        var answer = DimseCommands.Answer(command, status, dataset is not null, comment)
            .Integer(DicomTags.NumberOfCompletedSuboperations, counts.Completed)
            .Integer(DicomTags.NumberOfFailedSuboperations, counts.Failed)
            .Integer(DicomTags.NumberOfWarningSuboperations, 0L);
        if (status is DimseCommands.Pending or DimseCommands.Cancelled)
            answer.Integer(DicomTags.NumberOfRemainingSuboperations, counts.Remaining);
        return channel.Send(context.Id, answer.Build(), dataset, cancel);
    }

    private sealed class Counts(int remaining)
    {
        public int Remaining { get; set; } = remaining;
        public int Completed { get; set; }
        public int Failed { get; set; }
    }
}
