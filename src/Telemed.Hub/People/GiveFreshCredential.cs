using Microsoft.AspNetCore.Identity;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>Exchanges a password or code for a token that proves it for a few minutes, in this session only.</summary>
internal static class GiveFreshCredential
{
    internal sealed record Request(string? Password, string? Code);

    internal sealed record Response(string Token, DateTimeOffset ExpiresAt);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        Request request, CurrentPerson person, UserManager<PersonLogin> users, LoginGuard guard, Database database,
        CallerLookup callers, TimeProvider time, LogInOptions options, CancellationToken cancel)
    {
        if (await users.FindByIdAsync(person.Id.Value.ToString()) is not { } login) return Problems.NotFound();
        if (await guard.Check(login, request.Password, request.Code, cancel) is { } refusal) return refusal;

        var (token, until) = (SecretText.New(), time.GetUtcNow() + TimeSpan.FromMinutes(options.FreshMinutes));
        await using var work = await database.Begin(cancel);
        await SessionStore.GiveFresh(work, person.SessionId, SecretText.Hash(token), until, cancel);
        await AuditLog.Append(work, person.Did("session.credential_given", "session", person.SessionId.Value),
            time.GetUtcNow(), cancel);
        CallerLookup.ForgetEverywhere(work, person.SessionId.Value, callers);
        await work.Commit(cancel);
        return TypedResults.Ok(new Response(token, until));
    }
}
