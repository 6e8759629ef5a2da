using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Telemed.Storage.Notify;

namespace Telemed.Hub.Live;

/// <summary>Hears what any hub changed and tells those who are connected to this one.</summary>
internal sealed partial class LiveRelay(NotifyListener listener, IHubContext<LiveHub> browsers,
    LiveConnections connections, ILogger<LiveRelay> log) : IHostedService
{
    internal const string ChangedMethod = "changed";

    private IDisposable? subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // After a gap nobody knows what was missed; browsers that connect anew fetch again whatever they show.
        subscription = listener.Subscribe(LiveChanges.Channel, Pass, connections.CutAll);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        return Task.CompletedTask;
    }

    private void Pass(string payload)
    {
        if (JsonSerializer.Deserialize(payload, LiveJson.Default.LiveRelayed) is { } relayed)
            Forget(browsers.Clients.Group(relayed.Group)
                .SendAsync(ChangedMethod, relayed.Message, CancellationToken.None));
    }

    // Nobody waits for a browser to hear; one that does not is told to fetch again when it comes back.
    private void Forget(Task sending) =>
        _ = sending.ContinueWith(failed => SendingFailed(log, failed.Exception), CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    [LoggerMessage(1102, LogLevel.Warning, "A live message could not be handed to the browsers of this hub.")]
    private static partial void SendingFailed(ILogger log, Exception? problem);
}
