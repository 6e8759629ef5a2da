using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Dimse;

/// <summary>Finds the registered device behind an application entity title.</summary>
internal static class PeerStore
{
    private const string FindDevice = """
        SELECT id, facility_id, name, kind FROM device_key WHERE ae_title = @aeTitle AND revoked_at IS NULL
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid FacilityId { get; init; }
        public string Name { get; init; } = "";
        public string Kind { get; init; } = "";
    }

    /// <summary>The device as a caller with a device's permissions at its facility; null when nobody registered
    /// it.</summary>
    public static async Task<DeviceCaller?> Find(Database database, string aeTitle, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        if (await read.RowOrNone<Row>(FindDevice, new { aeTitle }, cancel) is not { } row) return null;
        var facility = new FacilityId(row.FacilityId);
        return new DeviceCaller
        {
            Id = new DeviceId(row.Id), Facility = facility, Name = row.Name, Kind = row.Kind,
            Roles = [new RoleAt(Role.Device, facility)],
        };
    }
}
