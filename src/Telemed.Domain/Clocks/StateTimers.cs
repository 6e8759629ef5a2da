using static System.TimeSpan;

namespace Telemed.Domain.Clocks;

/// <summary>
/// The limits of the states that do not depend on the service (practice 2.2). Every one is a setting; what stands
/// here are the recommended defaults. Each is longer than zero.
/// </summary>
public sealed record StateTimers
{
    /// <summary>The recommended defaults.</summary>
    public static readonly StateTimers Default = new();

    /// <summary>A draft that lies: the sender is reminded.</summary>
    public TimeSpan DraftReminder { get; init; } = FromHours(24);

    /// <summary>A draft that lies: it expires, its data are kept.</summary>
    public TimeSpan DraftExpiry { get; init; } = FromDays(7);

    /// <summary>The quality gate.</summary>
    public TimeSpan QualityCheck { get; init; } = FromMinutes(2);

    /// <summary>From sent to triaged.</summary>
    public ByColour<TimeSpan> Triage { get; init; } = new(FromMinutes(1), FromMinutes(15), FromMinutes(60));

    /// <summary>From triaged to queued.</summary>
    public ByColour<TimeSpan> Route { get; init; } = new(FromMinutes(1), FromMinutes(15), FromMinutes(60));

    /// <summary>From claimed to opened.</summary>
    public ByColour<TimeSpan> Open { get; init; } = new(FromMinutes(3), FromMinutes(15), FromMinutes(60));

    /// <summary>From a question of the reader to the call; half as long again and the report goes on without.</summary>
    public ByColour<TimeSpan> Info { get; init; } = new(FromMinutes(5), FromHours(2), FromHours(24));

    /// <summary>From drafted to signed.</summary>
    public ByColour<TimeSpan> Drafted { get; init; } = new(FromMinutes(10), FromHours(1), FromHours(4));

    /// <summary>From review asked to reviewed, and from reviewed to signed.</summary>
    public ByColour<TimeSpan> Review { get; init; } = new(FromMinutes(10), FromHours(2), FromHours(8));

    /// <summary>From delivered to acknowledged.</summary>
    public ByColour<TimeSpan> Acknowledge { get; init; } = new(FromMinutes(5), FromMinutes(60), FromHours(24));

    /// <summary>From delivered to acknowledged for an amendment that matters to the patient.</summary>
    public TimeSpan AcknowledgeAmendment { get; init; } = FromMinutes(30);

    /// <summary>From acknowledged to the action, after a critical finding.</summary>
    public TimeSpan ActCritical { get; init; } = FromMinutes(15);

    /// <summary>From acknowledged to the action, otherwise.</summary>
    public TimeSpan Act { get; init; } = FromHours(72);

    /// <summary>First question after the outcome, from the action.</summary>
    public TimeSpan FirstFollowUp { get; init; } = FromDays(3);

    /// <summary>Second question after the outcome, from the action.</summary>
    public TimeSpan SecondFollowUp { get; init; } = FromDays(21);

    /// <summary>From the action to closing without feedback.</summary>
    public TimeSpan Close { get; init; } = FromDays(30);

    /// <summary>How long the hub itself may take to deliver before someone looks.</summary>
    public TimeSpan Deliver { get; init; } = FromMinutes(1);
}
