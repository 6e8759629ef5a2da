using Microsoft.AspNetCore.Identity;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>Replaces one's own password; every other session of the person ends.</summary>
internal static class ChangePassword
{
    internal sealed record Request(string Current, string Next);

    internal static async Task<IResult> Handle(
        Request request, CurrentPerson person, UserManager<PersonLogin> users, PasswordChecks passwords,
        LoginGuard guard,
        Database database, CallerLookup callers, TimeProvider time, CancellationToken cancel)
    {
        if (await users.FindByIdAsync(person.Id.Value.ToString()) is not { } login) return Problems.NotFound();
        if (await guard.Check(login, request.Current, null, cancel) is { } refusal) return refusal;
        if (request.Next == request.Current)
            return Problems.BadField("next", "The new password is the old one.");
        if (await PasswordChecks.Broken(users, login, request.Next) is { Count: > 0 } broken)
            return Problems.Answer(400, "weak_password", string.Join(" ", broken), missing: ["next"]);

        var hash = await passwords.Hash(request.Next, cancel);
        await using var work = await database.Begin(cancel);
        await PersonLoginSql.SavePassword(work, login.Id, hash, mustChange: false, cancel);
        await SessionStore.EndAll(work, person.Id, person.SessionId, time.GetUtcNow(), cancel);
        await AuditLog.Append(work, person.Did("person.password_changed", "person", login.Id), time.GetUtcNow(),
            cancel);
        CallerLookup.ForgetEverywhere(work, login.Id, callers);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}
