using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Domain.Reports;
using Telemed.Hub.Catalogue;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Catalogue;

public sealed class CatalogueTests(HubFixture hub) : IClassFixture<HubFixture>
{
    // Practice 2.1: ECG red is claimed in 2 and reported in 10 minutes; yellow 10 and 30; green 60 minutes and 2 hours.
    [PostgresFact]
    public async Task The_catalogue_begins_with_the_clocks_of_the_practice()
    {
        using var client = await hub.SignIn("village-a");
        var catalogue = await client.GetAsync("/api/catalogue").Body();
        var ecg = catalogue.GetProperty("services").EnumerateArray().Single(each => each.Text("code") == "ecg");
        Assert.Equal(2, ecg.GetProperty("timers").GetProperty("red").GetProperty("claimMinutes").GetDouble());
        Assert.Equal(10, ecg.GetProperty("timers").GetProperty("red").GetProperty("reportMinutes").GetDouble());
        Assert.Equal(120, ecg.GetProperty("timers").GetProperty("green").GetProperty("reportMinutes").GetDouble());
        // The practice names duty hours for ECG alone: "2 h in duty hours".
        var hours = ecg.GetProperty("timers").GetProperty("dutyHours");
        Assert.Equal(("08:00", "18:00", 7),
            (hours.Text("from"), hours.Text("until"), hours.GetProperty("days").GetArrayLength()));
        Assert.All(catalogue.GetProperty("services").EnumerateArray().Where(each => each.Text("code") != "ecg"), each =>
            Assert.Equal(JsonValueKind.Null, each.GetProperty("timers").GetProperty("dutyHours").ValueKind));
        Assert.Equal("12导联心电图", ecg.GetProperty("labels").Text("zh"));
        Assert.True(ecg.GetProperty("redFlags").GetArrayLength() > 0);
    }

