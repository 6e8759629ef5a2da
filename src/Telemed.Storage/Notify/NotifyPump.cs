using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Telemed.Storage.Notify;

internal readonly record struct Notification(string Channel, string Payload);

/// <summary>
/// Sends notifications after their commits. NOTIFY inside a business transaction takes a lock over the whole
/// database at commit, so one loop per process gathers what commits leave behind and sends it in few statements.
/// </summary>
internal sealed partial class NotifyPump : IAsyncDisposable
{
    internal const int BatchLimit = 500;
    internal const int QueueLimit = 20_000;
    internal const int InlineLimitBytes = 7_900; // PostgreSQL refuses 8000 and more
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan OverflowLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private const string SendAll =
        "SELECT pg_notify(each.channel, each.payload) FROM unnest($1::text[], $2::text[]) AS each (channel, payload)";

    private const string KeepLong = "INSERT INTO notify_overflow (payload) VALUES ($1) RETURNING id";
    private const string ClearOld = "DELETE FROM notify_overflow WHERE created_at < now() - $1::interval";

    private readonly Channel<Notification> queue = Channel.CreateBounded<Notification>(
        new BoundedChannelOptions(QueueLimit) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly NpgsqlDataSource source;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lazy<Task> loop;
    private DateTimeOffset clearedAt;

    internal NotifyPump(NpgsqlDataSource source, TimeProvider time, ILogger logger)
    {
        this.source = source;
        this.time = time;
        this.logger = logger;
        loop = new Lazy<Task>(() => Task.Run(Run));
    }

    /// <summary>Queues without waiting. When the queue is full the newest is dropped: listeners poll as well.</summary>
    internal void Send(Notification notification)
    {
        queue.Writer.TryWrite(notification);
        _ = loop.Value;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (!loop.IsValueCreated) return;
        try
        {
            await loop.Value.WaitAsync(FlushLimit, time);
        }
        catch (TimeoutException)
        {
            LogNotFlushed(logger);
        }
    }

    private async Task Run()
    {
        var reader = queue.Reader;
        var batch = new HashSet<Notification>(BatchLimit);
        while (await reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchLimit && reader.TryRead(out var next)) batch.Add(next);
            try
            {
                await SendBatch(batch);
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
            {
                LogNotSent(logger, batch.Count, problem);
            }
            if (!reader.Completion.IsCompleted) await Task.Delay(Pause, time);
        }
    }

    private async Task SendBatch(HashSet<Notification> batch)
    {
        await using var connection = await source.OpenConnectionAsync();
        var channels = new List<string>(batch.Count);
        var payloads = new List<string>(batch.Count);
        foreach (var (channel, payload) in batch)
        {
            channels.Add(channel);
            payloads.Add(Encoding.UTF8.GetByteCount(payload) < InlineLimitBytes
                ? NotifyPayload.Inline(payload)
                : NotifyPayload.Kept(await Keep(connection, payload)));
        }
        await using var send = new NpgsqlCommand(SendAll, connection);
        send.Parameters.Add(new() { Value = channels.ToArray() });
        send.Parameters.Add(new() { Value = payloads.ToArray() });
        await send.ExecuteNonQueryAsync();
    }

    private async Task<long> Keep(NpgsqlConnection connection, string payload)
    {
        var now = time.GetUtcNow();
        if (now - clearedAt > OverflowLife)
        {
            clearedAt = now;
            await using var clear = new NpgsqlCommand(ClearOld, connection);
            clear.Parameters.Add(new() { Value = OverflowLife });
            await clear.ExecuteNonQueryAsync();
        }
        await using var keep = new NpgsqlCommand(KeepLong, connection);
        keep.Parameters.Add(new() { Value = payload });
        return (long)(await keep.ExecuteScalarAsync())!;
    }

    [LoggerMessage(1101, LogLevel.Warning,
        "{Count} notifications could not be sent; listeners will find out by polling.")]
    private static partial void LogNotSent(ILogger logger, int count, Exception problem);

    [LoggerMessage(1102, LogLevel.Warning, "Notifications were still waiting when the program stopped.")]
    private static partial void LogNotFlushed(ILogger logger);
}
