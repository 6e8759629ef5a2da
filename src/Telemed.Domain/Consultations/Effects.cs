using Telemed.Domain.Clocks;

namespace Telemed.Domain.Consultations;

/// <summary>What an accepted command changes, apart from the state itself.</summary>
internal static class Effects
{
    internal static Consultation Of(
        Consultation its, Command command, Actor actor, DateTimeOffset now, ServiceTimers timers) => command switch
    {
        Command.Send => its with { SubmittedAt = now, Clock = CaseClock.Unstarted with { ReportFrom = now } },
        Command.PassQuality(var withWarning) =>
            its with { HasQualityWarning = withWarning || actor.Parties.HasFlag(Parties.Sender) },
        Command.Triage(var tier, var skill) => its with { TargetTier = tier, Skill = skill },
        Command.Route(var facility) => its with { RoutedTo = facility },
        Command.Claim => its with { Holder = actor.Person, ReviewNeeded = OfTheCase(its.ReviewNeeded) },
        Command.Reassign(var person, _) => its with
        {
            Holder = person,
            ReturnedClaims = Given(its),
            ReviewNeeded = OfTheCase(its.ReviewNeeded),
        },
        Command.Open or Command.RenewLease or Command.SaveDraft => its with { LeaseUntil = now + Consultation.Lease },
        Command.RequestInfo => its with { Clock = its.Clock.StopFor(PauseReason.AwaitingInformation, now) },
        Command.AnswerInfo => Waiting(its, now, timers),
        Command.GoOnWithoutInfo => Waiting(its, now, timers) with { IsLimited = true },
        Command.FinishDraft(var review) =>
            its with { Author = its.Holder, ReviewNeeded = its.ReviewNeeded ?? review },
        Command.AskReview(var reason) => its with { ReviewNeeded = its.ReviewNeeded ?? reason },
        Command.SendBack => Waiting(its, now, timers) with { ReviewNeeded = AfterAdvice(its.ReviewNeeded) },
        Command.LetPreliminaryStand => its with { IsUnreviewed = true },
        Command.PassReview => its with { IsUnreviewed = false },
        Command.Release or Command.LeaseLost => its with { ReturnedClaims = its.ReturnedClaims + 1 },
        Command.Escalate => its with { Escalations = its.Escalations + 1, RoutedTo = null },
        Command.Sign => Signed(its, actor, now),
        Command.Acknowledge => its with { IsImportantAmendment = false },
        Command.Close => its with { ClosedAt = now },
        Command.Reopen => Reopened(its, now),
        Command.AskSecondOpinion ask => its with
        {
            AskedFrom = its.State,
            IsBlind = ask.Blind,
            SecondReader = ask.Reader,
            SenderAskedAgain = its.SenderAskedAgain || actor.Parties.HasFlag(Parties.Sender),
            Author = its.Author ?? its.Holder,
        },
        Command.ConfirmFirst => Waiting(its, now, timers) with { SecondReader = actor.Person },
        Command.LetFirstReportStand => Waiting(its, now, timers),
        Command.Contradict => its with { SecondReader = actor.Person, TieBreak = true },
        Command.Amend(var severity, _) => its with
        {
            SignedBy = actor.Person,
            IsImportantAmendment = severity == AmendSeverity.ClinicallyImportant,
        },
        Command.ChangeColour(var colour, _, _) => its with { Colour = colour },
        Command.ChangeService(_, var code, var kind) => its with
        {
            ServiceCode = code,
            Service = kind,
            Colour = FrozenSection.ColourOf(code, its.Colour),
        },
        Command.Pause(var reason) => its with { Clock = its.Clock.StopFor(reason, now), LeaseUntil = null },
        Command.Resume => Resumed(its, now, timers),
        Command.MarkCritical => its with { IsCritical = true, IsCriticalSettled = false },
        Command.SettleCritical => its with { IsCriticalSettled = true },
        _ => its,
    };

