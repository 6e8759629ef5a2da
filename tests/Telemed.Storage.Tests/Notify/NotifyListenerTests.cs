using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage.Notify;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Notify;

public sealed class NotifyListenerTests(TestDatabase shared) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [PostgresFact]
    public async Task Hears_what_was_committed_in_order_and_nothing_of_a_rollback()
    {
        await using var ear = await Ear.Open(shared.Database, "in_order");
        await using (var dropped = await shared.Database.Begin(default)) dropped.Notify("in_order", "dropped");
        await Say("in_order", "first", "second");
        await Say("in_order", "third");

        Assert.Equal(["first", "second", "third"], [await ear.Next(), await ear.Next(), await ear.Next()]);
    }

    [PostgresTheory]
    [InlineData(0)]
    [InlineData(7_899)]
    [InlineData(7_900)]
    [InlineData(8_000)]
    [InlineData(2_000_000)]
    public async Task Carries_a_payload_of_any_length(int length)
    {
        await using var ear = await Ear.Open(shared.Database, "any_length");
        var payload = new string('x', length);
        await Say("any_length", payload);

        Assert.Equal(payload, await ear.Next());
    }

    [PostgresFact]
    public async Task Counts_bytes_and_not_characters_against_the_limit()
    {
        await using var ear = await Ear.Open(shared.Database, "wide");
        var payload = new string('心', 3_000); // 9,000 bytes of UTF-8
        await Say("wide", payload);

        Assert.Equal(payload, await ear.Next());
    }

    [PostgresTheory]
    [InlineData("#5")]
    [InlineData(":colon")]
    public async Task Does_not_take_a_payload_for_its_own_marks(string payload)
    {
        await using var ear = await Ear.Open(shared.Database, "marks");
        await Say("marks", payload);

        Assert.Equal(payload, await ear.Next());
    }

    [PostgresFact]
    public async Task Tells_of_the_gap_after_its_connection_was_cut_and_hears_again()
    {
        await using var ear = await Ear.Open(shared.Database, "cut");
        await using (var work = await shared.Database.Begin(default))
            await work.Rows<bool>(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND datname = current_database() AND query LIKE 'LISTEN%'
                """, null, default);

        await ear.Gap();
        await Say("cut", "after");

        Assert.Equal("after", await ear.Next());
    }

    [PostgresFact]
    public async Task Hears_a_channel_that_was_added_while_it_listened()
    {
        await using var ear = await Ear.Open(shared.Database, "before");
        var heard = Channel.CreateUnbounded<string>();
        var listening = new TaskCompletionSource();
        using var added =
            ear.Listener.Subscribe("added", payload => heard.Writer.TryWrite(payload), () => listening.TrySetResult());
        await listening.Task.WaitAsync(Patience);
        await Say("added", "heard");

        Assert.Equal("heard", await heard.Reader.ReadAsync().AsTask().WaitAsync(Patience));
    }

    [PostgresFact]
    public async Task Refuses_a_channel_name_that_would_be_SQL()
    {
        await using var ear = await Ear.Open(shared.Database, "fine");

        Assert.Throws<ArgumentException>(() => ear.Listener.Subscribe("x; DROP TABLE job", _ => { }, null));
    }

    private async Task Say(string channel, params string[] payloads)
    {
        await using var work = await shared.Database.Begin(default);
        foreach (var payload in payloads) work.Notify(channel, payload);
        await work.Commit(default);
    }

    private sealed class Ear : IAsyncDisposable
    {
        private readonly Channel<string> heard = Channel.CreateUnbounded<string>();
        private readonly SemaphoreSlim gaps = new(0);

        internal required NotifyListener Listener { get; init; }

        internal static async Task<Ear> Open(Database database, string channel)
        {
            var ear = new Ear { Listener = new(database, TimeProvider.System, NullLogger<NotifyListener>.Instance) };
            ear.Listener.Subscribe(channel, payload => ear.heard.Writer.TryWrite(payload), () => ear.gaps.Release());
            await ear.Gap();
            return ear;
        }

        internal async Task<string> Next() => await heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        internal async Task Gap() => Assert.True(await gaps.WaitAsync(Patience));

        public ValueTask DisposeAsync() => Listener.DisposeAsync();
    }
}
