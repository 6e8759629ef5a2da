using System.Collections.Immutable;
using System.Diagnostics;

namespace Telemed.Domain.Clocks;

/// <summary>The hours of the week in which planned work is done, in a fixed offset from UTC.</summary>
/// <param name="Offset">Local time minus UTC. China and Kazakhstan keep one offset the whole year.</param>
/// <param name="From">Local time at which duty begins.</param>
/// <param name="Until">Local time at which it ends, later on the same day.</param>
/// <param name="Days">Days of duty, each once; at least one.</param>
public sealed record DutyHours(TimeSpan Offset, TimeOnly From, TimeOnly Until, ImmutableArray<DayOfWeek> Days)
{
    private const int DaysOfWeek = 7;

    /// <summary>The moment at which so much duty time has passed since a start.</summary>
    /// <param name="start">From when duty time counts.</param>
    /// <param name="duty">How much of it; zero or more.</param>
    /// <returns>The first such moment on duty, in the offset of the start.</returns>
    /// <exception cref="InvalidOperationException">The hours never come.</exception>
    public DateTimeOffset Add(DateTimeOffset start, TimeSpan duty)
    {
        var (weeks, left) = WholeWeeks(duty);
        var local = start.ToOffset(Offset).AddDays(DaysOfWeek * weeks);
        // What is left is at most a week's duty: it is over by the same hour of the same day of the next week.
        for (var day = 0; day <= DaysOfWeek; day++)
        {
            if (ShiftOn(local, day) is not var (opens, closes)) continue;
            var begins = Later(local, opens);
            if (begins + left <= closes) return (begins + left).ToOffset(start.Offset);
            if (begins < closes) left -= closes - begins;
        }
        throw new UnreachableException("A week holds a week's duty.");
    }

    /// <summary>The last moment from which so much duty time passes until an end; the reverse of adding.</summary>
    /// <param name="end">Until when duty time counts.</param>
    /// <param name="duty">How much of it; zero or more.</param>
    /// <returns>The last such moment on duty, in the offset of the end.</returns>
    /// <exception cref="InvalidOperationException">The hours never come.</exception>
    public DateTimeOffset Back(DateTimeOffset end, TimeSpan duty)
    {
        var (weeks, left) = WholeWeeks(duty);
        var local = end.ToOffset(Offset).AddDays(-DaysOfWeek * weeks);
        for (var day = 0; day >= -DaysOfWeek; day--)
        {
            if (ShiftOn(local, day) is not var (opens, closes)) continue;
            var ends = Earlier(local, closes);
            if (ends - left >= opens) return (ends - left).ToOffset(end.Offset);
            if (ends > opens) left -= ends - opens;
        }
        throw new UnreachableException("A week holds a week's duty.");
    }

    /// <summary>How much duty time lies between two moments; zero when the end is not after the start.</summary>
    /// <exception cref="InvalidOperationException">The hours never come.</exception>
    public TimeSpan Between(DateTimeOffset start, DateTimeOffset end)
    {
        if (end <= start) return TimeSpan.Zero;
        var weeks = (end - start).Days / DaysOfWeek;
        var local = start.ToOffset(Offset).AddDays(DaysOfWeek * weeks);
        var duty = new TimeSpan(DutyOfWeek().Ticks * weeks);
        for (var day = 0; day <= DaysOfWeek; day++)
        {
            if (ShiftOn(local, day) is not var (opens, closes)) continue;
            var (from, until) = (Later(local, opens), Earlier(end, closes));
            if (from < until) duty += until - from;
        }
        return duty;
    }

    // So that a long time over few hours a week is no long search. A whole number of weeks leaves the last one over:
    // it ends when its last shift does, not when the next one begins.
    private (long Weeks, TimeSpan Left) WholeWeeks(TimeSpan duty)
    {
        var week = DutyOfWeek();
        var weeks = duty > week ? (duty.Ticks - 1) / week.Ticks : 0;
        return (weeks, duty - new TimeSpan(week.Ticks * weeks));
    }

    private TimeSpan DutyOfWeek() => Days.IsDefaultOrEmpty || Until <= From
        ? throw new InvalidOperationException("These duty hours never come.")
        : (Until - From) * Days.Length;

    private (DateTimeOffset Opens, DateTimeOffset Closes)? ShiftOn(DateTimeOffset local, int daysLater)
    {
        var date = DateOnly.FromDateTime(local.DateTime).AddDays(daysLater);
        return Days.Contains(date.DayOfWeek)
            ? (new DateTimeOffset(date.ToDateTime(From), Offset), new DateTimeOffset(date.ToDateTime(Until), Offset))
            : null;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
