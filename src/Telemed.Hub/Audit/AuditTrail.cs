using Telemed.Domain;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Audit;

/// <summary>Puts what people do into the words of the audit trail.</summary>
internal static class AuditTrail
{
    /// <summary>One line about something a person did here.</summary>
    /// <param name="person">Who did it.</param>
    /// <param name="action">Our word, such as <c>facility.moved</c>.</param>
    /// <param name="entityKind">What kind of thing it was done to.</param>
    /// <param name="entityId">Which one.</param>
    /// <param name="kind">Whether it was made, changed, read or deleted.</param>
    /// <param name="standardEvent">One of <see cref="AuditEvents"/>; running the system counts as touching its
    /// security.</param>
    /// <param name="details">More, as JSON without personal data.</param>
    public static AuditEntry Did(
        this CurrentPerson person, string action, string entityKind, Guid entityId,
        AuditAction kind = AuditAction.Update,
        string standardEvent = AuditEvents.SecurityAlert, string? details = null) => new()
        {
            Action = action, Event = standardEvent, Kind = kind, Actor = person.Actor, EntityKind = entityKind,
            EntityId = entityId.ToString(), Details = details is null ? null : new JsonText(details),
        };

    /// <summary>The hub itself did something.</summary>
    public static AuditEntry ByHub(string action) => new()
    {
        Action = action, Event = AuditEvents.ApplicationActivity, Kind = AuditAction.Execute, Actor = AuditActor.Hub,
    };

    /// <summary>A person signed in.</summary>
    public static AuditEntry LoggedIn(PersonId person, string? address) => new()
    {
        Action = "session.opened", Event = AuditEvents.UserAuthentication, Kind = AuditAction.Execute,
        Actor = new AuditActor { PersonId = person.Value, Address = address },
        EntityKind = "person", EntityId = person.Value.ToString(),
    };

    /// <summary>
    /// A credential was wrong. What was typed is not kept: people type passwords into the wrong field.
    /// </summary>
    public static AuditEntry LogInRefused(PersonId? person, string? address, bool locked) => new()
    {
        Action = locked ? "session.locked" : "session.refused", Event = AuditEvents.UserAuthentication,
        Kind = AuditAction.Execute, Outcome = AuditOutcome.MinorFailure,
        Actor = new AuditActor { PersonId = person?.Value, Address = address },
        EntityKind = "person", EntityId = person?.Value.ToString(),
    };
}
