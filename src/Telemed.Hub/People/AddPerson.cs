using Telemed.Domain;
using Telemed.Hub.Audit;
using Telemed.Hub.Catalogue;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>Adds a person with roles and skills; what to sign in with is shown once.</summary>
internal static class AddPerson
{
    internal sealed record Request(
        string Login, string Name, string? Title, string? Phone, string Language, string TimeZone,
        string? LicenceNumber,
        IReadOnlyList<RoleView> Roles, string[]? Specialties, string[]? Privileges, string[]? NeedsReview);

    internal sealed record Response(PersonView Person, TemporaryCredentials Credentials);

    [Answers<Response>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        Request request, CurrentPerson person, Database database, CodeBook codes, PasswordChecks passwords,
        SecondFactor secondFactor,
        TimeProvider time, CancellationToken cancel)
    {
        if ((PersonRules.Login(request.Login)
            ?? PersonRules.Fields(request.Name, request.Title, request.Phone, request.Language, request.TimeZone,
                request.LicenceNumber))
            is { } wrong) return wrong;
        var (shown, secret) = TemporaryCredentials.New(request.Login);
        var hash = await passwords.Hash(shown.TemporaryPassword, cancel);
        var now = time.GetUtcNow();
        var id = PersonId.New(now).Value;
        await using var work = await database.Begin(cancel);
        if ((await PersonRules.Roles(work, request.Roles, cancel)
            ?? await PersonRules.Skills(work, codes, request.Specialties ?? [], request.Privileges ?? [],
                cancel)
            ?? PersonRules.NeedsReview(request.NeedsReview, request.Privileges ?? [])) is { } refused) return refused;

        await PersonStore.Add(work, new PersonStore.NewPerson
        {
            Id = id, Login = request.Login.Trim(), LoginKey = LoginKeys.Fold(request.Login), Name = request.Name,
            Title = request.Title,
            Phone = request.Phone, Language = request.Language, TimeZone = request.TimeZone,
            LicenceNumber = request.LicenceNumber,
            PasswordHash = hash, MustChangePassword = true, TotpSecret = secondFactor.Seal(secret),
            SecurityStamp = SecretText.New(), CreatedAt = now,
        }, cancel);
        await PersonStore.SaveRoles(work, id, [.. request.Roles.Select(held => (held.FacilityId, held.Role))
            .Distinct()], cancel);
        await PersonStore.SaveSpecialties(work, id, [.. (request.Specialties ?? []).Distinct()], cancel);
        await PersonStore.SavePrivileges(work, id, [.. (request.Privileges ?? []).Distinct()], cancel);
        await PersonStore.SaveNeedsReview(work, id, request.NeedsReview ?? [], cancel);
        await AuditLog.Append(work, person.Did("person.added", "person", id, AuditAction.Create), now, cancel);
        var row = await PersonStore.Find(work, id, cancel);
        await work.Commit(cancel);
        return TypedResults.Created($"/api/people/{id}", new Response(PersonView.Of(row!, whole: true), shown));
    }
}
