using System.Net.WebSockets;
using Telemed.Domain;
using Telemed.Hub.Live;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Live;

public sealed class LiveTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task A_change_reaches_who_watches_on_every_hub_and_nobody_else()
    {
        await using var other = await hub.StartAnother();
        using var here = await hub.SignIn("county-a");
        using var there = await hub.SignIn("county-b", other);
        using var village = await hub.SignIn("village-a");
        await using var watching = await hub.Live(here);
        await using var watchingThere = await hub.Live(there);
        await using var notWatching = await hub.Live(village);
        await watching.Watch("queue");
        await watchingThere.Watch("queue");
        await notWatching.Watch("mine");

        var id = Guid.NewGuid();
        await Change(work => LiveChanges.Changed(work, LiveTopic.Queue, "queued", id, 3));

        foreach (var client in new[] { watching, watchingThere })
        {
            var change = await client.NextChange();
            Assert.Equal(("queue", "queued", id, 3), (change.Text("topic"), change.Text("kind"),
                change.GetProperty("id").GetGuid(), change.GetProperty("version").GetInt32()));
        }
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => notWatching.NextChange(withinSeconds: 0.3));
    }

    [PostgresFact]
    public async Task What_was_rolled_back_is_never_told()
    {
        using var client = await hub.SignIn("desk-a");
        await using var live = await hub.Live(client);
        await live.Watch("desk");
        await using (var work = await hub.Database.Begin(CancellationToken.None))
            LiveChanges.Changed(work, LiveTopic.Desk, "lost", Guid.NewGuid());
        await Change(work => LiveChanges.Changed(work, LiveTopic.Desk, "kept", Guid.NewGuid()));
        Assert.Equal("kept", (await live.NextChange()).Text("kind"));
    }

    [PostgresTheory]
    [InlineData("village-a", "queue")]
    [InlineData("county-a", "jobs")]
    [InlineData("village-a", "desk")]
    [InlineData("village-a", "no-such-topic")]
    public async Task A_topic_asks_for_its_permission(string login, string topic)
    {
        using var client = await hub.SignIn(login);
        await using var live = await hub.Live(client);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => live.Watch(topic));
        Assert.Contains("not_permitted", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Nobody_connects_without_a_session_and_logging_out_cuts_the_line()
    {
        await Assert.ThrowsAsync<WebSocketException>(() => LiveClient.Connect(hub.Address, "telemed=nothing"));
        using var client = await hub.SignIn("reader-a");
        await using var live = await hub.Live(client);
        await live.Watch("mine");
        await client.DeleteAsync("/api/session");
        await live.Closed.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [PostgresFact]
    public async Task The_people_of_a_facility_hear_of_its_cases()
    {
        using var client = await hub.SignIn("village-b");
        await using var live = await hub.Live(client);
        await live.Watch("mine");
        await Change(work => LiveChanges.Changed(work, LiveTopic.Facility(hub.World.Facility("village-a")), "foreign",
            Guid.NewGuid()));
        await Change(work => LiveChanges.Changed(work, LiveTopic.Facility(hub.World.Facility("village-b")), "own",
            Guid.NewGuid()));
        Assert.Equal("own", (await live.NextChange()).Text("kind"));
    }

    private async Task Change(Action<Storage.Work> change)
    {
        await using var work = await hub.Database.Begin(CancellationToken.None);
        change(work);
        await work.Commit(CancellationToken.None);
    }
}
