using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>Chooses in which of several roles a person acts on a case.</summary>
internal static class Acting
{
    /// <summary>
    /// The role that carries the permission, nearest to the case: at a facility of the pool, then at the sender's
    /// facility or above it, then any.
    /// </summary>
    internal static Actor As(CurrentPerson person, Permission permission, Case its)
    {
        RoleAt? near = null, any = null;
        // A later role of the table can do what the earlier one can, and more: a reviewer also reads.
        foreach (var held in person.Roles.OrderByDescending(held => held.Role))
        {
            if (AccessRules.ReachOf(held.Role, permission) == ReachKind.None) continue;
            if (its.Pool.Contains(held.Facility.Value)) return Of(person, held);
            if (its.FacilityPath.Contains(held.Facility.Value)) near ??= held;
            any ??= held;
        }
        return (near ?? any) is { } chosen
            ? Of(person, chosen)
            : throw new Refusal(StatusCodes.Status403Forbidden, "not_permitted", "Your roles do not allow this.");
    }

    private static Actor Of(CurrentPerson person, RoleAt held) => new(person.Id, held.Role, held.Facility);
}
