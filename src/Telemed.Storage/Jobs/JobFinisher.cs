using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Telemed.Storage.Jobs;

/// <summary>
/// Removes finished jobs, those of many handlers in one commit. Each handler's slot stays taken until its row is
/// gone, so a crash repeats no more jobs than run in parallel.
/// </summary>
internal sealed partial class JobFinisher : IAsyncDisposable
{
    private const int BatchLimit = 256;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private const int AttemptsLimit = 3;

    private readonly Channel<(ClaimedJob Job, TaskCompletionSource Removed)> done =
        Channel.CreateBounded<(ClaimedJob, TaskCompletionSource)>(
            new BoundedChannelOptions(BatchLimit) { SingleReader = true });

    private readonly Database database;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task loop;

    internal JobFinisher(Database database, TimeProvider time, ILogger logger)
    {
        this.database = database;
        this.time = time;
        this.logger = logger;
        loop = Task.Run(Run);
    }

    internal async Task Finish(ClaimedJob job)
    {
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await done.Writer.WriteAsync((job, removed));
        await removed.Task;
    }

    public async ValueTask DisposeAsync()
    {
        done.Writer.TryComplete();
        await loop;
    }

    private async Task Run()
    {
        var batch = new List<(ClaimedJob Job, TaskCompletionSource Removed)>(BatchLimit);
        while (await done.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchLimit && done.Reader.TryRead(out var next)) batch.Add(next);
            await Remove([.. batch.Select(each => each.Job)]);
            foreach (var (_, removed) in batch) removed.SetResult();
        }
    }

    private async Task Remove(IReadOnlyCollection<ClaimedJob> jobs)
    {
        for (var attempt = 1; attempt <= AttemptsLimit; attempt++)
        {
            try
            {
                await JobTable.Finish(database, jobs, CancellationToken.None);
                return;
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
            {
                // When this goes on, the leases end and the jobs run again, which handlers must bear anyway.
                LogNotRemoved(logger, jobs.Count, problem);
                await Task.Delay(RetryPause, time);
            }
        }
    }

    [LoggerMessage(1211, LogLevel.Warning, "{Count} finished jobs could not be removed yet.")]
    private static partial void LogNotRemoved(ILogger logger, int count, Exception problem);
}
