using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>Ends the session on every hub at once.</summary>
internal static class LogOut
{
    internal static async Task<IResult> Handle(
        CurrentPerson person, Database database, CallerLookup callers, TimeProvider time, HttpContext context,
        CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await SessionStore.End(work, person.SessionId, time.GetUtcNow(), cancel);
        await AuditLog.Append(work, person.Did("session.closed", "session", person.SessionId.Value), time.GetUtcNow(),
            cancel);
        CallerLookup.ForgetEverywhere(work, person.SessionId.Value, callers);
        await work.Commit(cancel);
        SessionCookie.Take(context);
        return TypedResults.NoContent();
    }
}
