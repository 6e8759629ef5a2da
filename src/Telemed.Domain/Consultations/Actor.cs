using Telemed.Domain.Access;

namespace Telemed.Domain.Consultations;

/// <summary>Who acts: a person in one of his roles at one facility, or the hub itself.</summary>
/// <param name="Person">The person; null when the hub acts by rule or clock.</param>
/// <param name="Role">The role used for this act; null for the hub.</param>
/// <param name="Facility">Where the role is held; null for the hub.</param>
public sealed record Actor(PersonId? Person, Role? Role, FacilityId? Facility)
{
    /// <summary>The hub itself.</summary>
    public static readonly Actor System = new(null, null, null);

    internal Parties Parties => Role switch
    {
        null => Parties.System,
        Access.Role.VillageClinician or Access.Role.TownshipClinician or Access.Role.Supervisor
            or Access.Role.Technician => Parties.Sender,
        Access.Role.TriageNurse or Access.Role.Coordinator => Parties.Desk,
        Access.Role.Reporter => Parties.Reader,
        Access.Role.Reviewer => Parties.Reader | Parties.Reviewer,
        Access.Role.OnCallChief => Parties.Reader | Parties.Reviewer | Parties.Desk,
        Access.Role.QualityOfficer or Access.Role.Administrator or Access.Role.Auditor or Access.Role.Device =>
            Parties.None,
        _ => throw new ArgumentOutOfRangeException(nameof(Role), Role, "A role without a side in a consultation."),
    };
}

/// <summary>The sides that take part in a consultation, as the transition table names them.</summary>
[Flags]
public enum Parties
{
    None = 0,
    Sender = 1,
    Desk = 2,
    /// <summary>Anyone who may read the service.</summary>
    Reader = 4,
    /// <summary>The one reader who holds the case.</summary>
    Holder = 8,
    Reviewer = 16,
    System = 32,
    AnyClinician = Sender | Desk | Reader,
}
