using Telemed.Domain.Clocks;

namespace Telemed.Domain.Consultations;

/// <summary>
/// One question of one patient on its way from a clinic to a specialist and back. Immutable: every accepted command
/// gives the next version. Patient, questions, files and report texts are kept beside it; here is what decides.
/// </summary>
public sealed record Consultation
{
    /// <summary>How long a silent reader keeps a case he is reading.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    /// <summary>How long after closing a case may be reopened.</summary>
    public static readonly TimeSpan ReopenWindow = TimeSpan.FromDays(90);

    /// <summary>The consultation's id.</summary>
    public required ConsultationId Id { get; init; }

    /// <summary>Counts the changes, from 1; every write names the version it saw.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Where it stands.</summary>
    public ConsultationState State { get; init; } = ConsultationState.Draft;

    /// <summary>What it is about.</summary>
    public required ServiceKind Service { get; init; }

    /// <summary>The service of the catalogue, which fixes timers and template.</summary>
    public required string ServiceCode { get; init; }

    /// <summary>The corridor.</summary>
    public required Colour Colour { get; init; }

    /// <summary>Whose patient it is.</summary>
    public required FacilityId SentFrom { get; init; }

    /// <summary>The township that sent it for a village, when it did.</summary>
    public FacilityId? SentThrough { get; init; }

    /// <summary>Who asks.</summary>
    public required PersonId Sender { get; init; }

    /// <summary>The facility whose queue it is in; null means everyone of the service's pool.</summary>
    public FacilityId? RoutedTo { get; init; }

    /// <summary>The tier triage wants; null before triage.</summary>
    public Tier? TargetTier { get; init; }

    /// <summary>The skill triage wants; null means any reader of the service.</summary>
    public string? Skill { get; init; }

    /// <summary>The reader who has it.</summary>
    public PersonId? Holder { get; init; }

    /// <summary>Until when a silent holder keeps it; only while reading.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Who finished the draft that stands.</summary>
    public PersonId? Author { get; init; }

    /// <summary>Who signed last.</summary>
    public PersonId? SignedBy { get; init; }

    /// <summary>Whom the second opinion was asked of; null means anyone of the pool.</summary>
    public PersonId? SecondReader { get; init; }

    /// <summary>
    /// The second reader gives an own reading before seeing the first report; only while it is awaited.
    /// </summary>
    public bool IsBlind { get; init; }

    /// <summary>Where the second opinion was asked; only while it is awaited.</summary>
    public ConsultationState? AskedFrom { get; init; }

    /// <summary>Why it must be reviewed before signing; null when it need not.</summary>
    public ReviewReason? ReviewNeeded { get; init; }

    /// <summary>The sender has used the one second opinion.</summary>
    public bool SenderAskedAgain { get; init; }

    /// <summary>Two readers disagree and a third must sign.</summary>
    public bool TieBreak { get; init; }

    /// <summary>A critical finding was made.</summary>
    public bool IsCritical { get; init; }

    /// <summary>The critical-value loop has ended rightly.</summary>
    public bool IsCriticalSettled { get; init; }

    /// <summary>Whether a critical finding was made and its loop has not ended.</summary>
    public bool HasOpenCriticalLoop => IsCritical && !IsCriticalSettled;

    /// <summary>The quality gate was passed in spite of a warning.</summary>
    public bool HasQualityWarning { get; init; }

    /// <summary>The report is made from what was available.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The preliminary report stands because no reviewer came.</summary>
    public bool IsUnreviewed { get; init; }

    /// <summary>The report delivered last is an amendment that matters to the patient.</summary>
    public bool IsImportantAmendment { get; init; }

    /// <summary>How often a claim came back without a report.</summary>
    public int ReturnedClaims { get; init; }

    /// <summary>How often the pool was widened.</summary>
    public int Escalations { get; init; }

    /// <summary>The case this one was copied from.</summary>
    public ConsultationId? CopiedFrom { get; init; }

    /// <summary>When the draft was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the present state was entered.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>When it was first sent.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When it was first signed since it was last (re)opened.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>When it was closed last.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>From when the clocks run.</summary>
    public CaseClock Clock { get; init; } = CaseClock.Unstarted;

    /// <summary>Whether the sender may read the preliminary report: when red or critical, or when it stands.</summary>
    public bool PreliminaryIsVisible => State
        is ConsultationState.Drafted or ConsultationState.ReviewPending or ConsultationState.Reviewed
        && (Colour == Colour.Red || IsCritical || IsUnreviewed);

    /// <summary>
    /// Whether the two sides may still write to each other: until the case has ended, or can no longer be reopened.
    /// </summary>
    public bool TakesWords(DateTimeOffset now) => State == ConsultationState.Closed
        ? now <= ClosedAt + ReopenWindow
        : !State.IsFinal();

    /// <summary>Decides on a command. Only <see cref="CommandOutcome.Accepted"/> changes anything.</summary>
    /// <param name="command">What is wanted.</param>
    /// <param name="actor">Who wants it; the route has checked the permission and the reach.</param>
    /// <param name="expectedVersion">The version the actor saw.</param>
    /// <param name="now">Server time.</param>
    /// <param name="timers">The timers of the case's service.</param>
    public CommandOutcome Apply(
        Command command, Actor actor, int expectedVersion, DateTimeOffset now, ServiceTimers timers)
    {
        if (expectedVersion != Version) return new CommandOutcome.VersionConflict(Version);
        if (TransitionTable.Find(State, command.Kind) is not { } way) return Guards.NoWay(this, command);
        if (Guards.Refuse(this, way, command, actor, now) is { } refusal) return refusal;

        var changed = Effects.Of(this, command, actor, now, timers);
        var to = way.To ?? AskedFrom ?? throw new InvalidOperationException("Nobody asked for a second opinion.");
        var next = Effects.Enter(changed, this, to, now, timers) with { Version = Version + 1 };
        var (reason, text) = ConsultationEvent.Words(command);
        var done = new ConsultationEvent(Id, next.Version, State, to, command.Kind, actor, reason, text, now);
        return new CommandOutcome.Accepted(next, done, TimerChanges.Between(
            Timetable.Of(this, timers), Timetable.Of(next, timers)));
    }

    /// <summary>A new draft with the same question, after this case ended without an answer.</summary>
    /// <returns>The draft; null when this case may not be copied because it lives or was answered.</returns>
    public Consultation? Copy(ConsultationId id, PersonId sender, DateTimeOffset now) => State
        is ConsultationState.Returned or ConsultationState.Rejected or ConsultationState.Cancelled
        or ConsultationState.Expired
        ? new Consultation
        {
            Id = id,
            Service = Service,
            ServiceCode = ServiceCode,
            Colour = Colour,
            SentFrom = SentFrom,
            SentThrough = SentThrough,
            Sender = sender,
            CopiedFrom = Id,
            CreatedAt = now,
            StateSince = now,
        }
        : null;
}
