using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

/// <summary>Green clocks run in the duty hours of the service, in the local time of the facilities: UTC+8.</summary>
public sealed class DutyHoursTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    private static readonly string[] EveryDay =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task A_green_ecg_sent_at_night_is_due_the_next_morning_and_a_yellow_one_at_once()
    {
        await Give(Hours("08:00", "18:00"));
        var tomorrow = MoveTo(hour: 20);
        using var village = await hub.SignIn("village-a");
        var (green, yellow) = (await desk.Sent(village, "green"), await desk.Sent(village, "yellow"));

        // An hour to claim and two to report, both from eight o'clock; nothing of the hour is used before.
        var its = await View(village, green);
        Assert.Equal(tomorrow.AddHours(9), its.GetProperty("dueAt").GetDateTimeOffset());
        Assert.Equal(tomorrow.AddHours(8), its.GetProperty("startedAt").GetDateTimeOffset());
        Assert.Equal(tomorrow.AddHours(10), its.GetProperty("promiseAt").GetDateTimeOffset());
        Assert.Equal(tomorrow.AddHours(10).UtcDateTime, await Timer(green, "report_100"));
        its = await View(village, yellow);
        Assert.Equal(TimeSpan.FromMinutes(30),
            its.GetProperty("promiseAt").GetDateTimeOffset() - its.GetProperty("submittedAt").GetDateTimeOffset());
    }

    [PostgresFact]
    public async Task Other_hours_in_the_catalogue_move_the_timers_of_open_cases()
    {
        await Give(Hours("08:00", "18:00"));
        var tomorrow = MoveTo(hour: 21);
        using var village = await hub.SignIn("village-a");
        var id = await desk.Sent(village, "green");
        Assert.Equal(tomorrow.AddHours(10).UtcDateTime, await Timer(id, "report_100"));

        await Give(Hours("09:30", "17:00"));
        Assert.Equal(tomorrow.AddHours(11.5).UtcDateTime, await Timer(id, "report_100"));
        Assert.Equal(tomorrow.AddHours(11.5), (await View(village, id)).GetProperty("promiseAt").GetDateTimeOffset());

        // The clock of Almaty is three hours behind: half past nine there is half past noon here.
        await Give(Hours("09:30", "17:00", "Asia/Almaty"));
        Assert.Equal(tomorrow.AddHours(14.5).UtcDateTime, await Timer(id, "report_100"));

        await Give(null);
        var its = await View(village, id);
        Assert.Equal(TimeSpan.FromHours(2),
            its.GetProperty("promiseAt").GetDateTimeOffset() - its.GetProperty("submittedAt").GetDateTimeOffset());
    }

    [PostgresFact]
    public async Task A_pause_over_night_moves_the_promise_by_what_was_left_of_duty()
    {
        // Claimed at five and stopped at half past; at nine the next morning an hour and a half is left.
        await Give(Hours("08:00", "18:00"));
        var tomorrow = MoveTo(hour: 17);
        Guid id;
        using (var village = await hub.SignIn("village-a")) id = await desk.Sent(village, "green");
        using (var reader = await hub.SignIn("county-a"))
        {
            await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
            await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/opening", null), 200);
            MoveTo(hour: 17.5);
            await DeskWorld.Json(await reader.PostAsJsonAsync(
                $"/api/consultations/{id}/pause", new { reason = "patient_not_available" }), 200);
        }
        MoveTo(hour: 9);
        using var next = await hub.SignIn("county-a");
        var its = await DeskWorld.Json(await next.PostAsync($"/api/consultations/{id}/resumption", null), 200);
        Assert.InRange(its.GetProperty("promiseAt").GetDateTimeOffset(),
            tomorrow.AddHours(10.5).AddMinutes(-1), tomorrow.AddHours(10.5).AddMinutes(1));
        Assert.Equal(its.GetProperty("promiseAt").GetDateTimeOffset(),
            (await View(next, id)).GetProperty("promiseAt").GetDateTimeOffset());
        Assert.Equal("15.5 1.5", await desk.Row<string>("""
            SELECT round(paused_ms / 3600000.0, 1) || ' ' || round(paused_on_duty_ms / 3600000.0, 1)
            FROM consultation WHERE id = @id
            """, new { id }));
    }

    [PostgresFact]
    public async Task Figures_and_breaches_count_the_time_on_duty_only()
    {
        // Sent at five in the afternoon, an hour before the end of duty. The first is signed at half past eight the
        // next morning, after an hour and a half of duty; the second at a quarter past nine, a quarter too late.
        await Give(Hours("08:00", "18:00"));
        MoveTo(hour: 17);
        Guid kept, late;
        using (var village = await hub.SignIn("village-a"))
            (kept, late) = (await desk.Sent(village, "green"), await desk.Sent(village, "green"));
        MoveTo(hour: 8.5);
        await Sign(kept);
        MoveTo(hour: 9.25);
        await Sign(late);

        using var coordinator = await hub.SignIn("desk-a");
        var cases = (await coordinator.GetFromJsonAsync<JsonElement>(
            "/api/desk/turnaround/cases?by=service&key=ecg&colour=green")).GetProperty("items").EnumerateArray()
            .ToDictionary(each => each.GetProperty("id").GetGuid());
        Assert.Equal((false, true),
            (cases[kept].GetProperty("breached").GetBoolean(), cases[late].GetProperty("breached").GetBoolean()));
        Assert.Equal(90, cases[kept].GetProperty("toFinalMinutes").GetDouble(), 0.5);
        Assert.Equal(135, cases[late].GetProperty("toFinalMinutes").GetDouble(), 0.5);
        Assert.Equal(14 * 60, cases[kept].GetProperty("offDutyMinutes").GetDouble(), 0.5);

        // Claimed just before the signature: 90 and 135 minutes of duty after it was queued, where 60 are allowed.
        var breached = await coordinator.GetFromJsonAsync<JsonElement>(
            "/api/desk/turnaround/cases?by=cause&key=late_claim&colour=green");
        Assert.Equal(late, Assert.Single(breached.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
    }

    // To the next time at which the clocks of the facilities show this hour; answers the midnight that follows.
    private DateTimeOffset MoveTo(double hour)
    {
        var local = hub.Clock.GetUtcNow().ToOffset(Zone);
        var then = new DateTimeOffset(local.Date, Zone).AddHours(hour);
        if (then <= local) then = then.AddDays(1);
        hub.Clock.Advance(then - local);
        return new DateTimeOffset(then.Date, Zone).AddDays(1);
    }

    private static object Hours(string from, string until, string? timeZone = null) =>
        new { days = EveryDay, from, until, timeZone };

    /// <summary>Gives the service its hours, and lets every hub know and follow.</summary>
    private async Task Give(object? dutyHours)
    {
        using var admin = await hub.SignIn("admin");
        await DeskWorld.Json(await admin.PutAsJsonAsync("/api/services/ecg", new
        {
            kind = "ecg", specialty = "cardiology", template = "ecg", position = 10, active = true,
            labels = new { zh = "心电图", en = "ECG", ru = "ЭКГ", kk = "ЭКГ" },
            timers = new
            {
                red = new { claimMinutes = 2, reportMinutes = 10 },
                yellow = new { claimMinutes = 10, reportMinutes = 30 },
                green = new { claimMinutes = 60, reportMinutes = 120 }, dutyHours,
            },
            allowedTiers = new[] { "county", "township", "village" }, performerTiers = new[] { "city", "county" },
        }), 200);
        hub.Clock.Advance(TimeSpan.FromSeconds(12));
        while (await hub.Hub.Services.GetRequiredService<RunTimers>().Run(CancellationToken.None) > 0)
        {
        }
    }

    private async Task Sign(Guid id)
    {
        using var reader = await hub.SignIn("county-a");
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/opening", null), 200);
        await DeskWorld.Json(await desk.Sign(reader, id, DeskWorld.EcgReport(0)), 200);
    }

    private async Task<JsonElement> View(HttpClient person, Guid id) =>
        await DeskWorld.Json(await person.GetAsync($"/api/consultations/{id}"), 200);

    private Task<DateTime> Timer(Guid id, string kind) => desk.Row<DateTime>(
        "SELECT due_at FROM consultation_timer WHERE consultation_id = @id AND kind = @kind", new { id, kind });
}
