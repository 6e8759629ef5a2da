using System.Text.Json;
using Dapper;
using Telemed.Domain;
using Telemed.Ecg.Measure;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Storage;

namespace Telemed.Hub.Ecg;

/// <summary>An ECG as its row says, and where its file lies.</summary>
internal sealed record EcgRow
{
    public required Guid Id { get; init; }
    public Guid? ConsultationId { get; init; }
    public required Guid FacilityId { get; init; }
    public Guid? PatientId { get; init; }
    public required string Format { get; init; }
    public required int DurationMs { get; init; }
    public required double SamplingRateHz { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required byte[] Sha256 { get; init; }
    public required string ObjectKey { get; init; }
    public string? CsvLayout { get; init; }
    public string? FileName { get; init; }
    public DateTimeOffset? MeasuredAt { get; init; }
    public string? Analysis { get; init; }

    public EcgSource Source => new() { ObjectKey = ObjectKey, CsvLayout = CsvLayout };
}

/// <summary>An ECG with the same trace.</summary>
internal sealed record SameEcg
{
    public required Guid Id { get; init; }
    public Guid? ConsultationId { get; init; }
    public Guid? PatientId { get; init; }
}

/// <summary>An earlier ECG of the same patient.</summary>
internal sealed record PriorEcgRow
{
    public required Guid Id { get; init; }
    public DateTime? AcquiredLocal { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public string? Analysis { get; init; }
}

/// <summary>What the hub knows of an ECG's patient, where a header leaves it out.</summary>
internal sealed record EcgPatientRow
{
    public required string Sex { get; init; }
    public DateOnly? BirthDate { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>All SQL of ECGs.</summary>
internal static class EcgStore
{
    private const int PriorsLimit = 10;

    private const string Insert = """
        INSERT INTO ecg_recording (id, consultation_id, facility_id, patient_id, blob_id, format, acquired_local,
            duration_ms, sampling_rate_hz, leads, waveform_sha256, received_at, csv_layout)
        VALUES (@id, @consultation, @facility, @patient, @blob, @format, @acquired,
            @durationMs, @rateHz, @leads, @print, @now, @csvLayout::jsonb)
        """;

    /// <summary>ECGs a person may see: of a visible case, or of a facility in reach.</summary>
    private const string Visible = $"""
        ((c.id IS NOT NULL AND {ConsultationAccess.VisibleSql})
         OR EXISTS (SELECT 1 FROM facility ef WHERE ef.id = e.facility_id
                    AND (ef.id = ANY (@visibleFacilities) OR ef.path && @visibleBranches)))
        """;

    private const string FindVisible = $"""
        SELECT e.id, e.consultation_id, e.facility_id, e.patient_id, e.format, e.duration_ms, e.sampling_rate_hz,
               e.received_at, b.sha256, b.object_key, e.csv_layout::text AS csv_layout, m.measured_at,
               m.analysis::text AS analysis,
               (SELECT a.file_name FROM attachment a WHERE a.subject_id = e.id
                ORDER BY a.created_at LIMIT 1) AS file_name
        FROM ecg_recording e JOIN blob b ON b.id = e.blob_id
             LEFT JOIN consultation c ON c.id = e.consultation_id LEFT JOIN ecg_measurement m ON m.ecg_id = e.id
        WHERE e.id = @id AND {Visible}
        """;

    /// <summary>The earlier ECGs of the patient that the person may see as well.</summary>
    private const string FindPriors = $"""
        SELECT e.id, e.acquired_local, e.received_at, m.analysis::text AS analysis
        FROM ecg_recording e
             LEFT JOIN consultation c ON c.id = e.consultation_id LEFT JOIN ecg_measurement m ON m.ecg_id = e.id
        WHERE e.patient_id = @patient AND e.id <> @id AND e.received_at <= @before AND {Visible}
        ORDER BY e.received_at DESC LIMIT @limit
        """;

    private const string FindFile = """
        SELECT b.object_key, e.csv_layout::text AS csv_layout
        FROM ecg_recording e JOIN blob b ON b.id = e.blob_id WHERE e.id = @id
        """;

    private const string FindPatient = """
        SELECT p.sex, p.birth_date, e.received_at
        FROM ecg_recording e JOIN patient p ON p.id = e.patient_id WHERE e.id = @id
        """;

    private const string FindAnalysis =
        "SELECT m.analysis::text AS analysis FROM ecg_measurement m WHERE m.ecg_id = @id";

    private const string FindSameTrace = """
        SELECT id, consultation_id, patient_id FROM ecg_recording
        WHERE facility_id = @facility AND waveform_sha256 = @print ORDER BY received_at LIMIT 20
        """;

    private const string KeepMeasurement = """
        INSERT INTO ecg_measurement (ecg_id, version, analysis, measured_at)
        VALUES (@id, @version, @analysis::jsonb, @now)
        ON CONFLICT (ecg_id) DO UPDATE SET version = @version, analysis = excluded.analysis, measured_at = @now
        """;

    private const string FindCase = "SELECT consultation_id FROM ecg_recording WHERE id = @id";

    internal static Task Add(
        Work work, EcgRecordingId id, ReceiveEcg.Parsed parsed, Storage.Blobs.BlobId blob, ReceiveContext context,
        CancellationToken cancel) =>
        work.Execute(Insert, new
        {
            id = id.Value,
            consultation = context.ConsultationId?.Value,
            facility = context.FacilityId.Value,
            patient = context.PatientId?.Value,
            blob = blob.Value,
            format = TextCode.Of(parsed.Recording.Format),
            acquired = parsed.Recording.Acquired is { } at ? DateTime.SpecifyKind(at.Local, DateTimeKind.Unspecified)
                : (DateTime?)null,
            durationMs = (int)Math.Max(1, Math.Round(parsed.Rhythm.DurationSeconds * 1000)),
            rateHz = parsed.Rhythm.SamplingRateHz,
            leads = (short)parsed.Rhythm.Leads.Count,
            print = parsed.WaveformSha256,
            csvLayout = parsed.CsvLayout,
            now = context.Now,
        }, cancel);

    internal static Task<EcgRow?> Find(Reading reading, CurrentPerson person, Guid id, CancellationToken cancel)
    {
        DynamicParameters parameters = ConsultationAccess.Parameters(person);
        parameters.Add("id", id);
        return reading.RowOrNone<EcgRow>(FindVisible, parameters, cancel);
    }

    internal static Task<IReadOnlyList<PriorEcgRow>> Priors(
        Reading reading, CurrentPerson person, EcgRow of, CancellationToken cancel)
    {
        DynamicParameters parameters = ConsultationAccess.Parameters(person);
        parameters.Add("patient", of.PatientId);
        parameters.Add("id", of.Id);
        parameters.Add("before", of.ReceivedAt);
        parameters.Add("limit", PriorsLimit);
        return reading.Rows<PriorEcgRow>(FindPriors, parameters, cancel);
    }

    /// <summary>The ECGs of the facility with the same trace, whatever format they came in.</summary>
    internal static Task<IReadOnlyList<SameEcg>> FindSame(
        Reading reading, ReceiveEcg.Parsed parsed, ReceiveContext context, CancellationToken cancel) =>
        reading.Rows<SameEcg>(FindSameTrace, new { facility = context.FacilityId.Value, print = parsed.WaveformSha256 },
            cancel);

    internal static Task<EcgSource?> Source(Reading reading, Guid id, CancellationToken cancel) =>
        reading.RowOrNone<EcgSource>(FindFile, new { id }, cancel);

    internal static Task<EcgPatientRow?> Patient(Reading reading, Guid id, CancellationToken cancel) =>
        reading.RowOrNone<EcgPatientRow>(FindPatient, new { id }, cancel);

    /// <summary>What the measuring found; null while it has not been measured, or had nothing to measure.</summary>
    internal static async Task<EcgAnalysis?> Analysis(Reading reading, Guid id, CancellationToken cancel) =>
        await reading.RowOrNone<string?>(FindAnalysis, new { id }, cancel) is { } stored
            ? JsonSerializer.Deserialize(stored, EcgJson.Default.EcgAnalysis) : null;

    internal static async Task<Guid?> Measured(
        Work work, Guid id, int version, string? analysis, DateTimeOffset now, CancellationToken cancel)
    {
        await work.Execute(KeepMeasurement, new { id, version, analysis, now }, cancel);
        return await work.RowOrNone<Guid?>(FindCase, new { id }, cancel);
    }
}
