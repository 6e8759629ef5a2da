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

/// <summary>SQL of finding an ECG's patient and case, and of the "sort me" tray.</summary>
internal static class TrayStore
{
    private const int TrayLimit = 200;

    /// <summary>By document number, or by name and birth date; more than one is none.</summary>
    private const string FindPatients = """
        SELECT p.id FROM patient p
        WHERE p.facility_id = @facility
          AND ((@number <> '' AND p.identity_number = @number)
               OR (@key <> '' AND p.birth_date = @birthDate
                   AND EXISTS (SELECT 1 FROM patient_key k WHERE k.patient_id = p.id AND k.facility_id = p.facility_id
                               AND k.kind = 'name' AND k.key = @key)))
        LIMIT 2
        """;

    private const string FindCases = """
        SELECT c.id, c.patient_id FROM consultation c
        WHERE c.facility_id = @facility AND c.kind = 'ecg'
          AND c.state IN ('draft', 'quality_check', 'submitted', 'triaged', 'queued', 'escalated', 'claimed', 'reading',
                          'info_requested')
          AND (c.number = @order OR (c.patient_id = @patient AND NOT EXISTS
               (SELECT 1 FROM consultation o WHERE o.facility_id = @facility AND o.number = @order)))
        LIMIT 2
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

    /// <summary>The one patient of the facility whom the header can only mean, or none.</summary>
    internal static async Task<Guid?> MatchPatient(
        Reading reading, FacilityId facility, HeaderPatient header, CancellationToken cancel)
    {
        var found = await reading.Rows<Guid>(FindPatients, new
        {
            facility = facility.Value, number = header.Id, key = Patients.PatientKeys.ForSearch(header.Name),
            birthDate = header.BirthDate,
        }, cancel);
        return found is [var only] ? only : null;
    }

    /// <summary>
    /// The one open ECG case that bears the order number or is the patient's; where there is a choice, none.
    /// </summary>
    internal static async Task<CaseOfEcg?> MatchCase(
        Reading reading, FacilityId facility, Guid? patient, string? order, CancellationToken cancel)
    {
        if (patient is null && order is null) return null;
        var found = await reading.Rows<CaseOfEcg>(FindCases,
            new { facility = facility.Value, patient, order = order ?? "" }, cancel);
        return found is [var only] && (patient is null || only.PatientId == patient) ? only : null;
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
