using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Telemed.Domain;
using Telemed.Hub.Platform;
using Telemed.Storage.Notify;

namespace Telemed.Hub.Live;

/// <summary>Who is connected to this hub; a session that ends takes its connections with it.</summary>
internal sealed partial class LiveConnections(CallerLookup callers, NotifyListener listener, TimeProvider time,
    ILogger<LiveConnections> log)
    : BackgroundService
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Connected> connections = new(StringComparer.Ordinal);

    public int Count => connections.Count;

    public void Add(SessionId session, PersonId person, HubCallerContext context) =>
        connections[context.ConnectionId] = new(session, person, context);

    public void Remove(string connectionId) => connections.TryRemove(connectionId, out _);

    /// <summary>Cuts every line; browsers come back by themselves within a second.</summary>
    public void CutAll()
    {
        foreach (var connected in connections.Values) connected.Context.Abort();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var told = new SemaphoreSlim(0);
        using var subscription = listener.Subscribe(CallerLookup.ForgetChannel, _ => told.Release(),
            () => told.Release());
        while (!stoppingToken.IsCancellationRequested)
        {
            // An idle session ends without anyone saying so, hence the look round.
            await told.WaitAsync(CheckEvery, stoppingToken);
            while (told.CurrentCount > 0) await told.WaitAsync(stoppingToken);
            try
            {
                await DropEnded(stoppingToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                CheckFailed(log, problem);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
    }

    private async Task DropEnded(CancellationToken cancel)
    {
        foreach (var session in connections.Values.GroupBy(connected => connected.Session))
        {
            if (await callers.Again(session.Key, cancel) is not null) continue;
            foreach (var connected in session) connected.Context.Abort();
        }
    }

    [LoggerMessage(1101, LogLevel.Warning,
        "Live connections could not be checked against their sessions; the next look will.")]
    private static partial void CheckFailed(ILogger log, Exception problem);

    private sealed record Connected(SessionId Session, PersonId Person, HubCallerContext Context);
}
