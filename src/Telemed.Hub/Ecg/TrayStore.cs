using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Storage;

namespace Telemed.Hub.Ecg;

/// <summary>An ECG of the tray.</summary>
internal sealed record TrayRow
{
    public required Guid Id { get; init; }
    public required Guid FacilityId { get; init; }
    public Guid? PatientId { get; init; }
    public required string Format { get; init; }
    public required int DurationMs { get; init; }
    public DateTime? AcquiredLocal { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public string? FileName { get; init; }
    public string? Header { get; init; }
}

/// <summary>A case an ECG may belong to.</summary>
internal sealed record CaseOfEcg(Guid Id, Guid PatientId);

/// <summary>
/// Where an ECG belongs by what its header says, and who that patient is; nulls where nothing fits, or too much.
/// </summary>
internal sealed record PlaceOfEcg(
    Guid? ConsultationId, Guid? PatientId, string? Name, string? Sex, DateOnly? BirthDate);

/// <summary>SQL of finding an ECG's patient and case, and of the "sort me" tray.</summary>
internal static class TrayStore
{
    private const int TrayLimit = 200;

    private const string IsOpen = """
        c.facility_id = $1 AND c.kind = 'ecg'
          AND c.state IN ('draft', 'quality_check', 'submitted', 'triaged', 'queued', 'escalated', 'claimed', 'reading',
                          'info_requested')
        """;

    /// <summary>
    /// The one patient whom the document number, or the name and birth date of the header can only mean, and the one
    /// open ECG case that bears its order number or, where no case bears it, is the patient's. More than one is none.
    /// </summary>
    private const string FindPlace = $"""
        WITH fitting AS MATERIALIZED (
            SELECT p.id FROM patient p WHERE p.facility_id = $1 AND p.identity_number = $2 AND $2 <> ''
            UNION
            SELECT p.id FROM patient_key k JOIN patient p ON p.id = k.patient_id AND p.facility_id = k.facility_id
            WHERE k.facility_id = $1 AND k.key = $3 AND k.kind = 'name' AND $3 <> '' AND p.birth_date = $4
            LIMIT 2),
        named AS MATERIALIZED (SELECT id FROM fitting WHERE (SELECT count(*) FROM fitting) = 1),
        cases AS MATERIALIZED (
            SELECT c.id, c.patient_id FROM consultation c WHERE c.number = $5 AND {IsOpen}
            UNION
            SELECT c.id, c.patient_id FROM consultation c
            WHERE c.patient_id = (SELECT id FROM named) AND {IsOpen}
              AND NOT EXISTS (SELECT 1 FROM consultation o WHERE o.facility_id = $1 AND o.number = $5)
            LIMIT 2),
        meant AS (
            SELECT id, patient_id FROM cases
            WHERE (SELECT count(*) FROM cases) = 1 AND patient_id = coalesce((SELECT id FROM named), patient_id))
        SELECT m.id, p.id, p.name, p.sex, p.birth_date
        FROM (VALUES (1)) AS always LEFT JOIN meant m ON true
             LEFT JOIN patient p ON p.id = coalesce(m.patient_id, (SELECT id FROM named))
        """;

    private const string ListTray = $"""
        SELECT e.id, e.facility_id, e.patient_id, e.format, e.duration_ms, e.acquired_local, e.received_at, a.file_name,
               a.header::text AS header
        FROM ecg_recording e JOIN facility ef ON ef.id = e.facility_id
             LEFT JOIN LATERAL (SELECT file_name, header FROM attachment WHERE subject_id = e.id
                                ORDER BY created_at LIMIT 1) a ON true
        WHERE e.consultation_id IS NULL
          AND (@visibleEverywhere OR ef.id = ANY (@visibleFacilities) OR ef.path && @visibleBranches)
        ORDER BY e.received_at, e.id LIMIT @limit
        """;

    private const string FindVisibleCase = $"""
        SELECT c.id, c.patient_id FROM consultation c WHERE c.id = @consultation AND {ConsultationAccess.VisibleSql}
        """;

    private const string SortOne = """
        UPDATE ecg_recording SET consultation_id = @consultation, patient_id = @patient
        WHERE id = @id AND consultation_id IS NULL
        """;

    private const string SortAttachments = """
        UPDATE attachment SET consultation_id = @consultation, patient_id = @patient
        WHERE subject_id = @id AND consultation_id IS NULL
        """;

    /// <summary>The statement that finds where an ECG belongs.</summary>
    internal static NpgsqlBatchCommand Place(FacilityId facility, HeaderPatient? header, string? order) =>
        new NpgsqlBatchCommand(FindPlace)
            .With(facility.Value, NpgsqlDbType.Uuid)
            .With(header?.Id ?? "", NpgsqlDbType.Text)
            .With(header is null ? "" : Patients.PatientKeys.ForSearch(header.Name), NpgsqlDbType.Text)
            .With(header?.BirthDate, NpgsqlDbType.Date)
            .With(order ?? "", NpgsqlDbType.Text);

    /// <summary>Reads what <see cref="Place"/> found.</summary>
    internal static async Task<PlaceOfEcg> ReadPlace(NpgsqlDataReader rows, CancellationToken cancel)
    {
        if (!await rows.ReadAsync(cancel)) throw new UnreachableException("A place always has its row.");
        return new PlaceOfEcg(rows.GetFieldValue<Guid?>(0), rows.GetFieldValue<Guid?>(1),
            rows.IsDBNull(2) ? null : rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3),
            rows.GetFieldValue<DateOnly?>(4));
    }

    internal static Task<IReadOnlyList<TrayRow>> List(Reading reading, CurrentPerson person, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Domain.Access.Permission.UploadFiles);
        parameters.Add("limit", TrayLimit);
        return reading.Rows<TrayRow>(ListTray, parameters, cancel);
    }

    internal static Task<CaseOfEcg?> FindCase(
        Reading reading, CurrentPerson person, Guid consultation, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("consultation", consultation);
        return reading.RowOrNone<CaseOfEcg>(FindVisibleCase, parameters, cancel);
    }

    /// <returns>False when somebody sorted it meanwhile.</returns>
    internal static async Task<bool> Sort(Work work, Guid id, CaseOfEcg to, CancellationToken cancel)
    {
        var parameters = new { id, consultation = to.Id, patient = to.PatientId };
        if (await work.Execute(SortOne, parameters, cancel) != 1) return false;
        await work.Execute(SortAttachments, parameters, cancel);
        return true;
    }
}
