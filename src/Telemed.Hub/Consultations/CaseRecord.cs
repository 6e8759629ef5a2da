using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Domain.Turnaround;

namespace Telemed.Hub.Consultations;

/// <summary>A row of <c>consultation</c> as the database answers it.</summary>
internal sealed class CaseRecord
{
    public Guid Id { get; init; }
    public string Number { get; init; } = "";
    public Guid FacilityId { get; init; }
    public Guid? SentThroughId { get; init; }
    public Guid RequesterId { get; init; }
    public Guid PatientId { get; init; }
    public string ServiceCode { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Colour { get; init; } = "";
    public string State { get; init; } = "";
    public DateTimeOffset StateSince { get; init; }
    public int Version { get; init; }
    public Guid? RoutedToId { get; init; }
    public Guid[] Pool { get; init; } = [];
    public Guid? PerformerFacilityId { get; init; }
    public string? TargetTier { get; init; }
    public string? Skill { get; init; }
    public Guid? ReaderId { get; init; }
    public DateTimeOffset? LeaseUntil { get; init; }
    public Guid? AuthorId { get; init; }
    public Guid? SignedById { get; init; }
    public Guid? SecondReaderId { get; init; }
    public bool SecondBlind { get; init; }
    public string? AskedFrom { get; init; }
    public string? ReviewNeeded { get; init; }
    public bool SenderAskedAgain { get; init; }
    public bool TieBreak { get; init; }
    public bool Critical { get; init; }
    public bool CriticalSettled { get; init; }
    public bool QualityWarning { get; init; }
    public bool Limited { get; init; }
    public bool Unreviewed { get; init; }
    public bool ImportantAmendment { get; init; }
    public int ReturnedClaims { get; init; }
    public int Escalations { get; init; }
    public Guid? CopiedFromId { get; init; }
    public string? ActionCode { get; init; }
    public DateTimeOffset? ReportFrom { get; init; }
    public DateTimeOffset? QueuedFrom { get; init; }
    public DateTimeOffset? PausedSince { get; init; }
    public string? PauseReason { get; init; }
    public long PausedMs { get; init; }
    public long PausedOnDutyMs { get; init; }
    public bool Breached { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public DateTimeOffset? TriagedAt { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }
    public DateTimeOffset? ClaimedAt { get; init; }
    public DateTimeOffset? OpenedAt { get; init; }
    public DateTimeOffset? FirstVisibleAt { get; init; }
    public DateTimeOffset? SignedAt { get; init; }
    public DateTimeOffset? FirstSignedAt { get; init; }
    public long? FirstSignedPausedMs { get; init; }
    public long OffDutyToQueueMs { get; init; }
    public long OffDutyToClaimMs { get; init; }
    public long OffDutyToReportMs { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public DateTimeOffset? ActedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public int EventCount { get; init; }
    public byte[] LastEventHash { get; init; } = [];
    public Guid[] FacilityPath { get; init; } = [];
    public string FacilityTimeZone { get; init; } = "";
    public bool IsPrivileged { get; init; }
    public bool SignsAfterReview { get; init; }
    public double? ReviewDraw { get; init; }
    public bool IsInPool { get; init; }
    public int QuestionCount { get; init; }

    internal const string Columns = """
        c.id, c.number, c.facility_id, c.sent_through_id, c.requester_id, c.patient_id, c.service_code, c.kind,
        c.colour, c.state, c.state_since, c.version, c.routed_to_id, c.pool, c.performer_facility_id, c.target_tier,
        c.skill, c.reader_id, c.lease_until, c.author_id, c.signed_by_id, c.second_reader_id, c.second_blind,
            c.asked_from,
        c.review_needed, c.sender_asked_again, c.tie_break, c.critical, c.critical_settled, c.quality_warning,
        c.limited, c.unreviewed, c.important_amendment, c.returned_claims, c.escalations, c.copied_from_id,
        c.action_code, c.report_from, c.queued_from, c.paused_since, c.pause_reason, c.paused_ms,
        c.paused_on_duty_ms, c.breached, c.created_at, c.submitted_at, c.triaged_at, c.queued_at, c.claimed_at,
        c.opened_at, c.first_visible_at, c.signed_at, c.first_signed_at, c.first_signed_paused_ms,
        c.off_duty_to_queue_ms, c.off_duty_to_claim_ms, c.off_duty_to_report_ms, c.delivered_at, c.acknowledged_at,
        c.acted_at, c.closed_at, c.event_count, c.last_event_hash, c.review_draw
        """;

    /// <summary>What the sender's facility, joined as <c>f</c>, adds.</summary>
    internal const string FacilityColumns = "f.path AS facility_path, f.time_zone AS facility_time_zone";

    internal Case ToCase() => new()
    {
        Its = ToConsultation(),
        Number = Number,
        Patient = new PatientId(PatientId),
        Pool = Pool,
        Performer = PerformerFacilityId is { } performer ? new FacilityId(performer) : null,
        FacilityPath = FacilityPath,
        TimeZone = FacilityTimeZone,
        ActionCode = ActionCode,
        IsBreached = Breached,
        Milestones = new Milestones
        {
            TriagedAt = TriagedAt,
            QueuedAt = QueuedAt,
            ClaimedAt = ClaimedAt,
            OpenedAt = OpenedAt,
            FirstVisibleAt = FirstVisibleAt,
            FirstSignedAt = FirstSignedAt,
            FirstSignedPausedMs = FirstSignedPausedMs,
            OffDuty = new TimeOffDuty(
                TimeSpan.FromMilliseconds(OffDutyToQueueMs), TimeSpan.FromMilliseconds(OffDutyToClaimMs),
                TimeSpan.FromMilliseconds(OffDutyToReportMs)),
            DeliveredAt = DeliveredAt,
            AcknowledgedAt = AcknowledgedAt,
            ActedAt = ActedAt,
        },
        IsPrivileged = IsPrivileged,
        SignsAfterReview = SignsAfterReview,
        ReviewDraw = ReviewDraw,
        IsInPool = IsInPool,
        QuestionCount = QuestionCount,
        EventCount = EventCount,
        LastEventHash = LastEventHash,
    };

    private Consultation ToConsultation() => new()
    {
        Id = new ConsultationId(Id),
        Version = Version,
        State = TextCode.Parse<ConsultationState>(State),
        Service = TextCode.Parse<ServiceKind>(Kind),
        ServiceCode = ServiceCode,
        Colour = TextCode.Parse<Colour>(Colour),
        SentFrom = new FacilityId(FacilityId),
        SentThrough = SentThroughId is { } through ? new FacilityId(through) : null,
        Sender = new PersonId(RequesterId),
        RoutedTo = RoutedToId is { } to ? new FacilityId(to) : null,
        TargetTier = Code<Tier>(TargetTier),
        Skill = Skill,
        Holder = Person(ReaderId),
        LeaseUntil = LeaseUntil,
        Author = Person(AuthorId),
        SignedBy = Person(SignedById),
        SecondReader = Person(SecondReaderId),
        IsBlind = SecondBlind,
        AskedFrom = Code<ConsultationState>(AskedFrom),
        ReviewNeeded = Code<ReviewReason>(ReviewNeeded),
        SenderAskedAgain = SenderAskedAgain,
        TieBreak = TieBreak,
        IsCritical = Critical,
        IsCriticalSettled = CriticalSettled,
        HasQualityWarning = QualityWarning,
        IsLimited = Limited,
        IsUnreviewed = Unreviewed,
        IsImportantAmendment = ImportantAmendment,
        ReturnedClaims = ReturnedClaims,
        Escalations = Escalations,
        CopiedFrom = CopiedFromId is { } copied ? new ConsultationId(copied) : null,
        CreatedAt = CreatedAt,
        StateSince = StateSince,
        SubmittedAt = SubmittedAt,
        SignedAt = SignedAt,
        ClosedAt = ClosedAt,
        Clock = new CaseClock(
            ReportFrom, QueuedFrom, PausedSince, Code<PauseReason>(PauseReason), TimeSpan.FromMilliseconds(PausedMs),
            TimeSpan.FromMilliseconds(PausedOnDutyMs)),
    };

    private static PersonId? Person(Guid? id) => id is { } value ? new PersonId(value) : null;

    private static T? Code<T>(string? code) where T : struct, Enum => code is null ? null : TextCode.Parse<T>(code);
}
