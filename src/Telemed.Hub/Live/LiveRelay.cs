using Telemed.Storage.Notify;

namespace Telemed.Hub.Live;

/// <summary>
/// Listens for the other hubs and gives signs of life. When something was missed, every line of this hub is cut:
/// browsers come back within a second and fetch what they show.
/// </summary>
internal sealed partial class LiveRelay(NotifyListener listener, LiveBackplane backplane, LivePeers peers,
    LiveConnections connections, TimeProvider time, ILogger<LiveRelay> log) : BackgroundService
{
    // Longer than two signs of life: this hub did not hear itself, so it did not hear others either.
    private static readonly TimeSpan DeafFor = TimeSpan.FromSeconds(12);

    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long heardAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        // Browsers are let in only when this hub hears the others and they know of it.
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(10), time, cancellationToken)
            .ContinueWith(_ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        heardAt = time.GetTimestamp();
        using var subscription = listener.Subscribe(LiveChanges.Channel, Take, Begin);
        using var timer = new PeriodicTimer(LivePeers.SignEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                backplane.Sign(LiveOrder.Here);
                peers.Forget();
            }
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
    }

    private void Take(string payload)
    {
        if (!backplane.Receive(payload, HeardMyself)) Catch();
    }

    private void HeardMyself()
    {
        listening.TrySetResult();
        var deaf = time.GetElapsedTime(Interlocked.Exchange(ref heardAt, time.GetTimestamp())) > DeafFor;
        if (deaf) Catch();
    }

    private void Begin()
    {
        backplane.Sign(LiveOrder.Hello);
        connections.CutAll();
    }

    private void Catch()
    {
        SomethingMissed(log, connections.Count);
        connections.CutAll();
    }

    [LoggerMessage(1104, LogLevel.Warning,
        "Messages of another hub were missed; {Count} lines are cut so that their browsers fetch what they show.")]
    private static partial void SomethingMissed(ILogger log, int count);
}
