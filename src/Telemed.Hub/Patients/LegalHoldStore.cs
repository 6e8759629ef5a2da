using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Patients;

/// <summary>A legal hold as those see it who may set and release it.</summary>
internal sealed record LegalHold
{
    public required Guid Id { get; init; }
    public required string Reason { get; init; }
    public required string SetBy { get; init; }
    public required DateTimeOffset SetAt { get; init; }
    public string? ReleaseReason { get; init; }
    public string? ReleasedBy { get; init; }
    public DateTimeOffset? ReleasedAt { get; init; }
}

/// <summary>All SQL of legal holds.</summary>
internal static class LegalHoldStore
{
    private const int ShownLimit = 100;

    /// <summary>A column of <c>patient p</c>: since when it is under hold, or null.</summary>
    internal const string HeldSinceColumn = """
        (SELECT h.set_at FROM legal_hold h WHERE h.patient_id = p.id AND h.released_at IS NULL) AS held_since
        """;

    // Only the facility that keeps the patient and those above it: a case that was sent elsewhere gives no say in this.
    private const string KeptInReach = """
        p.id = @patient AND (@visibleEverywhere OR EXISTS (
            SELECT 1 FROM facility f WHERE f.id = p.facility_id
            AND (f.id = ANY (@visibleFacilities) OR f.path && @visibleBranches)))
        """;

    private const string FindSql = $"SELECT p.facility_id FROM patient p WHERE {KeptInReach}";

    private const string LockSql = $"{FindSql} FOR NO KEY UPDATE";

    private const string ListSql = """
        SELECT h.id, h.reason, s.name AS set_by, h.set_at, h.release_reason, r.name AS released_by, h.released_at
        FROM legal_hold h JOIN person s ON s.id = h.set_by LEFT JOIN person r ON r.id = h.released_by
        WHERE h.patient_id = @patient ORDER BY h.released_at IS NOT NULL, h.set_at DESC, h.id LIMIT @limit
        """;

    private const string InsertSql = """
        INSERT INTO legal_hold (id, patient_id, reason, set_by, set_at) VALUES (@id, @patient, @reason, @person, @now)
        ON CONFLICT (patient_id) WHERE released_at IS NULL DO NOTHING
        """;

    private const string ReleaseSql = """
        UPDATE legal_hold SET release_reason = @reason, released_by = @person, released_at = @now
        WHERE id = @id AND patient_id = @patient AND released_at IS NULL
        """;

    private const string IsHeldSql = """
        SELECT EXISTS (SELECT FROM legal_hold WHERE patient_id = ANY (@patients) AND released_at IS NULL)
        """;

    /// <summary>The facility that keeps the patient; null when it is not in the person's reach.</summary>
    internal static Task<Guid?> FacilityOf(
        Reading reading, CurrentPerson person, PatientId patient, CancellationToken cancel) =>
        Find(reading, FindSql, person, patient, cancel);

    /// <summary>The same, with the patient locked against removals that are under way.</summary>
    internal static Task<Guid?> Lock(Work work, CurrentPerson person, PatientId patient, CancellationToken cancel) =>
        Find(work, LockSql, person, patient, cancel);

    /// <summary>The holds of a patient, the open one first, then the newest.</summary>
    internal static Task<IReadOnlyList<LegalHold>> Of(Reading reading, PatientId patient, CancellationToken cancel) =>
        reading.Rows<LegalHold>(ListSql, new { patient = patient.Value, limit = ShownLimit }, cancel);

    /// <returns>False when the patient is under hold already.</returns>
    internal static async Task<bool> Set(
        Work work, Guid id, PatientId patient, string reason, PersonId by, DateTimeOffset now,
        CancellationToken cancel) =>
        await work.Execute(
            InsertSql, new { id, patient = patient.Value, reason, person = by.Value, now }, cancel) == 1;

    /// <returns>False when it was released before, or is no hold of this patient.</returns>
    internal static async Task<bool> Release(
        Work work, Guid id, PatientId patient, string reason, PersonId by, DateTimeOffset now,
        CancellationToken cancel) =>
        await work.Execute(
            ReleaseSql, new { id, patient = patient.Value, reason, person = by.Value, now }, cancel) == 1;

    /// <summary>
    /// Whether any of the patients is under hold. They stay locked until the work ends, so that nobody sets a hold
    /// between the look and the removal.
    /// </summary>
    /// <param name="work">The work that would take something away.</param>
    /// <param name="patientsSql">A statement that gives the patients' ids.</param>
    /// <param name="parameters">What it asks for.</param>
    /// <param name="cancel">Ends the look-up.</param>
    internal static async Task<bool> AnyHeld(
        Work work, string patientsSql, object parameters, CancellationToken cancel)
    {
        var patients = await work.Rows<Guid>(
            $"SELECT p.id FROM patient p WHERE p.id IN ({patientsSql}) ORDER BY p.id FOR NO KEY UPDATE", parameters,
            cancel);
        return patients.Count > 0
            && await work.Row<bool>(IsHeldSql, new { patients = patients.ToArray() }, cancel);
    }

    private static Task<Guid?> Find(
        Reading reading, string sql, CurrentPerson person, PatientId patient, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person.Id, person.Reach);
        parameters.Add("patient", patient.Value);
        return reading.RowOrNone<Guid?>(sql, parameters, cancel);
    }
}
