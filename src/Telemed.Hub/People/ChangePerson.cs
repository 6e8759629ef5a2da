using Telemed.Hub.Audit;
using Telemed.Hub.Catalogue;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>Changes who a person is and how to reach him.</summary>
internal static class ChangePerson
{
    internal sealed record Request(
        string Name, string? Title, string? Phone, string Language, string TimeZone, string? LicenceNumber,
        int Version);

    [Answers<PersonView>]
    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, CallerLookup callers, TimeProvider time,
        CancellationToken cancel)
    {
        if (PersonRules.Fields(request.Name, request.Title, request.Phone, request.Language, request.TimeZone,
            request.LicenceNumber) is { } wrong)
            return wrong;
        await using var work = await database.Begin(cancel);
        if (await PersonStore.Lock(work, id, cancel) is not { } version) return Problems.NotFound();
        if (version != request.Version) return Problems.VersionConflict(version);
        await PersonStore.Save(work, id, request.Name, request.Title, request.Phone, request.Language,
            request.TimeZone, request.LicenceNumber, cancel);
        return await PersonChange.Finish(work, id, person, "person.changed", callers, time, cancel);
    }
}

/// <summary>Replaces a person's roles.</summary>
internal static class ChangeRoles
{
    internal sealed record Request(IReadOnlyList<RoleView> Roles);

    [Answers<PersonView>]
    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, CallerLookup callers, TimeProvider time,
        CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await PersonStore.Lock(work, id, cancel) is null) return Problems.NotFound();
        // Nobody takes the keys from himself by mistake, nor gives himself more than another administrator would.
        if (id == person.Id.Value)
            return Problems.Answer(409, "own_roles", "Another administrator changes your roles.");
        if (await PersonRules.Roles(work, request.Roles, cancel) is { } wrong) return wrong;
        await PersonStore.SaveRoles(work, id, [.. request.Roles.Select(held => (held.FacilityId, held.Role))
            .Distinct()], cancel);
        return await PersonChange.Finish(work, id, person, "person.roles_changed", callers, time, cancel);
    }
}

/// <summary>
/// Replaces a person's specialties, the services he may read, and which of those he signs only after a review. What the
/// request leaves out stays as it is.
/// </summary>
internal static class ChangePrivileges
{
    internal sealed record Request(string[]? Specialties, string[]? Privileges, string[]? NeedsReview);

    [Answers<PersonView>]
    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, CodeBook book, CallerLookup callers,
        TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await PersonStore.Lock(work, id, cancel) is null) return Problems.NotFound();
        if (await PersonRules.Skills(work, book, request.Specialties ?? [], request.Privileges ?? [],
            cancel) is { } wrong) return wrong;
        var before = (await PersonStore.Find(work, id, cancel))!;
        var privileges = request.Privileges ?? before.Privileges;
        if (PersonRules.NeedsReview(request.NeedsReview, privileges) is { } none) return none;
        if (request.Specialties is { } specialties)
            await PersonStore.SaveSpecialties(work, id, [.. specialties.Distinct()], cancel);
        var reviewed = request.NeedsReview ?? [.. before.NeedsReview.Intersect(privileges)];
        await PersonStore.SavePrivileges(work, id, [.. privileges.Distinct()], cancel);
        await PersonStore.SaveNeedsReview(work, id, reviewed, cancel);
        // Codes of services hold no sign that JSON would have to escape.
        var codes = string.Join(',', reviewed.Select(code => $"\"{code}\""));
        return await PersonChange.Finish(work, id, person, "person.privileges_changed", callers, time, cancel,
            $$"""{"needsReview":[{{codes}}]}""");
    }
}

/// <summary>Ends a person's access at once; what he did stays his.</summary>
internal static class DeactivatePerson
{
    [Answers<PersonView>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, CallerLookup callers, TimeProvider time,
        CancellationToken cancel)
    {
        if (id == person.Id.Value) return Problems.Answer(409, "own_access", "Another administrator ends your access.");
        await using var work = await database.Begin(cancel);
        if (await PersonStore.Lock(work, id, cancel) is null) return Problems.NotFound();
        await PersonStore.Deactivate(work, id, time.GetUtcNow(), cancel);
        await SessionStore.EndAll(work, new(id), null, time.GetUtcNow(), cancel);
        return await PersonChange.Finish(work, id, person, "person.deactivated", callers, time, cancel);
    }
}

/// <summary>Gives a person a new temporary password and a new second factor, shown once; open sessions end.</summary>
internal static class ResetPerson
{
    [Answers<TemporaryCredentials>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, PasswordChecks passwords, SecondFactor secondFactor,
        CallerLookup callers,
        TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await PersonLoginSql.FindById(work, id, cancel) is not { Active: true } login) return Problems.NotFound();
        var (shown, secret) = TemporaryCredentials.New(login.Login);
        await PersonLoginSql.SavePassword(work, id, await passwords.Hash(shown.TemporaryPassword, cancel),
            mustChange: true, cancel);
        await PersonLoginSql.SaveSecondFactor(work, id, secondFactor.Seal(secret), 0, cancel);
        await PersonLoginSql.Succeeded(work, SecretText.Hash("login " + login.LoginKey), cancel);
        await SessionStore.EndAll(work, new(id), null, time.GetUtcNow(), cancel);
        await AuditLog.Append(work, person.Did("person.reset", "person", id), time.GetUtcNow(), cancel);
        CallerLookup.ForgetEverywhere(work, id, callers);
        await work.Commit(cancel);
        return TypedResults.Ok(shown);
    }
}

internal static class PersonChange
{
    /// <summary>
    /// What every change of a person ends with: its audit row, and every hub forgetting what it knew.
    /// </summary>
    public static async Task<IResult> Finish(
        Work work, Guid id, CurrentPerson by, string action, CallerLookup callers, TimeProvider time,
        CancellationToken cancel, string? details = null)
    {
        await AuditLog.Append(work, by.Did(action, "person", id, details: details), time.GetUtcNow(), cancel);
        CallerLookup.ForgetEverywhere(work, id, callers);
        var row = await PersonStore.Find(work, id, cancel);
        await work.Commit(cancel);
        return TypedResults.Ok(PersonView.Of(row!, whole: true));
    }
}
