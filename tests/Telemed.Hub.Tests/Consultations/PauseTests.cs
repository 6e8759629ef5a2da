using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

/// <summary>The clock stands still for a coded reason only, and what stood still does not count.</summary>
public sealed class PauseTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public Task InitializeAsync() => PostgresCluster.WhyAbsent is null ? desk.Prepare() : Task.CompletedTask;

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task A_reader_stops_the_clock_of_the_case_he_holds_and_the_promise_moves_along()
    {
        using var sender = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await desk.Sent(sender, "yellow");
        await DeskWorld.Json(await reader.PostAsJsonAsync($"/api/consultations/{id}/claim", new { }), 200);
        var before =
            await DeskWorld.Json(await reader.PostAsJsonAsync($"/api/consultations/{id}/opening", new { }), 200);
        Assert.Contains("pause", before.GetProperty("allowed").EnumerateArray().Select(each => each.GetString()));

        var paused = await DeskWorld.Json(await reader.PostAsJsonAsync(
            $"/api/consultations/{id}/pause", new { reason = "patient_not_available" }), 200);
        Assert.True(paused.GetProperty("paused").GetBoolean());
        hub.Clock.Advance(TimeSpan.FromMinutes(12));
        var running =
            await DeskWorld.Json(await reader.PostAsJsonAsync($"/api/consultations/{id}/resumption", new { }), 200);

        Assert.False(running.GetProperty("paused").GetBoolean());
        var moved = running.GetProperty("promiseAt").GetDateTimeOffset() - before.GetProperty("promiseAt")
            .GetDateTimeOffset();
        Assert.InRange(moved, TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(13));
        Assert.Contains(running.GetProperty("timeline").EnumerateArray(), entry =>
            entry.Text("kind") == "pause" && entry.Text("reason") == "patient_not_available");
    }

    [PostgresFact]
    public async Task A_case_that_stands_still_in_the_queue_is_nobodys_next_and_rings_nobody()
    {
        using var sender = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        using var reader = await hub.SignIn("county-a");
        var id = await desk.Sent(sender, "red");
        await DeskWorld.Json(
            await coordinator.PostAsJsonAsync($"/api/consultations/{id}/pause", new { reason = "equipment" }), 200);
        // A red ECG left for four minutes would have been escalated to the chief by now.
        hub.Clock.Advance(TimeSpan.FromMinutes(4));
        await hub.Hub.Services.GetRequiredService<RunTimers>().Run(CancellationToken.None);
        var its = await desk.Row<string>("SELECT state FROM consultation WHERE id = @id", new { id });
        Assert.Equal("queued", its);
        using var next = await reader.PostAsJsonAsync("/api/queue/next", new { });
        if (next.IsSuccessStatusCode && next.Content.Headers.ContentLength != 0)
            Assert.DoesNotContain(id.ToString(), await next.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var running =
            await DeskWorld.Json(await coordinator.PostAsJsonAsync($"/api/consultations/{id}/resumption", new { }),
            200);
        // Two minutes to claim, counted from where the clock stopped.
        Assert.InRange(running.GetProperty("dueAt").GetDateTimeOffset() - hub.Clock.GetUtcNow(),
            TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(121));
    }

    [PostgresFact]
    public async Task Only_coded_reasons_stop_a_clock_and_not_the_senders_side()
    {
        using var sender = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        var id = await desk.Sent(sender);
        using var tired = await coordinator.PostAsJsonAsync($"/api/consultations/{id}/pause", new { reason = "tired" });
        Assert.Equal("bad_field", await DeskWorld.Code(tired));
        using var foreign =
            await sender.PostAsJsonAsync($"/api/consultations/{id}/pause", new { reason = "equipment" });
        Assert.Equal("not_permitted", await DeskWorld.Code(foreign));
        using var nothing = await coordinator.PostAsJsonAsync($"/api/consultations/{id}/resumption", new { });
        Assert.Equal("nothing_to_change", await DeskWorld.Code(nothing));
    }
}
