using System.Text.Json;
using Telemed.TestKit;

namespace Telemed.Hub.Tests.Platform;

/// <summary>A browser that watches topics.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private readonly SignalRConnection connection;

    private LiveClient(SignalRConnection connection) => this.connection = connection;

    /// <summary>Ends when the hub or this side closed the connection.</summary>
    public Task Closed => connection.Closed;

    public static async Task<LiveClient> Connect(Uri hub, string cookie) =>
        new(await SignalRConnection.Connect(hub, cookie, onMessage: null, CancellationToken.None));

    public Task Watch(string topic) => connection.Invoke("Watch", topic);

    /// <summary>
    /// The next message that something changed, as {topic, kind, id, version}; fails after the given seconds.
    /// </summary>
    public Task<JsonElement> NextChange(double withinSeconds = 5) => connection.Next("changed", withinSeconds);

    /// <summary>The next change of a kind; others are passed over.</summary>
    public Task<JsonElement> NextChange(string kind, double withinSeconds = 5) =>
        connection.Next("changed", change => change.GetProperty("kind").GetString() == kind, withinSeconds);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
