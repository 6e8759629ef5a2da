namespace Telemed.Domain.Rooms;

/// <summary>The patient's agreement, asked before anything is shown.</summary>
/// <param name="At">When it was recorded.</param>
/// <param name="By">Who asked and recorded it.</param>
/// <param name="How">How the patient agreed.</param>
/// <param name="Recording">Whether the agreement covers recording, which is asked apart.</param>
public sealed record RoomConsent(DateTimeOffset At, PersonId By, ConsentHow How, bool Recording);

/// <summary>One step of a session, as its history keeps it.</summary>
public sealed record RoomEvent(
    RoomId Room, int Version, RoomState From, RoomState To, RoomStep Step, string? Reason, DateTimeOffset At);

/// <summary>What became of a step: one case per reason.</summary>
public abstract record RoomOutcome
{
    private RoomOutcome()
    {
    }

    /// <summary>Done. Save the room, its event and its timers in one transaction.</summary>
    public sealed record Accepted(Room Room, RoomEvent Event) : RoomOutcome;

    /// <summary>There is no such way from this state.</summary>
    public sealed record NotFromHere(RoomState State, RoomStep Step) : RoomOutcome;

    /// <summary>This side may not go this way.</summary>
    public sealed record NotYourPart(RoomSide Allowed) : RoomOutcome;

    /// <summary>The patient's consent is to be recorded first.</summary>
    public sealed record ConsentMissing : RoomOutcome;
}

/// <summary>One live session, as the rules see it. Who is in it and what was said stand beside it.</summary>
public sealed record Room
{
    /// <summary>Its id.</summary>
    public required RoomId Id { get; init; }

    /// <summary>What it is for.</summary>
    public required RoomKind Kind { get; init; }

    /// <summary>The corridor; it sets the clocks.</summary>
    public required Colour Colour { get; init; }

    /// <summary>Where it stands.</summary>
    public required RoomState State { get; init; }

    /// <summary>Since when; a room that turned red before it was live begins anew with that.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>Grows by one with every change of the room.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Who answers for the advice and signs the note; null until somebody does.</summary>
    public PersonId? Specialist { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The slot; null for a room that is wanted now.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>When it first went live.</summary>
    public DateTimeOffset? LiveAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whom the screens follow; null is free look.</summary>
    public PersonId? Leader { get; init; }

    /// <summary>The lowest step of those who speak.</summary>
    public LadderStep Ladder { get; init; }

    /// <summary>The patient's consent.</summary>
    public RoomConsent? Consent { get; init; }

    /// <summary>Whether it is being recorded; off until somebody asks for it.</summary>
    public bool IsRecording { get; init; }

    /// <summary>Whether a patient is present, whose consent comes first.</summary>
    public bool NeedsConsent => Kind is RoomKind.Consult or RoomKind.Round;

    /// <summary>Whether the session owes a signed note of its own.</summary>
    public bool NeedsNote => Kind == RoomKind.Consult;

    /// <summary>Whether people may still come in.</summary>
    public bool IsOpen => State is RoomState.Planned or RoomState.Invited or RoomState.Ready or RoomState.Waiting
        || IsMet;

    /// <summary>Whether both sides have met and the session has not ended.</summary>
    public bool IsMet => State is RoomState.Live or RoomState.Degraded or RoomState.Interrupted;

    /// <summary>When the note is due; null when none is owed.</summary>
    /// <param name="times">How long a note may take.</param>
    public DateTimeOffset? NoteDueAt(RoomTimes times) =>
        NeedsNote && EndedAt is { } ended && State is RoomState.Ended or RoomState.NoteDue
        ? ended + times.Note[Colour] : null;

    /// <summary>Goes one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="side">The side, or sides, of whoever takes it.</param>
    /// <param name="reason">A code that says why, where there is one.</param>
    /// <param name="at">Server time.</param>
    public RoomOutcome Do(RoomStep step, RoomSide side, string? reason, DateTimeOffset at)
    {
        if (RoomTransitions.Find(State, step) is not { } way) return new RoomOutcome.NotFromHere(State, step);
        if ((way.Who & side) == 0) return new RoomOutcome.NotYourPart(way.Who);
        if (step == RoomStep.GoLive && NeedsConsent && Consent is null) return new RoomOutcome.ConsentMissing();
        // A kind without a note closes from Ended, one with a note never does.
        if (State == RoomState.Ended && step == RoomStep.Close == NeedsNote)
            return new RoomOutcome.NotFromHere(State, step);
        if (step == RoomStep.TurnRed && Colour == Colour.Red) return new RoomOutcome.NotFromHere(State, step);
        var next = this with
        {
            State = way.To,
            // Who talks or was cut off goes on; who waits to be answered is waited for as red is.
            StateSince = step == RoomStep.TurnRed && IsMet ? StateSince : at,
            Colour = step == RoomStep.TurnRed ? Colour.Red : Colour,
            Version = Version + 1,
            LiveAt = way.To == RoomState.Live ? LiveAt ?? at : LiveAt,
            EndedAt = way.To is RoomState.Ended or RoomState.TechFailure ? at : EndedAt,
            // Nothing is recorded once people have gone.
            IsRecording = IsRecording && way.To is RoomState.Live or RoomState.Degraded,
        };
        return new RoomOutcome.Accepted(next, new RoomEvent(Id, next.Version, State, next.State, step, reason, at));
    }
}
