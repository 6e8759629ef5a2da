using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

public sealed class FrozenSectionTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        await desk.Execute("""
            INSERT INTO service (code, kind, labels, specialty, template, timers, allowed_tiers, performer_tiers)
            VALUES ('frozen_section', 'pathology', '{"zh":"a","en":"a","ru":"a","kk":"a"}', 'pathology', 'frozen',
                '{"red":{"claimMinutes":5,"reportMinutes":30},"yellow":{"claimMinutes":120,"reportMinutes":480},
                  "green":{"claimMinutes":480,"reportMinutes":2880}}', '{village,county}', '{county,city}')
            ON CONFLICT (code) DO UPDATE SET allowed_tiers = excluded.allowed_tiers
            """, new { });
        await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task It_is_not_sent_before_it_says_whom_to_call()
    {
        using var village = await hub.SignIn("village-a");
        var patient = await desk.Patient();
        var draft = await DeskWorld.Json(
            await village.PostAsJsonAsync("/api/consultations", Form(patient, "", "")), 201);
        Assert.Equal("red", draft.GetProperty("colour").GetString());    // green was asked for
        var id = draft.GetProperty("id").GetGuid();
        Assert.Contains("no_phone_back_person", await Blocking(village, id));
        var edited = await Edit(village, draft, patient, "Dr Wang", "none");
        Assert.Contains("no_phone_back_number", await Blocking(village, id));
        var refused = await village.PostAsJsonAsync($"/api/consultations/{id}/submission", new { });
        Assert.Equal("not_ready", await DeskWorld.Code(refused));

        await Edit(village, edited, patient, " Dr Wang ", "+86 537 8013");
        await DeskWorld.Json(await village.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
        var sent = await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{id}");
        Assert.Equal(("Dr Wang", "+86 537 8013", 0), (sent.GetProperty("phoneBack").GetProperty("name").GetString(),
            sent.GetProperty("phoneBack").GetProperty("number").GetString(),
            sent.GetProperty("phoneBack").GetProperty("calls").GetArrayLength()));
        Assert.Equal(TimeSpan.FromMinutes(30),
            sent.GetProperty("promiseAt").GetDateTimeOffset() - sent.GetProperty("submittedAt").GetDateTimeOffset());
    }

    [PostgresFact]
    public async Task Its_report_is_signed_after_the_call_and_both_sides_see_who_heard_what()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Sent(village);
        var call = $"/api/consultations/{id}/phone-back";
        var soon = await reader.PostAsJsonAsync(call, new { outcome = "no_answer" });
        Assert.Equal("not_reading", await DeskWorld.Code(soon));
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);

        var early = await DeskWorld.Json(await desk.Sign(reader, id, Report()), 409);
        Assert.Equal("phoneBack", early.GetProperty("missing")[0].GetProperty("code").GetString());
        var unsaid = await reader.PostAsJsonAsync(call, new { outcome = "told", toldTo = "Dr Wang" });
        Assert.Equal("bad_field", await DeskWorld.Code(unsaid));
        await DeskWorld.Json(await reader.PostAsJsonAsync(call, new { outcome = "no_answer" }), 200);
        await DeskWorld.Json(await reader.PostAsJsonAsync(
            call, new { outcome = "told", toldTo = "Dr Wang", said = "Benign, margins negative." }), 200);
        await DeskWorld.Json(await desk.Sign(reader, id, Report()), 200);

        var seen = await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{id}");
        var calls = seen.GetProperty("phoneBack").GetProperty("calls").EnumerateArray()
            .Select(each => (each.GetProperty("outcome").GetString(), each.GetProperty("said").GetString()));
        Assert.Equal([("no_answer", ""), ("told", "Benign, margins negative.")], calls);
        Assert.Equal(1, await desk.Row<int>("""
            SELECT count(*)::int FROM audit_row WHERE action = 'consultation.phone_back_told' AND entity_id = @id
            """, new { id = id.ToString("D") }));
    }

    [PostgresFact]
    public async Task Another_service_takes_no_such_call_and_nobody_lowers_the_colour()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var other = await desk.Sent(village, "green", "text_consult");
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{other}/claim", null), 200);
        var refused = await reader.PostAsJsonAsync(
            $"/api/consultations/{other}/phone-back", new { outcome = "no_answer" });
        Assert.Equal("not_frozen", await DeskWorld.Code(refused));

        var frozen = await Sent(village);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{frozen}/claim", null), 200);
        var lower = await reader.PostAsJsonAsync(
            $"/api/consultations/{frozen}/colour", new { colour = "yellow", reason = "patient_stable" });
        Assert.Equal("always_red", await DeskWorld.Code(lower));
    }

    private async Task<Guid> Sent(HttpClient village)
    {
        var draft = await DeskWorld.Json(
            await village.PostAsJsonAsync("/api/consultations", Form(await desk.Patient(), "Dr Wang", "8013")), 201);
        var id = draft.GetProperty("id").GetGuid();
        await DeskWorld.Json(await village.PostAsJsonAsync($"/api/consultations/{id}/submission", new { }), 200);
        return id;
    }

    private static async Task<JsonElement> Edit(
        HttpClient village, JsonElement draft, Guid patient, string name, string number)
    {
        var form = Form(patient, name, number);
        form["version"] = draft.GetProperty("version").GetInt32();
        return await DeskWorld.Json(
            await village.PutAsJsonAsync($"/api/consultations/{draft.GetProperty("id").GetGuid()}", form), 200);
    }

    private static async Task<IReadOnlyList<string?>> Blocking(HttpClient village, Guid id) =>
        [.. (await village.GetFromJsonAsync<JsonElement>($"/api/consultations/{id}/checks")).EnumerateArray()
            .Where(check => check.GetProperty("severity").GetString() == "block")
            .Select(check => check.GetProperty("code").GetString())];

    private static Dictionary<string, object> Form(Guid patient, string name, string number) => new()
    {
        ["patientId"] = patient,
        ["serviceCode"] = "frozen_section",
        ["colour"] = "green",
        ["questions"] = new[] { "Is the margin free of tumour?" },
        ["complaint"] = "lump in the left breast",
        ["phoneBackName"] = name,
        ["phoneBackNumber"] = number,
    };

    private static Dictionary<string, object> Report() => new()
    {
        ["version"] = 0,
        ["content"] = new Dictionary<string, object>
        {
            ["material.specimen"] = "left breast, lumpectomy", ["material.adequacy"] = "adequate",
            ["answer.answer"] = "margin_negative", ["answer.received_at"] = "10:00", ["answer.answered_at"] = "10:18",
            ["answer.told"] = "Dr Wang", ["comparison.prior"] = "none_available",
        },
        ["answers"] = new object[] { new { number = 1, text = "Yes." } },
        ["impression"] = "Benign, margins negative.",
        ["advice"] = "",
        ["certainty"] = "likely",
        ["actionCard"] = new { doNow = "", give = "", doNot = "", sendIf = "", callBackAt = "" },
    };
}
