namespace Telemed.Hub.Demo;

/// <summary>
/// A clock that is set by hand, so that the demonstration's cases lived through the days before today.
/// </summary>
internal sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref ticks), TimeSpan.Zero);

    public void Set(DateTimeOffset now) => Volatile.Write(ref ticks, now.UtcTicks);
}
