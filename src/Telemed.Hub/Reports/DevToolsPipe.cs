using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telemed.Hub.Reports;

/// <summary>Chromium refused a command of the DevTools protocol.</summary>
internal sealed class DevToolsException(string method, string message) : Exception($"{method}: {message}");

/// <summary>The DevTools protocol over a pipe: JSON messages, each ended by a zero byte.</summary>
internal sealed class DevToolsPipe : IAsyncDisposable
{
    private const int MessageLimitBytes = 256 * 1024 * 1024;

    private readonly Stream input;
    private readonly Stream output;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> calls = new();
    private readonly ConcurrentDictionary<string, Func<string, JsonElement, Task>> listeners = new();
    private readonly Task reading;
    private int lastId;

    /// <param name="input">What Chromium says.</param>
    /// <param name="output">What it is told.</param>
    public DevToolsPipe(Stream input, Stream output)
    {
        (this.input, this.output) = (input, output);
        reading = ReadAll();
    }

    public bool IsOpen => !reading.IsCompleted;

    /// <summary>Sends one command and waits for its result.</summary>
    /// <exception cref="DevToolsException">Chromium refused it.</exception>
    /// <exception cref="IOException">Chromium has gone.</exception>
    public async Task<JsonElement> Call(string method, JsonObject arguments, string? session, CancellationToken cancel)
    {
        var id = Interlocked.Increment(ref lastId);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = arguments };
        if (session is not null) message["sessionId"] = session;
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        calls[id] = answer;
        try
        {
            if (!IsOpen) throw new IOException("Chromium has gone.");
            await Write(message, cancel);
            var said = await answer.Task.WaitAsync(cancel);
            return said.TryGetProperty("error", out var error)
                ? throw new DevToolsException(method, error.GetProperty("message").GetString() ?? "refused")
                : said.GetProperty("result");
        }
        finally
        {
            calls.TryRemove(id, out _);
        }
    }

    /// <summary>Hears the events of one session until disposed.</summary>
    public IDisposable Listen(string session, Func<string, JsonElement, Task> onEvent)
    {
        listeners[session] = onEvent;
        return new Listening(() => listeners.TryRemove(session, out _));
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await output.DisposeAsync();
        await input.DisposeAsync();
        await reading;
        closing.Dispose();
        writing.Dispose();
    }

    private async Task Write(JsonObject message, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            // A message cut off in the middle would spoil the pipe, so once begun it is not cancelled.
            using var bytes = new MemoryStream();
            await using (var writer = new Utf8JsonWriter(bytes)) message.WriteTo(writer);
            bytes.WriteByte(0);
            await output.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), closing.Token);
            await output.FlushAsync(closing.Token);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task ReadAll()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            int read;
            while ((read = await input.ReadAsync(buffer, closing.Token)) > 0)
            {
                var rest = buffer.AsMemory(0, read);
                int end;
                while ((end = rest.Span.IndexOf((byte)0)) >= 0)
                {
                    message.Write(rest.Span[..end]);
                    Handle(message.GetBuffer().AsMemory(0, (int)message.Length));
                    message.SetLength(0);
                    rest = rest[(end + 1)..];
                }
                message.Write(rest.Span);
                if (message.Length > MessageLimitBytes) break;
            }
        }
        catch (Exception gone) when (
            gone is IOException or OperationCanceledException or ObjectDisposedException or JsonException)
        {
            // However the pipe ended, everyone who waits is told below.
        }
        foreach (var call in calls.Values) call.TrySetException(new IOException("Chromium has gone."));
    }

    private void Handle(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var said = document.RootElement.Clone();
        if (said.TryGetProperty("id", out var id))
        {
            if (calls.TryGetValue(id.GetInt32(), out var call)) call.TrySetResult(said);
            return;
        }
        if (!said.TryGetProperty("sessionId", out var session)
            || !listeners.TryGetValue(session.GetString()!, out var listener)) return;
        _ = Hear(listener, said.GetProperty("method").GetString()!, said.GetProperty("params"));
    }

    private static async Task Hear(Func<string, JsonElement, Task> listener, string method, JsonElement arguments)
    {
        try
        {
            await listener(method, arguments);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or DevToolsException)
        {
            // The print that listens fails by its own call or its time limit.
        }
    }

    private sealed class Listening(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}
