using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;

namespace Telemed.Hub.Consultations;

/// <summary>The one clock that people see on a consultation: what is due next, since when, and until when.</summary>
internal sealed record RunningClock(string Kind, DateTimeOffset StartedAt, DateTimeOffset DueAt)
{
    internal static RunningClock? Of(Consultation its, ServiceTimers timers)
    {
        if (its.State.IsClaimable())
        {
            return Timetable.ClaimDueAt(its, timers) is { } claim
                ? new RunningClock(TextCode.Of(TimerKind.Claim), its.Clock.QueuedFrom ?? its.StateSince, claim)
                : null;
        }
        if (KindOf(its.State) is not { } kind) return null;
        var timer = Timetable.Of(its, timers).FirstOrDefault(each => each.Kind == kind && each.Percent == 100);
        if (timer is null) return null;
        // A pause moves the start along with the end, so that 70 % stays 70 % of the limit.
        var started = kind == TimerKind.Report ? timer.DueAt - timers.Report[its.Colour] : its.StateSince;
        return new RunningClock(TextCode.Of(kind), started, timer.DueAt);
    }

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
