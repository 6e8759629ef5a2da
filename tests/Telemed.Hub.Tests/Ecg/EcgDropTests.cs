using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Ecg;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Ecg;

/// <summary>
/// Carts post files by themselves: the right case, the tray, one ECG for many files, and colours that rise.
/// </summary>
public sealed class EcgDropTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task An_ECG_whose_header_fits_one_patient_goes_to_that_patients_open_case()
    {
        using var village = await hub.SignIn("village-a");
        var patient = await Known("Жанар", "630105-400123");
        var draft = (await desk.Draft(village, patient)).GetProperty("id").GetGuid();
        var dropped = await Drop(village, Made("Жанар", "630105-400123", offset: 1));
        Assert.Equal((patient, draft, false), (dropped.GetProperty("patientId").GetGuid(),
            dropped.GetProperty("consultationId").GetGuid(), dropped.GetProperty("inTray").GetBoolean()));
        Assert.Equal(1, await desk.Row<long>(
            "SELECT count(*) FROM attachment WHERE consultation_id = @draft AND subject_id = @ecg",
            new { draft, ecg = dropped.GetProperty("ecgId").GetGuid() }));
    }

    [PostgresFact]
    public async Task An_ECG_nobody_fits_waits_in_the_tray_until_somebody_sorts_it_once()
    {
        using var village = await hub.SignIn("village-a");
        var dropped = await Drop(village, Made("Nobody", "unknown", offset: 2));
        var ecg = dropped.GetProperty("ecgId").GetGuid();
        Assert.True(dropped.GetProperty("inTray").GetBoolean());
        var tray = await village.GetFromJsonAsync<JsonElement>("/api/ecg-tray");
        Assert.Contains(tray.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetGuid() == ecg);
        using var stranger = await hub.SignIn("village-b");
        var other = await stranger.GetFromJsonAsync<JsonElement>("/api/ecg-tray");
        Assert.DoesNotContain(
            other.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetGuid() == ecg);

        var draft = (await desk.Draft(village, await desk.Patient())).GetProperty("id").GetGuid();
        using var sorted = await village.PostAsJsonAsync($"/api/ecg-tray/{ecg}", new { consultationId = draft });
        Assert.Equal(HttpStatusCode.NoContent, sorted.StatusCode);
        Assert.Equal(draft, await desk.Row<Guid>(
            "SELECT consultation_id FROM ecg_recording WHERE id = @ecg", new { ecg }));
        using var again = await village.PostAsJsonAsync($"/api/ecg-tray/{ecg}", new { consultationId = draft });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [RealFilesFact]
    public async Task Three_formats_of_one_ECG_are_one_in_the_tray()
    {
        using var village = await hub.SignIn("village-a");
        var ids = new HashSet<Guid>();
        JsonElement last = default;
        foreach (var name in (string[])["dicom/Example.dcm", "scp/Example.scp", "aecg/Example.xml"])
        {
            last = await Drop(village, await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("ecg")!, name)));
            ids.Add(last.GetProperty("ecgId").GetGuid());
        }
        Assert.Single(ids);
        Assert.Contains("ecg:shown_once", last.GetProperty("warnings").ToString(), StringComparison.Ordinal);
    }

    [RealFilesFact]
    public async Task A_critical_flag_makes_the_case_red_and_leaves_an_event()
    {
        using var village = await hub.SignIn("village-a");
        var patient = await Known("1112010721168bdc", "1112010721168bdc");
        var draft = (await desk.Draft(village, patient)).GetProperty("id").GetGuid();
        var infarct = await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("ecg")!, "philips/129DYPRG_1-03.xml"));
        var dropped = await Drop(village, infarct);
        Assert.Equal(draft, dropped.GetProperty("consultationId").GetGuid());
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await Colour(draft) == "red") break;
            await Task.Delay(100);
        }
        Assert.Equal("red", await Colour(draft));
        Assert.Equal("critical_finding", await desk.Row<string>(
            "SELECT reason_code FROM consultation_event WHERE consultation_id = @draft AND reason_code IS NOT NULL",
            new { draft }));
    }

    [RealFilesFact]
    public async Task Leads_that_are_off_are_told_before_the_case_is_sent()
    {
        using var village = await hub.SignIn("village-a");
        var patient = await Known("0000037", "0000037");
        var draft = (await desk.Draft(village, patient)).GetProperty("id").GetGuid();
        // The cart's chest electrodes were off for the whole recording.
        var limbOnly = await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("ecg")!, "contec/0000037.ECG"));
        await Drop(village, limbOnly);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var checks = await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{draft}/checks");
            if (checks.ToString().Contains("ecg_electrodes", StringComparison.Ordinal)) return;
            await Task.Delay(100);
        }
        Assert.Fail("The check did not appear.");
    }

    [PostgresFact]
    public async Task What_is_no_ECG_is_refused_with_section_and_place()
    {
        using var village = await hub.SignIn("village-a");
        using var content = new ByteArrayContent("not an ECG at all"u8.ToArray());
        using var answer = await village.PostAsync("/api/devices/ecg", content);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            ("bad_file", "File"),
            (problem.GetProperty("code").GetString(), problem.GetProperty("section").GetString()));
    }

    private Task<string> Colour(Guid consultation) =>
        desk.Row<string>("SELECT colour FROM consultation WHERE id = @consultation", new { consultation });

    private async Task<Guid> Known(string name, string number)
    {
        var patient = await desk.Patient(name: name);
        await desk.Execute("UPDATE patient SET identity_kind = 'other', identity_number = @number WHERE id = @patient",
            new { patient, number });
        return patient;
    }

    private static async Task<JsonElement> Drop(HttpClient sender, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await sender.PostAsync("/api/devices/ecg", content);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Two seconds of a made-up pulse train in two leads, as SCP-ECG.</summary>
    private static byte[] Made(string name, string id, int offset)
    {
        var samples = Enumerable.Range(0, 1000).Select(at => at % 400 < 10 ? 500 + offset : offset).ToArray();
        return EcgWriter.ToScp(new EcgRecording
        {
            Format = EcgFormat.ScpEcg,
            Patient = new EcgPatient { FamilyName = name, Id = id },
            Groups =
            [
                new EcgGroup
                {
                    Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = 500,
                    Leads = [.. ((string[])["I", "II"]).Select(label =>
                        new EcgLead { Label = label, SourceLabel = label, Samples = samples, UnitsPerCount = 2.5 })],
                },
            ],
        });
    }
}
