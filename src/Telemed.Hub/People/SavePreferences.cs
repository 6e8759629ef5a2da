using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.People;

/// <summary>Keeps a person's language, time zone and theme; what is left out stays as it is.</summary>
internal static class SavePreferences
{
    private static readonly string[] Languages = ["zh", "en", "ru", "kk"];
    private static readonly string[] Themes = ["light", "dark"];

    internal sealed record Request(string? Language, string? TimeZone, string? Theme);

    internal static async Task<IResult> Handle(
        Request request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (request.Language is { } language && !Languages.Contains(language))
            return Problems.BadField("language", "Not a language of Telemed.");
        if (request.Theme is { } theme && !Themes.Contains(theme))
            return Problems.BadField("theme", "The theme is light or dark.");
        if (request.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return Problems.BadField("timeZone", "Not a time zone, such as Asia/Almaty.");
        await using var work = await database.Begin(cancel);
        var now = await SessionStore.Person(work, person.Id, cancel);
        await SessionStore.SavePreferences(work, person.Id, request.Language ?? now.Language, request.TimeZone
            ?? now.TimeZone,
            request.Theme ?? now.Theme, cancel);
        await AuditLog.Append(work, person.Did("person.preferences_saved", "person", person.Id.Value),
            time.GetUtcNow(), cancel);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}
