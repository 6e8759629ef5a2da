namespace Telemed.Domain.Consultations;

/// <summary>Where a consultation stands. The ways between states are in the transition table.</summary>
public enum ConsultationState
{
    Draft,
    QualityCheck,
    Submitted,
    Triaged,
    Queued,
    /// <summary>Queued with a wider pool: the next tier or a partner hub may claim it too.</summary>
    Escalated,
    Claimed,
    Reading,
    InfoRequested,
    Drafted,
    ReviewPending,
    Reviewed,
    SecondOpinion,
    Signed,
    Delivered,
    Acknowledged,
    Acted,
    Amended,
    Addendum,
    /// <summary>Done; may be reopened within 90 days.</summary>
    Closed,
    Rejected,
    /// <summary>Sent back with advice; the sender continues with a copy.</summary>
    Returned,
    Cancelled,
    /// <summary>A draft that nobody sent for seven days; its data are kept.</summary>
    Expired,
}

/// <summary>Groups of states that rules speak of.</summary>
public static class ConsultationStates
{
    /// <summary>Whether nothing more is expected of anyone.</summary>
    public static bool IsFinal(this ConsultationState state) => state
        is ConsultationState.Closed or ConsultationState.Rejected or ConsultationState.Returned
        or ConsultationState.Cancelled or ConsultationState.Expired;

    /// <summary>
    /// Whether somebody still waits for somebody: it was sent, and what followed from the answer is not recorded yet.
    /// </summary>
    public static bool IsOpen(this ConsultationState state) => !state.IsFinal()
        && state is not (ConsultationState.Draft or ConsultationState.Acted);

    /// <summary>Whether a reader holds the case and nobody else may write its report.</summary>
    public static bool IsHeld(this ConsultationState state) => state
        is ConsultationState.Claimed or ConsultationState.Reading or ConsultationState.InfoRequested
        or ConsultationState.Drafted;

    /// <summary>Whether a signed report exists and nothing is being read anew.</summary>
    public static bool IsAfterSigning(this ConsultationState state) => state
        is ConsultationState.Signed or ConsultationState.Delivered or ConsultationState.Acknowledged
        or ConsultationState.Acted or ConsultationState.Amended or ConsultationState.Addendum
        or ConsultationState.Closed;

    /// <summary>Whether a reader may claim the case.</summary>
    public static bool IsClaimable(this ConsultationState state) =>
        state is ConsultationState.Queued or ConsultationState.Escalated;
}
