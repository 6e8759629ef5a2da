namespace Telemed.Domain.Turnaround;

/// <summary>One case between a start and a stop event.</summary>
/// <param name="Elapsed">From start to stop by the wall clock, pauses included.</param>
/// <param name="Paused">How much of it the clock stood still.</param>
/// <param name="Target">What was promised.</param>
public readonly record struct TimedCase(TimeSpan Elapsed, TimeSpan Paused, TimeSpan Target)
{
    /// <summary>What counts: the elapsed time without pauses, never below zero.</summary>
    public TimeSpan Counted => Elapsed > Paused ? Elapsed - Paused : TimeSpan.Zero;
}

/// <summary>The figures of a group of cases (practice 3): paused time is excluded and reported by itself.</summary>
/// <param name="Count">How many cases.</param>
/// <param name="Median">Half of the cases took no longer.</param>
/// <param name="P90">Nine in ten took no longer.</param>
/// <param name="ShareInTarget">From 0 to 1: how many kept their target.</param>
/// <param name="PausedMedian">The median of the paused time.</param>
public sealed record TurnaroundFigures(
    int Count, TimeSpan Median, TimeSpan P90, double ShareInTarget, TimeSpan PausedMedian)
{
    /// <summary>Fewer cases than this are shown as "few", so that nobody is recognised in them.</summary>
    public const int FewBelow = 5;

    /// <summary>The figures of a group; null when it is empty.</summary>
    public static TurnaroundFigures? Of(IReadOnlyCollection<TimedCase> cases)
    {
        if (cases.Count == 0) return null;
        var counted = cases.Select(one => one.Counted).Order().ToArray();
        var paused = cases.Select(one => one.Paused).Order().ToArray();
        var inTarget = cases.Count(one => one.Counted <= one.Target);
        return new(
            cases.Count, Percentile(counted, 0.5), Percentile(counted, 0.9), (double)inTarget / cases.Count,
            Percentile(paused, 0.5));
    }

    /// <summary>The percentile with interpolation between neighbours, as SQL's percentile_cont computes it.</summary>
    /// <param name="sorted">Durations in ascending order, at least one.</param>
    /// <param name="share">From 0 to 1.</param>
    public static TimeSpan Percentile(IReadOnlyList<TimeSpan> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        var above = (int)Math.Ceiling(place);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
