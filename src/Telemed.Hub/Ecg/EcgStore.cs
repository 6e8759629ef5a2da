using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;
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

/// <summary>What measuring needs of an ECG: its file, and what the hub knows of the patient.</summary>
internal sealed record MeasuredSource
{
    public required string ObjectKey { get; init; }
    public string? CsvLayout { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Null while the ECG has no patient.</summary>
    public string? Sex { get; init; }

    public DateOnly? BirthDate { get; init; }

    public EcgSource File => new() { ObjectKey = ObjectKey, CsvLayout = CsvLayout };
}

/// <summary>All SQL of ECGs.</summary>
internal static class EcgStore
{
    private const int PriorsLimit = 10;

    private const string Insert = """
        INSERT INTO ecg_recording (id, consultation_id, facility_id, patient_id, blob_id, format, acquired_local,
            duration_ms, sampling_rate_hz, leads, waveform_sha256, received_at, csv_layout)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
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

    private const string FindSource = """
        SELECT b.object_key, e.csv_layout::text AS csv_layout, e.received_at, p.sex, p.birth_date
        FROM ecg_recording e JOIN blob b ON b.id = e.blob_id LEFT JOIN patient p ON p.id = e.patient_id
        WHERE e.id = @id
        """;

    private const string FindAnalysis =
        "SELECT m.analysis::text AS analysis FROM ecg_measurement m WHERE m.ecg_id = @id";

    private const string FindSameTrace = """
        SELECT id, consultation_id, patient_id FROM ecg_recording
        WHERE facility_id = $1 AND waveform_sha256 = $2 ORDER BY received_at LIMIT 20
        """;

    // Whoever sorts the ECG into a case at this moment waits, or is waited for: one of the two sees both.
    private const string KeepMeasurement = """
        INSERT INTO ecg_measurement (ecg_id, version, analysis, measured_at)
        VALUES (@id, @version, @analysis::jsonb, @now)
        ON CONFLICT (ecg_id) DO UPDATE SET version = @version, analysis = excluded.analysis, measured_at = @now
        RETURNING (SELECT consultation_id FROM ecg_recording WHERE id = @id FOR SHARE)
        """;

    /// <summary>The statement that adds an ECG.</summary>
    internal static NpgsqlBatchCommand Add(
        EcgRecordingId id, ReceiveEcg.Parsed parsed, Storage.Blobs.BlobId blob, ReceiveContext context) =>
        new NpgsqlBatchCommand(Insert)
            .With(id.Value, NpgsqlDbType.Uuid)
            .With(context.ConsultationId?.Value, NpgsqlDbType.Uuid)
            .With(context.FacilityId.Value, NpgsqlDbType.Uuid)
            .With(context.PatientId?.Value, NpgsqlDbType.Uuid)
            .With(blob.Value, NpgsqlDbType.Uuid)
            .With(TextCode.Of(parsed.Recording.Format), NpgsqlDbType.Text)
            .With(parsed.Recording.Acquired is { } at
                ? DateTime.SpecifyKind(at.Local, DateTimeKind.Unspecified) : null, NpgsqlDbType.Timestamp)
            .With((int)Math.Max(1, Math.Round(parsed.Rhythm.DurationSeconds * 1000)), NpgsqlDbType.Integer)
            .With(parsed.Rhythm.SamplingRateHz, NpgsqlDbType.Double)
            .With((short)parsed.Rhythm.Leads.Count, NpgsqlDbType.Smallint)
            .With(parsed.WaveformSha256, NpgsqlDbType.Bytea)
            .With(context.Now.ToUniversalTime(), NpgsqlDbType.TimestampTz)
            .With(parsed.CsvLayout, NpgsqlDbType.Jsonb);

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
    internal static async Task<IReadOnlyList<SameEcg>> FindSame(
        Work work, ReceiveEcg.Parsed parsed, FacilityId facility, CancellationToken cancel)
    {
        await using var look = work.Batch();
        look.BatchCommands.Add(SameTrace(parsed, facility));
        return await work.Watch(Same(look, cancel));
    }

    /// <summary>The statement that finds the ECGs with the same trace.</summary>
    internal static NpgsqlBatchCommand SameTrace(ReceiveEcg.Parsed parsed, FacilityId facility) =>
        new NpgsqlBatchCommand(FindSameTrace)
            .With(facility.Value, NpgsqlDbType.Uuid)
            .With(parsed.WaveformSha256, NpgsqlDbType.Bytea);

    /// <summary>Reads what <see cref="SameTrace"/> found.</summary>
    internal static async Task<IReadOnlyList<SameEcg>> ReadSame(NpgsqlDataReader rows, CancellationToken cancel)
    {
        var same = new List<SameEcg>();
        while (await rows.ReadAsync(cancel))
            same.Add(new SameEcg
            {
                Id = rows.GetGuid(0),
                ConsultationId = rows.GetFieldValue<Guid?>(1),
                PatientId = rows.GetFieldValue<Guid?>(2),
            });
        return same;
    }

    private static async Task<IReadOnlyList<SameEcg>> Same(NpgsqlBatch look, CancellationToken cancel)
    {
        await using var rows = await look.ExecuteReaderAsync(cancel);
        return await ReadSame(rows, cancel);
    }

    internal static Task<MeasuredSource?> Source(Reading reading, Guid id, CancellationToken cancel) =>
        reading.RowOrNone<MeasuredSource>(FindSource, new { id }, cancel);

    /// <summary>What the measuring found; null while it has not been measured, or had nothing to measure.</summary>
    internal static async Task<EcgAnalysis?> Analysis(Reading reading, Guid id, CancellationToken cancel) =>
        await reading.RowOrNone<string?>(FindAnalysis, new { id }, cancel) is { } stored
            ? JsonSerializer.Deserialize(stored, EcgJson.Default.EcgAnalysis) : null;

    /// <summary>Keeps what was measured, and finds the case of the ECG.</summary>
    internal static Task<Guid?> Measured(
        Work work, Guid id, int version, string? analysis, DateTimeOffset now, CancellationToken cancel) =>
        work.RowOrNone<Guid?>(KeepMeasurement, new { id, version, analysis, now }, cancel);
}
