using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Hub.Tests.Imaging;
using Telemed.TestKit;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Dimse;

[Collection(nameof(DimseHub))]
public sealed class CancelTests(DimseTlsFixture hub)
{
    private const string StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1", StudyRootGet = "1.2.840.10008.5.1.4.1.2.2.3";
    private const int Instances = 40, CancelledStatus = 0xFE00;

    [DcmtkFact]
    public async Task A_query_ends_when_its_sender_asks()
    {
        var study = await Stored("CT3");
        await using var client = await DimseClient.Open(hub.Port, "CT3", StudyRootFind);
        await client.Send(Command(StudyRootFind, DimseCommands.Find),
            Keys(study).Empty(DicomTags.SOPInstanceUID, DicomVr.UI));
        await client.Send(Cancel(), null);
        var (pending, last) = await Answers(client);
        Assert.Equal(CancelledStatus, last.GetInt(DicomTags.Status));
        Assert.True(pending < Instances, $"{pending} answers");
        // The association goes on.
        await client.Send(Command(StudyRootFind, DimseCommands.Find, message: 2),
            Keys(study).Empty(DicomTags.SOPInstanceUID, DicomVr.UI));
        (pending, last) = await Answers(client);
        Assert.Equal((Instances, 0), (pending, last.GetInt(DicomTags.Status)));
        await client.Release();
    }

    [DcmtkFact]
    public async Task A_retrieval_on_the_same_association_ends_between_two_instances()
    {
        var study = await Stored("CT3");
        await using var client = await DimseClient.OpenTaking(hub.Port, "CT3", [CtClass], StudyRootGet, CtClass);
        await client.Send(Command(StudyRootGet, DimseCommands.Get), Keys(study, "STUDY"));
        var received = 0;
        while (true)
        {
            var (command, _) = await client.Next();
            if (command.GetInt(DicomTags.CommandField) != DimseCommands.Store)
            {
                if (command.GetInt(DicomTags.Status) == DimseCommands.Pending) continue;
                Assert.Equal(CancelledStatus, command.GetInt(DicomTags.Status));
                Assert.Equal(received, command.GetInt(DicomTags.NumberOfCompletedSuboperations));
                Assert.Equal(Instances - received, command.GetInt(DicomTags.NumberOfRemainingSuboperations));
                break;
            }
            if (++received == 3) await client.Send(Cancel(), null);
            await client.Channel.Send(client.Channel.ContextId,
                DimseCommands.Answer(command, 0).Build(), (byte[]?)null, CancellationToken.None);
        }
        Assert.Equal(3, received);
        await client.Release();
    }

    [DcmtkFact]
    public async Task A_move_ends_when_dcmtk_cancels_it()
    {
        var study = await Stored("BACK");
        var back = Directory.CreateTempSubdirectory("dimse");
        var moved = await ForeignTool.Run("movescu", "-v", "-S", "-aet", "BACK", "-aec", "TELEMED", "-aem", "BACK",
            "--cancel", "2", "+P", $"{DimseFixture.BackPort}", "-k", "0008,0052=STUDY", "-k", $"0020,000D={study}",
            "-od", back.FullName, "127.0.0.1", $"{hub.Port}");
        Assert.Contains("Cancel", moved.Text, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(back.GetFiles().Length, 2, Instances - 1);
    }

    private static DicomDatasetBuilder Keys(string study, string level = "IMAGE") => new DicomDatasetBuilder()
        .Text(DicomTags.QueryRetrieveLevel, level).Text(DicomTags.StudyInstanceUID, study);

    private static DicomDatasetBuilder Command(string sopClass, int field, int message = 1) => new DicomDatasetBuilder()
        .Text(DicomTags.AffectedSOPClassUID, sopClass).Integer(DicomTags.CommandField, field)
        .Integer(DicomTags.MessageID, message).Integer(DicomTags.Priority, 0L)
        .Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset);

    private static DicomDatasetBuilder Cancel() => new DicomDatasetBuilder()
        .Integer(DicomTags.CommandField, DimseCommands.Cancel).Integer(DicomTags.MessageIDBeingRespondedTo, 1)
        .Integer(DicomTags.CommandDataSetType, DimseCommands.NoDataset);

    private static async Task<(int Pending, DicomDataset Last)> Answers(DimseClient client)
    {
        for (var pending = 0; ; pending++)
        {
            var (command, _) = await client.Next();
            if (command.GetInt(DicomTags.Status) != DimseCommands.Pending) return (pending, command);
        }
    }

    private async Task<string> Stored(string title)
    {
        await hub.Register(title, "village-a");
        var (study, series) = (NewUid(), NewUid());
        using var client = await hub.SignIn("village-a");
        byte[][] slices = [.. Enumerable.Range(1, Instances).Select(at => Slice(study, series, NewUid(), at))];
        (await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(slices)))
            .EnsureSuccessStatusCode();
        return study;
    }
}