    [PostgresFact]
    public async Task A_browser_that_has_the_catalogue_is_not_sent_it_again_until_it_changes()
    {
        using var admin = await hub.SignIn("admin");
        using var first = await admin.GetAsync("/api/catalogue");
        admin.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await admin.GetAsync("/api/catalogue");
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        await admin.PutAsJsonAsync("/api/services/skin_photo", Service("dermatology", "general")).Body();
        using var third = await admin.GetAsync("/api/catalogue");
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [PostgresFact]
    public async Task A_service_needs_known_codes_and_a_form_of_its_kind()
    {
        using var admin = await hub.SignIn("admin");
        Assert.Equal("bad_field", await admin.PutAsJsonAsync("/api/services/skin_photo",
            Service("no_such_specialty", "general")).Code(HttpStatusCode.BadRequest));
        Assert.Equal("bad_field", await admin.PutAsJsonAsync("/api/services/skin_photo",
            Service("dermatology", "ct_head")).Code(HttpStatusCode.BadRequest));
        Assert.Equal("not_found", await admin.PutAsJsonAsync("/api/services/no_such", Service("dermatology", "general"))
            .Code(HttpStatusCode.NotFound));
    }

    [PostgresTheory]
    [InlineData("days", "08:00", "18:00", null)]
    [InlineData("days", "08:00", "18:00", null, "monday", "monday")]
    [InlineData("days", "08:00", "18:00", null, "monday", "holiday")]
    [InlineData("from", "8 o'clock", "18:00", null, "monday")]
    [InlineData("until", "08:00", "24:00", null, "monday")]
    [InlineData("until", "08:00", "08:00", null, "monday")]
    [InlineData("timeZone", "08:00", "18:00", "Asia/Nowhere", "monday")]
    public async Task Duty_hours_need_days_an_end_after_the_beginning_and_a_known_zone(
        string field, string from, string until, string? timeZone, params string[] days)
    {
        using var admin = await hub.SignIn("admin");
        var hours = new { days, from, until, timeZone };
        using var answer = await admin.PutAsJsonAsync("/api/services/skin_photo",
            Service("dermatology", "general", hours));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal($"timers.dutyHours.{field}", problem.GetProperty("missing")[0].GetString());
    }

    [PostgresFact]
    public async Task The_share_of_reports_that_are_reviewed_is_a_percentage_and_its_change_is_audited()
    {
        using var admin = await hub.SignIn("admin");
        using var reader = await hub.SignIn("county-a");
        var form = JsonSerializer.SerializeToNode(Service("dermatology", "general"))!.AsObject();
        foreach (var wrong in new[] { -1, 101 })
        {
            form["reviewPercent"] = wrong;
            Assert.Equal("bad_field",
                await admin.PutAsJsonAsync("/api/services/skin_photo", form).Code(HttpStatusCode.BadRequest));
        }
        form["reviewPercent"] = 5;
        var saved = await admin.PutAsJsonAsync("/api/services/skin_photo", form).Body();
        Assert.Equal(5, saved.GetProperty("reviewPercent").GetInt32());
        Assert.Equal("not_permitted",
            await reader.PutAsJsonAsync("/api/services/skin_photo", form).Code(HttpStatusCode.Forbidden));
        var audited = await Audited();
        Assert.Equal(5, audited.GetProperty("reviewPercent").GetInt32());
        // Clocks decide about cases too: who changed them, and to what, must be found again.
        Assert.Equal(form["timers"]!["red"]!["claimMinutes"]!.GetValue<double>(),
            audited.GetProperty("timers").GetProperty("red").GetProperty("claimMinutes").GetDouble());
    }

    [PostgresFact]
    public async Task How_a_queue_works_is_one_of_three_codes_audited_and_told_to_administrators_alone()
    {
        using var admin = await hub.SignIn("admin");
        using var reader = await hub.SignIn("county-a");
        var form = JsonSerializer.SerializeToNode(Service("dermatology", "general"))!.AsObject();
        form["routingMode"] = "broadcast";
        using var refused = await admin.PutAsJsonAsync("/api/services/skin_photo", form);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("routingMode", problem.GetProperty("missing")[0].GetString());
        form["routingMode"] = "round_robin";
        var saved = await admin.PutAsJsonAsync("/api/services/skin_photo", form).Body();
        Assert.Equal("round_robin", saved.Text("routingMode"));
        Assert.Equal("round_robin", Mode(await admin.GetAsync("/api/catalogue").Body(), "skin_photo").GetString());
        Assert.Equal("pull", Mode(await admin.GetAsync("/api/catalogue").Body(), "ecg").GetString());
        Assert.Equal(JsonValueKind.Null, Mode(await reader.GetAsync("/api/catalogue").Body(), "skin_photo").ValueKind);
        Assert.Equal("round_robin", (await Audited()).Text("routingMode"));
    }

    private async Task<JsonElement> Audited()
    {
        await using var reading = await hub.Database.Read(CancellationToken.None);
        var details = await reading.Row<string>("""
            SELECT details::text FROM audit_row WHERE entity_id = 'skin_photo' ORDER BY server_time DESC LIMIT 1
            """, null, CancellationToken.None);
        return JsonDocument.Parse(details).RootElement;
    }

    private static JsonElement Mode(JsonElement catalogue, string service) => catalogue.GetProperty("services")
        .EnumerateArray().Single(each => each.Text("code") == service).GetProperty("routingMode");

    [PostgresFact]
    public async Task Every_service_of_the_start_has_its_report_form()
    {
        using var client = await hub.SignIn("county-a");
        var catalogue = await client.GetAsync("/api/catalogue").Body();
        foreach (var service in catalogue.GetProperty("services").EnumerateArray())
        {
            var template = await client.GetAsync($"/api/templates/{service.Text("template")}").Body();
            Assert.Equal(service.Text("kind"), template.Text("kind"));
            Assert.True(template.GetProperty("sections").GetArrayLength() > 0);
        }
    }

    [Fact]
    public void Every_code_of_the_practice_has_a_name_in_four_languages()
    {
        var book = new CodeBook();
        AssertNamed<Role>(book, "role");
        AssertNamed<Tier>(book, "tier");
        AssertNamed<Colour>(book, "colour");
        AssertNamed<ServiceKind>(book, "kind");
        AssertNamed<Sex>(book, "sex");
        AssertNamed<ConsultationState>(book, "state");
        AssertNamed<InfoReason>(book, "info_reason");
        AssertNamed<ReturnReason>(book, "return_reason");
        AssertNamed<RejectReason>(book, "reject_reason");
        AssertNamed<CancelReason>(book, "cancel_reason");
        AssertNamed<ReleaseReason>(book, "release_reason");
        AssertNamed<SkipReason>(book, "skip_reason");
        AssertNamed<EscalateReason>(book, "escalate_reason");
        AssertNamed<PauseReason>(book, "pause_reason");
        AssertNamed<ColourReason>(book, "colour_reason");
        AssertNamed<ReviewReason>(book, "review_reason");
        AssertNamed<AmendSeverity>(book, "amendment_severity");
        AssertNamed<TakenAction>(book, "action_taken");
        AssertNamed<ReopenReason>(book, "reopen_reason");
        AssertNamed<Certainty>(book, "certainty");
        AssertNamed<CriticalState>(book, "critical_state");
        AssertNamed<CommandKind>(book, "command");
        AssertNamed<Telemed.Storage.Jobs.JobState>(book, "job_state");
        Assert.All(book.Lists.Values.SelectMany(list => list), code =>
            Assert.All(new[] { code.Labels.Zh, code.Labels.En, code.Labels.Ru, code.Labels.Kk },
                name => Assert.NotEmpty(name)));
    }

    private static void AssertNamed<T>(CodeBook book, string list) where T : struct, Enum =>
        Assert.All(TextCode.All<T>(), code => Assert.True(book.Has(list, code), $"{list} lacks {code}"));

    private static object Service(string specialty, string template, object? dutyHours = null) => new
    {
        kind = "general", labels = new { zh = "皮肤照片", en = "Skin photo", ru = "Фото кожи", kk = "Тері суреті" },
        specialty, template,
        timers = new { red = T(5, 15), yellow = T(30, 240), green = T(240, 1440), dutyHours },
        allowedTiers = new[] { "village" }, performerTiers = new[] { "county" }, active = true,
    };

    private static object T(double claimMinutes, double reportMinutes) => new { claimMinutes, reportMinutes };
}
