using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Telemed.Storage.Notify;

/// <summary>
/// Hears notifications on one connection for the whole process and hands them to subscribers, in order. After a
/// cut it connects again and tells every subscriber of the gap, since what was sent meanwhile is lost.
/// </summary>
public sealed partial class NotifyListener : IAsyncDisposable
{
    private const int HeardLimit = 20_000;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private const string FindKept = "SELECT payload FROM notify_overflow WHERE id = @id";

    private readonly Database database;
    private readonly TimeProvider time;
    private readonly ILogger<NotifyListener> logger;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private ImmutableList<Subscription> subscriptions = [];
    private CancellationTokenSource channelsChanged = new();
    private Task? loop;

    /// <summary>Makes a listener; it connects at the first subscription.</summary>
    public NotifyListener(Database database, TimeProvider time, ILogger<NotifyListener> logger)
    {
        this.database = database;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Subscribes to a channel until the result is disposed.</summary>
    /// <param name="channel">Lower-case letters, digits and underscores, at most 60 of them.</param>
    /// <param name="receive">Called with each payload, one at a time; must be quick and must not throw.</param>
    /// <param name="gap">Called when listening began, and again after every cut: look for yourself now.</param>
    /// <exception cref="ArgumentException">The channel name is none.</exception>
    public IDisposable Subscribe(string channel, Action<string> receive, Action? gap)
    {
        if (!ChannelName().IsMatch(channel))
            throw new ArgumentException($"'{channel}' is not a channel name.", nameof(channel));
        var subscription = new Subscription(this, channel, receive, gap);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            subscriptions = subscriptions.Add(subscription);
            channelsChanged.Cancel();
            loop ??= Task.Run(Run);
        }
        return subscription;
    }

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (loop is not null) await loop;
        stop.Dispose();
        channelsChanged.Dispose();
    }

    private async Task Run()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Listen();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException)
            {
                LogCut(logger, problem);
                await Task.Delay(RetryPause, time, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task Listen()
    {
        // Outside the pool: a session that listens must not be handed to others afterwards.
        await using var connection = new NpgsqlConnection(database.OwnConnectionString);
        await connection.OpenAsync(stop.Token);
        var heard = Channel.CreateBounded<(string Channel, string Wire)>(
            new BoundedChannelOptions(HeardLimit)
            {
                FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true,
            });
        connection.Notification += (_, said) => heard.Writer.TryWrite((said.Channel, said.Payload));
        var listening = new HashSet<string>(StringComparer.Ordinal);
        var told = new HashSet<Subscription>();
        while (true)
        {
            var changed = await ListenToNew(connection, listening, told);
            while (heard.Reader.TryRead(out var said)) await Deliver(said.Channel, said.Wire);
            try
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, changed);
                await connection.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // A channel was added; it is listened to in the next round.
            }
        }
    }

    private async Task<CancellationToken> ListenToNew(
        NpgsqlConnection connection, HashSet<string> listening, HashSet<Subscription> told)
    {
        CancellationToken changed;
        lock (gate)
        {
            if (channelsChanged.IsCancellationRequested)
            {
                channelsChanged.Dispose();
                channelsChanged = new CancellationTokenSource();
            }
            changed = channelsChanged.Token;
        }
        foreach (var subscription in subscriptions)
        {
            if (listening.Add(subscription.Channel))
            {
                // The name is checked at subscription: LISTEN takes no parameters.
                await using var listen = new NpgsqlCommand($"LISTEN {subscription.Channel}", connection);
                await listen.ExecuteNonQueryAsync(stop.Token);
            }
            if (told.Add(subscription)) Tell(subscription.Gap);
        }
        return changed;
    }

    private async Task Deliver(string channel, string wire)
    {
        var payload = NotifyPayload.KeptId(wire) is { } id ? await Kept(id) : NotifyPayload.Text(wire);
        if (payload is null) return;
        foreach (var subscription in subscriptions)
            if (subscription.Channel == channel) Tell(() => subscription.Receive(payload));
    }

    private async Task<string?> Kept(long id)
    {
        await using var reading = await database.Read(stop.Token);
        return await reading.RowOrNone<string>(FindKept, new { id }, stop.Token);
    }

    // One subscriber's mistake must not deafen the others.
    private void Tell(Action? action)
    {
        try
        {
            action?.Invoke();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogSubscriberFailed(logger, problem);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (gate) subscriptions = subscriptions.Remove(subscription);
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,59}$")]
    private static partial Regex ChannelName();

    [LoggerMessage(1111, LogLevel.Warning, "The listening connection was cut; it is opened again.")]
    private static partial void LogCut(ILogger logger, Exception problem);

    [LoggerMessage(1112, LogLevel.Error, "A subscriber failed on a notification.")]
    private static partial void LogSubscriberFailed(ILogger logger, Exception problem);

    private sealed class Subscription(NotifyListener owner, string channel, Action<string> receive, Action? gap)
        : IDisposable
    {
        internal string Channel { get; } = channel;
        internal Action<string> Receive { get; } = receive;
        internal Action? Gap { get; } = gap;

        public void Dispose() => owner.Remove(this);
    }
}
