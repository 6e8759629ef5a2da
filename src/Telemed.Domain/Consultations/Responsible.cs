namespace Telemed.Domain.Consultations;

/// <summary>Whose turn it is.</summary>
public enum Turn
{
    Nobody, Sender, Hub, Desk, Pool, Reader, Reviewer, SecondReader,
}

/// <summary>Whose turn it is, and the person when it is one.</summary>
public readonly record struct Responsible(Turn Turn, PersonId? Person)
{
    /// <summary>Says for any consultation whose turn it is; nobody only when the case is final.</summary>
    public static Responsible For(Consultation its) => its.State switch
    {
        ConsultationState.Draft => new(Turn.Sender, its.Sender),
        ConsultationState.QualityCheck => new(Turn.Sender, its.Sender),
        ConsultationState.Submitted or ConsultationState.Triaged => new(Turn.Desk, null),
        ConsultationState.Queued or ConsultationState.Escalated => new(Turn.Pool, null),
        ConsultationState.Claimed or ConsultationState.Reading or ConsultationState.Drafted =>
            new(Turn.Reader, its.Holder),
        ConsultationState.InfoRequested => new(Turn.Sender, its.Sender),
        ConsultationState.ReviewPending => new(Turn.Reviewer, null),
        ConsultationState.Reviewed => its.TieBreak ? new(Turn.Reviewer, null) : new(Turn.Reader, its.Holder),
        ConsultationState.SecondOpinion => new(Turn.SecondReader, its.SecondReader),
        ConsultationState.Signed or ConsultationState.Amended or ConsultationState.Addendum => new(Turn.Hub, null),
        ConsultationState.Delivered or ConsultationState.Acknowledged or ConsultationState.Acted =>
            new(Turn.Sender, its.Sender),
        ConsultationState.Closed or ConsultationState.Rejected or ConsultationState.Returned
            or ConsultationState.Cancelled or ConsultationState.Expired => new(Turn.Nobody, null),
    };
}
