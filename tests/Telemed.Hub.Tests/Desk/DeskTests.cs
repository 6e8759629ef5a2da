using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Desk;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Desk;

public sealed class DeskTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private const string AddSigned = """
        INSERT INTO consultation (id, number, facility_id, requester_id, patient_id, service_code, kind, colour, state,
            state_since, performer_facility_id, created_at, submitted_at, queued_at, claimed_at, first_signed_at,
            first_signed_paused_ms, acknowledged_at)
        VALUES (gen_random_uuid(), @number, @facility, @requester, @patient, 'ecg', 'ecg', 'yellow', 'acknowledged',
            @start, @performer, @start, @start, @start, @start + make_interval(mins => @claim),
            @start + make_interval(mins => @final), @pausedMs, @start + make_interval(mins => @final + @gap))
        """;

    [PostgresFact]
    public async Task The_figures_of_ten_cases_are_those_worked_out_by_hand()
    {
        // Signed after 10, 20 … 100 minutes; the last one stood still for 60. Without pauses: 10 … 90 and 40.
        // In order 10 20 30 40 40 50 60 70 80 90: median (40 + 50) / 2 = 45; 90th: 80 + 0.1 * (90 - 80) = 81.
        // Within 30 minutes: 3 of 10. Claimed after 1 … 10 minutes: median 5.5, 90th 9.1, within 10: all.
        var start = new DateTimeOffset(2025, 3, 4, 5, 0, 0, TimeSpan.Zero);
        var patient = await desk.Patient();
        for (var n = 1; n <= 10; n++)
        {
            await desk.Execute(AddSigned, new
            {
                number = $"hand-{n}", facility = hub.World.Facility("village-a").Value,
                requester = hub.World.Person("village-a").Value, patient, start,
                performer = hub.World.Facility("county-a").Value, claim = n, final = n * 10,
                pausedMs = n == 10 ? 60 * 60_000L : 0L, gap = 30,
            });
        }
        using var coordinator = await hub.SignIn("desk-a");
        const string period = "from=2025-03-01T00:00:00Z&to=2025-04-01T00:00:00Z";
        var page = await coordinator.GetFromJsonAsync<JsonElement>($"/api/desk/turnaround?{period}&by=requester_tier");
        var row = Assert.Single(page.GetProperty("rows").EnumerateArray());
        Assert.Equal("village", row.GetProperty("key").GetString());
        Assert.Equal(10, row.GetProperty("count").GetInt32());
        Assert.Equal(45, row.GetProperty("toFinal").GetProperty("medianMinutes").GetDouble(), 0.001);
        Assert.Equal(81, row.GetProperty("toFinal").GetProperty("p90Minutes").GetDouble(), 0.001);
        Assert.Equal(0.3, row.GetProperty("toFinal").GetProperty("inTargetShare").GetDouble(), 0.001);
        Assert.Equal(5.5, row.GetProperty("toClaim").GetProperty("medianMinutes").GetDouble(), 0.001);
        Assert.Equal(9.1, row.GetProperty("toClaim").GetProperty("p90Minutes").GetDouble(), 0.001);
        Assert.Equal(1, row.GetProperty("toClaim").GetProperty("inTargetShare").GetDouble(), 0.001);
        Assert.Equal(30, row.GetProperty("deliveryGap").GetProperty("medianMinutes").GetDouble(), 0.001);

        var cases = await coordinator.GetFromJsonAsync<JsonElement>(
            $"/api/desk/turnaround/cases?{period}&by=requester_tier&key=village");
        Assert.Equal(10, cases.GetProperty("items").GetArrayLength());
        var volume = await coordinator.GetFromJsonAsync<JsonElement>("/api/desk/volume?year=2025");
        Assert.Equal(10, volume.GetProperty("total").GetInt32());
        Assert.Equal("county", volume.GetProperty("rows")[0].GetProperty("performerTier").GetString());

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/desk/turnaround?{period}&by=service");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        var csv = await (await coordinator.SendAsync(request)).Content.ReadAsStringAsync();
        Assert.Contains("\"ecg\",\"ecg\",10,5.5,9.1,1,45,81,0.3,30,30,1,0,0\r\n", csv, StringComparison.Ordinal);
        using var elsewhere = await hub.SignIn("desk-b");
        var foreign = await elsewhere.GetFromJsonAsync<JsonElement>($"/api/desk/turnaround?{period}&by=service");
        Assert.Empty(foreign.GetProperty("rows").EnumerateArray());
    }

    [PostgresFact]
    public async Task Fewer_than_five_cases_are_shown_as_few()
    {
        var start = new DateTimeOffset(2024, 3, 4, 5, 0, 0, TimeSpan.Zero);
        var patient = await desk.Patient();
        for (var n = 1; n <= 4; n++)
        {
            await desk.Execute(AddSigned, new
            {
                number = $"few-{n}", facility = hub.World.Facility("village-a").Value,
                requester = hub.World.Person("village-a").Value, patient, start,
                performer = hub.World.Facility("county-a").Value, claim = n, final = n * 10, pausedMs = 0L, gap = 1,
            });
        }
        using var coordinator = await hub.SignIn("desk-a");
        var page = await coordinator.GetFromJsonAsync<JsonElement>(
            "/api/desk/turnaround?from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z");
        var row = Assert.Single(page.GetProperty("rows").EnumerateArray());
        Assert.True(row.GetProperty("few").GetBoolean());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("count").ValueKind);
    }

    [PostgresFact]
    public async Task The_board_shows_red_cases_and_those_that_will_breach_with_ways_out()
    {
        using var village = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        var red = await desk.Sent(village, "red");
        var now = await coordinator.GetFromJsonAsync<JsonElement>("/api/desk/now");
        Assert.Contains(now.GetProperty("red").EnumerateArray(), row => row.GetProperty("id").GetGuid() == red);
        var risk = now.GetProperty("atRisk").EnumerateArray()
            .Single(each => each.GetProperty("row").GetProperty("id").GetGuid() == red);
        Assert.Equal("no_reader", risk.GetProperty("reason").GetString());
        Assert.Equal(3, risk.GetProperty("remedies").GetArrayLength());
        Assert.Contains(now.GetProperty("silentSites").EnumerateArray(),
            site => site.GetProperty("name").GetString() == "Township A Health Centre");
        Assert.DoesNotContain(now.GetProperty("silentSites").EnumerateArray(),
            site => site.GetProperty("name").GetString() == "Township B Health Centre");
    }

    [Fact]
    public void Hours_without_a_reader_are_what_the_roster_leaves_open()
    {
        var from = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var gaps = ShowDeskNow.Gaps(["cardiology", "radiology"],
            [
                new("cardiology", from.AddHours(-1), from.AddHours(4)),
                new("cardiology", from.AddHours(6), from.AddHours(24)),
            ], from, from.AddHours(24));
        Assert.Equal(
            [new("cardiology", from.AddHours(4), from.AddHours(6)), new NoReader("radiology", from, from.AddHours(24))],
            gaps);
    }

    [PostgresFact]
    public async Task The_desk_returns_a_case_and_its_sender_goes_on_with_a_copy()
    {
        using var village = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        var id = await desk.Sent(village);
        Assert.Equal("words_too_long", await DeskWorld.Code(await coordinator.PostAsJsonAsync(
            $"/api/consultations/{id}/return", new { reason = "missing_files", advice = new string('x', 4001) })));
        await DeskWorld.Json(await coordinator.PostAsJsonAsync($"/api/consultations/{id}/return",
            new { reason = "missing_files", advice = "Please add the earlier ECG." }), 200);
        var board = await coordinator.GetFromJsonAsync<JsonElement>("/api/desk/now");
        Assert.Contains(board.GetProperty("returned").EnumerateArray(), row => row.GetProperty("id").GetGuid() == id);
        var notices = await village.GetFromJsonAsync<JsonElement>("/api/notices?unread=true");
        Assert.Contains(notices.GetProperty("items").EnumerateArray(), notice =>
            notice.GetProperty("kind").GetString() == "returned"
            && notice.GetProperty("consultationId").GetGuid() == id);
        await DeskWorld.Json(await village.PostAsync($"/api/consultations/{id}/copy", null), 201);
        board = await coordinator.GetFromJsonAsync<JsonElement>("/api/desk/now");
        Assert.DoesNotContain(board.GetProperty("returned").EnumerateArray(), row =>
            row.GetProperty("id").GetGuid() == id);
    }

    [PostgresFact]
    public async Task The_desk_gives_a_case_to_another_reader_and_moves_its_queue()
    {
        using var village = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        using var city = await hub.SignIn("city");
        var id = await desk.Sent(village);
        var moved = await DeskWorld.Json(await coordinator.PostAsJsonAsync($"/api/consultations/{id}/routing",
            new { performerFacilityId = hub.World.Facility("city").Value }), 200);
        Assert.Equal("City Hospital", moved.GetProperty("performer").GetProperty("name").GetString());
        var given = await DeskWorld.Json(await coordinator.PostAsJsonAsync($"/api/consultations/{id}/reassignment",
            new { personId = hub.World.Person("reader-a").Value, reason = "reader_absent" }), 200);
        Assert.Equal("claimed", given.GetProperty("state").GetString());
        Assert.Equal("reader_absent", given.GetProperty("timeline").EnumerateArray().Last(entry =>
            entry.GetProperty("kind").GetString() == "reassign").GetProperty("reason").GetString());
        Assert.Equal("claimed_by_other",
            await DeskWorld.Code(await city.PostAsync($"/api/consultations/{id}/claim", null)));
    }

    [PostgresFact]
    public async Task Nobody_gets_a_case_who_may_not_read_it_or_asked_it()
    {
        using var village = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        var id = await desk.Sent(village);
        foreach (var person in new[] { "village-a", "desk-a" })
        {
            Assert.Equal("bad_field", await DeskWorld.Code(await coordinator.PostAsJsonAsync(
                $"/api/consultations/{id}/reassignment",
                new { personId = hub.World.Person(person).Value, reason = "overload" })));
        }
        await desk.Execute("UPDATE consultation SET requester_id = @reader WHERE id = @id",
            new { id, reader = hub.World.Person("reader-a").Value });
        Assert.Equal("own_work", await DeskWorld.Code(await coordinator.PostAsJsonAsync(
            $"/api/consultations/{id}/reassignment",
            new { personId = hub.World.Person("reader-a").Value, reason = "overload" })));
    }

    [PostgresFact]
    public async Task A_service_that_triage_changes_stands_in_the_history_with_the_old_one()
    {
        using var village = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        var id = await desk.Sent(village);
        var moved = await DeskWorld.Json(await coordinator.PostAsJsonAsync(
            $"/api/consultations/{id}/triage", new { serviceCode = "text_consult" }), 200);
        Assert.Equal(("text_consult", "general"),
            (moved.GetProperty("serviceCode").GetString(), moved.GetProperty("kind").GetString()));
        var change = Assert.Single(moved.GetProperty("timeline").EnumerateArray(), entry =>
            entry.GetProperty("kind").GetString() == "change_service");
        Assert.Equal("ecg text_consult", change.GetProperty("text").GetString());
        // A written consultation, green, is claimed within 240 minutes where an ECG had 60.
        var its = await desk.Row<double>("""
            SELECT extract(epoch FROM due_at - queued_from)::float8 / 60 FROM consultation WHERE id = @id
            """, new { id });
        Assert.Equal(240, its, 0.01);
    }

    [PostgresFact]
    public async Task What_has_ended_takes_no_more_words()
    {
        using var village = await hub.SignIn("village-a");
        var id = await desk.Sent(village);
        var path = $"/api/consultations/{id}/messages";
        foreach (var state in new[] { "cancelled", "rejected", "returned", "expired" })
        {
            await desk.Execute("UPDATE consultation SET state = @state WHERE id = @id", new { id, state });
            Assert.Equal("conversation_ended",
                await DeskWorld.Code(await village.PostAsJsonAsync(path, new { text = "And now?" })));
        }
        await desk.Execute("UPDATE consultation SET state = 'closed', closed_at = @at WHERE id = @id",
            new { id, at = hub.Clock.GetUtcNow().AddDays(-89) });
        await DeskWorld.Json(await village.PostAsJsonAsync(path, new { text = "She is well." }), 200);
        await desk.Execute("UPDATE consultation SET closed_at = @at WHERE id = @id",
            new { id, at = hub.Clock.GetUtcNow().AddDays(-91) });
        Assert.Equal("conversation_ended",
            await DeskWorld.Code(await village.PostAsJsonAsync(path, new { text = "And now?" })));
    }

    [PostgresFact]
    public async Task Broken_promises_are_counted_by_one_cause_each_and_small_counts_are_few()
    {
        // Yellow ECG: to be claimed within 10 minutes, reported within 30.
        // Five claimed after 20 minutes and signed after 60: late claim. Six claimed after 5 and signed after 60: long
        // read.
        // One that stood still ten minutes, signed after 60: information wait, too few to be shown. Four in time.
        var start = new DateTimeOffset(2023, 6, 4, 5, 0, 0, TimeSpan.Zero);
        var patient = await desk.Patient();
        (string Cause, int Count, int Claim, int Final, int PausedMin)[] groups =
            [("late", 5, 20, 60, 0), ("long", 6, 5, 60, 0), ("info", 1, 5, 60, 10), ("kept", 4, 5, 29, 0)];
        foreach (var (cause, count, claim, final, pausedMin) in groups)
        {
            for (var n = 0; n < count; n++)
            {
                await desk.Execute(AddSigned, new
                {
                    number = $"{cause}-{n}", facility = hub.World.Facility("village-a").Value,
                    requester = hub.World.Person("village-a").Value, patient, start,
                    performer = hub.World.Facility("county-a").Value, claim, final, pausedMs = pausedMin * 60_000L,
                    gap = 30,
                });
            }
        }
        using var coordinator = await hub.SignIn("desk-a");
        const string period = "from=2023-06-01T00:00:00Z&to=2023-07-01T00:00:00Z";
        var page = await coordinator.GetFromJsonAsync<JsonElement>($"/api/desk/breaches?{period}");
        Assert.Equal(16, page.GetProperty("signed").GetInt32());
        Assert.Equal(12, page.GetProperty("breached").GetInt32());
        var counts = page.GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row.GetProperty("cause").GetString()!, row => row.GetProperty("count").ToString());
        Assert.Equal(("5", "6", "", "0", "0"),
            (counts["late_claim"], counts["long_read"], counts["info_wait"], counts["no_reader"], counts["network"]));
        var cases = await coordinator.GetFromJsonAsync<JsonElement>(
            $"/api/desk/turnaround/cases?{period}&by=cause&key=late_claim");
        Assert.Equal(5, cases.GetProperty("items").GetArrayLength());
    }
}
