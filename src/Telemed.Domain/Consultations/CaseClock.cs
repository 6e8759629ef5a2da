using Telemed.Domain.Clocks;

namespace Telemed.Domain.Consultations;

/// <summary>The moments from which a consultation's clocks run, and how long the report clock stood still.</summary>
/// <param name="ReportFrom">When the report clock began: sending, or reopening. Null before sending.</param>
/// <param name="QueuedFrom">When the case last came into a queue.</param>
/// <param name="PausedSince">Since when the report clock stands still; null when it runs.</param>
/// <param name="Pause">Why it stands still; null when it runs.</param>
/// <param name="PausedTotal">How long it stood still before, in all.</param>
/// <param name="PausedOnDuty">How much of that lay in duty hours of the service; all when it has none.</param>
public sealed record CaseClock(
    DateTimeOffset? ReportFrom,
    DateTimeOffset? QueuedFrom,
    DateTimeOffset? PausedSince,
    PauseReason? Pause,
    TimeSpan PausedTotal,
    TimeSpan PausedOnDuty)
{
    /// <summary>Nothing runs yet.</summary>
    public static readonly CaseClock Unstarted = new(null, null, null, null, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>How long the report clock stood still up to now, a running pause included.</summary>
    public TimeSpan PausedUntil(DateTimeOffset now) =>
        PausedSince is { } since && now > since ? PausedTotal + (now - since) : PausedTotal;

    /// <summary>The same in the duty hours of the service alone; without such hours all time is duty time.</summary>
    public TimeSpan PausedOnDutyUntil(DateTimeOffset now, DutyHours? hours) =>
        PausedSince is { } since && now > since
            ? PausedOnDuty + (hours?.Between(since, now) ?? now - since)
            : PausedOnDuty;

    internal CaseClock StopFor(PauseReason reason, DateTimeOffset now) =>
        PausedSince is null ? this with { PausedSince = now, Pause = reason } : this;

    internal CaseClock Run(DateTimeOffset now, DutyHours? hours) => this with
    {
        PausedSince = null,
        Pause = null,
        PausedTotal = PausedUntil(now),
        PausedOnDuty = PausedOnDutyUntil(now, hours),
    };
}
