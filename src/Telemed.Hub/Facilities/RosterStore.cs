using Telemed.Storage;

namespace Telemed.Hub.Facilities;

/// <summary>All SQL of who helps whom and who is on duty.</summary>
internal static class RosterStore
{
    private const string PairingColumns = """
        SELECT p.id, p.helper_facility_id, h.name AS helper_name, p.helped_facility_id, d.name AS helped_name,
               p.service_code, p.starts_on, p.ends_on
        FROM pairing p JOIN facility h ON h.id = p.helper_facility_id JOIN facility d ON d.id = p.helped_facility_id
        """;

    private const string AllPairings = PairingColumns + " ORDER BY p.starts_on DESC, p.id LIMIT 5000";
    private const string PairingById = PairingColumns + " WHERE p.id = @id";

    private const string InsertPairing = """
        INSERT INTO pairing (id, helper_facility_id, helped_facility_id, service_code, starts_on, ends_on, created_at)
        VALUES (@id, @helper, @helped, @service, @starts, @ends, @now)
        """;

    private const string DeletePairing = "DELETE FROM pairing WHERE id = @id";
    private const string ServiceExists = "SELECT EXISTS (SELECT 1 FROM service WHERE code = @code)";

    private const string DutyColumns = """
        SELECT d.id, d.facility_id, f.name AS facility_name, d.specialty, d.person_id, p.name AS person_name,
               p.phone AS person_phone, d.starts_at, d.ends_at, d.position, d.acknowledged_at
        FROM duty d JOIN facility f ON f.id = d.facility_id JOIN person p ON p.id = d.person_id
        """;

    private const string DutiesBetween = DutyColumns + """
         WHERE d.ends_at > @from AND d.starts_at < @to AND (@facility::uuid IS NULL OR d.facility_id = @facility)
        ORDER BY d.starts_at, d.specialty, d.position, d.id LIMIT 2000
        """;

    private const string DutiesNow = DutyColumns + """
         WHERE d.starts_at <= @now AND d.ends_at > @now AND p.active
        ORDER BY d.specialty, cardinality(f.path) DESC, f.name, d.position, d.id LIMIT 500
        """;

    private const string DutyById = DutyColumns + " WHERE d.id = @id";

    private const string InsertDuty = """
        INSERT INTO duty (id, facility_id, specialty, person_id, starts_at, ends_at, position, created_at)
        VALUES (@id, @facility, @specialty, @person, @starts, @ends, @position, @now)
        """;

    private const string DeleteDuty = "DELETE FROM duty WHERE id = @id";

    private const string WorksAt = """
        SELECT EXISTS (SELECT 1 FROM person_role r JOIN person p ON p.id = r.person_id AND p.active
                       WHERE r.person_id = @person AND r.facility_id = @facility)
        """;

    internal sealed record PairingRow
    {
        public Guid Id { get; init; }
        public Guid HelperFacilityId { get; init; }
        public string HelperName { get; init; } = "";
        public Guid HelpedFacilityId { get; init; }
        public string HelpedName { get; init; } = "";
        public string? ServiceCode { get; init; }
        public DateOnly StartsOn { get; init; }
        public DateOnly? EndsOn { get; init; }
    }

    internal sealed record DutyRow
    {
        public Guid Id { get; init; }
        public Guid FacilityId { get; init; }
        public string FacilityName { get; init; } = "";
        public string Specialty { get; init; } = "";
        public Guid PersonId { get; init; }
        public string PersonName { get; init; } = "";
        public string? PersonPhone { get; init; }
        public DateTimeOffset StartsAt { get; init; }
        public DateTimeOffset EndsAt { get; init; }
        public int Position { get; init; }
        public DateTimeOffset? AcknowledgedAt { get; init; }
    }

    public static Task<IReadOnlyList<PairingRow>> Pairings(Reading read, CancellationToken cancel) =>
        read.Rows<PairingRow>(AllPairings, null, cancel);

    public static Task<PairingRow?> Pairing(Reading read, Guid id, CancellationToken cancel) =>
        read.RowOrNone<PairingRow>(PairingById, new { id }, cancel);

    public static Task AddPairing(
        Work work, Guid id, Guid helper, Guid helped, string? service, DateOnly starts, DateOnly? ends,
        DateTimeOffset now,
        CancellationToken cancel) =>
        work.Execute(InsertPairing, new { id, helper, helped, service, starts, ends, now }, cancel);

    public static Task EndPairing(Work work, Guid id, CancellationToken cancel) =>
        work.Execute(DeletePairing, new { id }, cancel);

    public static Task<bool> HasService(Reading read, string code, CancellationToken cancel) =>
        read.Row<bool>(ServiceExists, new { code }, cancel);

    public static Task<IReadOnlyList<DutyRow>> Duties(
        Reading read, DateTimeOffset from, DateTimeOffset to, Guid? facility, CancellationToken cancel) =>
        read.Rows<DutyRow>(DutiesBetween, new { from, to, facility }, cancel);

    public static Task<IReadOnlyList<DutyRow>> OnDuty(Reading read, DateTimeOffset now, CancellationToken cancel) =>
        read.Rows<DutyRow>(DutiesNow, new { now }, cancel);

    public static Task<DutyRow?> Duty(Reading read, Guid id, CancellationToken cancel) =>
        read.RowOrNone<DutyRow>(DutyById, new { id }, cancel);

    public static Task AddDuty(
        Work work, Guid id, Guid facility, string specialty, Guid person, DateTimeOffset starts, DateTimeOffset ends,
        int position,
        DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(InsertDuty, new { id, facility, specialty, person, starts, ends, position, now }, cancel);

    public static Task RemoveDuty(Work work, Guid id, CancellationToken cancel) =>
        work.Execute(DeleteDuty, new { id }, cancel);

    public static Task<bool> Works(Reading read, Guid person, Guid facility, CancellationToken cancel) =>
        read.Row<bool>(WorksAt, new { person, facility }, cancel);
}
