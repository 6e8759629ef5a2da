using Telemed.Domain;
using Telemed.Hub.Pathology;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>Finishes checks that a stopped hub left, and clears uploads whose sender never came back.</summary>
internal sealed class UploadSweeper(
    Database database, FinishUpload finish, UploadSpool spool, TimeProvider time, ILogger<UploadSweeper> log)
        : BackgroundService
{
    private const int BatchSize = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, TimeProvider.System);
        do
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                UploadLog.SweepFailed(log, failed);
            }
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task Sweep(CancellationToken cancel)
    {
        IReadOnlyList<Guid> waiting, expired;
        await using (var reading = await database.Read(cancel))
        {
            waiting = await UploadStore.Waiting(reading, time.GetUtcNow() - Abandoned, BatchSize, cancel);
            expired = await UploadStore.Expired(reading, time.GetUtcNow(), BatchSize, cancel);
        }
        foreach (var id in waiting) await finish.Run(new UploadId(id), cancel);
        foreach (var id in expired)
        {
            await using var work = await database.Begin(cancel);
            if (await UploadStore.Find(work, new UploadId(id), cancel) is { SlideId: { } slide })
                await SlideStore.Forget(work, new SlideId(slide), cancel);
            if (!await UploadStore.Remove(work, new UploadId(id), cancel)) continue;
            await work.Commit(cancel);
            spool.Remove(new UploadId(id));
            UploadLog.Expired(log, id);
        }
    }
}
