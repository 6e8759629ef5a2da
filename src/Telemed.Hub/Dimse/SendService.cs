using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Domain.Access;
using Telemed.Hub.Imaging;
using Telemed.Storage;

namespace Telemed.Hub.Dimse;

/// <summary>C-GET on the same association and C-MOVE to a registered destination (PS3.4 annex C).</summary>
internal sealed class SendService(
    DimseServices services, DimseChannel channel, DimsePeer peer, Dictionary<byte, AgreedContext> contexts,
    IReadOnlySet<string> providerRoles)
{
    private const int DestinationNotKnown = 0xA801, SomeFailed = 0xB000, AllFailed = 0xA702;
    private const int IdentifierDoesNotMatch = 0xA900, TooMany = 0xA701;
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
        // Only where the peer has said that it takes objects (PS3.7 section D.3.3.4).
        var agreed = contexts.Values.Where(one => providerRoles.Contains(one.AbstractSyntax)).ToArray();
        await SendAll(context, command, rows, channel, agreed, null, cancel);
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
            var none = new Counts(0) { Failed = rows.Count };
            await Answer(context, command, AllFailed, none, "The destination does not answer.", cancel,
                FailedList(context, rows.Select(row => row.SopUid)));
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
            ? Answer(context, command, IdentifierDoesNotMatch, new Counts(0),
                "The identifier does not name what its level asks for.", cancel)
            : Answer(context, command, TooMany, new Counts(0), $"More than {InstanceLimit} instances match.", cancel);

    private async Task SendAll(
        AgreedContext context, DicomDataset command, IReadOnlyList<InstanceRow> rows, DimseChannel to,
            AgreedContext[] agreed,
        (string AeTitle, int MessageId)? originator, CancellationToken cancel)
    {
        var counts = new Counts(rows.Count);
        var failed = new List<string>();
        var (messageId, isBroken) = (command.GetInt(DicomTags.MessageID) ?? 0, false);
        for (var at = 0; at < rows.Count; at++)
        {
            // On one association the cancellation comes between the answers to what is sent; see SendOne.
            if (isCancelled || (to != channel && channel.IsCancelAsked(messageId, cancel)))
            {
                isCancelled = true;
                break;
            }
            var came = Sent.Failed;
            try
            {
                if (!isBroken) came = await SendOne(rows[at], at + 1, to, agreed, originator, cancel);
            }
            catch (Exception broken) when (to != channel && OutgoingAssociation.IsBroken(broken, cancel))
            {
                // The destination has gone; whoever asked is told what has not reached it.
                isBroken = true;
            }
            counts.Add(came);
            if (came == Sent.Failed) failed.Add(rows[at].SopUid);
            if (at + 1 < rows.Count && !isBroken)
                await Answer(context, command, DimseCommands.Pending, counts, null, cancel);
        }
        // Success, warning and failure as PS3.4 section C.4.2.3.1 tells them apart.
        var status = isCancelled ? DimseCommands.Cancelled
            : counts.Failed > 0 && counts.Completed + counts.Warnings == 0 ? AllFailed
            : counts.Failed + counts.Warnings > 0 ? SomeFailed : 0;
        await Answer(context, command, status, counts, null, cancel,
            failed.Count > 0 ? FailedList(context, failed) : null);
    }

    private static byte[] FailedList(AgreedContext context, IEnumerable<string> failed)
    {
        using var body = new MemoryStream();
        DicomWriter.WriteDataset(
            body, new DicomDatasetBuilder().Text(DicomTags.FailedSOPInstanceUIDList, [.. failed]).Build(),
            TransferSyntax.Of(context.TransferSyntax));
        return body.ToArray();
    }

    private async Task<Sent> SendOne(
        InstanceRow row, int messageId, DimseChannel to, AgreedContext[] agreed,
            (string AeTitle, int MessageId)? originator,
        CancellationToken cancel)
    {
        var own = agreed.Where(one => one.AbstractSyntax == row.SopClass).ToArray();
        var context = own.FirstOrDefault(one => one.TransferSyntax == row.TransferSyntax) ??
            own.Where(one => InstanceTranscoder.CanMake(row.TransferSyntax, one.TransferSyntax))
                // What costs nothing to make comes first.
                .OrderBy(one => one.TransferSyntax == JpegLs.Syntax).FirstOrDefault();
        if (context is null) return Sent.Failed;
        var request = new DicomDatasetBuilder()
            .Text(DicomTags.AffectedSOPClassUID, row.SopClass).Integer(DicomTags.CommandField, DimseCommands.Store)
            .Integer(DicomTags.MessageID, messageId & 0xFFFF).Integer(DicomTags.Priority, 0L)
            .Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset)
                .Text(DicomTags.AffectedSOPInstanceUID, row.SopUid);
        if (originator is { } from)
            request.Text(DicomTags.MoveOriginatorApplicationEntityTitle, from.AeTitle)
                .Integer(DicomTags.MoveOriginatorMessageID, from.MessageId);
        if (!await SendContent(row, context, to, request.Build(), cancel)) return Sent.Failed;
        using var idle = new CancellationTokenSource(TimeSpan.FromSeconds(services.Options.IdleSeconds), services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, idle.Token);
        while (await to.Next(either.Token) == DimseArrival.Message)
        {
            if (to.Command.GetInt(DicomTags.CommandField) != DimseCommands.Cancel)
                return to.Command.GetInt(DicomTags.Status) switch
                {
                    0 => Sent.Completed,
                    >= 0xB000 and <= 0xBFFF => Sent.WithWarning,
                    _ => Sent.Failed,
                };
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

    // Null when the identifier does not name what it wants: each level has a key of its own that must be there, and
    // none may be a pattern (PS3.4 section C.2.2.2): a star would send the pictures of other patients too.
    private async Task<IReadOnlyList<InstanceRow>?> Wanted(AgreedContext context, CancellationToken cancel)
    {
        var keys = await channel.ReadDataset(TransferSyntax.Of(context.TransferSyntax), KeyLimitBytes, cancel);
        var isByPatient = context.AbstractSyntax is ContextRules.PatientGet or ContextRules.PatientMove;
        DicomTag? own = keys.GetString(DicomTags.QueryRetrieveLevel) switch
        {
            "PATIENT" when isByPatient => DicomTags.PatientID,
            "STUDY" => DicomTags.StudyInstanceUID,
            "SERIES" => DicomTags.SeriesInstanceUID,
            "IMAGE" => DicomTags.SOPInstanceUID,
            _ => null,
        };
        if (own is not { } needed || !keys.Has(needed)) return null;
        await using var read = await services.Database.Read(cancel);
        var scope = await ImagingScope.Parameters(read, peer.For(Permission.ViewRecordings), null, cancel);
        var query = new ImagingQuery(QueryLevel.Instance, scope);
        foreach (var tag in new[] { DicomTags.PatientID, DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID,
            DicomTags.SOPInstanceUID })
        {
            var value = string.Join('\\', keys.GetStrings(tag));
            if (value.AsSpan().ContainsAny('*', '?') || query.Add(tag, value) is not null) return null;
        }
        // Blanks name nothing, and without any key everything would be sent.
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
            .Integer(DicomTags.NumberOfWarningSuboperations, counts.Warnings);
        if (status is DimseCommands.Pending or DimseCommands.Cancelled)
            answer.Integer(DicomTags.NumberOfRemainingSuboperations, counts.Remaining);
        return channel.Send(context.Id, answer.Build(), dataset, cancel);
    }

    private enum Sent { Completed, WithWarning, Failed }

    private sealed class Counts(int remaining)
    {
        public int Remaining { get; private set; } = remaining;
        public int Completed { get; private set; }
        public int Warnings { get; private set; }
        public int Failed { get; set; }

        public void Add(Sent came)
        {
            Remaining--;
            if (came == Sent.Completed) Completed++;
            else if (came == Sent.WithWarning) Warnings++;
            else Failed++;
        }
    }
}
