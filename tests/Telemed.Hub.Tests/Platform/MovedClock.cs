namespace Telemed.Hub.Tests.Platform;

/// <summary>The machine's clock, moved by a distance that a test chooses. Timers run at the machine's pace.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long offsetTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Volatile.Read(ref offsetTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref offsetTicks, by.Ticks);
}
