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

    [PostgresFact]
    public async Task ECGs_that_come_at_the_same_moment_are_all_kept_and_one_trace_stays_one_ECG()
    {
        using var village = await hub.SignIn("village-a");
        var patient = await Known("Айгерим", "710412-400777");
        var draft = (await desk.Draft(village, patient)).GetProperty("id").GetGuid();
        var dropped = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(at => Drop(village, Made("Айгерим", "710412-400777", offset: 40 + at / 2))));
        var ecgs = dropped.Select(one => one.GetProperty("ecgId").GetGuid()).Distinct().ToArray();
        Assert.Equal(6, ecgs.Length);
        Assert.All(dropped, one => Assert.Equal(draft, one.GetProperty("consultationId").GetGuid()));
        Assert.Equal((6L, 12L, 12L), (
            await desk.Row<long>("SELECT count(*) FROM ecg_recording WHERE consultation_id = @draft", new { draft }),
            await desk.Row<long>("""
                SELECT count(*) FROM attachment a JOIN blob b ON b.id = a.blob_id AND b.state = 'stored'
                WHERE a.consultation_id = @draft AND a.subject_id = ANY (@ecgs)
                """, new { draft, ecgs }),
            await desk.Row<long>("""
                SELECT count(*) FROM audit_row WHERE action = 'ecg.dropped' AND entity_id = ANY (@ids)
                """, new { ids = ecgs.Select(ecg => ecg.ToString()).ToArray() })));
    }

    [PostgresFact]
    public async Task A_cart_with_a_device_key_finds_the_case_by_the_order_number_in_its_header()
    {
        using var admin = await hub.SignIn("admin");
        using var made = await admin.PostAsJsonAsync("/api/devices",
            new { facilityId = hub.World.Facility("village-a").Value, name = "Cart", kind = "ecg" });
        using var cart =
            hub.Device((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!);
        using var village = await hub.SignIn("village-a");
        // The patient has two cases, so that her name alone would not tell which one is meant.
        var patient = await desk.Patient(name: "阿依古丽");
        await desk.Draft(village, patient);
        var meant = (await desk.Draft(village, patient)).GetProperty("id").GetGuid();
        var number = await desk.Row<string>("SELECT number FROM consultation WHERE id = @meant", new { meant });
        var dropped = await Drop(cart, EcgWriter.ToDicom(
            Recording("", "", offset: 3) with { OrderNumber = number },
            new EcgDicomIdentity("2.25.71", "2.25.72", "2.25.73")));
        Assert.Equal((patient, meant),
            (dropped.GetProperty("patientId").GetGuid(), dropped.GetProperty("consultationId").GetGuid()));
        Assert.Equal(HttpStatusCode.Forbidden, (await cart.GetAsync("/api/ecg-tray")).StatusCode);
    }

    [RealFilesFact]
    public async Task An_ECG_that_was_measured_in_the_tray_raises_the_case_it_is_sorted_into()
    {
        using var village = await hub.SignIn("village-a");
        var infarct = EcgReader.Read(await File.ReadAllBytesAsync(
            Path.Combine(TestData.Folder("ecg")!, "philips/129DYPRG_1-03.xml")), new EcgReadOptions());
        var dropped = await Drop(village, EcgWriter.ToAecg(
            infarct with { Patient = new EcgPatient { Id = "nobody-here" } }, Guid.CreateVersion7()));
        var ecg = dropped.GetProperty("ecgId").GetGuid();
        Assert.True(dropped.GetProperty("inTray").GetBoolean());
        await Until(() => desk.Row<bool>(
            "SELECT EXISTS (SELECT 1 FROM ecg_measurement WHERE ecg_id = @ecg)", new { ecg }));
        var draft = (await desk.Draft(village, await desk.Patient())).GetProperty("id").GetGuid();
        Assert.Equal("green", await Colour(draft));
        using var sorted = await village.PostAsJsonAsync($"/api/ecg-tray/{ecg}", new { consultationId = draft });
        Assert.Equal(HttpStatusCode.NoContent, sorted.StatusCode);
        Assert.Equal("red", await Colour(draft));
    }

    [RealFilesFact]
    public async Task A_planned_case_whose_cart_says_otherwise_is_read_today_and_the_course_says_why()
    {
        using var village = await hub.SignIn("village-a");
        var patient = await Known("says-otherwise", "says-otherwise");
        var draft = (await desk.Draft(village, patient)).GetProperty("id").GetGuid();
        var folder = TestData.Folder("ecg")!;
        var quiet = EcgReader.Read(await File.ReadAllBytesAsync(Path.Combine(folder, "scp/Example.scp")),
            new EcgReadOptions());
        await Drop(village, EcgWriter.ToDicom(quiet with
        {
            Patient = new EcgPatient { Id = "says-otherwise" },
            Statements = [new DeviceStatement("Atrial fibrillation")], Measurements = [],
        }, new EcgDicomIdentity("2.25.81", "2.25.82", "2.25.83")));
        await Until(async () => await Colour(draft) == "yellow");
        Assert.Contains("cart_fibrillation", await desk.Row<string>("""
            SELECT text FROM consultation_event WHERE consultation_id = @draft AND text IS NOT NULL
            """, new { draft }), StringComparison.Ordinal);
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
        await Until(async () => await Colour(draft) == "red");
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

    private static async Task Until(Func<Task<bool>> isSo)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await isSo()) return;
            await Task.Delay(100);
        }
        Assert.Fail("It did not come about within ten seconds.");
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
    private static byte[] Made(string name, string id, int offset) => EcgWriter.ToScp(Recording(name, id, offset));

    private static EcgRecording Recording(string name, string id, int offset)
    {
        var samples = Enumerable.Range(0, 1000).Select(at => at % 400 < 10 ? 500 + offset : offset).ToArray();
        return new EcgRecording
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
        };
    }
}
