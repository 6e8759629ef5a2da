using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Telemed.Domain;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>
/// Asks somebody who is signed in for a credential again. Failures count like failed log-ins, so that an open browser
/// is no place to guess from.
/// </summary>
internal sealed class LoginGuard(
    UserManager<PersonLogin> users, PasswordChecks passwords, SecondFactor secondFactor, Database database,
    TimeProvider time,
    LogInOptions options)
{
    /// <summary>Null when the password, or else the code, is right; otherwise why not.</summary>
    public async Task<ProblemHttpResult?> Check(PersonLogin person, string? password, string? code,
        CancellationToken cancel)
    {
        if (password?.Length > PasswordChecks.LengthLimit || code?.Length > 16) return Wrong();
        var hash = SecretText.Hash("login " + person.LoginKey);
        var now = time.GetUtcNow();
        await using (var read = await database.Read(cancel))
        {
            if (await PersonLoginSql.LockedUntil(read, hash, cancel) is { } until && until > now)
                return Problems.Answer(403, "locked", "Too many failed attempts.",
                    "Wait, or ask your administrator for a reset.");
        }
        var right = !string.IsNullOrEmpty(password) && await passwords.Matches(users, person, password, cancel);
        await using var work = await database.Begin(cancel);
        if (!right && !string.IsNullOrEmpty(code)) right = await secondFactor.Use(work, person, code, now, cancel);
        if (!right)
        {
            var locked = await PersonLoginSql.Failed(work, hash, now, options.LockAfter,
                TimeSpan.FromMinutes(options.LockMinutes), cancel);
            await AuditLog.Append(work, AuditTrail.LogInRefused(new PersonId(person.Id), null, locked is not null),
                now, cancel);
        }
        await work.Commit(cancel);
        return right ? null : Wrong();
    }

    private static ProblemHttpResult Wrong() => Problems.Answer(403, "bad_credentials",
        "The password or code is wrong.");
}
