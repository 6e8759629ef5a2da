using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Platform;
using Telemed.Samples;
using Telemed.Storage;
using Telemed.TestKit.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Telemed.Hub.Tests.Demo;

/// <summary>The demonstration health system as <c>infra/run</c> loads it, with the generated files.</summary>
public sealed class DemonstrationTests
{
    // The hub leaves these in the same transaction in which it enters them: delivery follows at once.
    private static readonly ConsultationState[] Passing =
        [ConsultationState.Signed, ConsultationState.Amended, ConsultationState.Addendum];

    private sealed record Life
    {
        public required string State { get; init; }
        public required int Events { get; init; }
        public required int Acts { get; init; }
        public required bool Paused { get; init; }
    }

    [PostgresFact]
    public async Task Some_case_stands_in_every_state_and_each_has_a_history_that_led_there()
    {
        await using var hub = await Load();
        await using var reading = await hub.Services.GetRequiredService<Database>().Read(CancellationToken.None);
        var lives = await reading.Rows<Life>("""
            SELECT c.state, c.event_count AS events, c.paused_since IS NOT NULL AS paused,
                   (SELECT count(DISTINCT e.actor_id)::int FROM consultation_event e
                       WHERE e.consultation_id = c.id) AS acts
            FROM consultation c
            """, null, CancellationToken.None);
        Assert.InRange(lives.Count, 40, 80);
        var standing = lives.Select(life => TextCode.Parse<ConsultationState>(life.State)).ToHashSet();
        Assert.Empty(Enum.GetValues<ConsultationState>().Except(standing).Except(Passing));
        Assert.Contains(lives, life => life is { Paused: true, State: "reading" });
        Assert.Contains(lives, life => life is { Paused: true, State: "queued" });

        var entered = await reading.Rows<string>(
            "SELECT DISTINCT to_state FROM consultation_event", null, CancellationToken.None);
        Assert.Empty(Passing.Select(state => TextCode.Of(state)).Except(entered));
        // Whoever closed a case went through it with at least one other person.
        Assert.All(lives.Where(life => life.State is "closed" or "acted"), life =>
            Assert.True(life is { Events: > 6, Acts: > 1 }));
    }

    [PostgresFact]
    public async Task Every_role_is_taken_and_every_kind_of_report_is_there_to_be_read()
    {
        await using var hub = await Load();
        await using var reading = await hub.Services.GetRequiredService<Database>().Read(CancellationToken.None);
        var tiers = await reading.Rows<string>(
            "SELECT tier || ' ' || count(*) FROM facility GROUP BY tier ORDER BY tier", null, CancellationToken.None);
        Assert.Equal(["city 1", "county 2", "township 6", "village 12"], tiers);
        var kinds = await reading.Rows<string>("SELECT DISTINCT status FROM report", null, CancellationToken.None);
        Assert.Superset(new HashSet<string> { "preliminary", "final", "amended", "addendum" }, kinds.ToHashSet());
        var attached = await reading.Rows<string>("SELECT DISTINCT kind FROM attachment", null, CancellationToken.None);
        Assert.Superset(new HashSet<string> { "ecg", "imaging", "slide" }, attached.ToHashSet());
        var languages = await reading.Rows<string>(
            "SELECT DISTINCT language FROM patient ORDER BY language", null, CancellationToken.None);
        Assert.Equal(["kk", "ru", "zh"], languages);
    }

    private static async Task<HubApp> Load()
    {
        var folder = RunFolder.New("demonstration");
        var samples = Path.Combine(folder, "samples");
        SampleSet.Make(samples, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date), CancellationToken.None);
        return await HubApp.Start(new HubStart
        {
            ReadVariables = false,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning,
            Settings = new Dictionary<string, string?>
            {
                ["Telemed:Url"] = "http://127.0.0.1:0",
                ["Telemed:Data"] = folder,
                ["Telemed:Database"] = await PostgresCluster.NewDatabase(),
                ["Telemed:Dimse:Port"] = "0",
                ["Telemed:Demonstration"] = "true",
                ["Telemed:Samples"] = samples,
                ["Telemed:Session:PasswordRounds"] = "100000",
            },
        }, CancellationToken.None);
    }
}
