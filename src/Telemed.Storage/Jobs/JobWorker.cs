using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Telemed.Storage.Notify;

namespace Telemed.Storage.Jobs;

/// <summary>How a hub works on jobs.</summary>
public sealed record JobWorkerOptions
{
    /// <summary>The queues this hub takes work from.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [JobRequest.DefaultQueue];

    /// <summary>Jobs at a time, 1 to 256.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>How long a claimed job stays claimed when its hub falls silent, 3 seconds to an hour.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the table is looked at even when nobody calls.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Claims due jobs and runs their handlers, a bounded number at a time. It is woken by a notification after the
/// commit that added work and looks once a second besides; leases are renewed while handlers run, and what another
/// hub left behind when it died is taken up again.
/// </summary>
public sealed partial class JobWorker : BackgroundService
{
    private const int ErrorLimitChars = 4_000;
    private static readonly TimeSpan BurstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan TroublePause = TimeSpan.FromSeconds(2);

    private readonly Database database;
    private readonly NotifyListener listener;
    private readonly JobWorkerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<JobWorker> logger;
    private readonly Dictionary<string, IJobHandler> handlers;
    private readonly ConcurrentDictionary<JobId, RunningJob> running = new();
    private readonly JobFinisher finisher;
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>
    /// Makes a worker for the kinds that have a handler here; jobs of other kinds are left to other hubs.
    /// </summary>
    /// <exception cref="ArgumentException">Two handlers share a kind.</exception>
    public JobWorker(
        Database database, NotifyListener listener, IEnumerable<IJobHandler> handlers, JobWorkerOptions options,
        TimeProvider time, ILogger<JobWorker> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallel, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Parallel, 256);
        this.database = database;
        this.listener = listener;
        this.options = options;
        this.time = time;
        this.logger = logger;
        this.handlers = handlers.ToDictionary(handler => handler.Kind);
        finisher = new JobFinisher(database, time, logger);
    }

