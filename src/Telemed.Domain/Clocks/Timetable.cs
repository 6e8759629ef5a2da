using System.Collections.Immutable;
using Telemed.Domain.Consultations;

namespace Telemed.Domain.Clocks;

/// <summary>
/// The timers of a consultation as a function of it: nothing is remembered beside the moments it carries, so another
/// colour, a pause or another setting moves every timer by itself.
/// </summary>
public static class Timetable
{
    /// <summary>The timers that must be set now, each kind and percent once; none when the case is final.</summary>
    public static ImmutableArray<CaseTimer> Of(Consultation its, ServiceTimers timers) =>
        [.. OfState(its, timers), .. OfReport(its, timers)];

    /// <summary>When the report is due; null before sending.</summary>
    /// <param name="its">The consultation.</param>
    /// <param name="timers">The timers of its service.</param>
    /// <param name="now">Server time: a pause that still runs moves the due time along.</param>
    public static DateTimeOffset? ReportDueAt(Consultation its, ServiceTimers timers, DateTimeOffset now) =>
        its.Clock.ReportFrom is { } from ? Promised(from, timers.Report[its.Colour], its, timers, now) : null;

    /// <summary>When the case should be claimed; null when it waits in no queue or its clock stands still.</summary>
    /// <param name="its">The consultation.</param>
    /// <param name="timers">The timers of its service.</param>
    /// <param name="percent">Which mark of the limit; 100 is the limit itself.</param>
    public static DateTimeOffset? ClaimDueAt(Consultation its, ServiceTimers timers, int percent = 100) =>
        its.State.IsClaimable() && its.Clock is { PausedSince: null, QueuedFrom: { } from }
            ? After(from, timers.Claim[its.Colour] * percent / 100, its, timers)
            : null;

    private static IEnumerable<CaseTimer> OfState(Consultation its, ServiceTimers timers)
    {
        var states = timers.States;
        var colour = its.Colour;
        return its.State switch
        {
            ConsultationState.Draft =>
            [
                .. Marks(its, timers, TimerKind.DraftReminder, states.DraftReminder),
                .. Marks(its, timers, TimerKind.DraftExpiry, states.DraftExpiry),
            ],
            ConsultationState.QualityCheck => Marks(its, timers, TimerKind.QualityCheck, states.QualityCheck),
            ConsultationState.Submitted => Marks(its, timers, TimerKind.Triage, states.Triage[colour]),
            ConsultationState.Triaged => Marks(its, timers, TimerKind.Route, states.Route[colour]),
            ConsultationState.Queued => InQueue(its, timers, 50, 100, 150, 200),
            ConsultationState.Escalated =>
            [
                .. InQueue(its, timers, 200),
                .. its.Clock.PausedSince is null
                    ? Marks(its, timers, TimerKind.EscalatedClaim, timers.Claim[colour]) : [],
            ],
            ConsultationState.Claimed => Marks(its, timers, TimerKind.Open, states.Open[colour]),
            ConsultationState.Reading => its.LeaseUntil is { } until ? [new(TimerKind.Lease, 100, until)] : [],
            ConsultationState.InfoRequested => Marks(its, timers, TimerKind.Info, states.Info[colour], 100, 150),
            ConsultationState.Drafted => Marks(its, timers, TimerKind.Drafted, states.Drafted[colour], 100, 200),
            ConsultationState.ReviewPending => Marks(its, timers, TimerKind.Review, states.Review[colour], 100, 200),
            ConsultationState.Reviewed => Marks(its, timers, TimerKind.SignReviewed, states.Review[colour]),
            ConsultationState.SecondOpinion =>
                Marks(its, timers, TimerKind.SecondOpinion, timers.Report[colour]),
            ConsultationState.Signed or ConsultationState.Amended or ConsultationState.Addendum =>
                Marks(its, timers, TimerKind.Deliver, states.Deliver),
            ConsultationState.Delivered =>
                Marks(its, timers, TimerKind.Acknowledge, AnswerLimit(its, states), 100, 200),
            ConsultationState.Acknowledged =>
                Marks(its, timers, TimerKind.Act, its.IsCritical ? states.ActCritical : states.Act),
            ConsultationState.Acted => AfterAction(its, states),
            ConsultationState.Closed or ConsultationState.Rejected or ConsultationState.Returned
                or ConsultationState.Cancelled or ConsultationState.Expired => [],
        };
    }

