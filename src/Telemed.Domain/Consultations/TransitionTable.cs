using System.Collections.Frozen;
using static Telemed.Domain.Consultations.CommandKind;
using static Telemed.Domain.Consultations.ConsultationState;

namespace Telemed.Domain.Consultations;

/// <summary>One way from a state by a command.</summary>
/// <param name="From">The state before.</param>
/// <param name="By">The command.</param>
/// <param name="To">The state after; null means the state in which the second opinion was asked.</param>
/// <param name="Who">The sides that may go this way.</param>
public sealed record Transition(ConsultationState From, CommandKind By, ConsultationState? To, Parties Who);

/// <summary>
/// Every way a consultation may go: the only place that decides. What is not listed is not possible.
/// Decided here where the practice is silent, all on 2026-11-21:
/// 1. The report clock runs from sending to signing, so that it measures what was promised to the sender; reopening
///    starts it anew. The claim clock starts anew each time a case comes (back) into the queue.
/// 2. In Claimed the limit to open stands for the lease; the lease of 15 minutes begins with reading. A case that
///    comes back to its reader (answered, reviewed) waits for him at least as long as a claimed one would.
/// 3. Drafted keeps its reader without a lease: what waits is one signature, and its own timer rings.
/// 4. A lease ends when the clock has ended it; until then any work of the holder renews it.
/// 5. Returned is final for the case itself: the sender continues with a copy, as after Rejected and Cancelled.
/// 6. A second opinion that lapses or agrees leads back to where it was asked; one that disagrees leads to Reviewed,
///    where a third reader signs.
/// 7. Silence of the sender for half the answering time after the call means: report on what there is.
/// 8. Escalated keeps the first claim clock, so the chief is called at the same minute with or without a wider pool.
/// 9. The sender may pass the quality gate himself after its timer asked him, with the warning kept on the case.
/// 10. The hub itself may raise a colour (a critical ECG flag makes a case Red before anyone read it); it never lowers
/// one.
/// 11. A clock that stands still while the case waits in a queue holds the claim marks too; the desk looks at it after
/// the time that an unanswered question may take. Whoever claims the case lets the clock run on.
/// 12. In a blind second opinion the second reader gives an own reading first; then the first report opens to him, and
/// he says whether the two agree.
/// 13. A case that is sent while its files are on their way waits at the quality gate and passes with the last of them;
///     Red passes at once, with the warning.
/// Decided on 2026-11-22, about the review before signing:
/// 14. A sample is drawn once for each case and counts when the draft is finished. Red is never drawn, for a sample
///     must not keep a patient waiting; a reader who signs only after review and a critical mismatch are reviewed in
///     Red too, where the sender sees the preliminary report at once.
/// 15. A critical mismatch is a critical measurement under a report that says nothing critical. The other way round is
///     none: what the report says marks the case critical by itself.
/// 16. A reason to review, once given, stays until a reviewer agrees, also when the draft is opened again. Advice ends
///     only a review that the reader asked for himself; what lies in the reader ends when another one takes the case.
/// 17. Who signs only after review does not amend or add alone either: whoever reviews does it.
/// 18. What had to be reviewed is signed by its author as it was reviewed; a reviewer may sign other words.
/// Also on 2026-11-22:
/// 19. The desk may change the service until somebody has the case; its history names the old and the new one.
/// 20. Reopening a case whose finding was critical begins without one: a finding of the new reading has its own relay.
/// 21. In a service whose queue gives its cases out, the hub reassigns what waits in Queued or Escalated as the desk
///     does, three times at most, and never to whoever had the case or passed it over since it was sent or reopened.
///     Nothing else changes: who does not open it in time loses it, and what nobody gets waits by the claim clock.
/// </summary>
public static class TransitionTable
{
    private static readonly ConsultationState[] BeforeReading =
        [Draft, QualityCheck, Submitted, Triaged, Queued, Escalated, Claimed, InfoRequested];

    private static readonly ConsultationState[] AtTheDesk = [QualityCheck, Submitted, Triaged, Queued, Escalated];

    private static readonly ConsultationState[] Held = [Claimed, Reading, InfoRequested, Drafted];

    private static readonly ConsultationState[] Unsigned =
        [Submitted, Triaged, Queued, Escalated, Claimed, Reading, InfoRequested, Drafted, ReviewPending, Reviewed];

    private static readonly ConsultationState[] SignedAndOpen = [Signed, Delivered, Acknowledged, Acted];

    private static readonly FrozenDictionary<(ConsultationState, CommandKind), Transition> Ways =
        Rows().ToFrozenDictionary(row => (row.From, row.By));

    /// <summary>All rows.</summary>
    public static IReadOnlyCollection<Transition> All => Ways.Values;

    /// <summary>The way from a state by a command; null when there is none.</summary>
    public static Transition? Find(ConsultationState from, CommandKind by) => Ways.GetValueOrDefault((from, by));

    private static IEnumerable<Transition> Rows() =>
        [.. SendingRows(), .. ReadingRows(), .. AnswerRows(), .. LaterRows(), .. AnywhereRows()];

