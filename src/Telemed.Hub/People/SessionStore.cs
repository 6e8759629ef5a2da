using Telemed.Domain;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.People;

/// <summary>All SQL of sessions.</summary>
internal static class SessionStore
{
    private const string Insert = """
        INSERT INTO session (id, person_id, token_hash, created_at, last_seen_at, absolute_expires_at)
        VALUES (@id, @person, @hash, @now, @now, @until)
        """;

    private const string EndOne = "UPDATE session SET ended_at = @now WHERE id = @id AND ended_at IS NULL";

    private const string EndAllOf =
        "UPDATE session SET ended_at = @now WHERE person_id = @person AND ended_at IS NULL AND id <> @but";

    private const string SaveFresh =
        "UPDATE session SET fresh_hash = @hash, fresh_expires_at = @until WHERE id = @id AND ended_at IS NULL";

    private const string RemoveOld = "DELETE FROM session WHERE absolute_expires_at < @before";

    private const string Describe = """
        SELECT p.id, p.login, p.name, p.title, p.language, p.time_zone, p.theme, p.must_change_password
        FROM person p WHERE p.id = @id
        """;

    private const string RolesOf = """
        SELECT r.role, f.id AS facility_id, f.name AS facility_name, f.tier, f.time_zone
        FROM person_role r JOIN facility f ON f.id = r.facility_id
        WHERE r.person_id = @id ORDER BY cardinality(f.path), f.name, r.role
        """;

    private const string UpdatePreferences = """
        UPDATE person SET language = @language, time_zone = @timeZone, theme = @theme WHERE id = @id
        """;

    internal sealed record PersonRow
    {
        public Guid Id { get; init; }
        public string Login { get; init; } = "";
        public string Name { get; init; } = "";
        public string? Title { get; init; }
        public string Language { get; init; } = "";
        public string TimeZone { get; init; } = "";
        public string Theme { get; init; } = "";
        public bool MustChangePassword { get; init; }
    }

    internal sealed record RoleRow
    {
        public string Role { get; init; } = "";
        public Guid FacilityId { get; init; }
        public string FacilityName { get; init; } = "";
        public string Tier { get; init; } = "";
        public string TimeZone { get; init; } = "";
    }

    /// <summary>Opens a session; the token is what the browser keeps, and only its hash stays here.</summary>
    public static async Task<(SessionId Id, string Token)> Open(
        Work work, PersonId person, DateTimeOffset now, LogInOptions options, CancellationToken cancel)
    {
        var (id, token) = (Guid.CreateVersion7(now), SecretText.New());
        var until = now + TimeSpan.FromHours(options.AbsoluteHours);
        await work.Execute(Insert, new { id, person = person.Value, hash = SecretText.Hash(token), now, until },
            cancel);
        return (new SessionId(id), token);
    }

    public static Task End(Work work, SessionId session, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(EndOne, new { id = session.Value, now }, cancel);

    /// <summary>Ends every session of a person, but for one that may stay.</summary>
    public static Task EndAll(Work work, PersonId person, SessionId? but, DateTimeOffset now,
        CancellationToken cancel) =>
        work.Execute(EndAllOf, new { person = person.Value, now, but = but?.Value ?? Guid.Empty }, cancel);

    public static Task GiveFresh(Work work, SessionId session, byte[] hash, DateTimeOffset until,
        CancellationToken cancel) =>
        work.Execute(SaveFresh, new { id = session.Value, hash, until }, cancel);

    public static Task<PersonRow> Person(Reading read, PersonId person, CancellationToken cancel) =>
        read.Row<PersonRow>(Describe, new { id = person.Value }, cancel);

    public static Task<IReadOnlyList<RoleRow>> Roles(Reading read, PersonId person, CancellationToken cancel) =>
        read.Rows<RoleRow>(RolesOf, new { id = person.Value }, cancel);

    public static Task SavePreferences(
        Work work, PersonId person, string language, string timeZone, string theme, CancellationToken cancel) =>
        work.Execute(UpdatePreferences, new { id = person.Value, language, timeZone, theme }, cancel);

    public static Task<int> ForgetOld(Work work, DateTimeOffset before, CancellationToken cancel) =>
        work.Execute(RemoveOld, new { before }, cancel);
}
