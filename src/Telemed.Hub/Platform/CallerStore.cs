using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Storage;

namespace Telemed.Hub.Platform;

/// <summary>What the hub must read to know who asks.</summary>
internal static class CallerStore
{
    private const string PersonColumns = """
        SELECT s.id AS session_id, s.last_seen_at, s.absolute_expires_at, s.fresh_hash, s.fresh_expires_at,
               p.id AS person_id, p.name, p.must_change_password, p.totp_secret IS NOT NULL AS has_second_factor,
               coalesce((SELECT array_agg(r.role || '@' || r.facility_id::text ORDER BY r.role, r.facility_id)
                         FROM person_role r WHERE r.person_id = p.id), '{}') AS roles
        FROM session s JOIN person p ON p.id = s.person_id
        """;

    private const string PersonByToken =
        PersonColumns + " WHERE s.token_hash = @hash AND s.ended_at IS NULL AND p.active";

    private const string PersonBySession =
        PersonColumns + " WHERE s.id = @id AND s.ended_at IS NULL AND p.active";

    private const string DeviceByKey = """
        SELECT id AS device_id, facility_id, name, kind, last_seen_at FROM device_key
        WHERE key_hash = @hash AND revoked_at IS NULL
        """;

    private const string TouchSession = "UPDATE session SET last_seen_at = @now WHERE id = @id AND last_seen_at < @now";

    private const string TouchDevice = "UPDATE device_key SET last_seen_at = @now WHERE id = @id";

    internal sealed record PersonRow
    {
        public Guid SessionId { get; init; }
        public DateTimeOffset LastSeenAt { get; init; }
        public DateTimeOffset AbsoluteExpiresAt { get; init; }
        public byte[]? FreshHash { get; init; }
        public DateTimeOffset? FreshExpiresAt { get; init; }
        public Guid PersonId { get; init; }
        public string Name { get; init; } = "";
        public bool MustChangePassword { get; init; }
        public bool HasSecondFactor { get; init; }
        public string[] Roles { get; init; } = [];

        public IReadOnlyList<RoleAt> RolesHeld() => [.. Roles.Select(ReadRole)];

        private static RoleAt ReadRole(string text)
        {
            var at = text.IndexOf('@', StringComparison.Ordinal);
            return new(TextCode.Parse<Role>(text[..at]), new FacilityId(Guid.Parse(text[(at + 1)..])));
        }
    }

    internal sealed record DeviceRow
    {
        public Guid DeviceId { get; init; }
        public Guid FacilityId { get; init; }
        public string Name { get; init; } = "";
        public string Kind { get; init; } = "";
        public DateTimeOffset? LastSeenAt { get; init; }
    }

    public static Task<PersonRow?> FindPerson(Reading read, byte[] tokenHash, CancellationToken cancel) =>
        read.RowOrNone<PersonRow>(PersonByToken, new { hash = tokenHash }, cancel);

    public static Task<PersonRow?> FindPerson(Reading read, SessionId session, CancellationToken cancel) =>
        read.RowOrNone<PersonRow>(PersonBySession, new { id = session.Value }, cancel);

    public static Task<DeviceRow?> FindDevice(Reading read, byte[] keyHash, CancellationToken cancel) =>
        read.RowOrNone<DeviceRow>(DeviceByKey, new { hash = keyHash }, cancel);

    // Seeing someone is no change anyone is accountable for, so it needs neither a transaction nor an audit row.
    public static Task Seen(Reading read, Guid id, bool device, DateTimeOffset now, CancellationToken cancel) =>
        read.Rows<int>(device ? TouchDevice : TouchSession, new { id, now }, cancel);
}
