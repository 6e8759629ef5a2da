using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Dimse;

/// <summary>The modality work list: a facility's open imaging consultations that have no images yet (PS3.4 annex
/// K).</summary>
internal static class WorkList
{
    private const string FindOpen = """
        SELECT c.id, c.number, c.service_code, c.created_at, p.name AS patient_name, p.sex, p.birth_date,
            p.identity_number
        FROM consultation c JOIN patient p ON p.id = c.patient_id
        WHERE c.facility_id = @facility AND c.kind = 'imaging' AND c.state IN ('draft', 'quality_check', 'submitted',
            'info_requested')
          AND NOT EXISTS (SELECT 1 FROM imaging_study s WHERE s.consultation_id = c.id)
        ORDER BY c.created_at LIMIT 200
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Number { get; init; } = "";
        public string ServiceCode { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public string PatientName { get; init; } = "";
        public string? Sex { get; init; }
        public DateOnly? BirthDate { get; init; }
        public string? IdentityNumber { get; init; }
    }

    public static async Task<IReadOnlyList<DicomDataset>> Find(
        Reading read, FacilityId facility, DicomDataset keys, CancellationToken cancel)
    {
        var rows = await read.Rows<Row>(FindOpen, new { facility = facility.Value }, cancel);
        var name = (keys.GetString(DicomTags.PatientName) ?? "").Trim('*');
        return [.. rows.Where(row => name.Length == 0
            || row.PatientName.Contains(name, StringComparison.OrdinalIgnoreCase)).Select(ItemOf)];
    }

    private static DicomDataset ItemOf(Row row)
    {
        var step = new DicomDatasetBuilder()
            .Text(DicomTags.Modality, ModalityOf(row.ServiceCode))
            .Text(DicomTags.ScheduledProcedureStepStartDate, row.CreatedAt.ToString("yyyyMMdd"))
            .Text(DicomTags.ScheduledProcedureStepStartTime, row.CreatedAt.ToString("HHmmss"))
            .Text(DicomTags.ScheduledProcedureStepDescription, row.ServiceCode)
            .Text(DicomTags.ScheduledProcedureStepID, row.Number);
        return new DicomDatasetBuilder()
            .Text(DicomTags.SpecificCharacterSet, "ISO_IR 192")
            .Text(DicomTags.AccessionNumber, row.Number)
            .Text(DicomTags.PatientName, row.PatientName)
            .Text(DicomTags.PatientID, row.IdentityNumber ?? row.Number)
            .Text(DicomTags.PatientBirthDate, row.BirthDate?.ToString("yyyyMMdd") ?? "")
            .Text(DicomTags.PatientSex, row.Sex switch { "male" => "M", "female" => "F", _ => "" })
            .Text(DicomTags.StudyInstanceUID, DicomUid.FromGuid(row.Id))
            .Text(DicomTags.RequestedProcedureID, row.Number)
            .Text(DicomTags.RequestedProcedureDescription, row.ServiceCode)
            .Sequence(DicomTags.ScheduledProcedureStepSequence, step).Build();
    }

    private static string ModalityOf(string service) => service switch
    {
        _ when service.Contains("ct", StringComparison.Ordinal) => "CT",
        "mr" => "MR",
        "ultrasound" => "US",
        _ => "DX",
    };
}
