using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>
/// What the person may do with a case now, as the last part of each route with underscores: found by asking the rules
/// with a sample of each command, so that buttons and refusals never disagree.
/// </summary>
internal static class AllowedCommands
{
    private const string SomeWords = "-";

    private static readonly (string Code, Permission Permission, Command[] Chain)[] Samples =
    [
        ("submission", Permission.SendConsultation, [new Command.Send()]),
        ("submission", Permission.SendConsultation, [new Command.PassQuality(WithWarning: true)]),
        ("claim", Permission.ClaimConsultation, [new Command.Claim()]),
        ("opening", Permission.WriteReport, [new Command.Open()]),
        ("release", Permission.ClaimConsultation, [new Command.Release(ReleaseReason.EndOfShift)]),
        ("report_draft", Permission.WriteReport, [new Command.SaveDraft()]),
        ("report_draft", Permission.WriteReport, [new Command.Open(), new Command.SaveDraft()]),
        ("info_requests", Permission.WriteReport, [new Command.RequestInfo(InfoReason.MissingHistory, SomeWords)]),
        ("info_answers", Permission.AnswerInfo, [new Command.AnswerInfo()]),
        ("preliminary", Permission.WriteReport, [new Command.FinishDraft(null)]),
        ("review_request", Permission.WriteReport, [new Command.AskReview(ReviewReason.AskedByReporter)]),
        ("review_request", Permission.WriteReport,
            [new Command.FinishDraft(null), new Command.AskReview(ReviewReason.AskedByReporter)]),
        ("review", Permission.ReviewReport, [new Command.PassReview()]),
        ("signature", Permission.SignReport, [new Command.Sign()]),
        ("signature", Permission.SignReport, [new Command.FinishDraft(null), new Command.Sign()]),
        ("second_opinion_answer", Permission.WriteReport, [new Command.ConfirmFirst()]),
        ("addenda", Permission.AmendReport, [new Command.AddAddendum()]),
        ("amendments", Permission.AmendReport, [new Command.Amend(AmendSeverity.Minor, SomeWords)]),
        ("critical", Permission.MarkCritical, [new Command.MarkCritical()]),
        ("pause", Permission.PauseClock, [new Command.Pause(PauseReason.Equipment)]),
        ("pause", Permission.PauseClock, [new Command.Open(), new Command.Pause(PauseReason.Equipment)]),
        ("resumption", Permission.PauseClock, [new Command.Resume()]),
        ("triage", Permission.TriageConsultation, [new Command.Triage(Tier.County, null)]),
        ("routing", Permission.RouteConsultation, [new Command.Route(null)]),
        ("reassignment", Permission.ReassignConsultation, [new Command.Reassign(new PersonId(Guid.AllBitsSet), null)]),
        ("return", Permission.ReturnConsultation, [new Command.Return(ReturnReason.NoQuestion, SomeWords)]),
        ("rejection", Permission.RejectConsultation, [new Command.Reject(RejectReason.Duplicate, SomeWords)]),
        ("cancellation", Permission.CancelConsultation, [new Command.Cancel(CancelReason.SentByMistake)]),
        ("acknowledgement", Permission.AcknowledgeReport, [new Command.Acknowledge(ReadBack: true)]),
        ("action", Permission.RecordAction, [new Command.RecordAction(TakenAction.Treated, null)]),
        ("reopening", Permission.ReopenConsultation, [new Command.Reopen(ReopenReason.NewSymptoms, SomeWords)]),
        ("second_opinion", Permission.AskSecondOpinion, [new Command.AskSecondOpinion(Blind: false, null, null)]),
    ];

    /// <param name="its">The case as it stands.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="now">Server time.</param>
    /// <param name="timers">The timers of the service.</param>
    /// <param name="hasRead">Whether the person has given an own reading to a blind second opinion.</param>
    internal static IReadOnlyList<string> Of(
        Case its, CurrentPerson person, DateTimeOffset now, ServiceTimers timers, bool hasRead)
    {
        var allowed = new List<string>();
        foreach (var (code, permission, chain) in Samples)
        {
            if (!allowed.Contains(code) && IsAllowed(its, person, permission, chain, now, timers)) allowed.Add(code);
        }
        // Asked blind, one reads first and compares afterwards.
        if (its.Its.IsBlind && !hasRead && allowed.Remove("second_opinion_answer"))
            allowed.Add("second_opinion_reading");
        if (its.SignsAfterReview) allowed.RemoveAll(code => code is "addenda" or "amendments");
        if (MayColour(its, person)) allowed.Add("colour");
        if (its.Its.State == ConsultationState.Draft && person.Has(Permission.StartConsultation)) allowed.Add("edit");
        if (its.Its.TakesWords(now)) allowed.Add("messages");
        if (person.Has(Permission.StartConsultation) && IsCopyable(its.Its)) allowed.Add("copy");
        return allowed;
    }

    private static bool IsAllowed(
        Case its, CurrentPerson person, Permission permission, Command[] chain, DateTimeOffset now,
        ServiceTimers timers)
    {
        if (!person.Has(permission)) return false;
        if (chain is [Command.Claim] && !(its.IsPrivileged && its.IsInPool)) return false;
        if (chain is [Command.PassReview] && !its.MayReview) return false;
        var actor = Acting.As(person, permission, its);
        var at = its.Its;
        foreach (var command in chain)
        {
            var asked = command is Command.FinishDraft ? Finished(its) : command;
            if (at.Apply(asked, actor, at.Version, now, timers) is not CommandOutcome.Accepted accepted) return false;
            at = accepted.Consultation;
        }
        return true;
    }

    // Whether the case is drawn, nobody learns before he has finished.
    private static Command.FinishDraft Finished(Case its) =>
        new(its.SignsAfterReview ? ReviewReason.JuniorReporter : null);

    private static bool MayColour(Case its, CurrentPerson person) =>
        !its.Its.State.IsFinal() && !FrozenSection.Is(its.Its.ServiceCode)
        && (person.Has(Permission.LowerColour) || person.Has(Permission.RaiseColour));

    private static bool IsCopyable(Consultation its) => its.State
        is ConsultationState.Returned or ConsultationState.Rejected or ConsultationState.Cancelled
        or ConsultationState.Expired;
}
