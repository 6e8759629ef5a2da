using System.Collections.Immutable;

namespace Telemed.Domain.Reports;

/// <summary>Where the relay of a critical value stands.</summary>
public enum CriticalState { Found, Notified, ReadBack, PatientContacted, ActionLogged, Closed }

/// <summary>Whom the relay rings, in this order.</summary>
public enum CriticalHop { Sender, SendersBackup, TownshipDuty, CountyEmergencyDesk, OnCallChief }

/// <summary>How somebody is told.</summary>
public enum CriticalChannel { Screen, Sms, Voice, InPerson }

/// <summary>One attempt to reach somebody.</summary>
public sealed record CriticalNotice(CriticalHop Hop, CriticalChannel Channel, DateTimeOffset At);

/// <summary>What became of a step of the relay.</summary>
public abstract record CriticalOutcome
{
    private CriticalOutcome()
    {
    }

    /// <summary>Done.</summary>
    public sealed record Accepted(CriticalLoop Loop) : CriticalOutcome;

    /// <summary>Not from this state.</summary>
    public sealed record NotFromHere(CriticalState State) : CriticalOutcome;

    /// <summary>The two digits read back are not those that were read out.</summary>
    public sealed record WrongReadBack : CriticalOutcome;

    /// <summary>The patient was not reached, and no chief has signed that nobody could.</summary>
    public sealed record PatientNotReached : CriticalOutcome;
}

/// <summary>
/// The relay of one critical value: it climbs a hop every five minutes and rests only when the patient was reached,
/// or the on-call chief signed that nobody could (practice 2.2). The six facts of the record are the finding, when it
/// was made and by whom, who was told, when, and how.
/// </summary>
public sealed record CriticalLoop
{
    /// <summary>From one hop to the next.</summary>
    public static readonly TimeSpan HopAfter = TimeSpan.FromMinutes(5);

    public required ConsultationId Consultation { get; init; }

    /// <summary>Which relay of the consultation this is, from one; a reopened case may have another.</summary>
    public int Number { get; init; } = 1;

    /// <summary>What was found, in words.</summary>
    public required string Finding { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>Who found it; null when a device or the hub did.</summary>
    public required PersonId? FoundBy { get; init; }

    /// <summary>The two digits that the one who was told reads back, "00" to "99".</summary>
    public required string ReadBackCode { get; init; }

    public CriticalState State { get; init; } = CriticalState.Found;

    /// <summary>Every attempt, oldest first.</summary>
    public ImmutableArray<CriticalNotice> Notices { get; init; } = [];

    /// <summary>Who read the code back.</summary>
    public PersonId? ToldTo { get; init; }

    /// <summary>When it was read back.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>When the patient was reached.</summary>
    public DateTimeOffset? PatientContactedAt { get; init; }

    /// <summary>The chief who signed that nobody could reach the patient.</summary>
    public PersonId? UnreachableSignedBy { get; init; }

    /// <summary>Whether the consultation may be closed.</summary>
    public bool IsSettled => PatientContactedAt is not null || UnreachableSignedBy is not null;

    /// <summary>When the next hop is rung; null once the patient was reached or the loop is closed.</summary>
    /// <remarks>Reading a message stops nothing: after read-back the patient must be reached within two hops.</remarks>
    public DateTimeOffset? NextHopAt => State switch
    {
        CriticalState.Found => FoundAt,
        CriticalState.Notified => Notices[^1].At + HopAfter,
        CriticalState.ReadBack when !IsSettled =>
            (Notices[^1].At > ToldAt ? Notices[^1].At : ToldAt) + (HopAfter * 2),
        _ => null,
    };

    /// <summary>Whom to ring next; past the last hop the chief is rung again and again.</summary>
    public CriticalHop NextHop => Notices.IsEmpty
        ? CriticalHop.Sender
        : (CriticalHop)Math.Min((int)Notices[^1].Hop + 1, (int)CriticalHop.OnCallChief);

    /// <summary>Somebody is rung.</summary>
    public CriticalOutcome Notify(CriticalHop hop, CriticalChannel channel, DateTimeOffset now) => NextHopAt is null
        ? new CriticalOutcome.NotFromHere(State)
        : new CriticalOutcome.Accepted(this with
        {
            State = State == CriticalState.Found ? CriticalState.Notified : State,
            Notices = Notices.Add(new(hop, channel, now)),
        });

    /// <summary>Somebody repeats the two digits.</summary>
    public CriticalOutcome ReadBack(PersonId by, string code, DateTimeOffset now) =>
        State != CriticalState.Notified ? new CriticalOutcome.NotFromHere(State)
        : code != ReadBackCode ? new CriticalOutcome.WrongReadBack()
        : new CriticalOutcome.Accepted(this with { State = CriticalState.ReadBack, ToldTo = by, ToldAt = now });

    /// <summary>The patient was reached.</summary>
    public CriticalOutcome ContactPatient(DateTimeOffset now) => State != CriticalState.ReadBack
        ? new CriticalOutcome.NotFromHere(State)
        : new CriticalOutcome.Accepted(
            this with { State = CriticalState.PatientContacted, PatientContactedAt = now });

    /// <summary>The on-call chief signs that nobody could reach the patient.</summary>
    public CriticalOutcome SignUnreachable(PersonId chief) =>
        State is not (CriticalState.Notified or CriticalState.ReadBack)
            ? new CriticalOutcome.NotFromHere(State)
            : new CriticalOutcome.Accepted(
                this with { State = CriticalState.PatientContacted, UnreachableSignedBy = chief });

    /// <summary>What was done is written down.</summary>
    public CriticalOutcome LogAction() => State != CriticalState.PatientContacted
        ? new CriticalOutcome.NotFromHere(State)
        : new CriticalOutcome.Accepted(this with { State = CriticalState.ActionLogged });

    /// <summary>The loop is closed.</summary>
    public CriticalOutcome Close() =>
        State is CriticalState.Closed ? new CriticalOutcome.NotFromHere(State)
        : !IsSettled ? new CriticalOutcome.PatientNotReached()
        : State != CriticalState.ActionLogged ? new CriticalOutcome.NotFromHere(State)
        : new CriticalOutcome.Accepted(this with { State = CriticalState.Closed });
}
