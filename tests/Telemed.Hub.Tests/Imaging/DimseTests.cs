using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Hub.Dimse;
using Telemed.Hub.Imaging;
using Telemed.Hub.Tests.Dimse;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

public class DimseFixture : HubFixture
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(More)
    {
        ["Telemed:Dimse:Port"] = "-1",
        ["Telemed:Dimse:Destinations:0"] = $"BACK=127.0.0.1:{BackPort}",
        ["Telemed:Dimse:CharacterSets:0"] = "GBCT=GB18030",
    };

    /// <summary>Settings of a class that needs more.</summary>
    protected virtual IReadOnlyDictionary<string, string?> More => new Dictionary<string, string?>();

    internal static int BackPort { get; } = FreePort.Next();

    internal int Port => Hub.Services.GetRequiredService<DimseServer>().Port;

    internal async Task Register(string aeTitle, string facility)
    {
        await using var work = await Database.Begin(CancellationToken.None);
        await work.Execute("""
            INSERT INTO device_key (id, facility_id, name, kind, key_hash, ae_title, created_at)
            VALUES (@id, @facility, @aeTitle, 'modality', @hash, @aeTitle, now()) ON CONFLICT DO NOTHING
            """, new
        {
            id = Guid.NewGuid(), facility = World.Facility(facility).Value, aeTitle,
            hash = Guid.NewGuid().ToByteArray(),
        }, CancellationToken.None);
        await work.Commit(CancellationToken.None);
    }
}

/// <summary>Debian's dcmtk speaks to a running hub.</summary>
[Collection(nameof(DimseHub))]
public sealed class DimseTests(DimseTlsFixture hub)
{
    [DcmtkFact]
    public async Task A_registered_title_is_answered_and_an_unknown_one_is_refused()
    {
        await hub.Register("CT1", "village-a");
        Assert.Equal(0, (await Run("echoscu", "-aet", "CT1", "-aec", "TELEMED", "127.0.0.1", $"{hub.Port}")).Code);
        Assert.NotEqual(0,
            (await Run("echoscu", "-aet", "NOBODY", "-aec", "TELEMED", "127.0.0.1", $"{hub.Port}")).Code);
        Assert.NotEqual(0, (await Run("echoscu", "-aet", "CT1", "-aec", "OTHER", "127.0.0.1", $"{hub.Port}")).Code);
    }

    [DcmtkFact]
    public async Task Stored_instances_are_found_and_come_back_with_the_same_data_set()
    {
        await hub.Register("CT1", "village-a");
        var folder = Directory.CreateTempSubdirectory("dimse");
        var (study, series, number) = (NewUid(), NewUid(), Guid.NewGuid().ToString("N")[..12]);
        var sops = new[] { NewUid(), NewUid() };
        for (var at = 0; at < 2; at++)
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{at}.dcm"),
                Slice(study, series, sops[at], at + 1, patientId: number, name: "Li^Na=李^娜"));
        var stored = await Run("storescu", "-v", "-aet", "CT1", "-aec", "TELEMED",
            "+sd", "127.0.0.1", $"{hub.Port}", folder.FullName);
        Assert.True(stored.Code == 0, stored.Text);

        var found = await Run("findscu", "-v", "-S", "-aet", "CT1", "-aec", "TELEMED",
            "-k", "0008,0052=STUDY", "-k", $"0010,0020={number}",
            "-k", "0010,0010", "-k", "0020,000D", "-k", "0020,1208", "127.0.0.1", $"{hub.Port}");
        Assert.Contains(study, found.Text, StringComparison.Ordinal);