    private static IEnumerable<Transition> SendingRows() =>
    [
        new(Draft, Send, QualityCheck, Parties.Sender),
        new(Draft, Expire, Expired, Parties.System),
        new(QualityCheck, PassQuality, Submitted, Parties.System | Parties.Sender),
        new(Submitted, Triage, Triaged, Parties.Desk | Parties.System),
        new(Triaged, Route, Queued, Parties.Desk | Parties.System),
        new(Queued, Route, Queued, Parties.Desk),
        new(Escalated, Route, Queued, Parties.Desk),
        new(Queued, Escalate, Escalated, Parties.Desk | Parties.System),
        new(Reading, Escalate, Escalated, Parties.Holder),
        new(Submitted, Reject, Rejected, Parties.Desk),
        new(Reading, Reject, Rejected, Parties.Holder),
        .. AtTheDesk.Select(state => new Transition(state, Return, Returned, Parties.Desk | Parties.System)),
        .. BeforeReading.Select(state => new Transition(state, Cancel, Cancelled, Parties.Sender | Parties.Desk)),
    ];

    private static IEnumerable<Transition> ReadingRows() =>
    [
        new(Queued, Claim, Claimed, Parties.Reader),
        new(Escalated, Claim, Claimed, Parties.Reader),
        new(Claimed, Open, Reading, Parties.Holder),
        new(Drafted, Open, Reading, Parties.Holder),
        new(Reading, RenewLease, Reading, Parties.Holder),
        new(Reading, SaveDraft, Reading, Parties.Holder),
        new(Reading, RequestInfo, InfoRequested, Parties.Holder),
        new(InfoRequested, AnswerInfo, Reading, Parties.Sender),
        new(InfoRequested, GoOnWithoutInfo, Reading, Parties.System | Parties.Holder),
        new(Reading, FinishDraft, Drafted, Parties.Holder),
        new(Reading, LeaseLost, Queued, Parties.System),
        new(Claimed, Release, Queued, Parties.Holder | Parties.Desk | Parties.System),
        new(Reading, Release, Queued, Parties.Holder | Parties.Desk),
        new(Drafted, Release, Queued, Parties.Holder | Parties.Desk),
        new(InfoRequested, Release, Queued, Parties.Holder | Parties.Desk),
        new(Queued, Reassign, Claimed, Parties.Desk | Parties.System),
        new(Escalated, Reassign, Claimed, Parties.Desk | Parties.System),
        .. Held.Select(state => new Transition(state, Reassign, Claimed, Parties.Desk)),
        new(Drafted, AskReview, ReviewPending, Parties.Holder),
        new(ReviewPending, PassReview, Reviewed, Parties.Reviewer),
        new(ReviewPending, SendBack, Reading, Parties.Reviewer),
        new(ReviewPending, LetPreliminaryStand, ReviewPending, Parties.System),
        new(Drafted, Sign, Signed, Parties.Holder),
        new(Reviewed, Sign, Signed, Parties.Holder | Parties.Reviewer),
    ];

    private static IEnumerable<Transition> AnswerRows() =>
    [
        new(Signed, Deliver, Delivered, Parties.System),
        new(Amended, Deliver, Delivered, Parties.System),
        new(Addendum, Deliver, Delivered, Parties.System),
        new(Delivered, Acknowledge, Acknowledged, Parties.Sender),
        new(Acknowledged, RecordAction, Acted, Parties.Sender),
        new(Acted, RecordAction, Acted, Parties.Sender),
        new(Acted, Close, Closed, Parties.Sender | Parties.Desk | Parties.System),
    ];

    private static IEnumerable<Transition> LaterRows() =>
    [
        new(Closed, Reopen, Queued, Parties.AnyClinician),
        new(Closed, Amend, Amended, Parties.Reader),
        new(Closed, AddAddendum, Addendum, Parties.Reader),
        .. SignedAndOpen.Select(state => new Transition(state, Amend, Amended, Parties.Reader)),
        .. SignedAndOpen.Select(state => new Transition(state, AddAddendum, Addendum, Parties.Reader)),
        .. SignedAndOpen.Append(Closed).Append(Reading).Select(state => new Transition(
            state, AskSecondOpinion, SecondOpinion,
            state == Reading ? Parties.Holder : Parties.Sender | Parties.Reader)),
        new(SecondOpinion, ConfirmFirst, null, Parties.Reader),
        new(SecondOpinion, Contradict, Reviewed, Parties.Reader),
        new(SecondOpinion, LetFirstReportStand, null, Parties.System),
    ];

    private static IEnumerable<Transition> AnywhereRows() =>
    [
        .. Enum.GetValues<ConsultationState>().Where(state => !state.IsFinal())
            .Select(state => new Transition(state, ChangeColour, state, Parties.AnyClinician | Parties.System)),
        .. Unsigned.Concat([Delivered, Acknowledged, Acted, Signed, SecondOpinion]).Select(state =>
            new Transition(state, MarkCritical, state, Parties.Reader | Parties.System)),
        .. Enum.GetValues<ConsultationState>().Where(state => !state.IsFinal() && state != Draft)
            .Select(state => new Transition(state, SettleCritical, state, Parties.System)),
        .. AtTheDesk.Select(state => new Transition(state, ChangeService, state, Parties.Desk)),
        .. new[] { Queued, Escalated, Reading }.SelectMany(state => new Transition[]
        {
            new(state, Pause, state, Parties.Holder | Parties.Desk),
            new(state, Resume, state, Parties.Holder | Parties.Desk | Parties.System),
        }),
    ];
}
