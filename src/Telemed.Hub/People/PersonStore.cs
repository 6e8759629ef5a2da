using Telemed.Hub.Facilities;
using Telemed.Storage;

namespace Telemed.Hub.People;

/// <summary>All SQL of people, but for logging in.</summary>
internal static class PersonStore
{
    private const string Columns = """
        SELECT p.id, p.login, p.name, p.title, p.phone, p.language, p.time_zone, p.licence_number, p.active, p.version,
               p.totp_secret IS NOT NULL AS has_second_factor,
               coalesce((SELECT array_agg(r.role || '@' || r.facility_id::text || '@' || f.name
                                          ORDER BY cardinality(f.path), f.name, r.role)
                         FROM person_role r JOIN facility f ON f.id = r.facility_id
                         WHERE r.person_id = p.id), '{}') AS roles,
               coalesce((SELECT array_agg(s.specialty ORDER BY s.specialty)
                         FROM person_specialty s WHERE s.person_id = p.id), '{}') AS specialties,
               coalesce((SELECT array_agg(v.service_code ORDER BY v.service_code)
                         FROM person_privilege v WHERE v.person_id = p.id), '{}') AS privileges,
               coalesce((SELECT array_agg(n.service_code ORDER BY n.service_code)
                         FROM person_privilege n WHERE n.person_id = p.id AND n.needs_review), '{}') AS needs_review,
               (SELECT max(s.last_seen_at) FROM session s WHERE s.person_id = p.id) AS last_seen_at
        FROM person p
        """;

    private const string ById = Columns + " WHERE p.id = @id";

    private const string PageOf = Columns + """
         WHERE (@facility::uuid IS NULL OR EXISTS (SELECT 1 FROM person_role r JOIN facility f ON f.id = r.facility_id
                                                   WHERE r.person_id = p.id AND f.path @> ARRAY[@facility]))
           AND (@pattern::text IS NULL OR p.name ILIKE @pattern OR p.login_key LIKE lower(@pattern))
           AND (@afterName::text IS NULL OR (p.name, p.id) > (@afterName, @afterId))
        ORDER BY p.name, p.id LIMIT @limit
        """;

    private const string Insert = """
        INSERT INTO person (id, login, login_key, name, title, phone, language, time_zone, licence_number,
                            password_hash, must_change_password, totp_secret, security_stamp, created_at)
        VALUES (@Id, @Login, @LoginKey, @Name, @Title, @Phone, @Language, @TimeZone, @LicenceNumber, @PasswordHash,
                @MustChangePassword, @TotpSecret, @SecurityStamp, @CreatedAt)
        """;

    private const string Update = """
        UPDATE person SET name = @name, title = @title, phone = @phone, language = @language, time_zone = @timeZone,
               licence_number = @licenceNumber, version = version + 1
        WHERE id = @id
        """;

    private const string LockOne = "SELECT version FROM person WHERE id = @id FOR UPDATE";
    private const string RemoveRoles = "DELETE FROM person_role WHERE person_id = @id";

    private const string InsertRoles = """
        INSERT INTO person_role (person_id, facility_id, role) SELECT @id, * FROM unnest(@facilities, @roles)
        """;

    private const string CountFacilities = "SELECT count(*) FROM facility WHERE id = ANY (@ids)";
    private const string CountServices = "SELECT count(*) FROM service WHERE code = ANY (@codes)";
    private const string RemoveSpecialties = "DELETE FROM person_specialty WHERE person_id = @id";
    private const string InsertSpecialties =
        "INSERT INTO person_specialty (person_id, specialty) SELECT @id, unnest(@codes)";
    private const string RemovePrivileges =
        "DELETE FROM person_privilege WHERE person_id = @id AND service_code <> ALL (@codes)";
    private const string InsertPrivileges = """
        INSERT INTO person_privilege (person_id, service_code) SELECT @id, unnest(@codes) ON CONFLICT DO NOTHING
        """;
    private const string SetNeedsReview =
        "UPDATE person_privilege SET needs_review = service_code = ANY (@codes) WHERE person_id = @id";
    private const string SetInactive = """
        UPDATE person SET active = false, deactivated_at = @now, version = version + 1 WHERE id = @id AND active
        """;
    private const string AnyPerson = "SELECT EXISTS (SELECT 1 FROM person)";

