using Npgsql;
using Telemed.Dicom;
using Telemed.Dicom.Network;

namespace Telemed.Hub.Dimse;

/// <summary>One association from its request to its end.</summary>
/// <param name="services">What the services work with.</param>
/// <param name="stream">The connection.</param>
/// <param name="address">Where it comes from.</param>
/// <param name="certified">The name in the peer's certificate; null without TLS.</param>
/// <param name="isFull">True when all places are taken: the peer is told to come back later.</param>
internal sealed class DimseAssociation(
    DimseServices services, Stream stream, string address, string? certified, bool isFull)
{
    private const byte Permanent = 1, Transient = 2, ByUser = 1, ByProvider = 2, ByPresentation = 3;
    private const byte ApplicationNotKnown = 2, VersionNotKnown = 2;
    private const byte CallingNotKnown = 3, CalledNotKnown = 7, LocalLimitExceeded = 2;
    private const int ClassNotSupported = 0x0122, OperationNotKnown = 0x0211;
    private const int IdentifierDoesNotMatch = 0xA900, CannotProcess = 0xC001, ProcessingFailed = 0x0110;
    private const byte AbortByProvider = 2, AbortUnexpected = 2;
    private readonly DimseChannel channel = new(stream);
    private Dictionary<byte, AgreedContext> contexts = [];
    private IReadOnlySet<string> roles = new HashSet<string>();

    public async Task Run(CancellationToken cancel)
    {
        if (await Open(cancel) is not { } peer) return;
        commitments = new CommitService(services, channel, peer);
        try
        {
            await Converse(peer, cancel);
        }
        finally
        {
            await commitments.End(CancellationToken.None);
        }
    }

    private async Task Converse(DimsePeer peer, CancellationToken cancel)
    {
        var messages = 0;
        try
        {
            while (await Next(cancel) is var arrival && arrival == DimseArrival.Message)
            {
                messages++;
                await Handle(peer, cancel);
            }
            if (!isAborted) await channel.Send(AssociationCodec.Release(isAnswer: true), cancel);
            DimseLog.Ended(services.Log, peer.Device.Id.Value, messages);
        }
        catch (DicomFormatException broken)
        {
            DimseLog.Broken(services.Log, peer.Device.Id.Value, broken.Problem);
            await channel.Send(AssociationCodec.Abort(AbortByProvider, AbortUnexpected), cancel);
        }
    }

    private CommitService? commitments;
    private bool isAborted;

    private async Task<DimseArrival> Next(CancellationToken cancel)
    {
        using var idle = new CancellationTokenSource(TimeSpan.FromSeconds(services.Options.IdleSeconds), services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, idle.Token);
        var arrival = await channel.Next(either.Token);
        isAborted = arrival is DimseArrival.Abort or DimseArrival.Closed;
        return arrival;
    }

    private async Task<DimsePeer?> Open(CancellationToken cancel)
    {
        AssociationRequest? request;
        using (var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(10), services.Time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, hurry.Token))
            try
            {
                request = await channel.ReadRequest(either.Token);
            }
            catch (DicomFormatException)
            {
                await channel.Send(AssociationCodec.Abort(AbortByProvider, AbortUnexpected), cancel);
                return null;
            }
        if (request is null) return null;
        if (isFull)
        {
            DimseLog.Refused(services.Log, LocalLimitExceeded);
            await channel.Send(AssociationCodec.Reject(Transient, ByPresentation, LocalLimitExceeded), cancel);
            return null;
        }
        if (!request.IsKnownVersion) return await Refuse(ByProvider, VersionNotKnown, cancel);
        if (request.ApplicationContext != AssociationRequest.DicomApplication)
            return await Refuse(ByUser, ApplicationNotKnown, cancel);
        if (request.CalledAeTitle != services.Options.AeTitle) return await Refuse(ByUser, CalledNotKnown, cancel);
        // Over TLS the certificate says who the peer is, and the title must agree with it.
        if (certified is not null && certified != request.CallingAeTitle)
            return await Refuse(ByUser, CallingNotKnown, cancel);
        if (await PeerStore.Find(services.Database, request.CallingAeTitle, cancel) is not { } device)
            return await Refuse(ByUser, CallingNotKnown, cancel);
        channel.PeerMaximumPduBytes = DimseChannel.Bounded(request.MaximumPduBytes);
        var agreed = request.Contexts.Select(ContextRules.Agree).ToArray();
        roles = request.ProviderRoles;
        contexts = agreed.Where(context => context.IsAccepted).ToDictionary(context => context.Id);
        await channel.Send(AssociationCodec.Accept(request, agreed, DimseChannel.MaximumPduBytes), cancel);
        return new DimsePeer(device, request.CallingAeTitle, address);
    }

    private async Task<DimsePeer?> Refuse(byte source, byte reason, CancellationToken cancel)
    {
        DimseLog.Refused(services.Log, reason);
        await channel.Send(AssociationCodec.Reject(Permanent, source, reason), cancel);
        return null;
    }

    private SendService Sending(DimsePeer peer) => new(services, channel, peer, contexts, roles);

    private async Task Handle(DimsePeer peer, CancellationToken cancel)
    {
        if (!contexts.TryGetValue(channel.ContextId, out var context))
            throw new DicomFormatException("association", 0, "A message came in a context that was not agreed.");
        var command = channel.Command;
        var field = command.GetInt(DicomTags.CommandField);
        if (!ContextRules.Fits(context.AbstractSyntax, field))
        {
            await Refuse(context, command, ClassNotSupported, cancel);
            return;
        }
        try
        {
            await Answer(peer, context, field, cancel);
        }
        catch (NpgsqlException failure)
        {
            // The peer keeps its association and is told that this one operation came to nothing.
            DimseLog.Failed(services.Log, failure);
            await Refuse(context, command, field is DimseCommands.Find or DimseCommands.Move or DimseCommands.Get
                ? failure.SqlState == PostgresErrorCodes.CharacterNotInRepertoire ? IdentifierDoesNotMatch
                    : CannotProcess
                : ProcessingFailed, cancel);
        }
    }

    private async Task Answer(DimsePeer peer, AgreedContext context, int? field, CancellationToken cancel)
    {
        switch (field)
        {
            case DimseCommands.Echo:
                await channel.Send(context.Id, DimseCommands.Answer(channel.Command, 0).Build(), (byte[]?)null, cancel);
                break;
            case DimseCommands.Store: await new StoreService(services, channel, peer).Run(context, cancel); break;
            case DimseCommands.Find: await new FindService(services, channel, peer).Run(context, cancel); break;
            case DimseCommands.Get: await Sending(peer).Get(context, cancel); break;
            case DimseCommands.Move: await Sending(peer).Move(context, cancel); break;
            case DimseCommands.Action: await commitments!.Run(context, cancel); break;
            case DimseCommands.EventReport | DimseCommands.Response: await commitments!.Confirmed(cancel); break;
            // The operation had ended before its cancellation came.
            case DimseCommands.Cancel: break;
            default: await Refuse(context, channel.Command, OperationNotKnown, cancel); break;
        }
    }

    private async Task Refuse(AgreedContext context, DicomDataset command, int status, CancellationToken cancel)
    {
        await channel.ReadDataset(Stream.Null, cancel);
        await channel.Send(context.Id, DimseCommands.Answer(command, status).Build(), (byte[]?)null, cancel);
    }
}
