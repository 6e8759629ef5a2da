using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Hub.Reports;
using Telemed.Storage;

namespace Telemed.Hub.Demo;

/// <summary>
/// Lives through the demonstration's cases: every step goes through the hub's own doors, as its person, at its time.
/// It runs once, on a hub of its own with a clock of its own, before the real one starts.
/// </summary>
internal sealed partial class PlayCases(IServiceProvider services, DemoClock clock, DemoDoor door)
{
    private const string NextTimer = """
        SELECT coalesce(min(due_at), 'infinity') AS due_at FROM consultation_timer
        WHERE due_at <= @until AND attempts = 0
        """;

    private const int RingsLimit = 5000;

    private sealed record Due
    {
        public DateTime DueAt { get; init; }
    }

    /// <summary>Plays every case on the database that was just filled.</summary>
    public static async Task Run(HubStart start, HubOptions options, string database, CancellationToken cancel)
    {
        var now = start.Time.GetUtcNow();
        var clock = new DemoClock(now.AddDays(-40));
        var settings = new Dictionary<string, string?>(start.Settings)
        {
            ["Telemed:Url"] = "http://127.0.0.1:0", ["Telemed:Database"] = database, ["Telemed:Roles"] = "web",
            ["Telemed:Data"] = options.Data, ["Telemed:Dimse:Port"] = "0", ["Telemed:Demonstration"] = "false",
        };
        var (opened, web) = await HubApp.Prepare(start with { Settings = settings, Time = clock }, cancel);
        await using var _ = opened;
        await using var __ = web;
        await web.StartAsync(cancel);
        using var http = new HttpClient { BaseAddress = new Uri(web.Urls.First()) };
        var log = web.Services.GetRequiredService<ILogger<PlayCases>>();
        var files = DemoFiles.Find(options.Samples);
        if (files is null) NoSamples(log);
        var player = new PlayCases(web.Services, clock, new DemoDoor(web.Services, clock, http, log));
        await player.PlayAll([.. DemoCases.All, .. files ?? []], now, cancel);
        await web.StopAsync(cancel);
    }

    private async Task PlayAll(IReadOnlyList<DemoCase> cases, DateTimeOffset now, CancellationToken cancel)
    {
        var people = new DemoSteps(clock, door);
        await people.AddService(cancel);
        // Steps of all cases in the order of their time, so that the clock only ever moves forward.
        var steps = new PriorityQueue<(DemoCase Case, Guid Id, int Step), DateTimeOffset>();
        foreach (var each in cases) steps.Enqueue((each, Guid.NewGuid(), 0), now.AddHours(-each.HoursAgo));
        while (steps.TryDequeue(out var next, out var at))
        {
            if (at > now) continue;
            await RingUntil(at, cancel);
            clock.Set(at);
            var plan = DemoSteps.Of(next.Case);
            if (!await people.Do(next.Case, next.Id, plan[next.Step].Act, cancel)) continue;
            if (next.Step + 1 < plan.Length)
                steps.Enqueue((next.Case, next.Id, next.Step + 1), at.AddMinutes(plan[next.Step].MinutesAfter));
        }
        await RingUntil(now, cancel);
        clock.Set(now);
    }

    // Reminders, escalations and expiries happen when they are due, as they did on the days played.
    private async Task RingUntil(DateTimeOffset until, CancellationToken cancel)
    {
        var database = services.GetRequiredService<Database>();
        for (var ring = 0; ring < RingsLimit; ring++)
        {
            Due next;
            await using (var read = await database.Read(cancel))
                next = await read.Row<Due>(NextTimer, new { until }, cancel);
            if (next.DueAt == DateTime.MaxValue) return;
            var due = new DateTimeOffset(DateTime.SpecifyKind(next.DueAt, DateTimeKind.Utc));
            if (due > clock.GetUtcNow()) clock.Set(due);
            await services.GetRequiredService<RunTimers>().Run(cancel);
            await services.GetRequiredService<RunCriticalHops>().Run(cancel);
        }
    }

    [LoggerMessage(1202, LogLevel.Warning,
        "The demonstration has cases without ECGs, images and slides: TELEMED_SAMPLES names no folder of samples.")]
    private static partial void NoSamples(ILogger log);
}
