using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Telemed.Hub.Tests.Platform;

/// <summary>The least of a SignalR client: JSON protocol over one WebSocket, without negotiation.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private const char RecordEnd = '\u001e';
    private readonly ClientWebSocket socket = new();
    private readonly Channel<JsonElement> messages = Channel.CreateUnbounded<JsonElement>();
    private readonly Dictionary<string, TaskCompletionSource<JsonElement>> waiting = [];
    private readonly Lock gate = new();
    private int invocations;
    private Task reading = Task.CompletedTask;

    /// <summary>Ends when the hub or this side closed the connection.</summary>
    public Task Closed => reading;

    public static async Task<LiveClient> Connect(Uri hub, string cookie)
    {
        var client = new LiveClient();
        client.socket.Options.SetRequestHeader("Cookie", cookie);
        await client.socket.ConnectAsync(new Uri($"ws://{hub.Authority}/live"), CancellationToken.None);
        await client.Send("""{"protocol":"json","version":1}""");
        await client.Receive();
        client.reading = client.ReadAll();
        return client;
    }

    /// <summary>Calls a method of the hub and waits until it is done.</summary>
    /// <exception cref="InvalidOperationException">The hub refused; the message says why.</exception>
    public async Task Invoke(string method, params object[] arguments)
    {
        var id = $"{Interlocked.Increment(ref invocations)}";
        var done = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) waiting[id] = done;
        await Send(JsonSerializer.Serialize(new { type = 1, target = method, arguments, invocationId = id }));
        var answer = await done.Task.WaitAsync(TimeSpan.FromSeconds(10));
        if (answer.TryGetProperty("error", out var error)) throw new InvalidOperationException(error.GetString());
    }

    public Task Watch(string topic) => Invoke("Watch", topic);

    /// <summary>
    /// The next message that something changed, as {topic, kind, id, version}; fails after the given seconds.
    /// </summary>
    public async Task<JsonElement> NextChange(double withinSeconds = 5)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(withinSeconds));
        return await messages.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The next change of a kind; others are passed over.</summary>
    public async Task<JsonElement> NextChange(string kind, double withinSeconds = 5)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(withinSeconds));
        while (true)
        {
            var change = await messages.Reader.ReadAsync(limit.Token);
            if (change.GetProperty("kind").GetString() == kind) return change;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (socket.State == WebSocketState.Open)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        socket.Dispose();
    }

    private Task Send(string json) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(json + RecordEnd), WebSocketMessageType.Text, endOfMessage: true,
            CancellationToken.None);

    private async Task<string> Receive()
    {
        var buffer = new byte[16 * 1024];
        using var whole = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return "";
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(whole.ToArray());
        }
    }

    private async Task ReadAll()
    {
        try
        {
            while (await Receive() is { Length: > 0 } text)
                foreach (var record in text.Split(RecordEnd, StringSplitOptions.RemoveEmptyEntries))
                    Take(JsonDocument.Parse(record).RootElement);
        }
        catch (Exception ended) when (
            ended is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is gone, which Closed tells.
        }
        messages.Writer.TryComplete();
    }

    private void Take(JsonElement record)
    {
        var type = record.GetProperty("type").GetInt32();
        if (type == 3)
        {
            lock (gate)
                if (waiting.Remove(record.GetProperty("invocationId").GetString()!, out var done))
                    done.SetResult(record);
        }
        if (type == 1 && record.GetProperty("target").GetString() == "changed")
            messages.Writer.TryWrite(record.GetProperty("arguments")[0]);
    }
}
