using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Consultations;

/// <summary>The audit lines of consultations and patients.</summary>
internal static class AuditEntries
{
    internal static AuditEntry OfConsultation(
        string action, ConsultationId consultation, PatientId patient, Actor actor, DateTimeOffset? clientAt,
        AuditAction kind = AuditAction.Update) => new()
        {
            Action = action,
            Event = AuditEvents.OrderRecord,
            Kind = kind,
            Actor = ActorOf(actor, clientAt),
            EntityKind = "consultation",
            EntityId = consultation.Value.ToString("D"),
            PatientId = patient.Value,
        };

    internal static AuditActor ActorOf(Actor actor, DateTimeOffset? clientAt) => actor.Person is { } person
        ? new AuditActor
        {
            PersonId = person.Value,
            Role = actor.Role is { } role ? TextCode.Of(role) : null,
            FacilityId = actor.Facility?.Value,
            ClientTime = clientAt,
        }
        : AuditActor.Hub;
}
