using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;

namespace Telemed.Hub.Consultations;

/// <summary>The one clock that people see on a consultation: what is due next, since when, and until when.</summary>
internal sealed record RunningClock(string Kind, DateTimeOffset StartedAt, DateTimeOffset DueAt)
{
    // From here on a clock is shown as one that will soon be late.
    private const int SoonPercent = 70;

    internal static RunningClock? Of(Consultation its, ServiceTimers timers)
    {
        var runsOnDuty = timers.HoursOf(its.Colour) is not null;
        if (its.State.IsClaimable())
        {
            if (Timetable.ClaimDueAt(its, timers) is not { } claim) return null;
            var queued = runsOnDuty
                ? StartShown(Timetable.ClaimDueAt(its, timers, SoonPercent), claim)
                : its.Clock.QueuedFrom ?? its.StateSince;
            return new RunningClock(TextCode.Of(TimerKind.Claim), queued, claim);
        }
        if (KindOf(its.State) is not { } kind) return null;
        var marks = Timetable.Of(its, timers).Where(each => each.Kind == kind).ToArray();
        if (marks.FirstOrDefault(each => each.Percent == 100) is not { } timer) return null;
        if (kind != TimerKind.Report) return new RunningClock(TextCode.Of(kind), its.StateSince, timer.DueAt);
        // A pause moves the start along with the end, so that 70 % stays 70 % of the limit.
        var started = runsOnDuty
            ? StartShown(marks.FirstOrDefault(each => each.Percent == SoonPercent)?.DueAt, timer.DueAt)
            : timer.DueAt - timers.Report[its.Colour];
        return new RunningClock(TextCode.Of(kind), started, timer.DueAt);
    }

    // Screens count by the wall clock. Where only duty time counts, the start shown is the one by which they turn when
    // 70 % of the duty time is over, be the night between or not.
    private static DateTimeOffset StartShown(DateTimeOffset? soonAt, DateTimeOffset dueAt) =>
        soonAt is { } soon ? dueAt - (dueAt - soon) * 100 / (100 - SoonPercent) : dueAt;

    private static TimerKind? KindOf(ConsultationState state) => state switch
    {
        ConsultationState.Submitted => TimerKind.Triage,
        ConsultationState.Triaged => TimerKind.Route,
        ConsultationState.Claimed or ConsultationState.Reading or ConsultationState.Drafted
            or ConsultationState.ReviewPending or ConsultationState.Reviewed => TimerKind.Report,
        ConsultationState.InfoRequested => TimerKind.Info,
        ConsultationState.SecondOpinion => TimerKind.SecondOpinion,
        ConsultationState.Delivered => TimerKind.Acknowledge,
        ConsultationState.Acknowledged => TimerKind.Act,
        _ => null,
    };
}
