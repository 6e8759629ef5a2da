using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>A line of a list as the database answers it.</summary>
internal class RowRecord
{
    public Guid Id { get; init; }
    public string Number { get; init; } = "";
    public string State { get; init; } = "";
    public string Colour { get; init; } = "";
    public string ServiceCode { get; init; } = "";
    public string Kind { get; init; } = "";
    public int Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public DateTimeOffset? PromiseAt { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public string? DueKind { get; init; }
    public DateTimeOffset? ClockStartedAt { get; init; }
    public DateTimeOffset? SignedAt { get; init; }
    public DateTimeOffset? FirstSignedAt { get; init; }
    public bool Breached { get; init; }
    public bool Critical { get; init; }
    public bool CriticalSettled { get; init; }
    public bool Paused { get; init; }
    public bool TieBreak { get; init; }
    public Guid? AuthorId { get; init; }
    public Guid? SecondReaderId { get; init; }
    public Guid RequesterId { get; init; }
    public Guid FacilityId { get; init; }
    public Guid? ReaderId { get; init; }
    public Guid? PerformerFacilityId { get; init; }
    public Guid PatientId { get; init; }
    public string PatientName { get; init; } = "";
    public string PatientSex { get; init; } = "";
    public DateOnly? PatientBirthDate { get; init; }
    public string FacilityName { get; init; } = "";
    public string FacilityTier { get; init; } = "";
    public string RequesterName { get; init; } = "";
    public string? PerformerName { get; init; }
    public string? PerformerTier { get; init; }
    public string? ReaderName { get; init; }
    public string? Question { get; init; }
    public int Ecg { get; init; }
    public int Imaging { get; init; }
    public int Slide { get; init; }
    public int Document { get; init; }

    internal ConsultationRow ToRow(CurrentPerson person, DateTimeOffset now) => Fill(person, now);

    internal Colour ColourValue => TextCode.Parse<Colour>(Colour);

    private ConsultationRow Fill(CurrentPerson person, DateTimeOffset now) => new()
    {
        Id = Id,
        Number = Number,
        State = State,
        Colour = Colour,
        ServiceCode = ServiceCode,
        Kind = Kind,
        Patient = Patient(now),
        Facility = Facility,
        Requester = Requester,
        Performer = Performer,
        Reader = Reader,
        Question = Question,
        CreatedAt = CreatedAt,
        SubmittedAt = SubmittedAt,
        PromiseAt = PromiseAt,
        DueAt = DueAt,
        DueKind = DueKind,
        StartedAt = ClockStartedAt,
        SignedAt = SignedAt,
        Breached = Breached,
        Paused = Paused,
        Critical = Critical,
        Attachments = Attachments,
        NeedsMe = NeedsMe(person),
        Version = Version,
    };

    internal PatientLine Patient(DateTimeOffset now) =>
        new(PatientId, PatientName, PatientSex, PatientBirthDate, Age(PatientBirthDate, now));

    internal FacilityLine Facility => new(FacilityId, FacilityName, FacilityTier);

    internal PersonLine Requester => new(RequesterId, RequesterName);

    internal FacilityLine? Performer => PerformerFacilityId is { } id && PerformerName is { } name
        ? new FacilityLine(id, name, PerformerTier ?? "") : null;

    internal PersonLine? Reader => ReaderId is { } id && ReaderName is { } name ? new PersonLine(id, name) : null;

    internal AttachmentCounts Attachments => new(Ecg, Imaging, Slide, Document);

    /// <summary>Whether the next thing to be done here is this person's.</summary>
    internal bool NeedsMe(CurrentPerson person)
    {
        var me = person.Id.Value;
        return TextCode.Parse<ConsultationState>(State) switch
        {
            ConsultationState.Draft => RequesterId == me,
            ConsultationState.InfoRequested => RequesterId == me || IsSenderThere(person, Permission.AnswerInfo),
            ConsultationState.Returned => RequesterId == me,
            ConsultationState.Delivered => IsSenderThere(person, Permission.AcknowledgeReport),
            ConsultationState.Acknowledged => IsSenderThere(person, Permission.RecordAction),
            ConsultationState.QualityCheck => RequesterId == me,
            ConsultationState.Submitted or ConsultationState.Triaged => person.Has(Permission.TriageConsultation),
            ConsultationState.Queued or ConsultationState.Escalated => person.Has(Permission.ClaimConsultation),
            ConsultationState.Claimed or ConsultationState.Reading or ConsultationState.Drafted => ReaderId == me,
            ConsultationState.Reviewed => TieBreak
                ? person.Has(Permission.ReviewReport) && AuthorId != me && SecondReaderId != me
                : ReaderId == me,
            ConsultationState.ReviewPending => person.Has(Permission.ReviewReport) && AuthorId != me,
            ConsultationState.SecondOpinion => person.Has(Permission.WriteReport) && AuthorId != me
                && (SecondReaderId ?? me) == me,
            _ => false,
        };
    }

    private bool IsSenderThere(CurrentPerson person, Permission permission) =>
        person.Has(permission)
        && (RequesterId == person.Id.Value || person.Roles.Any(held => held.Facility.Value == FacilityId));

    /// <summary>Whole years at a moment; null when the birth date is unknown.</summary>
    internal static int? Age(DateOnly? birthDate, DateTimeOffset now)
    {
        if (birthDate is not { } born) return null;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var years = today.Year - born.Year;
        return Math.Max(0, born > today.AddYears(-years) ? years - 1 : years);
    }
}
