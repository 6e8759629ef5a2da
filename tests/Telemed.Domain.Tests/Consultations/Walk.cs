using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;

namespace Telemed.Domain.Tests.Consultations;

/// <summary>People, a case and short ways to bring it somewhere, for the tests of this folder.</summary>
internal static class Walk
{
    internal static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    internal static readonly FacilityId Village = new(new Guid(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));
    internal static readonly FacilityId County = new(new Guid(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));

    internal static readonly Actor Sender = Someone(1, Role.VillageClinician, Village);
    internal static readonly Actor Desk = Someone(2, Role.Coordinator, County);
    internal static readonly Actor Reader = Someone(3, Role.Reporter, County);
    internal static readonly Actor OtherReader = Someone(4, Role.Reporter, County);
    internal static readonly Actor Reviewer = Someone(5, Role.Reviewer, County);
    internal static readonly Actor Chief = Someone(6, Role.OnCallChief, County);

    internal static readonly Actor[] Everyone =
        [Sender, Desk, Reader, OtherReader, Reviewer, Chief, Actor.System];

    internal static Consultation Draft(Colour colour = Colour.Yellow, string service = "ecg") => new()
    {
        Id = new ConsultationId(new Guid(9, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0])),
        Service = ServiceKind.Ecg,
        ServiceCode = service,
        Colour = colour,
        SentFrom = Village,
        Sender = Sender.Person!.Value,
        CreatedAt = Start,
        StateSince = Start,
    };

    internal static CommandOutcome Try(
        this Consultation its, Command command, Actor actor, double atMinute = 0, ServiceTimers? timers = null) =>
        its.Apply(command, actor, its.Version, Start.AddMinutes(atMinute), timers ?? ServiceTimers.Ecg);

    internal static Consultation Do(
        this Consultation its, Command command, Actor actor, double atMinute = 0, ServiceTimers? timers = null)
    {
        var outcome = its.Try(command, actor, atMinute, timers);
        return Assert.IsType<CommandOutcome.Accepted>(outcome).Consultation;
    }

    internal static Consultation Queued(Colour colour = Colour.Yellow) => Draft(colour)
        .Do(new Command.Send(), Sender)
        .Do(new Command.PassQuality(WithWarning: false), Actor.System)
        .Do(new Command.Triage(Tier.County, null), Desk)
        .Do(new Command.Route(County), Desk);

    internal static Consultation Reading(Colour colour = Colour.Yellow) => Queued(colour)
        .Do(new Command.Claim(), Reader)
        .Do(new Command.Open(), Reader);

    internal static Consultation Drafted(Colour colour = Colour.Yellow) =>
        Reading(colour).Do(new Command.FinishDraft(null), Reader);

    internal static Consultation Delivered(Colour colour = Colour.Yellow) => Drafted(colour)
        .Do(new Command.Sign(), Reader)
        .Do(new Command.Deliver(), Actor.System);

    internal static Consultation Closed() => Delivered()
        .Do(new Command.Acknowledge(ReadBack: false), Sender)
        .Do(new Command.RecordAction(TakenAction.Treated, null), Sender)
        .Do(new Command.Close(), Actor.System);

    internal static Command Sample(CommandKind kind, int seed) => kind switch
    {
        CommandKind.Send => new Command.Send(),
        CommandKind.PassQuality => new Command.PassQuality(seed % 2 == 0),
        CommandKind.Triage => new Command.Triage(Tier.County, null),
        CommandKind.Route => new Command.Route(seed % 2 == 0 ? County : null),
        CommandKind.Claim => new Command.Claim(),
        CommandKind.Open => new Command.Open(),
        CommandKind.RenewLease => new Command.RenewLease(),
        CommandKind.RequestInfo => new Command.RequestInfo(InfoReason.NewView, "Lateral, please."),
        CommandKind.AnswerInfo => new Command.AnswerInfo(),
        CommandKind.GoOnWithoutInfo => new Command.GoOnWithoutInfo(),
        CommandKind.SaveDraft => new Command.SaveDraft(),
        CommandKind.FinishDraft => new Command.FinishDraft(seed % 4 == 0 ? null : (ReviewReason)(seed % 4 - 1)),
        CommandKind.AskReview => new Command.AskReview(ReviewReason.AskedByReporter),
        CommandKind.LetPreliminaryStand => new Command.LetPreliminaryStand(),
        CommandKind.PassReview => new Command.PassReview(),
        CommandKind.SendBack => new Command.SendBack("Mention the prior."),
        CommandKind.Sign => new Command.Sign(),
        CommandKind.Deliver => new Command.Deliver(),
        CommandKind.Acknowledge => new Command.Acknowledge(seed % 2 == 0),
        CommandKind.RecordAction => new Command.RecordAction(TakenAction.Observed, null),
        CommandKind.Close => new Command.Close(),
        CommandKind.Reopen => new Command.Reopen(ReopenReason.NewSymptoms, "Pain again."),
        CommandKind.Return => new Command.Return(ReturnReason.NoQuestion, "What do you ask?"),
        CommandKind.Reject => new Command.Reject(RejectReason.Duplicate, "Same as yesterday's."),
        CommandKind.Cancel => new Command.Cancel(CancelReason.PatientLeft),
        CommandKind.Expire => new Command.Expire(),
        CommandKind.Release => new Command.Release(ReleaseReason.EndOfShift),
        CommandKind.LeaseLost => new Command.LeaseLost(),
        CommandKind.Reassign => new Command.Reassign((seed % 2 == 0 ? Reader : OtherReader).Person!.Value, null),
        CommandKind.Escalate => new Command.Escalate(EscalateReason.NeedsHigherTier),
        CommandKind.AskSecondOpinion => new Command.AskSecondOpinion(Blind: true, null, null),
        CommandKind.ConfirmFirst => new Command.ConfirmFirst(),
        CommandKind.Contradict => new Command.Contradict(),
        CommandKind.LetFirstReportStand => new Command.LetFirstReportStand(),
        CommandKind.Amend => new Command.Amend((AmendSeverity)(seed % 3), "The side was wrong."),
        CommandKind.AddAddendum => new Command.AddAddendum(),
        CommandKind.ChangeColour => new Command.ChangeColour((Colour)(seed % 3), ColourReason.PatientWorse, null),
        CommandKind.Pause => new Command.Pause(PauseReason.Equipment),
        CommandKind.Resume => new Command.Resume(),
        CommandKind.MarkCritical => new Command.MarkCritical(),
        CommandKind.SettleCritical => new Command.SettleCritical(),
        CommandKind.ChangeService =>
            new Command.ChangeService("ecg", seed % 2 == 0 ? "ecg" : "text_consult", ServiceKind.General),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static Actor Someone(int number, Role role, FacilityId facility) =>
        new(new PersonId(new Guid(number, 0, 1, [0, 0, 0, 0, 0, 0, 0, 0])), role, facility);
}
