using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Catalogue;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.People;

/// <summary>What a person, and a person's roles, must be.</summary>
internal static class PersonRules
{
    private const int RolesLimit = 40;
    private const int CodesLimit = 200;
    private static readonly string[] Languages = ["zh", "en", "ru", "kk"];

    public static ProblemHttpResult? Fields(string name, string? title, string? phone, string language,
        string timeZone, string? licence)
    {
        if (name.Length is < 1 or > 200) return Problems.BadField("name", "A name has 1 to 200 characters.");
        if (title?.Length > 100) return Problems.BadField("title", "A title has 100 characters at most.");
        if (phone?.Length > 40) return Problems.BadField("phone", "A telephone number has 40 characters at most.");
        if (licence?.Length > 60)
            return Problems.BadField("licenceNumber", "A licence number has 60 characters at most.");
        if (!Languages.Contains(language)) return Problems.BadField("language", "Not a language of Telemed.");
        return TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _) ? null
            : Problems.BadField("timeZone", "Not a time zone, such as Asia/Almaty.");
    }

    public static ProblemHttpResult? Login(string login)
    {
        var key = LoginKeys.Fold(login);
        return key.Length is >= 2 and <= LoginKeys.LengthLimit && !key.Any(char.IsWhiteSpace) ? null
            : Problems.BadField("login", "A log-in name has 2 to 64 characters and no spaces.");
    }

    public static async Task<ProblemHttpResult?> Roles(Reading read, IReadOnlyList<RoleView> roles,
        CancellationToken cancel)
    {
        if (roles.Count > RolesLimit) return Problems.BadField("roles", "One person holds 40 roles at most.");
        if (roles.Any(held => !TextCode.TryParse<Role>(held.Role, out var role) || role == Role.Device))
            return Problems.BadField("roles", "There is no such role.");
        var held = roles.Select(each => TextCode.Parse<Role>(each.Role)).ToHashSet();
        if (held.Contains(Role.Administrator) && held.Contains(Role.Auditor))
            return Problems.Answer(409, "roles_apart",
                "Who runs the system does not audit it: give the roles to two people.");
        return await PersonStore.HasFacilities(read, roles.Select(each => each.FacilityId).ToHashSet(), cancel) ? null
            : Problems.BadField("roles", "A role names a facility that is not there.");
    }

    public static async Task<ProblemHttpResult?> Skills(
        Reading read, CodeBook codes, IReadOnlyCollection<string> specialties, IReadOnlyCollection<string> privileges,
        CancellationToken cancel)
    {
        if (specialties.Count > CodesLimit || specialties.Any(code => !codes.Has("specialty", code)))
            return Problems.BadField("specialties", "There is no such specialty.");
        return privileges.Count <= CodesLimit && await PersonStore.HasServices(read, privileges.ToHashSet(), cancel)
            ? null
            : Problems.BadField("privileges", "There is no such service.");
    }

    /// <summary>Only what a person may read can be signed by him after a review.</summary>
    public static ProblemHttpResult? NeedsReview(
        IReadOnlyCollection<string>? needsReview, IReadOnlyCollection<string> privileges) =>
        needsReview is null || needsReview.All(privileges.Contains) ? null
            : Problems.BadField("needsReview", "Only services of the person's privileges are signed after a review.");
}