        var back = Directory.CreateTempSubdirectory("dimse");
        var got = await Run("getscu", "-v", "-S", "-aet", "CT1", "-aec", "TELEMED",
            "-k", "0008,0052=STUDY", "-k", $"0020,000D={study}",
            "-od", back.FullName, "127.0.0.1", $"{hub.Port}");
        Assert.True(back.GetFiles().Length == 2, got.Text);
        using var stream = back.GetFiles().OrderBy(file => file.Name).First().OpenRead();
        Assert.Equal("Li^Na=李^娜", Dicom.DicomReader.Read(stream).Dataset.GetString(Dicom.DicomTags.PatientName));
    }

    [DecoderFact]
    public async Task What_a_device_cannot_take_as_it_is_stored_comes_to_it_uncompressed()
    {
        if (ForeignTool.Find("getscu") is null) return;
        var corpus = TestData.Folder("dicom")!;
        await hub.Register("CT1", "village-a");
        await hub.Register("BACK", "village-a");
        using var client = await hub.SignIn("village-a");
        var file = await File.ReadAllBytesAsync(Path.Combine(corpus, "compressed/j2k/cornerstone_CT1_J2KR.dcm"));
        using var stored = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(file));
        var study = Dicom.DicomReader.Read(new MemoryStream(file)).Dataset.GetString(Dicom.DicomTags.StudyInstanceUID);
        string[] keys = ["-k", "0008,0052=STUDY", "-k", $"0020,000D={study}"];
        var (got, moved) = (Directory.CreateTempSubdirectory("dimse"), Directory.CreateTempSubdirectory("dimse"));
        var asked = await Run("getscu",
            ["-v", "-S", "-aet", "CT1", "-aec", "TELEMED", .. keys, "-od", got.FullName, "127.0.0.1", $"{hub.Port}"]);
        var sent = await Run("movescu",
        [
            "-v", "-S", "-aet", "BACK", "-aec", "TELEMED", "-aem", "BACK", "+P", $"{DimseFixture.BackPort}",
            .. keys, "-od", moved.FullName, "127.0.0.1", $"{hub.Port}",
        ]);
        foreach (var (folder, said) in new[] { (got, asked.Text), (moved, sent.Text) })
        {
            Assert.True(folder.GetFiles().Length == 1, said);
            var bytes = await File.ReadAllBytesAsync(folder.GetFiles()[0].FullName);
            var read = Dicom.DicomReader.Read(new MemoryStream(bytes));
            Assert.False(read.TransferSyntax.IsEncapsulated);
            var range = read.PixelData!.FrameRanges(0).Single();
            // As pydicom and gdcm decode it, from the expected file beside the corpus.
            Assert.Equal("1add6ede29758c6f0c68f01749ddc6c907e68a312be4eb9da8489e376e0bbd34",
                Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan((int)range.Offset, (int)range.LengthBytes))));
        }
    }

    [PostgresFact]
    public async Task A_device_that_knows_only_GB18030_is_understood_and_answered_in_it()
    {
        await hub.Register("GBCT", "village-a");
        await hub.Register("CT1", "village-a");
        using var client = await hub.SignIn("village-a");
        var number = Guid.NewGuid().ToString("N")[..12];
        using var stored = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative),
            Parts(Slice(NewUid(), NewUid(), NewUid(), patientId: number, name: "Zhang^Guilan=张^桂兰")));
        // "张" is D5 C5 in GB18030 and E5 BC A0 in UTF-8; neither question names its character set.
        foreach (var (title, letter, set, answered) in new (string, byte[], string, byte[])[]
        {
            ("GBCT", [0xD5, 0xC5], "GB18030", [0xD5, 0xC5, 0x5E, 0xB9, 0xF0, 0xC0, 0xBC]),
            ("CT1", [0xE5, 0xBC, 0xA0], "ISO_IR 192", [0xE5, 0xBC, 0xA0, 0x5E, 0xE6, 0xA1, 0x82, 0xE5, 0x85, 0xB0]),
        })
        {
            await using var device = await DimseClient.Open(hub.Port, title, "1.2.840.10008.5.1.4.1.2.2.1");
            await device.Send(new DicomDatasetBuilder()
                .Text(DicomTags.AffectedSOPClassUID, "1.2.840.10008.5.1.4.1.2.2.1")
                .Integer(DicomTags.CommandField, 0x20).Integer(DicomTags.MessageID, 1)
                .Integer(DicomTags.Priority, 0L).Integer(DicomTags.CommandDataSetType, 1),
                new DicomDatasetBuilder().Text(DicomTags.QueryRetrieveLevel, "STUDY").Text(DicomTags.PatientID, number)
                    .Bytes(DicomTags.PatientName, DicomVr.PN, (byte[])[.. letter, (byte)'*']));
            var (command, found) = await device.Next();
            Assert.Equal(0xFF00, command.GetInt(DicomTags.Status));
            Assert.Equal(set, found!.GetString(DicomTags.SpecificCharacterSet));
            Assert.True(found.GetBytes(DicomTags.PatientName).Span.IndexOf(answered) > 0, title);
            Assert.Equal(0, (await device.Next()).Command.GetInt(DicomTags.Status));
            await device.Release();
        }
    }

    [DcmtkFact]
    public async Task A_study_is_moved_to_a_registered_destination_and_to_no_other()
    {
        await hub.Register("BACK", "village-a");
        var folder = Directory.CreateTempSubdirectory("dimse");
        var (study, series) = (NewUid(), NewUid());
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "1.dcm"), Slice(study, series, NewUid()));
        await Run("storescu", "-aet", "BACK", "-aec", "TELEMED",
            "127.0.0.1", $"{hub.Port}", Path.Combine(folder.FullName, "1.dcm"));
        var back = Directory.CreateTempSubdirectory("dimse");
        var moved = await Run("movescu", "-v", "-S", "-aet", "BACK", "-aec", "TELEMED",
            "-aem", "BACK", "+P", $"{DimseFixture.BackPort}",
            "-k", "0008,0052=STUDY", "-k", $"0020,000D={study}", "-od", back.FullName, "127.0.0.1", $"{hub.Port}");
        Assert.True(back.GetFiles().Length == 1, moved.Text);
        var elsewhere = await Run("movescu", "-v", "-S", "-aet", "BACK", "-aec", "TELEMED", "-aem", "ELSEWHERE",
            "-k", "0008,0052=STUDY", "-k", $"0020,000D={study}", "127.0.0.1", $"{hub.Port}");
        Assert.Contains("MoveDestinationUnknown", elsewhere.Text, StringComparison.Ordinal);
    }

    [DcmtkFact]
    public async Task A_device_finds_an_open_case_in_its_work_list_and_its_images_come_into_that_case()
    {
        await hub.Register("CT4", "township-a");
        using var client = await hub.SignIn("township-a");
        // A device copies what the work list gave it: the UID of the study, or at least the number.
        foreach (var isByUid in new[] { true, false })
        {
            var family = "Serikova" + Guid.NewGuid().ToString("N")[..6];
            var (id, number) = await OpenCase(client, $"{family} Aigul");
            var own = await WorkListOf("-k", $"0010,0010={family}*",
                "-k", "0040,0100[0].0008,0060=CT", "-k", "0040,0100[0].0040,0002=20200101-");
            foreach (var part in new[] { number, DicomUid.FromGuid(id), "CT4", "AccessionNumber" })
                Assert.Contains(part, own, StringComparison.Ordinal);
            // Nothing that was not asked for is told.
            Assert.DoesNotContain("PatientBirthDate", own, StringComparison.Ordinal);
            foreach (var other in new[]
            {
                "0010,0010=Nobody*", "0040,0100[0].0008,0060=MR",
                "0040,0100[0].0040,0002=-20200101", "0040,0100[0].0040,0001=MR9",
            })
                Assert.DoesNotContain(number, await WorkListOf("-k", other), StringComparison.Ordinal);

            var file = Path.GetTempFileName();
            await File.WriteAllBytesAsync(file, Slice(isByUid ? DicomUid.FromGuid(id) : NewUid(), NewUid(), NewUid(),
                name: $"{family}^Aigul", accession: isByUid ? "" : number));
            var stored = await Run("storescu", "-aet", "CT4", "-aec", "TELEMED", "127.0.0.1", $"{hub.Port}", file);
            Assert.True(stored.Code == 0, stored.Text);
            File.Delete(file);
            var attached = await FirstFile(client, id);
            Assert.Equal("imaging", attached.GetProperty("kind").GetString());
            Assert.Equal(0, attached.GetProperty("mismatch").GetArrayLength());
            Assert.DoesNotContain(number, await WorkListOf("-k", $"0010,0010={family}*"), StringComparison.Ordinal);
        }
    }

    private async Task<string> WorkListOf(params string[] keys)
    {
        var found = await Run("findscu",
        [
            "-v", "-W", "-aet", "CT4", "-aec", "TELEMED", "-k", "0008,0050", "-k", "0020,000D",
            "-k", "0040,0100[0].0040,0001", .. keys, "127.0.0.1", $"{hub.Port}",
        ]);
        Assert.True(found.Code == 0, found.Text);
        return found.Text;
    }

    private static async Task<(Guid Id, string Number)> OpenCase(HttpClient client, string name)
    {
        var patient = await Made(client, "/api/patients", new
        {
            name, sex = "male", birthDate = "1970-01-01", language = "en",
            identityNumber = Guid.NewGuid().ToString("N")[..18], confirmed = true,
        });
        var made = await Made(client, "/api/consultations", new
        {
            patientId = patient.GetProperty("id").GetString(), serviceCode = "ct_head", colour = "green",
            questions = new[] { "Bleeding?" }, complaint = "headache",
        });
        var id = made.GetProperty("id").GetGuid();
        var shown = await Json(await client.GetAsync(new Uri($"/api/consultations/{id}", UriKind.Relative)));
        return (id, shown.GetProperty("number").GetString()!);
    }

    private static async Task<JsonElement> Made(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await Json(answer);
    }

    // A job puts it there a moment after the answer to the sender.
    private static async Task<JsonElement> FirstFile(HttpClient client, Guid id)
    {
        for (var tries = 0; tries < 200; tries++, await Task.Delay(100))
        {
            var shown = await Json(await client.GetAsync(new Uri($"/api/consultations/{id}", UriKind.Relative)));
            if (shown.GetProperty("attachmentList") is { } files && files.GetArrayLength() > 0) return files[0];
        }
        throw new TimeoutException("The images did not come into the case.");
    }

    [DcmtkFact]
    public async Task An_unmodified_sender_is_not_stalled()
    {
        await hub.Register("CT1", "village-a");
        var eager = await Rate(await Folder(60), noDelay: true);
        var plain = await Rate(await Folder(60), noDelay: false);
        // A stalled receiver manages a tenth of it: 11 to 25 small objects a second.
        Assert.True(plain > eager / 3, $"{plain:F0} instances a second, {eager:F0} without Nagle's algorithm");
    }

    private static async Task<DirectoryInfo> Folder(int count)
    {
        var folder = Directory.CreateTempSubdirectory("dimse");
        var (study, series) = (NewUid(), NewUid());
        for (var at = 0; at < count; at++)
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{at:D3}.dcm"),
                Slice(study, series, NewUid(), at + 1));
        return folder;
    }

    private async Task<double> Rate(DirectoryInfo folder, bool noDelay)
    {
        var watch = Stopwatch.StartNew();
        var stored = await Run(noDelay ? "env" : "storescu", [.. noDelay ? new[] { "TCP_NODELAY=1", "storescu" } : [],
            "-aet", "CT1", "-aec", "TELEMED", "+sd", "127.0.0.1", $"{hub.Port}", folder.FullName]);
        Assert.True(stored.Code == 0, stored.Text);
        return folder.GetFiles().Length / watch.Elapsed.TotalSeconds;
    }

    private static Task<(int Code, string Text)> Run(string program, params string[] arguments) =>
        ForeignTool.Run(program, arguments);
}

/// <summary>A fact that needs PostgreSQL and dcmtk, and is skipped, visibly, without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DcmtkFactAttribute : FactAttribute
{
    public DcmtkFactAttribute()
    {
        if (PostgresCluster.WhyAbsent is { } why) Skip = why;
        else if (!File.Exists("/usr/bin/storescu")) Skip = "dcmtk is not installed.";
    }
}
