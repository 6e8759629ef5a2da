using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Hub.Imaging;
using Telemed.Hub.Tests.Imaging;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Dimse;

public sealed class NarrowDimseFixture : DimseFixture
{
    protected override IReadOnlyDictionary<string, string?> More => new Dictionary<string, string?>
    {
        ["Telemed:Dimse:Associations"] = "2",
        ["Telemed:Dimse:IdleSeconds"] = "5",
        ["Telemed:Imaging:SpoolBytes"] = $"{1 << 20}",
    };
}

public sealed class DimseLimitTests(NarrowDimseFixture hub) : IClassFixture<NarrowDimseFixture>
{
    private const string Verification = "1.2.840.10008.1.1";

    [PostgresFact]
    public async Task Beyond_the_places_a_peer_is_told_to_come_back_and_then_may()
    {
        await hub.Register("CT5", "village-a");
        var first = await DimseClient.Open(hub.Port, "CT5", Verification);
        await using var second = await DimseClient.Open(hub.Port, "CT5", Verification);
        await using (var third = await DimseClient.Open(hub.Port, "CT5", Verification)) Assert.Empty(third.Agreed);
        Assert.Single(first.Agreed);
        await first.Release();
        await first.DisposeAsync();
        for (var tries = 0; ; tries++)
        {
            await using var again = await DimseClient.Open(hub.Port, "CT5", Verification);
            if (again.Agreed.Count == 1) break;
            Assert.True(tries < 50, "The place was not given back.");
            await Task.Delay(100);
        }
    }

    [PostgresFact]
    public async Task An_instance_beyond_the_spool_is_refused_for_now_and_leaves_nothing()
    {
        await hub.Register("CT5", "village-a");
        await using var client = await DimseClient.Open(hub.Port, "CT5", CtClass);
        var sop = NewUid();
        await client.Send(Store(sop), new DicomDatasetBuilder().Text(DicomTags.SOPClassUID, CtClass)
            .Text(DicomTags.SOPInstanceUID, sop).Bytes(DicomTags.PixelData, DicomVr.OW, new byte[2 << 20]));
        var answer = (await client.Next()).Command;
        Assert.Equal(0xA700, answer.GetInt(DicomTags.Status));
        // The room is given back: a small one passes the same door at once.
        sop = NewUid();
        await client.Channel.Send(client.Agreed[0].Id,
            Store(sop).Build(), Body(Slice(NewUid(), NewUid(), sop)), CancellationToken.None);
        Assert.Equal(0, (await client.Next()).Command.GetInt(DicomTags.Status));
        await client.Release();
        var spool = Path.GetDirectoryName(hub.Hub.Services.GetRequiredService<InstanceSpool>().NewPath())!;
        Assert.Empty(Directory.GetFiles(spool));
    }

    [PostgresFact]
    public async Task A_request_longer_than_its_limit_and_one_that_is_none_end_the_connection()
    {
        foreach (var bytes in new byte[][] { [1, 0, 0x7F, 0xFF, 0xFF, 0xFF], "GET / HTTP/1.1\r\n\r\n"u8.ToArray() })
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, hub.Port);
            await socket.SendAsync(bytes);
            // An answer of refusal may come first; the end comes in any case, by a close or a reset.
            var buffer = new byte[64];
            try
            {
                while (await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(15)) > 0) { }
            }
            catch (SocketException reset)
            {
                Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
            }
        }
    }

    [PostgresFact]
    public async Task A_silent_peer_loses_its_place()
    {
        await hub.Register("CT5", "village-a");
        await using var client = await DimseClient.Open(hub.Port, "CT5", Verification);
        if (client.Agreed.Count == 0) return;
        hub.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.NotEqual(DimseArrival.Message,
            await client.Channel.Next(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static DicomDatasetBuilder Store(string sop) => new DicomDatasetBuilder()
        .Text(DicomTags.AffectedSOPClassUID, CtClass).Integer(DicomTags.CommandField, DimseCommands.Store)
        .Integer(DicomTags.MessageID, 1).Integer(DicomTags.Priority, 0L)
        .Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset)
        .Text(DicomTags.AffectedSOPInstanceUID, sop);

    private static byte[] Body(byte[] file) =>
        file[(int)DicomReader.Read(new MemoryStream(file)).DatasetOffset..];
}
