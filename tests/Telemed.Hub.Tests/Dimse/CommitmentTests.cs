using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Hub.Tests.Imaging;
using Telemed.TestKit;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Dimse;

[Collection(nameof(DimseHub))]
public sealed class CommitmentTests(DimseTlsFixture hub)
{
    private const string SopClass = "1.2.840.10008.1.20.1", SopInstance = "1.2.840.10008.1.20.1.1";

    [PostgresFact]
    public async Task What_is_stored_is_committed_and_what_is_not_is_named_on_the_same_association()
    {
        await hub.Register("CT7", "village-a");
        var (stored, absent) = (NewUid(), NewUid());
        await Store(stored);
        await using var client = await DimseClient.Open(hub.Port, "CT7", SopClass);
        var transaction = NewUid();
        await client.Send(Action(),
            Request(transaction, (CtClass, stored), (CtClass, absent), ("1.2.840.10008.5.1.4.1.1.4", stored)));
        Assert.Equal(0, (await client.Next()).Command.GetInt(DicomTags.Status));

        var (command, report) = await client.Next();
        Assert.Equal(DimseCommands.EventReport, command.GetInt(DicomTags.CommandField));
        Assert.Equal(2, command.GetInt(DicomTags.EventTypeID));
        Assert.Equal(transaction, report!.GetString(DicomTags.TransactionUID));
        Assert.Equal(stored, Assert.Single(report.GetItems(DicomTags.ReferencedSOPSequence))
            .GetString(DicomTags.ReferencedSOPInstanceUID));
        var failed = report.GetItems(DicomTags.FailedSOPSequence);
        Assert.Equal([0x0112, 0x0119], failed.Select(item => item.GetInt(DicomTags.FailureReason) ?? 0));
        Assert.Equal(absent, failed[0].GetString(DicomTags.ReferencedSOPInstanceUID));

        await client.Send(DimseCommands.Answer(command, 0), null);
        await client.Release();
        Assert.True(await Answered(transaction));
    }

