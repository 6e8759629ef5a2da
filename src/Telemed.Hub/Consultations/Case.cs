using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Domain.Turnaround;

namespace Telemed.Hub.Consultations;

/// <summary>
/// A consultation with what the hub keeps beside the rules: its number, pool, milestones and last event.
/// </summary>
internal sealed record Case
{
    internal required Consultation Its { get; init; }
    internal required string Number { get; init; }
    internal required PatientId Patient { get; init; }
    /// <summary>The facilities whose readers may claim it now.</summary>
    internal required Guid[] Pool { get; init; }
    internal required FacilityId? Performer { get; init; }
    /// <summary>The sender's place in the tree, from the root.</summary>
    internal required Guid[] FacilityPath { get; init; }
    /// <summary>The sender's time zone: local time of the case, where its service names no other.</summary>
    internal required string TimeZone { get; init; }
    internal required string? ActionCode { get; init; }
    internal required bool IsBreached { get; init; }
    /// <summary>Whether the person who asked may read this service.</summary>
    internal required bool IsPrivileged { get; init; }
    /// <summary>Whether the person who asked signs reports of this service only after a review.</summary>
    internal required bool SignsAfterReview { get; init; }
    /// <summary>Drawn once for the case, from 0 to below 1; null for cases from before drawing.</summary>
    internal required double? ReviewDraw { get; init; }
    /// <summary>Whether the person who asked has what it takes to review reports of this service.</summary>
    internal bool MayReview => IsPrivileged && !SignsAfterReview;
    /// <summary>Whether the person who asked belongs to the pool.</summary>
    internal required bool IsInPool { get; init; }
    /// <summary>How many numbered questions the sender asked.</summary>
    internal required int QuestionCount { get; init; }
    internal required Milestones Milestones { get; init; }
    internal required int EventCount { get; init; }
    internal required byte[] LastEventHash { get; init; }
}

/// <summary>
/// The moments that figures count from. Once the first report is signed those before it stay as they are.
/// </summary>
internal sealed record Milestones
{
    internal DateTimeOffset? TriagedAt { get; init; }
    internal DateTimeOffset? QueuedAt { get; init; }
    internal DateTimeOffset? ClaimedAt { get; init; }
    internal DateTimeOffset? OpenedAt { get; init; }
    internal DateTimeOffset? FirstVisibleAt { get; init; }
    internal DateTimeOffset? FirstSignedAt { get; init; }
    internal long? FirstSignedPausedMs { get; init; }
    internal TimeOffDuty OffDuty { get; init; }
    internal DateTimeOffset? DeliveredAt { get; init; }
    internal DateTimeOffset? AcknowledgedAt { get; init; }
    internal DateTimeOffset? ActedAt { get; init; }

    /// <summary>The milestones after one more step.</summary>
    internal Milestones After(ConsultationEvent step, Consultation its, ServiceTimers timers) => step.Kind switch
    {
        CommandKind.Acknowledge => this with { AcknowledgedAt = AcknowledgedAt ?? step.At },
        CommandKind.RecordAction => this with { ActedAt = ActedAt ?? step.At },
        CommandKind.Deliver => this with { DeliveredAt = DeliveredAt ?? step.At },
        _ when FirstSignedAt is not null => this,
        CommandKind.Triage => this with { TriagedAt = TriagedAt ?? step.At },
        CommandKind.Route => this with { QueuedAt = QueuedAt ?? step.At },
        // A claim that came back cost the patient time: the one that led to the report counts.
        CommandKind.Claim or CommandKind.Reassign => this with { ClaimedAt = step.At },
        CommandKind.Open => this with { OpenedAt = OpenedAt ?? step.At },
        CommandKind.Sign => this with
        {
            FirstSignedAt = step.At,
            FirstSignedPausedMs = (long)its.Clock.PausedUntil(step.At).TotalMilliseconds,
            OffDuty = TimeOffDuty.Of(its, timers, QueuedAt, ClaimedAt, step.At),
            FirstVisibleAt = FirstVisibleAt ?? step.At,
        },
        _ => its.PreliminaryIsVisible ? this with { FirstVisibleAt = FirstVisibleAt ?? step.At } : this,
    };
}
