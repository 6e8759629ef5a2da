using System.Collections.Immutable;
using Telemed.Domain.Consultations;

namespace Telemed.Domain.Clocks;

/// <summary>What a timer that rang causes: commands for the hub to apply in its own name, and messages.</summary>
public sealed record TimeoutResult(ImmutableArray<Command> Commands, ImmutableArray<Notice> Notices)
{
    /// <summary>Nothing: the timer belonged to a state that has passed.</summary>
    public static readonly TimeoutResult Nothing = new([], []);
}

/// <summary>The column "on timeout" of practice 2.2.</summary>
public static class Timeouts
{
    /// <summary>Says what follows when a timer rings.</summary>
    /// <param name="its">The consultation as it stands.</param>
    /// <param name="timer">The timer that rang; one that is no longer set causes nothing.</param>
    /// <param name="now">Server time; a timer that is not yet due causes nothing.</param>
    /// <param name="timers">The timers of the service.</param>
    /// <param name="automaticTier">Where triage by rule sends the service; normally the county.</param>
    public static TimeoutResult OnTimeout(
        Consultation its, CaseTimer timer, DateTimeOffset now, ServiceTimers timers, Tier automaticTier)
    {
        if (now < timer.DueAt || !Timetable.Of(its, timers).Contains(timer)) return TimeoutResult.Nothing;
        return timer.Kind switch
        {
            TimerKind.DraftReminder => Tell(new Notice(NoticeKind.DraftWaits, Audience.Sender)),
            TimerKind.DraftExpiry => Do(new Command.Expire()),
            TimerKind.QualityCheck => QualityLimit(its),
            TimerKind.Triage => Do(
                new Command.Triage(automaticTier, null), new Notice(NoticeKind.TriagedByRule, Audience.Coordinator)),
            TimerKind.Route => Do(
                new Command.Route(its.RoutedTo), new Notice(NoticeKind.RoutedByRule, Audience.Coordinator)),
            TimerKind.Claim => ClaimMark(timer.Percent),
            TimerKind.EscalatedClaim => Tell(new Notice(NoticeKind.ChiefNeeded, Audience.OnCallChief, ByPhone: true)),
            TimerKind.Open => Do(
                new Command.Release(ReleaseReason.NotOpened), new Notice(NoticeKind.NotOpened, Audience.Reader)),
            TimerKind.Lease => Do(new Command.LeaseLost(), new Notice(NoticeKind.ReadingSilent, Audience.Reader)),
            TimerKind.Report => ReportMark(its, timer.Percent),
            TimerKind.Verbal => Tell(new Notice(NoticeKind.VerbalDue, WhoReads(its), ByPhone: true)),
            TimerKind.FinalReport => Tell(new Notice(NoticeKind.FinalReportDue, WhoReads(its))),
            TimerKind.Info => InfoMark(timer.Percent),
            TimerKind.PauseReview => Tell(new Notice(NoticeKind.ClockStandsStill, Audience.Coordinator)),
            TimerKind.Drafted => DraftedMark(its, timer.Percent),
            TimerKind.Review => ReviewMark(timer.Percent),
            TimerKind.SignReviewed => Tell(new Notice(NoticeKind.SignatureWaits, Audience.OnCallChief)),
            TimerKind.SecondOpinion => Do(
                new Command.LetFirstReportStand(), new Notice(NoticeKind.SecondOpinionLapsed, Audience.Coordinator)),
            TimerKind.Deliver => Do(
                new Command.Deliver(), new Notice(NoticeKind.DeliveryStuck, Audience.Operator)),
            TimerKind.Acknowledge => Tell(timer.Percent == 100
                ? new Notice(NoticeKind.AnswerUnread, Audience.SenderChain, ByPhone: true)
                : new Notice(NoticeKind.AnswerUnread, Audience.TownshipBackup, ByPhone: true)),
            TimerKind.Act => Tell(new Notice(NoticeKind.NoActionRecorded, Audience.Coordinator)),
            TimerKind.FollowUp => Tell(new Notice(NoticeKind.FollowUpAsked, Audience.Sender)),
            TimerKind.Close => CloseLimit(its),
        };
    }

    private static TimeoutResult QualityLimit(Consultation its) => its.Colour == Colour.Red
        ? Do(new Command.PassQuality(WithWarning: true))
        : Tell(new Notice(NoticeKind.QualityQuestion, Audience.Sender));

    private static TimeoutResult ClaimMark(int percent) => percent switch
    {
        50 => Tell(new Notice(NoticeKind.UnclaimedHint, Audience.Pool)),
        100 => Tell(new Notice(NoticeKind.UnclaimedPush, Audience.OnCall)),
        150 => Do(
            new Command.Escalate(EscalateReason.NobodyClaimed),
            new Notice(NoticeKind.PoolWidened, Audience.Coordinator)),
        _ => Tell(new Notice(NoticeKind.ChiefNeeded, Audience.OnCallChief, ByPhone: true)),
    };

    private static TimeoutResult ReportMark(Consultation its, int percent)
    {
        if (percent < 100) return Tell(new Notice(NoticeKind.ReportDueSoon, WhoReads(its)));
        return its.Colour == Colour.Red
            ? Tell(
                new Notice(NoticeKind.ReportOverdue, Audience.Coordinator, ByPhone: true),
                new Notice(NoticeKind.SwapOffered, WhoReads(its)))
            : Tell(
                new Notice(NoticeKind.ReportOverdue, Audience.Coordinator),
                new Notice(NoticeKind.SwapOffered, WhoReads(its)));
    }

    private static TimeoutResult InfoMark(int percent) => percent == 100
        ? Tell(new Notice(NoticeKind.InfoUnanswered, Audience.Sender, ByPhone: true))
        : Do(new Command.GoOnWithoutInfo(), new Notice(NoticeKind.GoingOnWithoutInfo, Audience.Reader));

    private static TimeoutResult DraftedMark(Consultation its, int percent)
    {
        if (percent > 100) return Tell(new Notice(NoticeKind.SignatureWaits, Audience.Coordinator));
        return its.PreliminaryIsVisible
            ? Tell(
                new Notice(NoticeKind.SignatureWaits, Audience.Reader),
                new Notice(NoticeKind.PreliminaryVisible, Audience.Sender))
            : Tell(new Notice(NoticeKind.SignatureWaits, Audience.Reader));
    }

    private static TimeoutResult ReviewMark(int percent) => percent == 100
        ? Do(
            new Command.LetPreliminaryStand(),
            new Notice(NoticeKind.PreliminaryStands, Audience.OnCallChief),
            new Notice(NoticeKind.PreliminaryVisible, Audience.Sender))
        : Tell(new Notice(NoticeKind.ReviewWaits, Audience.OnCallChief, ByPhone: true));

    // A critical loop that is still open forbids closing; then the desk is told instead.
    private static TimeoutResult CloseLimit(Consultation its) => its.HasOpenCriticalLoop
        ? Tell(new Notice(NoticeKind.NoActionRecorded, Audience.Coordinator))
        : Do(new Command.Close());

    private static Audience WhoReads(Consultation its) => its.State.IsHeld() ? Audience.Reader : Audience.Coordinator;

    private static TimeoutResult Tell(params Notice[] notices) => new([], [.. notices]);

    private static TimeoutResult Do(Command command, params Notice[] notices) => new([command], [.. notices]);
}