    [PostgresFact]
    public async Task Nobody_answers_for_what_is_contradicted_or_no_longer_whole()
    {
        await hub.Register("CT7", "village-a");
        var (whole, contradicted, spoilt) = (NewUid(), NewUid(), NewUid());
        await Store(whole);
        await Store(spoilt);
        var (study, series) = (NewUid(), NewUid());
        using var village = await hub.SignIn("village-a");
        foreach (var fill in new[] { 0, 9 })
            await village.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative),
                Parts(Slice(study, series, contradicted, fill: fill)));
        await using (var work = await hub.Database.Begin(CancellationToken.None))
        {
            await work.Execute("UPDATE imaging_instance SET sha256 = '\\x00' WHERE sop_uid = @spoilt",
                new { spoilt }, CancellationToken.None);
            await work.Commit(CancellationToken.None);
        }
        await using var client = await DimseClient.Open(hub.Port, "CT7", SopClass);
        var transaction = NewUid();
        await client.Send(Action(), Request(transaction, (CtClass, whole), (CtClass, contradicted), (CtClass, spoilt)));
        Assert.Equal(0, (await client.Next()).Command.GetInt(DicomTags.Status));
        var (command, report) = await client.Next();
        Assert.Equal(whole, Assert.Single(report!.GetItems(DicomTags.ReferencedSOPSequence))
            .GetString(DicomTags.ReferencedSOPInstanceUID));
        var failed = report.GetItems(DicomTags.FailedSOPSequence);
        Assert.Equal([contradicted, spoilt], failed.Select(item => item.GetString(DicomTags.ReferencedSOPInstanceUID)));
        Assert.All(failed, item => Assert.Equal(0x0110, item.GetInt(DicomTags.FailureReason)));
        await client.Send(DimseCommands.Answer(command, 0), null);
        // 0131H says that the transaction is known already (PS3.7 section C.5.4).
        await client.Send(Action(), Request(transaction, (CtClass, whole)));
        Assert.Equal(0x0131, (await client.Next()).Command.GetInt(DicomTags.Status));
        await client.Release();
    }

    [PostgresFact]
    public async Task A_question_that_cannot_be_understood_is_refused_with_its_own_status()
    {
        await hub.Register("CT7", "village-a");
        await using var client = await DimseClient.Open(hub.Port, "CT7", SopClass);
        await client.Send(Action(type: 2), Request(NewUid(), (CtClass, NewUid())));
        Assert.Equal(0x0123, (await client.Next()).Command.GetInt(DicomTags.Status));
        await client.Send(Action(), Request(NewUid()));
        Assert.Equal(0x0115, (await client.Next()).Command.GetInt(DicomTags.Status));
        await client.Release();
    }

    [ToolFact("Orthanc")]
    public async Task A_real_archive_gets_its_answer_on_an_association_of_our_own()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        await hub.Register("ORTHANC", "village-a");
        var http = FreePort.Next();
        using var orthanc = Start(http);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{http}") };
            await Ready(client);
            var file = Slice(NewUid(), NewUid(), NewUid());
            var added = await Json(
                await client.PostAsync(new Uri("/instances", UriKind.Relative), new ByteArrayContent(file)));
            var id = added.GetProperty("ID").GetString();
            (await client.PostAsync(new Uri("/modalities/telemed/store", UriKind.Relative), new StringContent(id!)))
                .EnsureSuccessStatusCode();
            var asked = await client.PostAsJsonAsync("/modalities/telemed/storage-commitment",
                new Dictionary<string, string?[]> { ["Resources"] = [id] });
            var path = (await Json(asked)).GetProperty("Path").GetString();
            Assert.Equal("Success", await Settled(client, path!));
        }
        finally
        {
            orthanc.Kill();
            await orthanc.WaitForExitAsync();
        }
    }

    private static DicomDatasetBuilder Action(int type = 1) => new DicomDatasetBuilder()
        .Text(DicomTags.RequestedSOPClassUID, SopClass).Integer(DicomTags.CommandField, DimseCommands.Action)
        .Integer(DicomTags.MessageID, 1).Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset)
        .Text(DicomTags.RequestedSOPInstanceUID, SopInstance).Integer(DicomTags.ActionTypeID, type);

    private static DicomDatasetBuilder Request(string transaction, params (string Class, string Uid)[] instances) =>
        new DicomDatasetBuilder().Text(DicomTags.TransactionUID, transaction)
            .Sequence(DicomTags.ReferencedSOPSequence, [.. instances.Select(one => new DicomDatasetBuilder()
                .Text(DicomTags.ReferencedSOPClassUID, one.Class).Text(DicomTags.ReferencedSOPInstanceUID, one.Uid))]);

    private async Task Store(string sop)
    {
        using var client = await hub.SignIn("village-a");
        using var body = Parts(Slice(NewUid(), NewUid(), sop));
        (await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), body)).EnsureSuccessStatusCode();
    }

    private async Task<bool> Answered(string transaction)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            await using var read = await hub.Database.Read(CancellationToken.None);
            var isAnswered = await read.Row<bool>(
                "SELECT answered_at IS NOT NULL FROM dimse_commitment WHERE transaction_uid = @transaction",
                new { transaction }, CancellationToken.None);
            if (isAnswered) return true;
            await Task.Delay(100);
        }
        return false;
    }

    private Process Start(int http)
    {
        var folder = Directory.CreateTempSubdirectory("orthanc").FullName;
        var settings = Path.Combine(folder, "orthanc.json");
        File.WriteAllText(settings, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["StorageDirectory"] = folder, ["IndexDirectory"] = folder, ["HttpPort"] = http, ["DicomAet"] = "ORTHANC",
            ["DicomPort"] = DimseTlsFixture.OrthancPort, ["AuthenticationEnabled"] = false,
            ["Plugins"] = Array.Empty<string>(),
            ["DicomModalities"] = new Dictionary<string, object>
            {
                ["telemed"] = new { AET = "TELEMED", Host = "127.0.0.1", hub.Port, AllowStorageCommitment = true },
            },
        }));
        var orthanc = Process.Start(new ProcessStartInfo(ForeignTool.Find("Orthanc")!, settings)
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        orthanc.BeginErrorReadLine();
        orthanc.BeginOutputReadLine();
        return orthanc;
    }

    private static async Task Ready(HttpClient client)
    {
        for (var tries = 0; tries < 100; tries++)
            try
            {
                (await client.GetAsync(new Uri("/system", UriKind.Relative))).EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200);
            }
        Assert.Fail("Orthanc did not start.");
    }

    private static async Task<string?> Settled(HttpClient client, string path)
    {
        var status = "";
        for (var tries = 0; tries < 150; tries++)
        {
            status = (await Json(await client.GetAsync(new Uri(path, UriKind.Relative))))
                .GetProperty("Status").GetString();
            if (status != "Pending") break;
            await Task.Delay(200);
        }
        return status;
    }
}
