using Telemed.Storage;

namespace Telemed.Hub.Devices;

/// <summary>All SQL of devices and their keys.</summary>
internal static class DeviceStore
{
    private const string Columns = """
        SELECT d.id, d.facility_id, f.name AS facility_name, d.name, d.kind, d.ae_title, d.created_at,
               d.last_seen_at, d.revoked_at
        FROM device_key d JOIN facility f ON f.id = d.facility_id
        """;

    private const string All = Columns + " ORDER BY d.revoked_at IS NOT NULL, f.name, d.name, d.id LIMIT 5000";
    private const string ById = Columns + " WHERE d.id = @id";

    private const string Insert = """
        INSERT INTO device_key (id, facility_id, name, kind, key_hash, ae_title, created_by, created_at)
        VALUES (@id, @facility, @name, @kind, @hash, @aeTitle, @by, @now)
        """;

    private const string SetRevoked = "UPDATE device_key SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL";

    private const string ByCallingAe = """
        SELECT id AS device_id, facility_id FROM device_key WHERE ae_title = @aeTitle AND revoked_at IS NULL
        """;

    internal sealed record DeviceRow
    {
        public Guid Id { get; init; }
        public Guid FacilityId { get; init; }
        public string FacilityName { get; init; } = "";
        public string Name { get; init; } = "";
        public string Kind { get; init; } = "";
        public string? AeTitle { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? LastSeenAt { get; init; }
        public DateTimeOffset? RevokedAt { get; init; }
    }

    /// <summary>Which device a DICOM peer is, by the title it calls itself.</summary>
    internal sealed record CallingDevice
    {
        public Guid DeviceId { get; init; }
        public Guid FacilityId { get; init; }
    }

    public static Task<IReadOnlyList<DeviceRow>> List(Reading read, CancellationToken cancel) =>
        read.Rows<DeviceRow>(All, null, cancel);

    public static Task<DeviceRow?> Find(Reading read, Guid id, CancellationToken cancel) =>
        read.RowOrNone<DeviceRow>(ById, new { id }, cancel);

    public static Task Add(
        Work work, Guid id, Guid facility, string name, string kind, byte[] hash, string? aeTitle, Guid? by,
        DateTimeOffset now,
        CancellationToken cancel) =>
        work.Execute(Insert, new { id, facility, name, kind, hash, aeTitle, by, now }, cancel);

    public static async Task<bool> Revoke(Work work, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(SetRevoked, new { id, now }, cancel) == 1;

    /// <summary>The device registered under a calling AE title; null when none is.</summary>
    public static Task<CallingDevice?> FindByAeTitle(Reading read, string aeTitle, CancellationToken cancel) =>
        read.RowOrNone<CallingDevice>(ByCallingAe, new { aeTitle }, cancel);
}
