using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Telemed.TestKit;

/// <summary>
/// The least of a SignalR client: JSON protocol over one WebSocket, without negotiation, as browsers behind a load
/// balancer use it.
/// </summary>
public sealed class SignalRConnection : IAsyncDisposable
{
    private const char RecordEnd = '\u001e';
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly Channel<(string Target, JsonElement Argument)> messages =
        Channel.CreateUnbounded<(string, JsonElement)>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> waiting = new();
    private Action<string, JsonElement>? listener;
    private int invocations;
    private Task reading = Task.CompletedTask;

    private SignalRConnection()
    {
    }

    /// <summary>Ends when the hub or this side closed the connection.</summary>
    public Task Closed => reading;

    /// <summary>Which hub took the connection, when a load balancer says so (X-Hub).</summary>
    public string? Hub { get; private set; }

    /// <summary>Connects with the cookie of a session.</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="cookie">The cookie header.</param>
    /// <param name="onMessage">
    /// Called with each message's name and first argument, one at a time; without it they wait for <see cref="Next"/>.
    /// </param>
    /// <param name="cancel">Ends the waiting.</param>
    public static async Task<SignalRConnection> Connect(
        Uri hub, string cookie, Action<string, JsonElement>? onMessage, CancellationToken cancel)
    {
        var made = new SignalRConnection { listener = onMessage };
        made.socket.Options.SetRequestHeader("Cookie", cookie);
        made.socket.Options.CollectHttpResponseDetails = true;
        await made.socket.ConnectAsync(new Uri($"ws://{hub.Authority}/live"), cancel);
        // A balancer that passed over a dead hub names both; the last one took the connection.
        made.Hub = made.socket.HttpResponseHeaders?.TryGetValue("X-Hub", out var hubs) == true
            ? hubs.Last().Split(',')[^1].Trim() : null;
        await made.SendRecord("""{"protocol":"json","version":1}""", cancel);
        await made.Receive();
        made.reading = made.ReadAll();
        return made;
    }

    /// <summary>Calls a method of the hub and waits for what it answers.</summary>
    /// <exception cref="InvalidOperationException">The hub refused; the message says why.</exception>
    public async Task<JsonElement> Invoke(string method, params object?[] arguments)
    {
        var id = Interlocked.Increment(ref invocations).ToString(CultureInfo.InvariantCulture);
        var done = waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendRecord(JsonSerializer.Serialize(
            new { type = 1, target = method, arguments, invocationId = id }, JsonSerializerOptions.Web));
        var answer = await done.Task.WaitAsync(AnswerLimit);
        if (answer.TryGetProperty("error", out var error)) throw new InvalidOperationException(error.GetString());
        return answer.TryGetProperty("result", out var result) ? result : default;
    }

    /// <summary>Calls a method of the hub without an answer.</summary>
    public Task Send(string method, params object?[] arguments) => SendRecord(
        JsonSerializer.Serialize(new { type = 1, target = method, arguments }, JsonSerializerOptions.Web));

    /// <summary>Sends one record as it is, whatever it says.</summary>
    public Task SendRecord(string json) => SendRecord(json, CancellationToken.None);

    /// <summary>Tells the hub that this side is alive, as browsers do every fifteen seconds.</summary>
    public Task Ping() => SendRecord("""{"type":6}""");

    /// <summary>The next message of a name; others before it are passed over.</summary>
    /// <exception cref="OperationCanceledException">None came in time.</exception>
    public async Task<JsonElement> Next(string target, double withinSeconds = 5)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(withinSeconds));
        while (true)
        {
            var (name, argument) = await messages.Reader.ReadAsync(limit.Token);
            if (name == target) return argument;
        }
    }

    /// <summary>The next message of a name that is as wanted; others before it are passed over.</summary>
    /// <exception cref="OperationCanceledException">None came in time.</exception>
    public async Task<JsonElement> Next(string target, Func<JsonElement, bool> wanted, double withinSeconds = 5)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(withinSeconds));
        while (true)
        {
            var (name, argument) = await messages.Reader.ReadAsync(limit.Token);
            if (name == target && wanted(argument)) return argument;
        }
    }

    /// <summary>Everything that came and was not looked at yet.</summary>
    public IReadOnlyList<(string Target, JsonElement Argument)> Waiting()
    {
        var found = new List<(string, JsonElement)>();
        while (messages.Reader.TryRead(out var message)) found.Add(message);
        return found;
    }

    /// <summary>Ends the connection without a word, as a cut line does.</summary>
    public void Cut() => socket.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (socket.State == WebSocketState.Open)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The other side was faster.
        }
        socket.Dispose();
        sending.Dispose();
    }

    private async Task SendRecord(string json, CancellationToken cancel)
    {
        await sending.WaitAsync(cancel);
        try
        {
            await socket.SendAsync(
                Encoding.UTF8.GetBytes(json + RecordEnd), WebSocketMessageType.Text, endOfMessage: true, cancel);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task<string> Receive()
    {
        var buffer = new byte[16 * 1024];
        using var whole = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return "";
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
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
        foreach (var (_, asker) in waiting) asker.TrySetException(new WebSocketException("The connection has ended."));
    }

    private void Take(JsonElement record)
    {
        var type = record.GetProperty("type").GetInt32();
        if (type == 3 && waiting.TryRemove(record.GetProperty("invocationId").GetString()!, out var done))
            done.TrySetResult(record);
        if (type != 1) return;
        var (target, arguments) = (record.GetProperty("target").GetString()!, record.GetProperty("arguments"));
        var first = arguments.GetArrayLength() > 0 ? arguments[0] : default;
        if (listener is { } heard) heard(target, first);
        else messages.Writer.TryWrite((target, first));
    }
}
