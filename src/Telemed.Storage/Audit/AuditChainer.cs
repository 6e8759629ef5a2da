using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Telemed.Storage.Audit;

/// <summary>
/// Links what was committed, several times a second, and anchors the head outside the database. Every hub runs one;
/// a lock in the database lets one at a time do it.
/// </summary>
public sealed partial class AuditChainer(
    Database database, AuditAnchors anchors, TimeProvider time, ILogger<AuditChainer> logger) : BackgroundService
{
    /// <summary>How often pending rows are looked for.</summary>
    public static readonly TimeSpan LinkInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a head that moved is anchored.</summary>
    public static readonly TimeSpan AnchorInterval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan TroublePause = TimeSpan.FromSeconds(2);

    private AuditHead anchored = AuditHead.Empty;
    private AuditHead? linked;

    /// <summary>Links everything that is pending now and anchors the head; what a stop and a backup call.</summary>
    public async Task LinkAndAnchor(CancellationToken cancel)
    {
        await LinkAll(cancel);
        await Anchor(cancel);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var anchoredAt = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(LinkInterval, time, stoppingToken);
                await LinkAll(stoppingToken);
                if (time.GetElapsedTime(anchoredAt) < AnchorInterval) continue;
                await Anchor(stoppingToken);
                anchoredAt = time.GetTimestamp();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException)
            {
                LogTrouble(logger, problem);
                await Task.Delay(TroublePause, time, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
        await FinishUp();
    }

    private async Task LinkAll(CancellationToken cancel)
    {
        while (await AuditChain.LinkPending(database, cancel) is { } done)
        {
            if (done.Linked > 0) linked = done.Head;
            if (done.Linked < AuditChain.BatchLimit) return;
        }
    }

    private async Task Anchor(CancellationToken cancel)
    {
        if (linked is null || linked.Position <= anchored.Position) return;
        await anchors.Append(linked, time.GetUtcNow(), cancel);
        anchored = linked;
    }

    private async Task FinishUp()
    {
        try
        {
            await LinkAndAnchor(CancellationToken.None);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException)
        {
            LogTrouble(logger, problem);
        }
    }

    [LoggerMessage(1301, LogLevel.Warning, "The audit trail could not be linked or anchored now; trying again.")]
    private static partial void LogTrouble(ILogger logger, Exception problem);
}
