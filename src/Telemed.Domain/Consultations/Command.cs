namespace Telemed.Domain.Consultations;

/// <summary>The name of a command, as events and the transition table carry it.</summary>
public enum CommandKind
{
    Send, PassQuality, Triage, Route, Claim, Open, RenewLease, RequestInfo, AnswerInfo, GoOnWithoutInfo, SaveDraft,
    FinishDraft, AskReview, LetPreliminaryStand, PassReview, SendBack, Sign, Deliver, Acknowledge, RecordAction, Close,
    Reopen, Return, Reject, Cancel, Expire, Release, LeaseLost, Reassign, Escalate, AskSecondOpinion, ConfirmFirst,
    Contradict, LetFirstReportStand, Amend, AddAddendum, ChangeColour, Pause, Resume, MarkCritical, SettleCritical,
    ChangeService,
}

/// <summary>What somebody wants done with a consultation. One case per <see cref="CommandKind"/>.</summary>
public abstract record Command
{
    /// <summary>The most characters that the words of a command may have.</summary>
    public const int WordsLimitChars = 4000;

    private Command(CommandKind kind) => Kind = kind;

    /// <summary>Which command this is.</summary>
    public CommandKind Kind { get; }

    /// <summary>The sender sends the draft.</summary>
    public sealed record Send() : Command(CommandKind.Send);

    /// <summary>The quality gate is passed, by the hub or by the sender who insists.</summary>
    public sealed record PassQuality(bool WithWarning) : Command(CommandKind.PassQuality);

    /// <summary>Fixes which tier and skill the case needs.</summary>
    public sealed record Triage(Tier TargetTier, string? Skill) : Command(CommandKind.Triage);

    /// <summary>Puts the case into a queue: of one facility, or, with null, of the service's whole pool.</summary>
    public sealed record Route(FacilityId? To) : Command(CommandKind.Route);

    /// <summary>A reader takes the case.</summary>
    public sealed record Claim() : Command(CommandKind.Claim);

    /// <summary>The holder opens the case; reading begins.</summary>
    public sealed record Open() : Command(CommandKind.Open);

    /// <summary>The holder is still at work.</summary>
    public sealed record RenewLease() : Command(CommandKind.RenewLease);

    /// <summary>The holder asks the sender; the report clock stands still until the answer.</summary>
    public sealed record RequestInfo(InfoReason Reason, string Question) : Command(CommandKind.RequestInfo);

    /// <summary>The sender has answered.</summary>
    public sealed record AnswerInfo() : Command(CommandKind.AnswerInfo);

    /// <summary>No answer came: the report is made from what there is and says so.</summary>
    public sealed record GoOnWithoutInfo() : Command(CommandKind.GoOnWithoutInfo);

    /// <summary>The holder saved the draft report.</summary>
    public sealed record SaveDraft() : Command(CommandKind.SaveDraft);

    /// <summary>The draft is complete: it becomes the preliminary report.</summary>
    public sealed record FinishDraft(ReviewReason? ReviewNeeded) : Command(CommandKind.FinishDraft);

    /// <summary>The draft goes to a reviewer.</summary>
    public sealed record AskReview(ReviewReason Reason) : Command(CommandKind.AskReview);

    /// <summary>No reviewer came in time: the preliminary report stands, marked unreviewed.</summary>
    public sealed record LetPreliminaryStand() : Command(CommandKind.LetPreliminaryStand);

    /// <summary>The reviewer agrees.</summary>
    public sealed record PassReview() : Command(CommandKind.PassReview);

    /// <summary>The reviewer wants changes.</summary>
    public sealed record SendBack(string Advice) : Command(CommandKind.SendBack);

    /// <summary>The report is signed. Its completeness and the fresh credential are checked before.</summary>
    public sealed record Sign() : Command(CommandKind.Sign);

    /// <summary>The report is laid out for the sender.</summary>
    public sealed record Deliver() : Command(CommandKind.Deliver);