    /// <summary>What every entry into a state does, whichever command led there.</summary>
    internal static Consultation Enter(
        Consultation changed, Consultation before, ConsultationState to, DateTimeOffset now, ServiceTimers timers)
    {
        var moved = to != before.State;
        var next = changed with { State = to, StateSince = moved ? now : before.StateSince };
        if (to.IsClaimable() && moved) next = IntoQueue(next, before, now);
        if (to != ConsultationState.Reading || next.Clock.Pause is not null) next = next with { LeaseUntil = null };
        // A case may be read again from anywhere (a second opinion that came back); then its reader has the lease.
        else if (next.LeaseUntil is null) next = next with { LeaseUntil = LeaseFrom(next, now, timers) };
        var staysPaused = to == before.State || to == ConsultationState.InfoRequested;
        if (!staysPaused) next = next with { Clock = next.Clock.Run(now, timers.GreenHours) };
        if (to.IsFinal()) next = next with { Holder = null };
        return to == ConsultationState.SecondOpinion ? next : next with { AskedFrom = null, IsBlind = false };
    }

    private static Consultation IntoQueue(Consultation next, Consultation before, DateTimeOffset now)
    {
        var keepsClaimClock = before.State == ConsultationState.Queued;
        var from = keepsClaimClock ? next.Clock.QueuedFrom ?? now : now;
        return next with { Holder = null, Clock = next.Clock with { QueuedFrom = from } };
    }

    private static Consultation Waiting(Consultation its, DateTimeOffset now, ServiceTimers timers) =>
        its with { Clock = its.Clock.Run(now, timers.GreenHours), LeaseUntil = LeaseFrom(its, now, timers) };

    // What waits in a queue is not late for the time in which nobody could have read it.
    private static Consultation Resumed(Consultation its, DateTimeOffset now, ServiceTimers timers)
    {
        var next = Waiting(its, now, timers);
        return its.State.IsClaimable() && its.Clock is { QueuedFrom: { } from, PausedSince: { } since }
            ? next with { Clock = next.Clock with { QueuedFrom = QueuedAsLong(from, since, now, its, timers) } } : next;
    }

    // The moment from which the case has waited until now as long as it had waited from its own start when it stopped.
    private static DateTimeOffset QueuedAsLong(
        DateTimeOffset from, DateTimeOffset since, DateTimeOffset now, Consultation its, ServiceTimers timers)
    {
        if (timers.HoursOf(its.Colour) is not { } hours) return from + (now - since);
        var start = hours.Back(now, hours.Between(from, since));
        return start > from ? start : from;
    }

    private static DateTimeOffset LeaseFrom(Consultation its, DateTimeOffset now, ServiceTimers timers)
    {
        var openWithin = timers.States.Open[its.Colour];
        return now + (openWithin > Consultation.Lease ? openWithin : Consultation.Lease);
    }

    private static Consultation Signed(Consultation its, Actor actor, DateTimeOffset now) => its with
    {
        SignedBy = actor.Person,
        SignedAt = its.SignedAt ?? now,
        Author = its.Author ?? actor.Person,
        ReviewNeeded = null,
        IsUnreviewed = false,
        TieBreak = false,
        Holder = null,
    };

    private static Consultation Reopened(Consultation its, DateTimeOffset now) => its with
    {
        SignedAt = null,
        Author = null,
        SecondReader = null,
        IsLimited = false,
        // The relay of what was found before has ended; what is found now starts one of its own.
        IsCritical = false,
        IsCriticalSettled = false,
        Clock = CaseClock.Unstarted with { ReportFrom = now },
    };

    // That somebody signs only after review, or asked for one, goes with him; the draw and the trace stay the case's.
    private static ReviewReason? OfTheCase(ReviewReason? reason) =>
        reason is ReviewReason.Sampled or ReviewReason.CriticalMismatch ? reason : null;

    // Who asked of his own accord has his answer; who must be reviewed must be agreed with.
    private static ReviewReason? AfterAdvice(ReviewReason? reason) =>
        reason == ReviewReason.AskedByReporter ? null : reason;

    private static int Given(Consultation its) =>
        its.State.IsHeld() ? its.ReturnedClaims + 1 : its.ReturnedClaims;
}
