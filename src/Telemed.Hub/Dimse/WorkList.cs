using System.Globalization;
using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Storage;

namespace Telemed.Hub.Dimse;

/// <summary>
/// The modality work list: a facility's open imaging consultations that have no images yet (PS3.4 annex K). A step is
/// for whichever device asks, so it bears that device's title.
/// </summary>
internal static class WorkList
{
    private const string FindOpen = """
        SELECT c.id, c.number, c.service_code, c.created_at AT TIME ZONE f.time_zone AS started_local,
            p.name AS patient_name, p.sex, p.birth_date, p.identity_number
        FROM consultation c JOIN patient p ON p.id = c.patient_id JOIN facility f ON f.id = c.facility_id
        WHERE c.facility_id = @facility AND c.kind = 'imaging' AND c.state IN ('draft', 'quality_check', 'submitted',
            'info_requested')
          AND NOT EXISTS (SELECT 1 FROM imaging_study s WHERE s.consultation_id = c.id)
        ORDER BY c.created_at DESC LIMIT 1000
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Number { get; init; } = "";
        public string ServiceCode { get; init; } = "";
        public DateTime StartedLocal { get; init; }
        public string PatientName { get; init; } = "";
        public string? Sex { get; init; }
        public DateOnly? BirthDate { get; init; }
        public string? IdentityNumber { get; init; }
    }

    /// <summary>The steps that match every key, newest first, with the attributes that were asked for.</summary>
    public static async Task<IReadOnlyList<DicomDataset>> Find(
        Reading read, DimsePeer peer, DicomDataset keys, CancellationToken cancel)
    {
        var rows = await read.Rows<Row>(FindOpen, new { facility = peer.Device.Facility.Value }, cancel);
        return [.. rows.Select(row => ItemOf(row, peer.AeTitle)).Where(item => WorkListKeys.Match(keys, item))
            .Select(item => WorkListKeys.Asked(keys, item).Text(DicomTags.SpecificCharacterSet, "ISO_IR 192").Build())];
    }

    private static DicomDataset ItemOf(Row row, string aeTitle)
    {
        var step = new DicomDatasetBuilder()
            .Text(DicomTags.Modality, ModalityOf(row.ServiceCode))
            .Text(DicomTags.ScheduledStationAETitle, aeTitle)
            .Text(DicomTags.ScheduledProcedureStepStartDate, Local(row, "yyyyMMdd"))
            .Text(DicomTags.ScheduledProcedureStepStartTime, Local(row, "HHmmss"))
            .Text(DicomTags.ScheduledPerformingPhysicianName, "")
            .Text(DicomTags.ScheduledProcedureStepDescription, row.ServiceCode)
            .Text(DicomTags.ScheduledProcedureStepID, row.Number);
        return new DicomDatasetBuilder()
            .Text(DicomTags.SpecificCharacterSet, "ISO_IR 192")
            .Text(DicomTags.AccessionNumber, row.Number)
            .Text(DicomTags.PatientName, row.PatientName)
            .Text(DicomTags.PatientID, row.IdentityNumber ?? row.Number)
            .Text(DicomTags.PatientBirthDate, row.BirthDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "")
            .Text(DicomTags.PatientSex, row.Sex switch { "male" => "M", "female" => "F", _ => "" })
            .Text(DicomTags.StudyInstanceUID, DicomUid.FromGuid(row.Id))
            .Text(DicomTags.RequestedProcedureID, row.Number)
            .Text(DicomTags.RequestedProcedureDescription, row.ServiceCode)
            .Sequence(DicomTags.ScheduledProcedureStepSequence, step).Build();
    }

    private static string Local(Row row, string format) =>
        row.StartedLocal.ToString(format, CultureInfo.InvariantCulture);

    private static string ModalityOf(string service) => service switch
    {
        _ when service.Contains("ct", StringComparison.Ordinal) => "CT",
        "mr" => "MR",
        "ultrasound" => "US",
        _ => "DX",
    };
}
