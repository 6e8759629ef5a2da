using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Dicom;
using Telemed.Dicom.Objects;
using Telemed.Hub.Reports;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Reports;
using Telemed.Pathology.Tiles;
using Telemed.Storage.Jobs;
using Telemed.TestKit;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>What a signed report leaves in the study, as another system finds it there.</summary>
public sealed class SignedStudyTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private const string AddImagingService = """
        INSERT INTO service (code, kind, labels, specialty, template, timers, allowed_tiers, performer_tiers)
        VALUES ('ct_any', 'imaging', '{"zh":"a","en":"a","ru":"a","kk":"a"}', 'radiology', 'imaging',
                '{"red":{"claimMinutes":2,"reportMinutes":10},"yellow":{"claimMinutes":10,"reportMinutes":30},
                  "green":{"claimMinutes":60,"reportMinutes":120}}', '{county,township,village}', '{county,city}')
        ON CONFLICT DO NOTHING
        """;

    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        await desk.Execute(AddImagingService, new { });
        await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task A_signed_report_stands_in_the_study_as_text_and_paper_with_its_key_images()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (study, series, sops) = (NewUid(), NewUid(), new[] { NewUid(), NewUid() });
        var id = await Sent(village, study, series, sops);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var marked = await reader.PutAsJsonAsync(
            $"/api/consultations/{id}/key-images/{sops[1]}/1", new { note = "nodule" });
        Assert.Equal(HttpStatusCode.NoContent, marked.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await reader.PutAsJsonAsync(
            $"/api/consultations/{id}/measurements/{Guid.NewGuid()}", Line(sops[1], 12.5))).StatusCode);
        byte[] rgb = [.. Enumerable.Range(0, 6 * 4 * 3).Select(at => (byte)at)];
        using var picture = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(
                new { caption = "the nodule", subjectKind = "imaging", subjectId = study, view = new { } })), "about" },
            { new ByteArrayContent(PngWriter.Write(rgb, 6, 4, samples: 3)), "picture", "nodule.png" },
        };
        Assert.Equal(HttpStatusCode.Created,
            (await reader.PostAsync($"/api/consultations/{id}/snapshots", picture)).StatusCode);
        var report = await DeskWorld.Json(await desk.Sign(reader, id, Report()), 200);
        var reportId = report.GetProperty("id").GetGuid();

        await Work(reportId);
        await Work(reportId);

        var documents = await Documents(village, study);
        var text = documents[TextReport.SopClassUid];
        Assert.Equal("COMPLETE", text.GetString(DicomTags.CompletionFlag));
        Assert.Equal("Zhang^Wei=张^伟", text.GetString(DicomTags.PatientName));
        var evidence = text.GetItem(DicomTags.CurrentRequestedProcedureEvidenceSequence)!
            .GetItem(DicomTags.ReferencedSeriesSequence)!.GetItems(DicomTags.ReferencedSOPSequence);
        Assert.Equal(sops, evidence.Select(one => one.GetString(DicomTags.ReferencedSOPInstanceUID)));
        var image = documents[KeyObjects.SopClassUid].GetItems(DicomTags.ContentSequence)
            .Single(one => one.GetString(DicomTags.ValueType) == "IMAGE").GetItem(DicomTags.ReferencedSOPSequence)!;
        Assert.Equal(sops[1], image.GetString(DicomTags.ReferencedSOPInstanceUID));
        var lines = text.GetItems(DicomTags.ContentSequence)
            .SelectMany(chapter => chapter.GetItems(DicomTags.ContentSequence));
        Assert.Contains(lines, line =>
            line.GetString(DicomTags.TextValue)?.Contains("12.5 mm (", StringComparison.Ordinal) == true);
        var taken = documents[SecondaryCapture.SopClassUid];
        Assert.Equal((4, 6), (taken.GetInt(DicomTags.Rows), taken.GetInt(DicomTags.Columns)));
        Assert.Equal(rgb, taken.GetBytes(DicomTags.PixelData).ToArray());
        // The images do not say that no names stand in them, so neither does a picture of one.
        Assert.Equal("YES", taken.GetString(DicomTags.BurnedInAnnotation));
        using var clerk = await hub.SignIn("desk-a");
        var address = new Uri($"/dicom-web/studies/{study}/series/{series}?reason=mistake", UriKind.Relative);
        Assert.Equal("kept_with_report", await DeskWorld.Code(await clerk.DeleteAsync(address)));
        if (PrintTools.Worker().IsAvailable) Assert.Contains(EncapsulatedPdf.SopClassUid, documents.Keys);
    }

    [PostgresFact]
    public async Task Only_who_reads_the_case_marks_images_of_it()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        using var other = await hub.SignIn("reader-a");
        var (study, sop) = (NewUid(), NewUid());
        var id = await Sent(village, study, NewUid(), [sop]);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var path = $"/api/consultations/{id}/key-images";
        Assert.Equal("not_reading", await DeskWorld.Code(await other.PutAsJsonAsync($"{path}/{sop}/1", new { })));
        Assert.Equal(HttpStatusCode.NotFound,
            (await reader.PutAsJsonAsync($"{path}/{NewUid()}/1", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.PutAsJsonAsync($"{path}/{sop}/2", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await reader.PutAsJsonAsync($"{path}/{sop}/1", new { })).StatusCode);
        var list = await village.GetFromJsonAsync<JsonElement>(path);
        Assert.Equal(sop, Assert.Single(list.EnumerateArray()).GetProperty("sopInstanceUid").GetString());
        Assert.Equal(HttpStatusCode.NoContent,
            (await reader.DeleteAsync(new Uri($"{path}/{sop}/1", UriKind.Relative))).StatusCode);
        Assert.Empty((await village.GetFromJsonAsync<JsonElement>(path)).EnumerateArray());
    }

    [PostgresFact]
    public async Task What_the_reader_measures_stays_with_the_case_for_everybody_who_may_see_it()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        using var other = await hub.SignIn("reader-a");
        var (study, sop) = (NewUid(), NewUid());
        var id = await Sent(village, study, NewUid(), [sop]);
        var (path, line) = ($"/api/consultations/{id}/measurements", Guid.NewGuid());
        Assert.Equal("not_reading",
            await DeskWorld.Code(await reader.PutAsJsonAsync($"{path}/{line}", Line(sop, 12.5))));
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        Assert.Equal("not_reading",
            await DeskWorld.Code(await other.PutAsJsonAsync($"{path}/{line}", Line(sop, 12.5))));
        Assert.Equal(HttpStatusCode.NoContent,
            (await reader.PutAsJsonAsync($"{path}/{line}", Line(sop, 12.5))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent,
            (await reader.PutAsJsonAsync($"{path}/{line}", Line(sop, 14))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound,
            (await reader.PutAsJsonAsync($"{path}/{Guid.NewGuid()}", Line(NewUid(), 1))).StatusCode);
        var none = Array.Empty<object>();
        foreach (var wrong in new object[]
        {
            new { sopInstanceUid = sop, frame = 0, tool = "length", points = new double[6], figures = none },
            new { sopInstanceUid = sop, frame = 1, tool = "ruler", points = new double[6], figures = none },
            new { sopInstanceUid = sop, frame = 1, tool = "angle", points = new double[6], figures = none },
            new { sopInstanceUid = sop, frame = 1, tool = "probe", points = new[] { 1e9, 0, 0 }, figures = none },
        })
            Assert.Equal(HttpStatusCode.BadRequest,
                (await reader.PutAsJsonAsync($"{path}/{Guid.NewGuid()}", wrong)).StatusCode);

        var seen = Assert.Single((await village.GetFromJsonAsync<JsonElement>(path)).EnumerateArray());
        Assert.Equal(line, seen.GetProperty("id").GetGuid());
        Assert.Equal(sop, seen.GetProperty("sopInstanceUid").GetString());
        Assert.Equal([0, 0, 0, 14, 0, 0], seen.GetProperty("points").EnumerateArray().Select(each => each.GetDouble()));
        Assert.Equal(14, seen.GetProperty("figures")[0].GetProperty("value").GetDouble());
        Assert.Equal("mm", seen.GetProperty("figures")[0].GetProperty("unit").GetString());

        await DeskWorld.Json(await desk.Sign(reader, id, Report()), 200);
        Assert.Equal("not_reading",
            await DeskWorld.Code(await reader.DeleteAsync(new Uri($"{path}/{line}", UriKind.Relative))));
        Assert.Single((await village.GetFromJsonAsync<JsonElement>(path)).EnumerateArray());
    }

    [PostgresFact]
    public async Task Key_images_stand_in_the_order_the_reader_gives_them()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        string[] sops = [NewUid(), NewUid(), NewUid()];
        var id = await Sent(village, NewUid(), NewUid(), sops);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var path = $"/api/consultations/{id}/key-images";
        foreach (var sop in sops) await reader.PutAsJsonAsync($"{path}/{sop}/1", new { note = "" });
        var order = new { images = new[] { sops[2], sops[0] }.Select(sop => new { sopInstanceUid = sop, frame = 1 }) };
        Assert.Equal(HttpStatusCode.NoContent, (await reader.PutAsJsonAsync($"{path}/order", order)).StatusCode);
        // Changing a caption moves nothing, and a new mark goes to the end.
        await reader.PutAsJsonAsync($"{path}/{sops[0]}/1", new { note = "nodule" });
        var list = await village.GetFromJsonAsync<JsonElement>(path);
        Assert.Equal([sops[2], sops[0], sops[1]],
            list.EnumerateArray().Select(image => image.GetProperty("sopInstanceUid").GetString()));
    }

    private static object Line(string sop, double lengthMm) => new
    {
        sopInstanceUid = sop, frame = 1, tool = "length", points = new[] { 0, 0, 0, lengthMm, 0, 0 },
        figures = new[] { new { name = "length", value = lengthMm, unit = "mm" } },
    };

    private Task Work(Guid report) => hub.Hub.Services.GetRequiredService<FileReport>()
        .Run(new JobRun(JobId.New(), report.ToByteArray(), 1), CancellationToken.None);

    private async Task<Guid> Sent(HttpClient village, string study, string series, string[] sops)
    {
        var draft = await desk.Draft(village, await desk.Patient(), service: "ct_any");
        var id = draft.GetProperty("id").GetGuid();
        var stored = await village.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative),
            Parts([.. sops.Select((sop, at) => Slice(study, series, sop, at + 1))]));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        await desk.Execute("UPDATE imaging_study SET consultation_id = @id WHERE study_uid = @study",
            new { id, study });
        await desk.Execute("""
            INSERT INTO attachment
                (id, consultation_id, facility_id, kind, file_name, size_bytes, sha256, summary, created_at)
            SELECT gen_random_uuid(), c.id, c.facility_id, 'imaging', 'ct.dcm', 12000, '\x00', '{}', now()
            FROM consultation c WHERE c.id = @id
            """, new { id });
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/submission", new { version = draft.GetProperty("version").GetInt32() }), 200);
        return id;
    }

    private static Dictionary<string, object> Report()
    {
        var report = DeskWorld.EcgReport(0);
        report["content"] = new Dictionary<string, object>
        {
            ["technique.procedure"] = "CT of the chest",
            ["technique.quality"] = "good",
            ["findings.findings"] = "A nodule of 6 mm.\nNothing else.",
            ["findings.category"] = "none",
            ["comparison.prior"] = "none_available",
        };
        return report;
    }

    // The documents of a study by class, each retrieved whole and looked at by an independent checker.
    private static async Task<Dictionary<string, DicomDataset>> Documents(HttpClient client, string study)
    {
        var documents = new Dictionary<string, DicomDataset>();
        using var answer = await client.GetAsync(new Uri($"/dicom-web/studies/{study}", UriKind.Relative));
        foreach (var (_, body) in await PartsOf(answer))
        {
            var read = DicomReader.Read(new MemoryStream(body)).Dataset;
            if (read.GetString(DicomTags.SOPClassUID) is not { } sopClass || sopClass == CtClass) continue;
            documents.Add(sopClass, read);
            if (ForeignTool.Find("dciodvfy") is null) continue;
            var path = Path.GetTempFileName();
            await File.WriteAllBytesAsync(path, body);
            var said = (await ForeignTool.Run("dciodvfy", path)).Text;
            Assert.False(said.Contains("Error -", StringComparison.Ordinal), said);
            File.Delete(path);
        }
        return documents;
    }
}
