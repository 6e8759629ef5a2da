using Telemed.Hub.Platform;

namespace Telemed.Hub.People;

/// <summary>A role at a facility, as it is shown and sent.</summary>
internal sealed record RoleView(string Role, Guid FacilityId, string? FacilityName);

/// <summary>A person as others see him; log-in name, licence and last use only for who administers people, as
/// which services he signs only after a review.</summary>
internal sealed record PersonView(
    Guid Id, string? Login, string Name, string? Title, string? Phone, string? Language, string? TimeZone,
    string? LicenceNumber,
    bool Active, int Version, IReadOnlyList<RoleView> Roles, IReadOnlyList<string> Specialties,
        IReadOnlyList<string> Privileges, IReadOnlyList<string>? NeedsReview,
    bool? HasSecondFactor, DateTimeOffset? LastSeenAt)
{
    public static PersonView Of(PersonStore.PersonRow row, bool whole) => new(
        row.Id, whole ? row.Login : null, row.Name, row.Title, row.Phone, whole ? row.Language : null, whole
        ? row.TimeZone : null,
        whole ? row.LicenceNumber : null, row.Active, row.Version, [.. row.Roles.Select(RoleOf)], row.Specialties,
            row.Privileges, whole ? row.NeedsReview : null,
        whole ? row.HasSecondFactor : null, whole ? row.LastSeenAt : null);

    // The row's text is role@facility@name, in which only the name may hold the sign again.
    private static RoleView RoleOf(string text)
    {
        var parts = text.Split('@', 3);
        return new(parts[0], Guid.Parse(parts[1]), parts[2]);
    }
}
