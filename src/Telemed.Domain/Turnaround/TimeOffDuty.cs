using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;

namespace Telemed.Domain.Turnaround;

/// <summary>
/// How much of the time of a case lay outside the duty hours in which its clocks ran (practice 2.1): like a pause it
/// counts neither for the figures nor against the promise, and is reported by itself (practice 3).
/// </summary>
/// <param name="ToQueue">Between sending and the first queue.</param>
/// <param name="ToClaim">Between the first queue and the claim that led to the report.</param>
/// <param name="ToReport">Between sending and signing, without the time in which the clock stood still anyway.</param>
public readonly record struct TimeOffDuty(TimeSpan ToQueue, TimeSpan ToClaim, TimeSpan ToReport)
{
    /// <summary>Splits the time of a case that is being signed.</summary>
    /// <param name="its">The case as it stands when it is signed; its colour then says which clocks it had.</param>
    /// <param name="timers">The timers of its service.</param>
    /// <param name="queuedAt">When it first came into a queue; null when it never did.</param>
    /// <param name="claimedAt">The claim that led to the report; null when nobody claimed it.</param>
    /// <param name="signedAt">When it is signed.</param>
    /// <returns>Zero in all parts when its clocks ran day and night.</returns>
    public static TimeOffDuty Of(
        Consultation its, ServiceTimers timers, DateTimeOffset? queuedAt, DateTimeOffset? claimedAt,
        DateTimeOffset signedAt)
    {
        if (timers.HoursOf(its.Colour) is not { } hours || its.Clock.ReportFrom is not { } from) return default;
        var paused = its.Clock.PausedUntil(signedAt) - its.Clock.PausedOnDutyUntil(signedAt, hours);
        var toReport = Outside(hours, from, signedAt);
        // A pause that ended under other hours than today's may be the longer of the two.
        return new(Outside(hours, from, queuedAt), Outside(hours, queuedAt, claimedAt),
            toReport > paused ? toReport - paused : TimeSpan.Zero);
    }

    private static TimeSpan Outside(DutyHours hours, DateTimeOffset? from, DateTimeOffset? until) =>
        from is { } start && until is { } end && end > start
            ? end - start - hours.Between(start, end)
            : TimeSpan.Zero;
}
