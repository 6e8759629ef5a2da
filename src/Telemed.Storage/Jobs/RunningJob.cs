namespace Telemed.Storage.Jobs;

/// <summary>A job whose handler runs in this process.</summary>
internal sealed class RunningJob(ClaimedJob job, CancellationTokenSource cancel)
{
    internal ClaimedJob Job { get; } = job;

    internal CancellationTokenSource Cancel { get; } = cancel;

    internal Task Done { get; set; } = Task.CompletedTask;

    internal bool TimedOut { get; private set; }

    internal bool LeaseLost { get; private set; }

    internal void TimeOut()
    {
        TimedOut = true;
        TryCancel();
    }

    internal void LoseLease()
    {
        LeaseLost = true;
        TryCancel();
    }

    private void TryCancel()
    {
        try
        {
            Cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It finished at this very moment.
        }
    }
}
