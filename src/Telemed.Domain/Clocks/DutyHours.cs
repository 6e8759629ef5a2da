using System.Collections.Immutable;

namespace Telemed.Domain.Clocks;

/// <summary>The hours of the week in which planned work is done, in a fixed offset from UTC.</summary>
/// <param name="Offset">Local time minus UTC. China and Kazakhstan keep one offset the whole year.</param>
/// <param name="From">Local time at which duty begins.</param>
/// <param name="Until">Local time at which it ends, later on the same day.</param>
/// <param name="Days">Days of duty; at least one.</param>
public sealed record DutyHours(TimeSpan Offset, TimeOnly From, TimeOnly Until, ImmutableArray<DayOfWeek> Days)
{
    // Ten years of days: a longer sum is a wrong setting, not a plan.
    private const int LimitDays = 3660;

    /// <summary>The moment at which so much duty time has passed since a start.</summary>
    /// <exception cref="InvalidOperationException">The hours never come, or the sum is over ten years.</exception>
    public DateTimeOffset Add(DateTimeOffset start, TimeSpan duty)
    {
        if (Days.IsDefaultOrEmpty || Until <= From) throw new InvalidOperationException("These duty hours never come.");
        var local = start.ToOffset(Offset);
        var left = duty;
        for (var day = 0; day < LimitDays; day++)
        {
            var date = DateOnly.FromDateTime(local.DateTime).AddDays(day);
            if (!Days.Contains(date.DayOfWeek)) continue;
            var opens = new DateTimeOffset(date.ToDateTime(From), Offset);
            var closes = new DateTimeOffset(date.ToDateTime(Until), Offset);
            var begins = local > opens ? local : opens;
            if (begins >= closes) continue;
            if (begins + left <= closes) return begins + left;
            left -= closes - begins;
        }
        throw new InvalidOperationException("The duty time asked for is over ten years away.");
    }
}
