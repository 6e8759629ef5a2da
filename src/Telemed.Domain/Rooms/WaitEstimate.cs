namespace Telemed.Domain.Rooms;

/// <summary>How long somebody in a lobby will wait.</summary>
public static class WaitEstimate
{
    // Until a specialist has held a few sessions, one is taken to last so long.
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);
    private const int EnoughSessions = 3;

    /// <summary>The expected time until the room begins.</summary>
    /// <param name="position">The place in the specialist's queue; 1 is next.</param>
    /// <param name="talkingFor">How long the specialist's present session has lasted; null when there is none.</param>
    /// <param name="earlier">The lengths of the specialist's last sessions.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is below 1.</exception>
    public static TimeSpan Of(int position, TimeSpan? talkingFor, IReadOnlyCollection<TimeSpan> earlier)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, 1);
        var length = earlier.Count < EnoughSessions ? Usual
            : TimeSpan.FromTicks((long)earlier.Average(each => each.Ticks));
        var left = talkingFor is not { } lasted ? TimeSpan.Zero
            // A session that has outlasted the usual is taken to end within a minute, again and again.
            : length - lasted > TimeSpan.FromMinutes(1) ? length - lasted : TimeSpan.FromMinutes(1);
        return left + (position - 1) * length;
    }
}
