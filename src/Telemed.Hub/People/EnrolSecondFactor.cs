using Microsoft.AspNetCore.Identity;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>Begins a new second factor: shows its secret, which counts after its first code was given.</summary>
internal static class EnrolSecondFactor
{
    internal sealed record Response(string Secret, string Uri);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        CurrentPerson person, UserManager<PersonLogin> users, SecondFactor secondFactor, Database database,
        HttpContext context,
        TimeProvider time, CancellationToken cancel)
    {
        if (await users.FindByIdAsync(person.Id.Value.ToString()) is not { } login) return Problems.NotFound();
        // Whoever finds an open browser must not be able to swap the factor that protects it.
        if (login.TotpSecret is not null) await FreshCredential.Require(context);
        var secret = Totp.NewSecret();
        await using var work = await database.Begin(cancel);
        await PersonLoginSql.SavePending(work, login.Id, secondFactor.Seal(secret), cancel);
        await AuditLog.Append(work, person.Did("person.second_factor_begun", "person", login.Id), time.GetUtcNow(),
            cancel);
        await work.Commit(cancel);
        return TypedResults.Ok(new Response(Totp.Base32(secret), Totp.Address(secret, login.Login)));
    }
}

/// <summary>Makes the begun second factor count, once a code shows that the authenticator has it.</summary>
internal static class ConfirmSecondFactor
{
    internal sealed record Request(string Code);

    internal static async Task<IResult> Handle(
        Request request, CurrentPerson person, SecondFactor secondFactor, Database database, CallerLookup callers,
        TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await PersonLoginSql.Pending(work, person.Id.Value, cancel) is not { } pending)
            return Problems.Answer(409, "nothing_begun", "Begin a new second factor first.");
        if (Totp.Match(secondFactor.Unseal(pending), request.Code, time.GetUtcNow()) is not { } step)
            return Problems.Answer(400, "wrong_code", "This is not the code of the new secret.",
                "Check the clock of your telephone.");
        await PersonLoginSql.SaveSecondFactor(work, person.Id.Value, pending, step, cancel);
        await AuditLog.Append(work, person.Did("person.second_factor_set", "person", person.Id.Value),
            time.GetUtcNow(), cancel);
        CallerLookup.ForgetEverywhere(work, person.Id.Value, callers);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}
