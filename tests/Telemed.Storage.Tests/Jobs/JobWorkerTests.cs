using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage.Jobs;
using Telemed.Storage.Notify;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Jobs;

/// <summary>Each test has a database of its own: a worker takes everything that is due.</summary>
public sealed class JobWorkerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly RetryPolicy Quick = new(3, _ => TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));

    private readonly List<IAsyncDisposable> opened = [];
    private Database database = null!;
    private JobQueue queue = null!;

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        database = new Database(await PostgresCluster.NewDatabase(), TimeProvider.System, NullLoggerFactory.Instance);
        queue = new JobQueue(database, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        foreach (var each in Enumerable.Reverse(opened)) await each.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    [PostgresFact]
    public async Task Runs_what_was_committed_and_nothing_of_a_rollback()
    {
        var handler = new Recorder("note");
        await StartWorker(handler);
        await using (var dropped =
            await database.Begin(default)) await queue.Enqueue(dropped, Job("note", "dropped"), default);
        await Enqueue(Job("note", "kept"));

        await Until(async () => !handler.Seen.IsEmpty && await Left() == 0);
        Assert.Equal(["kept"], handler.Seen);
    }

    [PostgresFact]
    public async Task Wakes_at_the_commit_without_waiting_for_its_poll()
    {
        var handler = new Recorder("note");
        await StartWorker(new JobWorkerOptions { Poll = TimeSpan.FromMinutes(10) }, handler);
        await Task.Delay(300); // the worker found nothing and sleeps
        var began = TimeProvider.System.GetTimestamp();
        await Enqueue(Job("note", "now"));

        await Until(() => !handler.Seen.IsEmpty);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [PostgresFact]
    public async Task Runs_every_job_exactly_once_on_many_hubs_when_nothing_fails()
    {
        var handler = new Recorder("note");
        for (var number = 0; number < 500; number++) await Enqueue(Job("note", $"{number}"));
        for (var hub = 0; hub < 3; hub++) await StartWorker(handler);

        await Until(async () => await Left() == 0);
        Assert.Equal(Enumerable.Range(0, 500), handler.Seen.Select(int.Parse).Order());
    }

    [PostgresFact]
    public async Task Tries_again_and_buries_with_the_error_after_the_last_attempt()
    {
        var handler = new Recorder("note") { Fail = _ => new InvalidOperationException("The paper is empty.") };
        await StartWorker(handler);
        await Enqueue(Job("note", "x"));

        var dead = await UntilDead();
        Assert.Equal(3, handler.Seen.Count);
        Assert.Equal(3, dead.Attempts);
        Assert.Contains("The paper is empty.", dead.Error);
    }

    [PostgresFact]
    public async Task Buries_at_once_what_the_handler_refuses()
    {
        var handler = new Recorder("note") { Fail = _ => new JobRefusedException("No such recording.") };
        await StartWorker(handler);
        await Enqueue(Job("note", "x"));

        Assert.Equal(1, (await UntilDead()).Attempts);
    }

    [PostgresFact]
    public async Task Succeeds_at_the_second_attempt_without_a_trace()
    {
        var handler = new Recorder("note") { Fail = run => run.Attempt == 1 ? new IOException("Away.") : null };
        await StartWorker(handler);
        await Enqueue(Job("note", "x"));

        await Until(async () => handler.Seen.Count == 2 && await Left() == 0);
    }

    [PostgresFact]
    public async Task Ends_an_attempt_that_takes_too_long()
    {
        var policy = new RetryPolicy(1, _ => TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        await StartWorker(
            new Recorder("note") { Retry = policy, Work = cancel => Task.Delay(Timeout.Infinite, cancel) });
        await Enqueue(Job("note", "x"));

        Assert.Equal("Took longer than 00:00:00.2000000.", (await UntilDead()).Error);
    }

    [PostgresFact]
    public async Task Does_not_run_before_its_time()
    {
        var handler = new Recorder("note");
        await StartWorker(handler);
        var due = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1.5);
        await Enqueue(Job("note", "later") with { NotBefore = due });

        await Until(() => !handler.Seen.IsEmpty);
        Assert.True(TimeProvider.System.GetUtcNow() >= due);
    }

    [PostgresFact]
    public async Task Takes_up_what_a_dead_hub_left_when_the_lease_ends()
    {
        var handler = new Recorder("note");
        await Enqueue(Job("note", "left"));
        // A hub that claims and is never heard of again.
        Assert.Single(
            await JobTable.Claim(database, TimeSpan.FromMilliseconds(100), ["default"], ["note"], 1, default));
        await StartWorker(new JobWorkerOptions { Lease = TimeSpan.FromSeconds(1) }, handler);

        await Until(async () => await Left() == 0);
        Assert.Equal(["left"], handler.Seen);
        Assert.Equal([2], handler.Attempts);
    }

    [PostgresFact]
    public async Task Keeps_its_lease_while_a_handler_runs_longer_than_it()
    {
        var handler = new Recorder("note") { Work = cancel => Task.Delay(2_500, cancel) };
        await Enqueue(Job("note", "long"));
        var options = new JobWorkerOptions { Lease = TimeSpan.FromSeconds(1) };
        await StartWorker(options, handler);
        await StartWorker(options, handler);

        await Until(async () => await Left() == 0);
        Assert.Equal([1], handler.Attempts);
    }

    [PostgresFact]
    public async Task Changes_nothing_after_it_lost_its_lease()
    {
        await Enqueue(Job("note", "x"));
        var lost = Assert.Single(await JobTable.Claim(database, TimeSpan.Zero, ["default"], ["note"], 1, default));
        await JobTable.RetryLater(database, lost, TimeSpan.Zero, "The hub that ran it fell silent.", default);
        var held = Assert.Single(await JobTable.Claim(database, Patience, ["default"], ["note"], 1, default));

        await JobTable.Finish(database, [lost], default);
        await JobTable.Kill(database, lost, "late", default);

        Assert.Equal([held.Id], await JobTable.Renew(database, Patience, [held], default));
        Assert.Empty(await JobTable.Renew(database, Patience, [lost], default));
    }

    [PostgresFact]
    public async Task Gives_running_jobs_back_when_it_is_stopped()
    {
        var started = new TaskCompletionSource();
        var handler = new Recorder("note")
        {
            Work = cancel => { started.TrySetResult(); return Task.Delay(Timeout.Infinite, cancel); },
        };
        var worker = await StartWorker(handler);
        await Enqueue(Job("note", "x"));
        await started.Task.WaitAsync(Patience);

        await worker.StopAsync(default);

        await using var reading = await database.Read(default);
        var row = Assert.Single(await JobAdministration.List(reading, JobState.Waiting, null, 10, default));
        Assert.Equal(0, row.Attempts);
    }

    [PostgresFact]
    public async Task Runs_no_more_of_a_limited_kind_than_it_says()
    {
        var most = 0;
        var now = 0;
        var handler = new Recorder("heavy")
        {
            ParallelLimit = 2,
            Work = async cancel =>
            {
                var running = Interlocked.Increment(ref now);
                InterlockedMax(ref most, running);
                await Task.Delay(50, cancel);
                Interlocked.Decrement(ref now);
            },
        };
        for (var number = 0; number < 12; number++) await Enqueue(Job("heavy", $"{number}"));
        await StartWorker(handler);

        await Until(async () => await Left() == 0);
        Assert.Equal(2, most);
    }

    [PostgresFact]
    public async Task Arms_recurring_work_again_when_it_ends_and_when_it_fails()
    {
        var handler = new Recorder("sweep")
        {
            Retry = Quick with { MaxAttempts = 1 },
            Fail = run => run.Attempt == 1 ? new IOException("Away.") : null,
        };
        await queue.UpsertRecurring("sweep-all", new Recurrence.Every(TimeSpan.FromSeconds(1)), Job("sweep", ""),
            default);
        await queue.UpsertRecurring("sweep-all", new Recurrence.Every(TimeSpan.FromSeconds(1)), Job("sweep", ""),
            default);
        await StartWorker(handler);

        await Until(() => handler.Seen.Count >= 2);
        await queue.RemoveRecurring("sweep-all", default);
        Assert.Equal(0, await Left());
    }

    [PostgresFact]
    public async Task Leaves_kinds_without_a_handler_to_other_hubs()
    {
        var handler = new Recorder("known");
        await StartWorker(handler);
        await Enqueue(Job("unknown", "x"));
        await Enqueue(Job("known", "y"));

        await Until(() => !handler.Seen.IsEmpty);
        await using var reading = await database.Read(default);
        Assert.Equal("unknown",
            Assert.Single(await JobAdministration.List(reading, JobState.Waiting, null, 10, default)).Kind);
    }

    private async Task<JobWorker> StartWorker(params IJobHandler[] handlers) => await StartWorker(new(), handlers);

    private async Task<JobWorker> StartWorker(JobWorkerOptions options, params IJobHandler[] handlers)
    {
        var listener = new NotifyListener(database, TimeProvider.System, NullLogger<NotifyListener>.Instance);
        var worker =
            new JobWorker(database, listener, handlers, options, TimeProvider.System, NullLogger<JobWorker>.Instance);
        opened.Add(listener);
        opened.Add(new Stopper(worker));
        await worker.StartAsync(default);
        return worker;
    }

    private async Task Enqueue(JobRequest request)
    {
        await using var work = await database.Begin(default);
        await queue.Enqueue(work, request, default);
        await work.Commit(default);
    }

    private async Task<long> Left()
    {
        await using var reading = await database.Read(default);
        return await reading.Row<long>("SELECT count(*) FROM job", null, default);
    }

    private async Task<JobRow> UntilDead()
    {
        IReadOnlyList<JobRow> dead = [];
        await Until(async () =>
        {
            await using var reading = await database.Read(default);
            dead = await JobAdministration.List(reading, JobState.Dead, null, 10, default);
            return dead.Count > 0;
        });
        return Assert.Single(dead);
    }

    private static JobRequest Job(string kind, string text) => new(kind, Encoding.UTF8.GetBytes(text));

    private static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    private static async Task Until(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "It did not happen in time.");
            await Task.Delay(20);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }

    private sealed class Stopper(JobWorker worker) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await worker.StopAsync(default);
            worker.Dispose();
        }
    }

    private sealed class Recorder(string kind) : IJobHandler
    {
        public string Kind => kind;
        public RetryPolicy Retry { get; init; } = Quick;
        public int ParallelLimit { get; init; } = int.MaxValue;
        public ConcurrentQueue<string> Seen { get; } = new();
        public ConcurrentQueue<int> Attempts { get; } = new();
        public Func<JobRun, Exception?> Fail { get; init; } = _ => null;
        public Func<CancellationToken, Task> Work { get; init; } = _ => Task.CompletedTask;

        public async Task Run(JobRun run, CancellationToken cancel)
        {
            Attempts.Enqueue(run.Attempt);
            await Work(cancel);
            Seen.Enqueue(Encoding.UTF8.GetString(run.Payload.Span));
            if (Fail(run) is { } failure) throw failure;
        }
    }
}
