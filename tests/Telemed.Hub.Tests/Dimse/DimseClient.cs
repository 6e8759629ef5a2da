using System.Net;
using System.Net.Sockets;
using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;

namespace Telemed.Hub.Tests.Dimse;

/// <summary>A peer that does what dcmtk's programs cannot be made to do.</summary>
internal sealed class DimseClient : IAsyncDisposable
{
    private readonly QuickAckStream stream;

    private DimseClient(QuickAckStream stream, DimseChannel channel) => (this.stream, Channel) = (stream, channel);

    public DimseChannel Channel { get; }

    public IReadOnlyList<AgreedContext> Agreed { get; private set; } = [];

    /// <summary>Opens an association with one context for each class; none is agreed when it was refused.</summary>
    public static Task<DimseClient> Open(int port, string callingTitle, params string[] classes) =>
        Open(port, callingTitle, TransferSyntax.ExplicitLittleEndian, classes);

    /// <summary>The same for another syntax than explicit little endian.</summary>
    public static Task<DimseClient> Open(
        int port, string callingTitle, TransferSyntax syntax, params string[] classes) =>
        Open(port, callingTitle, syntax, [], classes);

    /// <summary>The same as one that takes objects of some of the classes on its association.</summary>
    public static Task<DimseClient> OpenTaking(
        int port, string callingTitle, string[] taken, params string[] classes) =>
        Open(port, callingTitle, TransferSyntax.ExplicitLittleEndian, taken, classes);

    private static async Task<DimseClient> Open(
        int port, string callingTitle, TransferSyntax syntax, string[] taken, string[] classes)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = new QuickAckStream(socket);
        var client = new DimseClient(stream, new DimseChannel(stream));
        var proposed = classes.Select((one, at) =>
            new ProposedContext((byte)(2 * at + 1), one, [syntax.Uid])).ToArray();
        var agreed = await client.Channel.Open(
            new AssociationRequest("TELEMED", callingTitle, proposed, 0, taken.ToHashSet()),
            CancellationToken.None);
        client.Agreed = agreed ?? [];
        return client;
    }

    public Task Send(DicomDatasetBuilder command, DicomDatasetBuilder? dataset)
    {
        byte[]? body = null;
        if (dataset is not null)
        {
            using var bytes = new MemoryStream();
            DicomWriter.WriteDataset(bytes, dataset.Build(), TransferSyntax.ExplicitLittleEndian);
            body = bytes.ToArray();
        }
        return Channel.Send(Agreed[0].Id, command.Build(), body, CancellationToken.None);
    }

    /// <summary>The next command and its data set.</summary>
    public async Task<(DicomDataset Command, DicomDataset? Dataset)> Next()
    {
        Assert.Equal(DimseArrival.Message,
            await Channel.Next(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
        var command = Channel.Command;
        return (command, Channel.HasDataset
            ? await Channel.ReadDataset(TransferSyntax.ExplicitLittleEndian, 1 << 24, CancellationToken.None) : null);
    }

    public async Task Release()
    {
        await Channel.Send(AssociationCodec.Release(isAnswer: false), CancellationToken.None);
        Assert.Equal(DimseArrival.Release, await Channel.Next(CancellationToken.None));
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