    /// <summary>The sender has read the report, and read it back when it is critical.</summary>
    public sealed record Acknowledge(bool ReadBack) : Command(CommandKind.Acknowledge);

    /// <summary>The sender says what was done.</summary>
    public sealed record RecordAction(TakenAction Action, string? Text) : Command(CommandKind.RecordAction);

    /// <summary>Closes after feedback or after thirty days.</summary>
    public sealed record Close() : Command(CommandKind.Close);

    /// <summary>Opens a closed case again.</summary>
    public sealed record Reopen(ReopenReason Reason, string Text) : Command(CommandKind.Reopen);

    /// <summary>Back to the sender with advice.</summary>
    public sealed record Return(ReturnReason Reason, string Advice) : Command(CommandKind.Return);

    /// <summary>Refused for good, with advice.</summary>
    public sealed record Reject(RejectReason Reason, string Advice) : Command(CommandKind.Reject);

    /// <summary>Taken back by the sender.</summary>
    public sealed record Cancel(CancelReason Reason) : Command(CommandKind.Cancel);

    /// <summary>A draft nobody sent is put away.</summary>
    public sealed record Expire() : Command(CommandKind.Expire);

    /// <summary>Back to the queue, by the holder or because it was not opened in time.</summary>
    public sealed record Release(ReleaseReason Reason) : Command(CommandKind.Release);

    /// <summary>The holder fell silent; the draft is kept.</summary>
    public sealed record LeaseLost() : Command(CommandKind.LeaseLost);

    /// <summary>The desk gives the case to a reader, or the hub does where the service's queue works so.</summary>
    public sealed record Reassign(PersonId To, ReassignReason? Reason) : Command(CommandKind.Reassign);

    /// <summary>Opens the case to a wider pool.</summary>
    public sealed record Escalate(EscalateReason Reason) : Command(CommandKind.Escalate);

    /// <summary>Somebody else shall look too; blind means without seeing the first report.</summary>
    public sealed record AskSecondOpinion(bool Blind, PersonId? Reader, SecondOpinionReason? Reason)
        : Command(CommandKind.AskSecondOpinion);

    /// <summary>The second reader agrees with the first.</summary>
    public sealed record ConfirmFirst() : Command(CommandKind.ConfirmFirst);

    /// <summary>The second reader disagrees; a third decides and signs.</summary>
    public sealed record Contradict() : Command(CommandKind.Contradict);

    /// <summary>No second opinion came: the first report stands, with a note.</summary>
    public sealed record LetFirstReportStand() : Command(CommandKind.LetFirstReportStand);

    /// <summary>The signed report is replaced by an amended version with a visible difference.</summary>
    public sealed record Amend(AmendSeverity Severity, string Reason) : Command(CommandKind.Amend);

    /// <summary>Something is added to the signed report; nothing is changed.</summary>
    public sealed record AddAddendum() : Command(CommandKind.AddAddendum);

    /// <summary>Another corridor. All clocks are computed anew.</summary>
    public sealed record ChangeColour(Colour To, ColourReason? Reason, string? Text)
        : Command(CommandKind.ChangeColour);

    /// <summary>
    /// Another service of the catalogue, until somebody reads the case. All clocks are computed anew, by the timers of
    /// the new service.
    /// </summary>
    public sealed record ChangeService(string From, string To, ServiceKind Service)
        : Command(CommandKind.ChangeService);

    /// <summary>Stops the report clock.</summary>
    public sealed record Pause(PauseReason Reason) : Command(CommandKind.Pause);

    /// <summary>Lets the report clock run on.</summary>
    public sealed record Resume() : Command(CommandKind.Resume);

    /// <summary>A critical finding: the critical-value loop starts.</summary>
    public sealed record MarkCritical() : Command(CommandKind.MarkCritical);

    /// <summary>The critical-value loop reached the patient, or the chief signed that nobody could.</summary>
    public sealed record SettleCritical() : Command(CommandKind.SettleCritical);
}