    private static List<CaseTimer> OfReport(Consultation its, ServiceTimers timers)
    {
        if (its.Clock.PausedSince is { } since)
        {
            // In InfoRequested the sender's own timer rings; any other standing clock is looked at by the desk.
            return its.State == ConsultationState.InfoRequested
                ? []
                : [new(TimerKind.PauseReview, 100, since + timers.States.Info[its.Colour])];
        }
        if (its.Clock.ReportFrom is not { } from || its.SignedAt is not null || its.State.IsFinal()) return [];
        var limit = timers.Report[its.Colour];
        var paused = its.Clock.PausedTotal;
        // Nothing stands still here, so any moment gives the pauses that are over.
        List<CaseTimer> due =
        [
            .. new[] { 70, 100 }.Select(percent => new CaseTimer(
                TimerKind.Report, percent, Promised(from, limit * percent / 100, its, timers, from))),
        ];
        if (its.Colour != Colour.Red) return due;
        if (timers.VerbalRed is { } verbal) due.Add(new(TimerKind.Verbal, 100, from + verbal + paused));
        if (timers.FinalRed is { } final) due.Add(new(TimerKind.FinalReport, 100, from + final + paused));
        return due;
    }

    private static IEnumerable<CaseTimer> InQueue(Consultation its, ServiceTimers timers, params int[] percents)
    {
        if (its.Clock.PausedSince is not null) return [];
        var from = its.Clock.QueuedFrom ?? its.StateSince;
        var limit = timers.Claim[its.Colour];
        return percents.Select(percent =>
            new CaseTimer(TimerKind.Claim, percent, After(from, limit * percent / 100, its, timers)));
    }

    private static IEnumerable<CaseTimer> AfterAction(Consultation its, StateTimers states) =>
    [
        new(TimerKind.FollowUp, 50, its.StateSince + states.FirstFollowUp),
        new(TimerKind.FollowUp, 100, its.StateSince + states.SecondFollowUp),
        new(TimerKind.Close, 100, its.StateSince + states.Close),
    ];

    private static TimeSpan AnswerLimit(Consultation its, StateTimers states)
    {
        var usual = its.IsCritical ? states.Acknowledge.Red : states.Acknowledge[its.Colour];
        return its.IsImportantAmendment && states.AcknowledgeAmendment < usual ? states.AcknowledgeAmendment : usual;
    }

    private static IEnumerable<CaseTimer> Marks(
        Consultation its, ServiceTimers timers, TimerKind kind, TimeSpan limit, params int[] percents) =>
        (percents.Length == 0 ? [100] : percents).Select(percent =>
            new CaseTimer(kind, percent, After(its.StateSince, limit * percent / 100, its, timers)));

    // The promise to the sender is the same in whichever state the case stands, also when it has been kept.
    private static DateTimeOffset Promised(
        DateTimeOffset from, TimeSpan limit, Consultation its, ServiceTimers timers, DateTimeOffset now) =>
        timers.HoursOf(its.Colour) is { } hours
            ? hours.Add(from, limit + its.Clock.PausedOnDutyUntil(now, hours))
            : from + limit + its.Clock.PausedUntil(now);

    // Green clocks of the readers of a service with duty hours run in those hours; all others always.
    private static DateTimeOffset After(DateTimeOffset from, TimeSpan span, Consultation its, ServiceTimers timers) =>
        timers.HoursOf(its.Colour) is { } hours && IsWithReaders(its.State) ? hours.Add(from, span) : from + span;

    // What the hub does by rule when nobody does, triage and routing, need not wait for the morning: then the case
    // stands in a queue when duty begins.
    private static bool IsWithReaders(ConsultationState state) => state
        is ConsultationState.Queued or ConsultationState.Escalated or ConsultationState.Claimed
        or ConsultationState.Reading or ConsultationState.Drafted or ConsultationState.ReviewPending
        or ConsultationState.Reviewed or ConsultationState.SecondOpinion;
}