    /// <summary>How many handlers run in this process now.</summary>
    public int RunningCount => running.Count;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription =
            listener.Subscribe(JobTable.WakeChannel, _ => wake.Writer.TryWrite(true), () => wake.Writer.TryWrite(true));
        var keeping = KeepLeases(stoppingToken);
        await Guarded(ClaimAndStart, stoppingToken);
        await keeping;
        await Task.WhenAll(running.Values.Select(each => each.Done));
        await finisher.DisposeAsync();
    }

    private async Task ClaimAndStart(CancellationToken cancel)
    {
        if (running.Count < options.Parallel)
        {
            // Slots become free in bursts, as finished jobs leave together: one claim for the burst, not one each.
            if (!running.IsEmpty) await Task.Delay(BurstPause, time, cancel);
            var (asked, claimed) = await ClaimFree(cancel);
            foreach (var job in claimed) Begin(job, cancel);
            if (claimed.Count > 0 && claimed.Count >= asked) return;
        }
        await WakeOrPoll(cancel);
    }

    private async Task WakeOrPoll(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var timer =
            time.CreateTimer(_ => wake.Writer.TryWrite(true), null, options.Poll, Timeout.InfiniteTimeSpan);
        await wake.Reader.ReadAsync(limit.Token);
    }

    private async Task<(int Asked, IReadOnlyList<ClaimedJob> Claimed)> ClaimFree(CancellationToken cancel)
    {
        var free = options.Parallel - running.Count;
        var asked = free;
        var claimed = new List<ClaimedJob>();
        var perKind = running.Values.CountBy(each => each.Job.Kind).ToDictionary();
        string[] unlimited =
            [.. handlers.Values.Where(each => each.ParallelLimit >= options.Parallel).Select(each => each.Kind)];
        foreach (var limited in handlers.Values.Where(each => each.ParallelLimit < options.Parallel))
        {
            var room = Math.Min(free - claimed.Count, limited.ParallelLimit - perKind.GetValueOrDefault(limited.Kind));
            if (room > 0) claimed.AddRange(await Claim([limited.Kind], room, cancel));
        }
        if (unlimited.Length > 0 && claimed.Count < free)
            claimed.AddRange(await Claim(unlimited, free - claimed.Count, cancel));
        return (asked, claimed);
    }

    private Task<IReadOnlyList<ClaimedJob>> Claim(string[] kinds, int limit, CancellationToken cancel) =>
        JobTable.Claim(database, options.Lease, [.. options.Queues], kinds, limit, cancel);

    private void Begin(ClaimedJob job, CancellationToken stopping)
    {
        var own = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var entry = new RunningJob(job, own);
        running[job.Id] = entry;
        entry.Done = Task.Run(async () =>
        {
            try
            {
                await RunOne(entry, stopping);
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
            {
                // The outcome could not be written; the lease ends and the job runs again.
                LogOutcomeLost(logger, job.Kind, job.Id.Value, problem);
            }
            finally
            {
                running.TryRemove(job.Id, out _);
                own.Dispose();
                wake.Writer.TryWrite(true);
            }
        }, CancellationToken.None);
    }

    private async Task RunOne(RunningJob entry, CancellationToken stopping)
    {
        var job = entry.Job;
        var handler = handlers[job.Kind];
        using var timer = time.CreateTimer(_ => entry.TimeOut(), null, handler.Retry.Timeout, Timeout.InfiniteTimeSpan);
        try
        {
            await handler.Run(job.ToRun(), entry.Cancel.Token);
            if (job.Recurrence is null) await finisher.Finish(job);
            else await JobTable.RearmAt(database, job, NextDue(job), null, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await JobTable.Return(database, job, CancellationToken.None);
        }
        catch (OperationCanceledException) when (entry.LeaseLost)
        {
            LogLeaseLost(logger, job.Kind, job.Id.Value);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            var error = entry.TimedOut ? $"Took longer than {handler.Retry.Timeout}." : problem.ToString();
            LogAttemptFailed(logger, job.Kind, job.Id.Value, job.Attempts, problem);
            await Failed(job, handler, error, problem is JobRefusedException);
        }
    }

    private async Task Failed(ClaimedJob job, IJobHandler handler, string error, bool useless)
    {
        // PostgreSQL keeps no zero byte in text, and a fault may quote what somebody sent.
        var shown = (error.Length <= ErrorLimitChars ? error : error[..ErrorLimitChars]).Replace('\0', ' ');
        if (!useless && job.Attempts < handler.Retry.MaxAttempts)
        {
            await JobTable.RetryLater(database, job, handler.Retry.Delay(job.Attempts), shown, CancellationToken.None);
            return;
        }
        if (job.Recurrence is not null)
        {
            // Recurring work has another chance at its next time; its row keeps the error until then.
            await JobTable.RearmAt(database, job, NextDue(job), shown, CancellationToken.None);
            return;
        }
        LogDead(logger, job.Kind, job.Id.Value, job.Attempts);
        await JobTable.Kill(database, job, shown, CancellationToken.None);
    }

    private DateTimeOffset NextDue(ClaimedJob job) => Recurrence.Parse(job.Recurrence!).Next(time.GetUtcNow());

    private async Task KeepLeases(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, time);
        await Guarded(async cancel =>
        {
            await timer.WaitForNextTickAsync(cancel);
            await RenewHeld(cancel);
            foreach (var left in await JobTable.Expired(database, [.. handlers.Keys], cancel))
                if (!running.ContainsKey(left.Id))
                    await Failed(left, handlers[left.Kind], "The hub that ran it fell silent.", useless: false);
        }, stopping);
    }

    private async Task RenewHeld(CancellationToken cancel)
    {
        var held = running.Values.ToList();
        if (held.Count == 0) return;
        var kept = await JobTable.Renew(database, options.Lease, [.. held.Select(each => each.Job)], cancel);
        foreach (var lost in held.Where(each => !kept.Contains(each.Job.Id))) lost.LoseLease();
    }

    private async Task Guarded(Func<CancellationToken, Task> step, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await step(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException)
            {
                LogTrouble(logger, problem);
                await Task.Delay(TroublePause, time, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "Attempt {Attempt} at job {Kind} {Id} failed.")]
    private static partial void LogAttemptFailed(ILogger logger, string kind, Guid id, int attempt, Exception problem);

    [LoggerMessage(1202, LogLevel.Error, "Job {Kind} {Id} is dead after {Attempts} attempts; a person has to decide.")]
    private static partial void LogDead(ILogger logger, string kind, Guid id, int attempts);

    [LoggerMessage(1203, LogLevel.Warning, "Job {Kind} {Id} was taken away while it ran.")]
    private static partial void LogLeaseLost(ILogger logger, string kind, Guid id);

    [LoggerMessage(1204, LogLevel.Warning, "The outcome of job {Kind} {Id} could not be written; it runs again.")]
    private static partial void LogOutcomeLost(ILogger logger, string kind, Guid id, Exception problem);

    [LoggerMessage(1205, LogLevel.Warning, "The job table could not be reached; trying again.")]
    private static partial void LogTrouble(ILogger logger, Exception problem);
}
