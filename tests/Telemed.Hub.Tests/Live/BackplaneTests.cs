using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Live;

/// <summary>
/// Two hubs on one PostgreSQL are one door: each test connects a browser to each and speaks from the first.
/// </summary>
public sealed class BackplaneTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private HubApp other = null!;
    private Tab here = null!;
    private Tab there = null!;

    private sealed record Tab(SignalRConnection Live, string ConnectionId, string UserId);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        other = await hub.StartAnother();
        here = await Open("county-a", hub.Hub);
        there = await Open("county-b", other);
    }

    public async Task DisposeAsync()
    {
        if (other is null) return;
        await here.Live.DisposeAsync();
        await there.Live.DisposeAsync();
        await other.DisposeAsync();
    }

    private IHubContext<LiveHub> Speaker => hub.Hub.Services.GetRequiredService<IHubContext<LiveHub>>();

    [PostgresFact]
    public async Task Everybody_one_person_and_one_connection_are_reached_on_the_other_hub()
    {
        await Speaker.Clients.All.SendAsync("all", 1);
        await Speaker.Clients.User(there.UserId).SendAsync("user", 2);
        await Speaker.Clients.Users(here.UserId, there.UserId).SendAsync("users", 3);
        await Speaker.Clients.Client(there.ConnectionId).SendAsync("client", 4);
        await Speaker.Clients.Clients(here.ConnectionId, there.ConnectionId).SendAsync("clients", 5);
        Assert.Equal([1, 2, 3, 4, 5], await Heard(there, "all", "user", "users", "client", "clients"));
        Assert.Equal([1, 3, 5], await Heard(here, "all", "users", "clients"));
    }

    [PostgresFact]
    public async Task Groups_are_joined_and_left_for_a_connection_of_the_other_hub()
    {
        await Speaker.Groups.AddToGroupAsync(there.ConnectionId, "g");
        await Speaker.Groups.AddToGroupAsync(here.ConnectionId, "g");
        await Speaker.Clients.Group("g").SendAsync("both", 1);
        await Speaker.Clients.GroupExcept("g", [there.ConnectionId]).SendAsync("here", 2);
        await Speaker.Clients.GroupExcept("g", [here.ConnectionId]).SendAsync("there", 3);
        await Speaker.Clients.AllExcept([there.ConnectionId]).SendAsync("here", 4);
        await Speaker.Groups.RemoveFromGroupAsync(there.ConnectionId, "g");
        await Speaker.Clients.Groups("g", "nobody").SendAsync("here", 5);
        await Speaker.Clients.All.SendAsync("last", 6);
        Assert.Equal([1, 3, 6], await Everything(there));
        Assert.Equal([1, 2, 4, 5, 6], await Everything(here));
    }

    [PostgresFact]
    public async Task What_a_notification_cannot_carry_travels_through_the_table_in_order()
    {
        var large = new string('x', 20_000);
        await Speaker.Clients.All.SendAsync("m", 1);
        await Speaker.Clients.All.SendAsync("m", large);
        await Speaker.Clients.All.SendAsync("m", 3);
        Assert.Equal(1, (await there.Live.Next("m")).GetInt32());
        Assert.Equal(large, (await there.Live.Next("m")).GetString());
        Assert.Equal(3, (await there.Live.Next("m")).GetInt32());
    }

    [PostgresFact]
    public async Task What_travelled_through_the_table_is_cleared_away_after_some_minutes()
    {
        await Speaker.Clients.All.SendAsync("m", new string('x', 20_000));
        await there.Live.Next("m");
        Assert.NotEqual(0, await Kept());
        await using (var work = await hub.Database.Begin(CancellationToken.None))
        {
            await work.Execute("UPDATE notify_overflow SET created_at = created_at - interval '6 minutes'", null,
                CancellationToken.None);
            await work.Commit(CancellationToken.None);
        }
        hub.Clock.Advance(TimeSpan.FromMinutes(6));
        await Speaker.Clients.All.SendAsync("m", new string('y', 20_000));
        await there.Live.Next("m");
        Assert.Equal(1, await Kept());
    }

    private async Task<int> Kept()
    {
        await using var reading = await hub.Database.Read(CancellationToken.None);
        return await reading.Row<int>("SELECT count(*)::int FROM notify_overflow", null, CancellationToken.None);
    }

    [PostgresFact]
    public async Task A_thousand_messages_arrive_in_order_and_none_is_missed()
    {
        for (var number = 0; number < 1_000; number++) await Speaker.Clients.All.SendAsync("n", number);
        for (var number = 0; number < 1_000; number++)
            Assert.Equal(number, (await there.Live.Next("n")).GetInt32());
    }

    [PostgresFact]
    public async Task A_missed_message_cuts_the_lines_so_that_browsers_fetch_what_they_show()
    {
        var node = hub.Hub.Services.GetRequiredService<LiveBackplane>().Node;
        await Speaker.Clients.All.SendAsync("before", 1);
        await there.Live.Next("before");
        // A message of the first hub with a number too far on: those between never came.
        hub.Database.Notify(LiveChanges.Channel, LiveEnvelope.Write(
            node, 1_000_000, LiveOrder.All, [], [], "after", [], JsonSerializerOptions.Web));
        await there.Live.Closed.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.False(here.Live.Closed.IsCompleted);
    }

    [PostgresFact]
    public async Task When_the_listening_connection_is_cut_browsers_come_back_and_hear_again()
    {
        await using (var work = await hub.Database.Begin(CancellationToken.None))
        {
            await work.Execute("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()
                """, null, CancellationToken.None);
        }
        await there.Live.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        there = await Open("county-b", other);
        await there.Live.Invoke("Watch", "queue");
        await RoomsEventually(async () =>
        {
            await using var work = await hub.Database.Begin(CancellationToken.None);
            LiveChanges.Changed(work, LiveTopic.Queue, "again", Guid.NewGuid());
            await work.Commit(CancellationToken.None);
            await Task.Delay(200);
            return there.Live.Waiting().Any(message => message.Target == "changed");
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("abc 1")]
    [InlineData("abc x {}")]
    [InlineData("abc 1 {")]
    [InlineData("abc 1 []")]
    [InlineData("abc 1 {\"o\":1}")]
    public void What_is_no_message_of_ours_is_passed_over(string payload) => Assert.Null(LiveEnvelope.Read(payload));

    [Fact]
    public void A_hub_alone_publishes_nothing() => Assert.False(new LivePeers(TimeProvider.System).Any);

    private static Task RoomsEventually(Func<Task<bool>> holds) => Rooms.RoomDoorTests.Eventually(holds);

    private async Task<Tab> Open(string login, HubApp at)
    {
        using var client = await hub.SignIn(login, at);
        var known = at.Services.GetRequiredService<LiveBackplane>().Connections.ToHashSet();
        var live = await SignalRConnection.Connect(client.BaseAddress!,
            client.DefaultRequestHeaders.GetValues("Cookie").Single(), null, CancellationToken.None);
        await live.Invoke("Watch", "mine");
        var connection = at.Services.GetRequiredService<LiveBackplane>().Connections.Except(known).Single();
        return new Tab(live, connection, hub.World.Person(login).Value.ToString("D"));
    }

    private static async Task<List<int>> Heard(Tab tab, params string[] targets)
    {
        var heard = new List<int>();
        foreach (var target in targets) heard.Add((await tab.Live.Next(target)).GetInt32());
        return heard;
    }

    private static async Task<List<int>> Everything(Tab tab)
    {
        var heard = new List<int>();
        while (!heard.Contains(6))
        {
            heard.AddRange(tab.Live.Waiting().Select(message => message.Argument.GetInt32()));
            await Task.Delay(20);
        }
        return heard;
    }
}
