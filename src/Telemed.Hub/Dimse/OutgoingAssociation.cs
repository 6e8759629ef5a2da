using System.Globalization;
using System.Net.Sockets;
using Telemed.Dicom.Network;

namespace Telemed.Hub.Dimse;

/// <summary>An association that the hub opens, to a registered destination and to no other.</summary>
internal sealed class OutgoingAssociation : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);
    private readonly QuickAckStream stream;

    private OutgoingAssociation(QuickAckStream stream, DimseChannel channel, AgreedContext[] agreed)
    {
        this.stream = stream;
        (Channel, Agreed) = (channel, agreed);
    }

    public DimseChannel Channel { get; }

    /// <summary>The contexts that the peer accepted.</summary>
    public AgreedContext[] Agreed { get; }

    /// <summary>True when the title names a place that the settings know.</summary>
    public static bool IsRegistered(DimseOptions options, string title) => Place(options, title) is not null;

    /// <summary>Opens an association; null when the destination is not registered, does not answer or
    /// refuses.</summary>
    public static async Task<OutgoingAssociation?> Open(
        DimseOptions options, string title, IReadOnlyList<ProposedContext> contexts, IReadOnlySet<string> providerRoles,
        CancellationToken cancel)
    {
        if (Place(options, title) is not var (host, port)) return null;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using var hurry = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            hurry.CancelAfter(ConnectTime);
            await socket.ConnectAsync(host, port, hurry.Token);
        }
        catch (Exception away)
            when (away is SocketException || (away is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            socket.Dispose();
            return null;
        }
        var stream = new QuickAckStream(socket);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(ConnectTime);
            var channel = new DimseChannel(stream);
            var request = new AssociationRequest(title, options.AeTitle, contexts, 0, providerRoles);
            if (await channel.Open(request, patience.Token) is { } agreed)
                return new OutgoingAssociation(stream, channel, [.. agreed.Where(one => one.IsAccepted)]);
            await stream.DisposeAsync();
            return null;
        }
        catch (Exception broken) when (IsBroken(broken, cancel))
        {
            await stream.DisposeAsync();
            return null;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>True when the other side is at fault, and not ours that has been told to stop.</summary>
    public static bool IsBroken(Exception failure, CancellationToken cancel) =>
        failure is IOException or SocketException or Telemed.Dicom.DicomFormatException
        || (failure is OperationCanceledException && !cancel.IsCancellationRequested);

    /// <summary>Ends it in good order.</summary>
    public async Task Release(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(ConnectTime);
        try
        {
            await Channel.Send(AssociationCodec.Release(isAnswer: false), patience.Token);
            await Channel.Next(patience.Token);
        }
        catch (Exception broken) when (IsBroken(broken, cancel))
        {
            // All has been said; whoever hangs up now only hangs up.
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static (string Host, int Port)? Place(DimseOptions options, string title) =>
        options.PlaceOf(title) is { } place && place.LastIndexOf(':') is > 0 and var colon &&
        int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (place[..colon], port) : null;
}
