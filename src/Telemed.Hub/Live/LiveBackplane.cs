using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Telemed.Storage;

namespace Telemed.Hub.Live;

/// <summary>
/// Hands messages to the browsers of this hub, and through PostgreSQL to those of every other: groups, people, single
/// connections and group membership work as if there were one hub. What PostgreSQL cannot carry in a notification
/// travels through a table; a missed message is noticed by its number, and then every line of this hub is cut, because
/// browsers that come back fetch what they show.
/// </summary>
internal sealed partial class LiveBackplane(
    Database database, LivePeers peers, IOptions<JsonHubProtocolOptions> protocol, TimeProvider time,
    ILogger<LiveBackplane> log, ILogger<DefaultHubLifetimeManager<LiveHub>> baseLog)
    : DefaultHubLifetimeManager<LiveHub>(baseLog)
{
    private static readonly TimeSpan MembershipLimit = TimeSpan.FromSeconds(5);

    private readonly string node = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, HubConnectionContext> here = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);
    private readonly Lock numbering = new();
    private long sequence;
    private long asked;

    /// <summary>This hub's name among hubs, new with every start.</summary>
    internal string Node => node;

    /// <summary>The connections of this hub.</summary>
    internal IReadOnlyCollection<string> Connections => [.. here.Keys];

    private JsonSerializerOptions Json => protocol.Value.PayloadSerializerOptions;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        here[connection.ConnectionId] = connection;
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        here.TryRemove(connection.ConnectionId, out _);
        return base.OnDisconnectedAsync(connection);
    }

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        Publish(LiveOrder.All, [], [], methodName, args);
        return base.SendAllAsync(methodName, args, cancellationToken);
    }

    public override Task SendAllExceptAsync(string methodName, object?[] args,
        IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default)
    {
        Publish(LiveOrder.All, [], excludedConnectionIds, methodName, args);
        return base.SendAllExceptAsync(methodName, args, excludedConnectionIds, cancellationToken);
    }

    public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args,
        CancellationToken cancellationToken = default) =>
        SendConnectionsAsync([connectionId], methodName, args, cancellationToken);

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        var elsewhere = connectionIds.Where(id => !here.ContainsKey(id)).ToArray();
        if (elsewhere.Length > 0) Publish(LiveOrder.Connection, elsewhere, [], methodName, args);
        return base.SendConnectionsAsync(connectionIds, methodName, args, cancellationToken);
    }

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        Publish(LiveOrder.Group, [groupName], [], methodName, args);
        return base.SendGroupAsync(groupName, methodName, args, cancellationToken);
    }

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        Publish(LiveOrder.Group, groupNames, [], methodName, args);
        return base.SendGroupsAsync(groupNames, methodName, args, cancellationToken);
    }

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args,
        IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default)
    {
        Publish(LiveOrder.Group, [groupName], excludedConnectionIds, methodName, args);
        return base.SendGroupExceptAsync(groupName, methodName, args, excludedConnectionIds, cancellationToken);
    }

    public override Task SendUserAsync(string userId, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        Publish(LiveOrder.User, [userId], [], methodName, args);
        return base.SendUserAsync(userId, methodName, args, cancellationToken);
    }

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        Publish(LiveOrder.User, userIds, [], methodName, args);
        return base.SendUsersAsync(userIds, methodName, args, cancellationToken);
    }

    public override Task AddToGroupAsync(string connectionId, string groupName,
        CancellationToken cancellationToken = default) =>
        here.ContainsKey(connectionId)
            ? base.AddToGroupAsync(connectionId, groupName, cancellationToken)
            : AskElsewhere(LiveOrder.Join, connectionId, groupName, cancellationToken);

    public override Task RemoveFromGroupAsync(string connectionId, string groupName,
        CancellationToken cancellationToken = default) =>
        here.ContainsKey(connectionId)
            ? base.RemoveFromGroupAsync(connectionId, groupName, cancellationToken)
            : AskElsewhere(LiveOrder.Leave, connectionId, groupName, cancellationToken);

    /// <summary>Says that this hub is there, and how many messages it has sent.</summary>
    internal void Sign(LiveOrder order)
    {
        lock (numbering)
            Tell(LiveEnvelope.Write(node, sequence, order, [], [], "", [], Json));
    }

    /// <summary>Takes a notification.</summary>
    /// <param name="payload">What came.</param>
    /// <param name="own">Called for a sign of life of this hub, which shows that it hears.</param>
    /// <returns>False when a message before this one was missed.</returns>
    internal bool Receive(string payload, Action own)
    {
        if (payload.StartsWith(node, StringComparison.Ordinal))
        {
            own();
            return true;
        }
        if (LiveEnvelope.Read(payload) is not { } message) return true;
        var whole = message.Node == LiveEnvelope.Nobody || !peers.Missed(message);
        if (message.Order == LiveOrder.Hello) Sign(LiveOrder.Here);
        Forget(Deliver(message));
        return whole;
    }

    private Task Deliver(LiveEnvelope message)
    {
        object?[] arguments = [.. message.Arguments.Select(argument => (object?)argument)];
        var (targets, method) = (message.Targets, message.Method);
        return message.Order switch
        {
            LiveOrder.All => base.SendAllExceptAsync(method, arguments, message.Excluded),
            LiveOrder.Group when message.Excluded.Count > 0 =>
                base.SendGroupExceptAsync(targets[0], method, arguments, message.Excluded),
            LiveOrder.Group => base.SendGroupsAsync(targets, method, arguments),
            LiveOrder.User => base.SendUsersAsync(targets, method, arguments),
            LiveOrder.Connection => base.SendConnectionsAsync(targets, method, arguments),
            LiveOrder.Join or LiveOrder.Leave => ChangeMembership(message),
            LiveOrder.Done => Answered(targets[0]),
            LiveOrder.Here or LiveOrder.Hello => Task.CompletedTask,
            _ => Task.CompletedTask, // a newer hub's order, which an older one cannot follow
        };
    }

    private async Task ChangeMembership(LiveEnvelope message)
    {
        var (connection, question) = (message.Targets[0], message.Targets[1]);
        if (!here.ContainsKey(connection)) return;
        if (message.Order == LiveOrder.Join) await base.AddToGroupAsync(connection, message.Method);
        else await base.RemoveFromGroupAsync(connection, message.Method);
        Publish(LiveOrder.Done, [question], [], "", []);
    }

    private Task Answered(string question)
    {
        if (waiting.TryRemove(question, out var asker)) asker.TrySetResult();
        return Task.CompletedTask;
    }

    private async Task AskElsewhere(LiveOrder order, string connection, string group, CancellationToken cancel)
    {
        if (!peers.Any) return;
        var question = $"{node}-{Interlocked.Increment(ref asked)}";
        var answer = waiting[question] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            Publish(order, [connection, question], [], group, []);
            await answer.Task.WaitAsync(MembershipLimit, time, cancel);
        }
        catch (TimeoutException)
        {
            // The connection has ended meanwhile, on whichever hub it was: nobody is left to belong to the group.
            MembershipUnanswered(log);
        }
        finally
        {
            waiting.TryRemove(question, out _);
        }
    }

    private void Publish(LiveOrder order, IReadOnlyList<string> targets, IReadOnlyList<string> excluded, string method,
        object?[] arguments)
    {
        // Numbered and queued in one go, so that the others receive the numbers in order. What nobody seemed to be
        // there for is numbered too: a hub that was only slow sees the gap with the next sign of life.
        lock (numbering)
        {
            sequence++;
            if (!peers.Any) return;
            Tell(LiveEnvelope.Write(node, sequence, order, targets, excluded, method, arguments, Json));
        }
    }

    private void Tell(string payload) => database.Notify(LiveChanges.Channel, payload);

    // Nobody waits for a browser to hear; one that does not is told to fetch again when it comes back.
    private void Forget(Task sending) =>
        _ = sending.ContinueWith(failed => SendingFailed(log, failed.Exception), CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    [LoggerMessage(1102, LogLevel.Warning, "A live message could not be handed to the browsers of this hub.")]
    private static partial void SendingFailed(ILogger log, Exception? problem);

    [LoggerMessage(1103, LogLevel.Information, "No hub holds the connection whose group was to change.")]
    private static partial void MembershipUnanswered(ILogger log);
}
