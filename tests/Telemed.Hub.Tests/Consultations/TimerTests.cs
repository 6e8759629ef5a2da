using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

/// <summary>A hub whose own timer loop is off, so that a test rings what is due itself.</summary>
public sealed class TimersByHandFixture : HubFixture
{
    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["Telemed:Roles"] = "web", ["Telemed:Session:IdleMinutes"] = "240" };
}

public sealed class TimerTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task Ring(double minutes)
    {
        hub.Clock.Advance(TimeSpan.FromMinutes(minutes));
        while (await hub.Hub.Services.GetRequiredService<RunTimers>().Run(CancellationToken.None) > 0)
        {
        }
    }

    private async Task<JsonElement> View(HttpClient person, Guid id) =>
        await DeskWorld.Json(await person.GetAsync($"/api/consultations/{id}"), 200);

    private Task<long> Notices(Guid id, string kind) => desk.Row<long>(
        "SELECT count(*) FROM notice WHERE consultation_id = @id AND kind = @kind", new { id, kind });

    [PostgresFact]
    public async Task A_red_ecg_that_nobody_claims_is_hinted_pushed_escalated_and_rung_to_the_chief()
    {
        using var village = await hub.SignIn("village-a");
        var id = await desk.Sent(village, "red");   // to be claimed within 2 minutes
        // Nobody stands in the roster here, so the four readers of county A are called out at once.
        Assert.Equal(4, await Notices(id, "red_waits"));
        await Ring(1.1);
        Assert.True(await Notices(id, "unclaimed_hint") > 0);
        Assert.Equal("queued", (await View(village, id)).GetProperty("state").GetString());
        await Ring(1);
        Assert.True(await Notices(id, "unclaimed_push") > 0);
        await Ring(1);
        Assert.Equal("escalated", (await View(village, id)).GetProperty("state").GetString());
        await Ring(1);
        Assert.True(await Notices(id, "chief_needed") > 0);
        using var city = await hub.SignIn("city");
        Assert.Equal("claimed", (await DeskWorld.Json(
            await city.PostAsync($"/api/consultations/{id}/claim", null), 200)).GetProperty("state").GetString());
    }

    [PostgresFact]
    public async Task A_claimed_case_that_is_not_opened_goes_back_to_the_queue()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await desk.Sent(village, "yellow");
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        await Ring(16);   // yellow is opened within 15 minutes
        Assert.Equal("queued", (await View(village, id)).GetProperty("state").GetString());
        Assert.Equal(1, await Notices(id, "not_opened"));
    }

    [PostgresFact]
    public async Task A_silent_reader_loses_the_lease_and_the_draft_stays()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        using var other = await hub.SignIn("reader-a");
        var id = await desk.Sent(village);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        await DeskWorld.Json(
            await reader.PutAsJsonAsync($"/api/consultations/{id}/report-draft", DeskWorld.EcgReport(0)), 200);
        await Ring(10);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/heartbeat", null), 200);
        await Ring(10);
        Assert.Equal("reading", (await View(reader, id)).GetProperty("state").GetString());
        await Ring(6);
        Assert.Equal("queued", (await View(reader, id)).GetProperty("state").GetString());
        await DeskWorld.Json(await other.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var draft = await DeskWorld.Json(await other.GetAsync($"/api/consultations/{id}/report-draft"), 200);
        Assert.Equal("Normal ECG.", draft.GetProperty("impression").GetString());
    }

    [PostgresFact]
    public async Task A_report_that_comes_too_late_is_breached_and_the_desk_is_told_once()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await desk.Sent(village, "yellow");   // signed within 30 minutes
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/opening", null), 200);
        for (var third = 0; third < 4; third++)
        {
            await Ring(8);
            await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/heartbeat", null), 200);
        }
        await Ring(0);
        Assert.True((await View(reader, id)).GetProperty("breached").GetBoolean());
        // One coordinator at the county, one at the city above it.
        Assert.Equal(2, await Notices(id, "report_overdue"));
    }

    [PostgresFact]
    public async Task The_report_clock_stands_still_while_the_sender_is_asked()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await desk.Sent(village, "yellow");
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var before = await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/opening", null), 200);
        await DeskWorld.Json(await reader.PostAsJsonAsync($"/api/consultations/{id}/info-requests",
            new { codes = new[] { "missing_history" }, text = "Since when?" }), 200);
        Assert.True((await View(village, id)).GetProperty("paused").GetBoolean());
        await Ring(20);
        var after = await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/info-answers", new { text = "Since six." }), 200);
        Assert.Equal("reading", after.GetProperty("state").GetString());
        var moved = after.GetProperty("dueAt").GetDateTimeOffset() - before.GetProperty("dueAt").GetDateTimeOffset();
        Assert.InRange(moved.TotalMinutes, 20, 20.5);
        Assert.Equal(2, after.GetProperty("messages").GetArrayLength());
    }

    [PostgresFact]
    public async Task Two_engines_at_once_ring_a_timer_once()
    {
        using var village = await hub.SignIn("village-a");
        List<Guid> ids = [];
        for (var made = 0; made < 5; made++) ids.Add(await desk.Sent(village, "yellow"));
        hub.Clock.Advance(TimeSpan.FromMinutes(5.1));   // half of the ten minutes
        var engine = hub.Hub.Services.GetRequiredService<RunTimers>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => engine.Run(CancellationToken.None)));
        foreach (var id in ids)
        {
            // The hint goes to the six readers of county A who may read ECGs: each once.
            var most = await desk.Row<long>("""
                SELECT max(n) FROM (SELECT count(*) AS n FROM notice
                WHERE consultation_id = @id AND kind = 'unclaimed_hint' GROUP BY person_id) told
                """, new { id });
            Assert.Equal(1, most);
        }
    }

    [PostgresFact]
    public async Task A_draft_that_nobody_sends_for_a_week_expires_and_can_be_copied()
    {
        using var village = await hub.SignIn("village-a");
        var draft = await desk.Draft(village, await desk.Patient());
        var id = draft.GetProperty("id").GetGuid();
        await Ring(60 * 24 * 7.1);
        using var again = await hub.SignIn("village-a");
        Assert.Equal("expired", (await View(again, id)).GetProperty("state").GetString());
        var copy = await DeskWorld.Json(await again.PostAsync($"/api/consultations/{id}/copy", null), 201);
        Assert.Equal("draft", copy.GetProperty("state").GetString());
        Assert.Equal(2, copy.GetProperty("questions").GetArrayLength());
        Assert.Equal(1, copy.GetProperty("attachments").GetProperty("ecg").GetInt32());
    }

    [PostgresFact]
    public async Task A_case_that_cannot_be_saved_does_not_stop_the_clocks_of_the_others()
    {
        using var village = await hub.SignIn("village-a");
        var broken = await desk.Sent(village, "red");
        var other = await desk.Sent(village, "red");
        await desk.Execute($"""
            ALTER TABLE consultation ADD CONSTRAINT never_escalated CHECK (id <> '{broken}' OR state <> 'escalated')
            """, new { });
        await Ring(3.1);   // red is claimed within 2 minutes and escalated after 3
        Assert.Equal("escalated", (await View(village, other)).GetProperty("state").GetString());
        Assert.Equal("queued", (await View(village, broken)).GetProperty("state").GetString());
        await desk.Execute("ALTER TABLE consultation DROP CONSTRAINT never_escalated", new { });
        await Ring(1);
        Assert.Equal("escalated", (await View(village, broken)).GetProperty("state").GetString());
    }

    [PostgresFact]
    public async Task Other_minutes_in_the_catalogue_count_for_open_cases_too()
    {
        using var admin = await hub.SignIn("admin");
        using var village = await hub.SignIn("village-a");
        var id = await desk.Sent(village, "red", "text_consult");   // to be claimed within 5 minutes
        await Claim(admin, minutes: 3);
        await Ring(0.2);
        await Ring(1.4);   // half of three minutes is over
        Assert.True(await Notices(id, "unclaimed_hint") > 0);
        await Claim(admin, minutes: 8);
        await Ring(0.2);
        await Ring(1.5);   // three minutes are over, eight are not
        Assert.Equal(0, await Notices(id, "unclaimed_push"));
        await Ring(5);
        Assert.True(await Notices(id, "unclaimed_push") > 0);
        await Claim(admin, minutes: 5);
    }

    [PostgresFact]
    public async Task A_case_that_the_desk_gives_to_another_service_has_the_clocks_of_that_one()
    {
        using var village = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        var id = await desk.Sent(village, "red", "text_consult");   // 15 minutes to report; an ECG has 10
        await DeskWorld.Json(await coordinator.PostAsJsonAsync($"/api/consultations/{id}/triage", new
        {
            serviceCode = "ecg", performerFacilityId = hub.World.Facility("county-a").Value,
        }), 200);
        Assert.Equal(10, await desk.Row<double>("""
            SELECT extract(epoch FROM t.due_at - c.report_from)::float8 / 60
            FROM consultation c JOIN consultation_timer t ON t.consultation_id = c.id AND t.kind = 'report_100'
            WHERE c.id = @id
            """, new { id }));
    }

    private static async Task Claim(HttpClient admin, int minutes) => await DeskWorld.Json(
        await admin.PutAsJsonAsync("/api/services/text_consult", new
        {
            kind = "general",
            labels = new { zh = "a", en = "a", ru = "a", kk = "a" },
            specialty = "internal_medicine",
            template = "general",
            timers = new
            {
                red = new { claimMinutes = minutes, reportMinutes = 15 },
                yellow = new { claimMinutes = 30, reportMinutes = 240 },
                green = new { claimMinutes = 240, reportMinutes = 1440 },
            },
            allowedTiers = new[] { "county", "township", "village" },
            performerTiers = new[] { "city", "county" },
            position = 70,
            active = true,
        }), 200);
}
