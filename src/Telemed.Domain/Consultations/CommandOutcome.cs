using Telemed.Domain.Clocks;

namespace Telemed.Domain.Consultations;

/// <summary>What became of a command: one case per reason.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome()
    {
    }

    /// <summary>Done. Save the consultation, its event and its timers in one transaction.</summary>
    public sealed record Accepted(Consultation Consultation, ConsultationEvent Event, TimerChanges Timers)
        : CommandOutcome;

    /// <summary>Somebody else changed the case meanwhile; it stands at this version now.</summary>
    public sealed record VersionConflict(int CurrentVersion) : CommandOutcome;

    /// <summary>There is no such way from this state.</summary>
    public sealed record NotFromHere(ConsultationState State, CommandKind Command) : CommandOutcome;

    /// <summary>This side may not go this way.</summary>
    public sealed record NotYourPart(Parties Allowed) : CommandOutcome;

    /// <summary>Another reader holds the case.</summary>
    public sealed record HeldByAnother(PersonId Holder) : CommandOutcome;

    /// <summary>The report was signed already.</summary>
    public sealed record AlreadySigned(DateTimeOffset At) : CommandOutcome;

    /// <summary>A reason or advice in words is needed.</summary>
    public sealed record WordsMissing(CommandKind Command) : CommandOutcome;

    /// <summary>The words are longer than a history keeps.</summary>
    public sealed record WordsTooLong(int LimitChars) : CommandOutcome;

    /// <summary>A lower colour needs a reason and a triage nurse, coordinator or reader.</summary>
    public sealed record MayNotLower : CommandOutcome;

    /// <summary>A frozen section is red while the patient lies on the table, whoever asks.</summary>
    public sealed record AlwaysRed : CommandOutcome;

    /// <summary>The report needs a review before it is signed.</summary>
    public sealed record ReviewFirst(ReviewReason Reason) : CommandOutcome;

    /// <summary>Nobody reads the own request, or reviews or tie-breaks the own report.</summary>
    public sealed record OwnWork : CommandOutcome;

    /// <summary>The sender's one second opinion was used.</summary>
    public sealed record OnceOnly : CommandOutcome;

    /// <summary>The window for this ended then.</summary>
    public sealed record TooLate(DateTimeOffset EndedAt) : CommandOutcome;

    /// <summary>The clock has not come so far; it will at this time.</summary>
    public sealed record NotYet(DateTimeOffset DueAt) : CommandOutcome;

    /// <summary>A critical report is acknowledged by reading it back.</summary>
    public sealed record ReadBackNeeded : CommandOutcome;

    /// <summary>The critical-value loop must have reached the patient first.</summary>
    public sealed record CriticalLoopOpen : CommandOutcome;

    /// <summary>It is so already.</summary>
    public sealed record NothingToChange : CommandOutcome;
}
