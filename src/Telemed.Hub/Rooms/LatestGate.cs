namespace Telemed.Hub.Rooms;

/// <summary>
/// Lets messages of which only the latest counts through at a limited rate. The last one of a burst always goes
/// through, a moment later; those between are dropped.
/// </summary>
internal sealed class LatestGate<T>(TimeSpan apart, TimeProvider time, Func<T, Task> send) where T : class
{
    private readonly Lock gate = new();
    private T? waiting;
    private long lastAt;
    private bool sent;
    private bool armed;

    /// <summary>Sends now, or soon unless a later one takes its place.</summary>
    internal Task Offer(T message)
    {
        TimeSpan pause;
        lock (gate)
        {
            pause = sent ? apart - time.GetElapsedTime(lastAt) : TimeSpan.Zero;
            if (pause <= TimeSpan.Zero && !armed)
            {
                (lastAt, sent) = (time.GetTimestamp(), true);
            }
            else
            {
                waiting = message;
                if (armed) return Task.CompletedTask;
                armed = true;
                _ = Later(pause);
                return Task.CompletedTask;
            }
        }
        return send(message);
    }

    private async Task Later(TimeSpan pause)
    {
        await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.FromMilliseconds(1), time);
        T? message;
        lock (gate)
        {
            (message, waiting, armed) = (waiting, null, false);
            (lastAt, sent) = (time.GetTimestamp(), true);
        }
        if (message is not null) await send(message);
    }
}

/// <summary>Counts what one connection sends in the present second.</summary>
internal sealed class MessageCount(TimeProvider time)
{
    /// <summary>Messages a second that are answered; a leader with a pen and a pointer sends fifty.</summary>
    internal const int AnsweredPerSecond = 100;

    /// <summary>Messages a second for which the line is cut.</summary>
    internal const int CutPerSecond = 500;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private long from = time.GetTimestamp();
    private int count;

    /// <summary>Counts one more; how many there are in this second. The door handles one message at a time.</summary>
    internal int Next()
    {
        if (time.GetElapsedTime(from) >= Second) (from, count) = (time.GetTimestamp(), 0);
        return ++count;
    }
}

/// <summary>How many durable lines somebody may write: five a second, ten at once.</summary>
internal sealed class LineBudget(TimeProvider time)
{
    private const double PerSecond = 5;
    private const double AtOnce = 10;
    private double left = AtOnce;
    private long at = time.GetTimestamp();

    /// <summary>Takes one; false when there is none.</summary>
    internal bool Take()
    {
        left = Math.Min(AtOnce, left + time.GetElapsedTime(at).TotalSeconds * PerSecond);
        at = time.GetTimestamp();
        if (left < 1) return false;
        left--;
        return true;
    }
}

/// <summary>Says once a minute that a session is to be renewed.</summary>
internal sealed class Renewal(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private long? at;

    /// <summary>Whether the minute has passed; the first time it has.</summary>
    internal bool Take()
    {
        if (at is { } last && time.GetElapsedTime(last) < Every) return false;
        at = time.GetTimestamp();
        return true;
    }
}
