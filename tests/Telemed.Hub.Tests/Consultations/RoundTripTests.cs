using System.Diagnostics;
using System.Net.Http.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using Xunit.Abstractions;

namespace Telemed.Hub.Tests.Consultations;

/// <summary>
/// How often a use case speaks with the database, the commit included: a case is locked that long. The client asks for
/// short answers, as a program that sends many cases does.
/// </summary>
public sealed class RoundTripTests(TimersByHandFixture hub, ITestOutputHelper output)
    : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    // What the hub does besides: looking the caller and the books up every few seconds, telling other hubs, chaining
    // the audit trail.
    private static readonly string[] Beside =
    [
        "SELECT pg_notify", "SELECT seq, row_id", "INSERT INTO audit_link", "DELETE FROM audit_pending",
        "SELECT code, kind, specialty, template", "SELECT DISTINCT pp.service_code", "SELECT position",
        "SELECT pg_try_advisory", "SELECT s.id AS session_id", "UPDATE session", "LISTEN",
    ];

    // What else the hub does in that moment only adds: of several rounds the least is what the step itself takes.
    private readonly Dictionary<string, int> least = [];

    private async Task Counted(string name, Func<Task<HttpResponseMessage>> ask)
    {
        var commands = 0;
        var database = hub.Database.Source.CreateConnection().Database;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // Only what belongs to our database; other classes run beside this one.
                var tags = activity.Tags.Select(tag => tag.Value ?? "").ToArray();
                if (!tags.Contains(database)
                    || tags.Any(tag => Beside.Any(begin => tag.StartsWith(begin, StringComparison.Ordinal)))) return;
                Interlocked.Increment(ref commands);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var clock = Stopwatch.StartNew();
        var answer = await ask();
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var withCommit = commands + 1;
        output.WriteLine($"{name}: {withCommit} round trips, {clock.Elapsed.TotalMilliseconds:F1} ms");
        least[name] = Math.Min(withCommit, least.GetValueOrDefault(name, int.MaxValue));
    }

    [PostgresFact]
    public async Task A_full_life_takes_at_most_four_round_trips_a_step()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        village.DefaultRequestHeaders.Add("Prefer", "return=minimal");
        reader.DefaultRequestHeaders.Add("Prefer", "return=minimal");
        var patient = await desk.Patient();
        for (var round = 0; round < 4; round++)
        {
            var id = Guid.NewGuid();
            await Counted("start", () => village.PostAsJsonAsync("/api/consultations",
                new { id, patientId = patient, serviceCode = "ecg", colour = "green",
                questions = new[] { "One?", "Two?" } }));
            await desk.AttachEcg(id);
            await Counted("submission", () =>
                village.PostAsJsonAsync($"/api/consultations/{id}/submission", new { version = 1 }));
            await Counted("claim", () => reader.PostAsync($"/api/consultations/{id}/claim", null));
            await Counted("opening", () => reader.PostAsync($"/api/consultations/{id}/opening", null));
            await Counted("report-draft", () =>
                reader.PutAsJsonAsync($"/api/consultations/{id}/report-draft", DeskWorld.EcgReport(0)));
            var fresh = await hub.Fresh(reader);
            reader.DefaultRequestHeaders.Remove("X-Fresh-Credential");
            reader.DefaultRequestHeaders.Add("X-Fresh-Credential", fresh);
            await Counted("signature", () =>
                reader.PostAsJsonAsync($"/api/consultations/{id}/signature", new { version = 1 }));
            await Counted("acknowledgement", () =>
                village.PostAsJsonAsync($"/api/consultations/{id}/acknowledgement", new { }));
            await Counted("action", () =>
                village.PostAsJsonAsync($"/api/consultations/{id}/action", new { code = "treated" }));
        }
        // The signed report itself is read once more for the answer.
        Assert.All(least, step => Assert.InRange(step.Value, 2, step.Key == "signature" ? 5 : 4));
        Assert.Equal(8, least.Count);
    }
}
