using System.Collections.Immutable;

namespace Telemed.Domain.Clocks;

/// <summary>What a timer waits for.</summary>
public enum TimerKind
{
    DraftReminder, DraftExpiry, QualityCheck, Triage, Route, Claim, EscalatedClaim, Open, Lease, Report, Verbal,
    FinalReport, Info, PauseReview, Drafted, Review, SignReviewed, SecondOpinion, Deliver, Acknowledge, Act, FollowUp,
    Close,
}

/// <summary>One timer of a consultation. Kind and percent together name it; they occur once.</summary>
/// <param name="Kind">What it waits for.</param>
/// <param name="Percent">Which mark of its limit it is: 100 is the limit itself.</param>
/// <param name="DueAt">When it rings.</param>
public sealed record CaseTimer(TimerKind Kind, int Percent, DateTimeOffset DueAt);

/// <summary>What a step does to the timers: rows to write, new or moved, and rows to take away.</summary>
public sealed record TimerChanges(ImmutableArray<CaseTimer> Set, ImmutableArray<CaseTimer> Clear)
{
    /// <summary>From the timers before to the timers after. A timer that stays as it was is in neither list.</summary>
    public static TimerChanges Between(ImmutableArray<CaseTimer> before, ImmutableArray<CaseTimer> after)
    {
        var names = after.Select(timer => (timer.Kind, timer.Percent)).ToHashSet();
        return new(
            [.. after.Where(timer => !before.Contains(timer))],
            [.. before.Where(timer => !names.Contains((timer.Kind, timer.Percent)))]);
    }
}
