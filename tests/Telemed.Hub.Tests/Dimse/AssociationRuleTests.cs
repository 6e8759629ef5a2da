using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Hub.Tests.Imaging;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Dimse;

/// <summary>What peers of other makers send before and beside what is usual (PS3.7 and PS3.8).</summary>
[Collection(nameof(DimseHub))]
public sealed class AssociationRuleTests(DimseTlsFixture hub)
{
    private const string Verification = "1.2.840.10008.1.1", StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1";
    private const string Title = "RULES";

    // Kinds of PDU (PS3.8 table 9-1 and following), and where the fields of a request lie.
    private const byte Rejected = 3, Aborted = 7;
    private const int VersionAt = 6, ApplicationAt = 6 + 68 + 4, FirstContextAt = ApplicationAt + 21;

    [PostgresFact]
    public async Task What_cannot_begin_an_association_is_refused_by_the_reason_of_the_standard()
    {
        await hub.Register(Title, "village-a");
        var good = Request(Verification, CtClass);
        var otherVersion = (byte[])good.Clone();
        BinaryPrimitives.WriteUInt16BigEndian(otherVersion.AsSpan(VersionAt), 2);
        var otherApplication = (byte[])good.Clone();
        otherApplication[ApplicationAt]++;
        var sameNumbers = (byte[])good.Clone();
        var second = FirstContextAt + 4 + BinaryPrimitives.ReadUInt16BigEndian(sameNumbers.AsSpan(FirstContextAt + 2));
        sameNumbers[second + 4] = sameNumbers[FirstContextAt + 4];
        // Result, source and reason of table 9-21.
        Assert.Equal([Rejected, 1, 2, 2], await Answer(otherVersion));
        Assert.Equal([Rejected, 1, 1, 2], await Answer(otherApplication));
        Assert.Equal(Aborted, (await Answer(sameNumbers))[0]);
        Assert.Equal(Aborted, (await Answer("GET / HTTP/1.1\r\n\r\n"u8.ToArray()))[0]);
    }

    [PostgresFact]
    public async Task An_operation_in_the_context_of_another_class_is_refused_and_the_next_answered()
    {
        await hub.Register(Title, "village-a");
        await using var client = await DimseClient.Open(hub.Port, Title, CtClass);
        await client.Send(new DicomDatasetBuilder().Text(DicomTags.AffectedSOPClassUID, CtClass)
            .Integer(DicomTags.CommandField, DimseCommands.Find).Integer(DicomTags.MessageID, 1)
            .Integer(DicomTags.Priority, 0L).Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset),
            new DicomDatasetBuilder().Text(DicomTags.QueryRetrieveLevel, "STUDY"));
        // PS3.7 annex C.5.6: the class is not supported here.
        Assert.Equal(0x0122, (await client.Next()).Command.GetInt(DicomTags.Status));
        await client.Send(new DicomDatasetBuilder().Text(DicomTags.AffectedSOPClassUID, Verification)
            .Integer(DicomTags.CommandField, DimseCommands.Echo).Integer(DicomTags.MessageID, 2)
            .Integer(DicomTags.CommandDataSetType, DimseCommands.NoDataset), null);
        Assert.Equal(0, (await client.Next()).Command.GetInt(DicomTags.Status));
        await client.Release();
    }

    [PostgresFact]
    public async Task A_key_that_no_text_can_hold_ends_its_query_and_not_the_association()
    {
        await hub.Register(Title, "village-a");
        await using var client = await DimseClient.Open(hub.Port, Title, StudyRootFind);
        foreach (var (key, status) in new[] { ("A\0B", 0xA900), ("AB", 0) })
        {
            await client.Send(new DicomDatasetBuilder().Text(DicomTags.AffectedSOPClassUID, StudyRootFind)
                .Integer(DicomTags.CommandField, DimseCommands.Find).Integer(DicomTags.MessageID, 1)
                .Integer(DicomTags.Priority, 0L).Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset),
                new DicomDatasetBuilder().Text(DicomTags.QueryRetrieveLevel, "STUDY").Text(DicomTags.PatientID, key));
            Assert.Equal(status, (await client.Next()).Command.GetInt(DicomTags.Status));
        }
        await client.Release();
    }

    [PostgresFact]
    public async Task Objects_of_a_makers_own_class_are_taken_and_a_command_to_shut_down_is_not()
    {
        await hub.Register(Title, "village-a");
        // Raw data of a Siemens scanner; dcmtk's termscu.
        const string Raw = "1.3.12.2.1107.5.9.1", ShutDown = "1.2.276.0.7230010.3.4.1915765545.18030.917282194.0";
        await using var client = await DimseClient.Open(hub.Port, Title, Raw, ShutDown);
        Assert.Equal([0, 3], client.Agreed.Select(context => (int)context.Result));
    }

    [PostgresFact]
    public async Task Answers_keep_to_the_shortest_pdu_that_a_peer_takes()
    {
        await hub.Register(Title, "village-a");
        using var socket = await Connect();
        await using var stream = new NetworkStream(socket);
        var channel = new DimseChannel(stream);
        await stream.WriteAsync(Request(64, StudyRootFind));
        await Pdu(stream);
        using var keys = new MemoryStream();
        DicomWriter.WriteDataset(keys, new DicomDatasetBuilder().Text(DicomTags.QueryRetrieveLevel, "STUDY")
            .Text(DicomTags.StudyInstanceUID, "1.2.3").Build(), TransferSyntax.ExplicitLittleEndian);
        await channel.Send(1, new DicomDatasetBuilder().Text(DicomTags.AffectedSOPClassUID, StudyRootFind)
            .Integer(DicomTags.CommandField, DimseCommands.Find).Integer(DicomTags.MessageID, 1)
            .Integer(DicomTags.Priority, 0L).Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset)
            .Build(), keys.ToArray(), CancellationToken.None);
        // The final answer alone is longer than that.
        Assert.Equal(64, (await Pdu(stream)).Length - 6);
    }

    private static byte[] Request(params string[] classes) => Request(16 * 1024, classes);

    private static byte[] Request(int maximumPduBytes, params string[] classes) => AssociationCodec.Request(
        new AssociationRequest("TELEMED", Title, [.. classes.Select((one, at) => new ProposedContext(
            (byte)(2 * at + 1), one, [TransferSyntax.ExplicitLittleEndian.Uid]))], 0, new HashSet<string>()),
        maximumPduBytes);

    private async Task<Socket> Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, hub.Port);
        return socket;
    }

    // The kind of the answer and what it says.
    private async Task<byte[]> Answer(byte[] first)
    {
        using var socket = await Connect();
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(first);
        var pdu = await Pdu(stream);
        return [pdu[0], .. pdu[7..]];
    }

    private static async Task<byte[]> Pdu(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var head = new byte[6];
        await stream.ReadExactlyAsync(head, patience.Token);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(2))];
        await stream.ReadExactlyAsync(body, patience.Token);
        return [.. head, .. body];
    }
}