    internal sealed record PersonRow
    {
        public Guid Id { get; init; }
        public string Login { get; init; } = "";
        public string Name { get; init; } = "";
        public string? Title { get; init; }
        public string? Phone { get; init; }
        public string Language { get; init; } = "";
        public string TimeZone { get; init; } = "";
        public string? LicenceNumber { get; init; }
        public bool Active { get; init; }
        public int Version { get; init; }
        public bool HasSecondFactor { get; init; }
        public string[] Roles { get; init; } = [];
        public string[] Specialties { get; init; } = [];
        public string[] Privileges { get; init; } = [];
        public string[] NeedsReview { get; init; } = [];
        public DateTimeOffset? LastSeenAt { get; init; }
    }

    /// <summary>A person as first written.</summary>
    internal sealed record NewPerson
    {
        public required Guid Id { get; init; }
        public required string Login { get; init; }
        public required string LoginKey { get; init; }
        public required string Name { get; init; }
        public string? Title { get; init; }
        public string? Phone { get; init; }
        public required string Language { get; init; }
        public required string TimeZone { get; init; }
        public string? LicenceNumber { get; init; }
        public string? PasswordHash { get; init; }
        public bool MustChangePassword { get; init; }
        public byte[]? TotpSecret { get; init; }
        public required string SecurityStamp { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
    }

    public static Task<PersonRow?> Find(Reading read, Guid id, CancellationToken cancel) =>
        read.RowOrNone<PersonRow>(ById, new { id }, cancel);

    public static Task<IReadOnlyList<PersonRow>> List(
        Reading read, Guid? facility, string? words, string? afterName, Guid afterId, int limit,
        CancellationToken cancel)
    {
        var pattern = words is null ? null : "%" + LikePattern.Escape(words) + "%";
        return read.Rows<PersonRow>(PageOf, new { facility, pattern, afterName, afterId, limit }, cancel);
    }

    public static Task Add(Work work, NewPerson person, CancellationToken cancel) =>
        work.Execute(Insert, person, cancel);

    public static Task<int?> Lock(Work work, Guid id, CancellationToken cancel) =>
        work.RowOrNone<int?>(LockOne, new { id }, cancel);

    public static Task Save(
        Work work, Guid id, string name, string? title, string? phone, string language, string timeZone,
        string? licenceNumber,
        CancellationToken cancel) =>
        work.Execute(Update, new { id, name, title, phone, language, timeZone, licenceNumber }, cancel);

    public static async Task SaveRoles(Work work, Guid id, IReadOnlyList<(Guid Facility, string Role)> roles,
        CancellationToken cancel)
    {
        await work.Execute(RemoveRoles, new { id }, cancel);
        await work.Execute(InsertRoles,
            new { id, facilities = roles.Select(each => each.Facility).ToArray(),
            roles = roles.Select(each => each.Role).ToArray() }, cancel);
    }

    public static async Task<bool> HasFacilities(Reading read, IReadOnlyCollection<Guid> ids,
        CancellationToken cancel) =>
        await read.Row<long>(CountFacilities, new { ids = ids.ToArray() }, cancel) == ids.Count;

    public static async Task<bool> HasServices(Reading read, IReadOnlyCollection<string> codes,
        CancellationToken cancel) =>
        await read.Row<long>(CountServices, new { codes = codes.ToArray() }, cancel) == codes.Count;

    public static async Task SaveSpecialties(Work work, Guid id, string[] codes, CancellationToken cancel)
    {
        await work.Execute(RemoveSpecialties, new { id }, cancel);
        await work.Execute(InsertSpecialties, new { id, codes }, cancel);
    }

    public static async Task SavePrivileges(Work work, Guid id, string[] codes, CancellationToken cancel)
    {
        await work.Execute(RemovePrivileges, new { id, codes }, cancel);
        await work.Execute(InsertPrivileges, new { id, codes }, cancel);
    }

    /// <summary>Which of his services the person signs only after a review; all others he signs alone.</summary>
    public static Task SaveNeedsReview(Work work, Guid id, string[] codes, CancellationToken cancel) =>
        work.Execute(SetNeedsReview, new { id, codes }, cancel);

    public static async Task<bool> Deactivate(Work work, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(SetInactive, new { id, now }, cancel) == 1;

    public static Task<bool> IsAnybodyThere(Reading read, CancellationToken cancel) =>
        read.Row<bool>(AnyPerson, null, cancel);
}
