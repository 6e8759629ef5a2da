using Telemed.Domain;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.People;

/// <summary>What the browser knows of the person who sits before it.</summary>
internal sealed class ShowSession(Database database, TimeProvider time, HubOptions options)
{
    internal sealed record Person(Guid Id, string Login, string Name, string? Title, string Language, string TimeZone,
        string Theme);

    internal sealed record RoleHeld(
        string Role, Guid FacilityId, string FacilityName, string Tier, string TimeZone);

    internal sealed record Response(
        Person Person, IReadOnlyList<RoleHeld> Roles, IReadOnlyList<string> Permissions, DateTimeOffset IdleExpiresAt,
        DateTimeOffset AbsoluteExpiresAt, DateTimeOffset ServerTime, bool Demonstration, bool MustChangePassword,
        bool MustEnrol);

    [Answers<Response>]
    internal static async Task<IResult> Handle(CurrentPerson person, ShowSession show, CancellationToken cancel) =>
        TypedResults.Ok(await show.Of(person.Caller, cancel));

    internal async Task<Response> Of(PersonCaller caller, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var person = await SessionStore.Person(read, caller.Id, cancel);
        var roles = await SessionStore.Roles(read, caller.Id, cancel);
        return new Response(
            new(person.Id, person.Login, person.Name, person.Title, person.Language, person.TimeZone, person.Theme),
            [.. roles.Select(role => new RoleHeld(
                role.Role, role.FacilityId, role.FacilityName, role.Tier, role.TimeZone))],
            [.. caller.Permissions.Order().Select(TextCode.Of)],
            caller.IdleExpiresAt, caller.AbsoluteExpiresAt, time.GetUtcNow(), options.Demonstration,
            person.MustChangePassword, caller.MustEnrol);
    }
}
