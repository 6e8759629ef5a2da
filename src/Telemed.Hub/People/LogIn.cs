using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Telemed.Domain;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>
/// Opens a session for a log-in name, a password and a second-factor code. An unknown name, a wrong password and a
/// locked name take the same time and lock in the same way, so that nobody learns which names exist.
/// </summary>
internal sealed class LogIn(
    UserManager<PersonLogin> users, SecondFactor secondFactor, PasswordChecks passwords, Database database,
    TimeProvider time, LogInOptions options)
{
    internal sealed record Request(string Login, string Password, string? Code);

    [Answers<ShowSession.Response>]
    internal static async Task<IResult> Handle(
        Request request, LogIn logIn, ShowSession show, HttpContext context, CancellationToken cancel)
    {
        if (request.Login.Length > LoginKeys.LengthLimit || request.Password.Length > PasswordChecks.LengthLimit
            || request.Code?.Length > 16)
            return Problems.BadField("login", "A log-in name, password or code is longer than any can be.");
        switch (await logIn.Try(request, context.Connection.RemoteIpAddress?.ToString(), cancel))
        {
            case Outcome.Opened opened:
                SessionCookie.Give(context, opened.Token);
                return TypedResults.Ok(await show.Of(opened.Caller, cancel));
            case Outcome.CodeNeeded:
                return Problems.Answer(401, "code_needed", "Enter the code of your authenticator as well.");
            case Outcome.Locked locked:
                var problem = Problems.Because("locked", "Too many failed attempts.",
                    "Wait, or ask your administrator for a reset.");
                problem.Extensions["retryAfter"] = locked.RetryAfterSeconds;
                context.Response.Headers.RetryAfter = locked.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                return Problems.Answer(401, problem);
            default:
                return Problems.Answer(401, "bad_credentials", "Log-in name, password or code is wrong.");
        }
    }

    internal abstract record Outcome
    {
        internal sealed record Opened(PersonCaller Caller, string Token) : Outcome;

        internal sealed record CodeNeeded : Outcome;

        internal sealed record Locked(int RetryAfterSeconds) : Outcome;

        internal sealed record Wrong : Outcome;
    }

    internal async Task<Outcome> Try(Request request, string? address, CancellationToken cancel)
    {
        var key = LoginKeys.Fold(request.Login);
        var hash = SecretText.Hash("login " + key);
        if (await LockOf(hash, cancel) is { } locked) return locked;

        var person = await users.FindByNameAsync(key);
        var right = await passwords.Matches(users, person, request.Password, cancel) && person is { Active: true };
        if (right && person!.TotpSecret is not null && string.IsNullOrWhiteSpace(request.Code))
            return new Outcome.CodeNeeded();

        await using var work = await database.Begin(cancel);
        var now = time.GetUtcNow();
        if (right && person!.TotpSecret is not null)
            right = await secondFactor.Use(work, person, request.Code!, now, cancel);
        if (!right) return await Refuse(work, hash, person, address, now, cancel);

        var id = new PersonId(person!.Id);
        await PersonLoginSql.Succeeded(work, hash, cancel);
        var opened = await SessionStore.Open(work, id, now, options, cancel);
        await AuditLog.Append(work, AuditTrail.LoggedIn(id, address), now, cancel);
        var row = await CallerStore.FindPerson(work, opened.Id, cancel);
        await work.Commit(cancel);
        return new Outcome.Opened(CallerLookup.ToCaller(row!, now, options), opened.Token);
    }

    private async Task<Outcome.Locked?> LockOf(byte[] hash, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var now = time.GetUtcNow();
        return await PersonLoginSql.LockedUntil(read, hash, cancel) is { } until && until > now ? Locked(until, now)
            : null;
    }

    private async Task<Outcome> Refuse(
        Work work, byte[] hash, PersonLogin? person, string? address, DateTimeOffset now, CancellationToken cancel)
    {
        var until = await PersonLoginSql.Failed(work, hash, now, options.LockAfter,
            TimeSpan.FromMinutes(options.LockMinutes), cancel);
        await AuditLog.Append(work, AuditTrail.LogInRefused(person is null ? null : new PersonId(person.Id), address,
            until is not null), now, cancel);
        await work.Commit(cancel);
        return until is { } locked && locked > now ? Locked(locked, now) : new Outcome.Wrong();
    }

    private static Outcome.Locked Locked(DateTimeOffset until, DateTimeOffset now) =>
        new((int)Math.Ceiling((until - now).TotalSeconds));
}
