using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>A file that a case keeps, as far as showing and removing it needs.</summary>
internal sealed record AttachmentRow
{
    public required Guid Id { get; init; }
    public Guid? ConsultationId { get; init; }
    public required Guid FacilityId { get; init; }
    public Guid? PatientId { get; init; }
    public required string Kind { get; init; }
    public Guid? SubjectId { get; init; }
    public Guid? BlobId { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }
    public required long SizeBytes { get; init; }
    public required string[] Mismatch { get; init; }
    public string? MismatchDecision { get; init; }
    public string? CaseState { get; init; }
}

/// <summary>All SQL of attachments.</summary>
internal static class AttachmentStore
{
    private const string Insert = """
        INSERT INTO attachment (id, consultation_id, facility_id, patient_id, kind, subject_id, blob_id, file_name,
            content_type,
            size_bytes, sha256, summary, header, mismatch, created_by, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT (id) DO UPDATE SET summary = excluded.summary, size_bytes = attachment.size_bytes
            + excluded.size_bytes,
            mismatch = excluded.mismatch
        """;

    private const string AddWarning = """
        UPDATE attachment SET summary = jsonb_set(summary, '{warnings}', COALESCE(summary -> 'warnings', '[]')
            || to_jsonb(@warning::text))
        WHERE id = (SELECT attachment_id FROM upload WHERE id = @id)
        """;

    // Images of one study arrive file by file; in the case they are one attachment.
    private const string FindStudy = """
        SELECT id FROM attachment
        WHERE consultation_id = @consultationId AND subject_id = @subjectId AND kind = 'imaging' AND removed_at IS NULL
        ORDER BY created_at LIMIT 1
        """;

    private const string FindVisible = $"""
        SELECT a.id, a.consultation_id, a.facility_id, a.patient_id, a.kind, a.subject_id, a.blob_id, a.file_name,
               a.content_type, a.size_bytes, a.mismatch, a.mismatch_decision, c.state AS case_state
        FROM attachment a LEFT JOIN consultation c ON c.id = a.consultation_id
        WHERE a.id = @id AND a.removed_at IS NULL
          AND ((c.id IS NOT NULL AND {ConsultationAccess.VisibleSql})
               OR EXISTS (SELECT 1 FROM facility af WHERE af.id = a.facility_id
                          AND (af.id = ANY (@visibleFacilities) OR af.path && @visibleBranches)))
        """;

    private const string DecideOne = """
        UPDATE attachment SET mismatch_decision = @decision, mismatch_reason = @reason
        WHERE id = @id AND mismatch_decision IS NULL
        """;

    private const string RemoveOne = "UPDATE attachment SET removed_at = @now WHERE id = @id AND removed_at IS NULL";

    public static async Task Add(Work work, AttachmentId id, SpooledFile file, string contentType,
        Storage.Blobs.BlobId? blob, ReceivedSubject subject, string[] mismatch, ReceiveContext context,
        CancellationToken cancel)
    {
        await using var rows = work.Batch();
        rows.BatchCommands.Add(Statement(id, file, contentType, blob, subject, mismatch, context));
        await work.Execute(rows, cancel);
    }

    /// <summary>The statement that adds one, for a change that sends all it writes in one round trip.</summary>
    public static NpgsqlBatchCommand Statement(AttachmentId id, SpooledFile file, string contentType,
        Storage.Blobs.BlobId? blob, ReceivedSubject subject, string[] mismatch, ReceiveContext context) =>
        new NpgsqlBatchCommand(Insert)
            .With(id.Value, NpgsqlDbType.Uuid)
            .With(context.ConsultationId?.Value, NpgsqlDbType.Uuid)
            .With(context.FacilityId.Value, NpgsqlDbType.Uuid)
            .With(context.PatientId?.Value, NpgsqlDbType.Uuid)
            .With(subject.Kind, NpgsqlDbType.Text)
            .With(subject.SubjectId == Guid.Empty ? null : subject.SubjectId, NpgsqlDbType.Uuid)
            .With(blob?.Value, NpgsqlDbType.Uuid)
            .With(file.FileName, NpgsqlDbType.Text)
            .With(contentType, NpgsqlDbType.Text)
            .With(file.Bytes, NpgsqlDbType.Bigint)
            .With(Convert.FromHexString(file.Sha256), NpgsqlDbType.Bytea)
            .With(subject.Summary.ToJsonString(), NpgsqlDbType.Jsonb)
            .With(HeaderText(subject.Patient), NpgsqlDbType.Jsonb)
            .With(mismatch, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(context.PersonId?.Value, NpgsqlDbType.Uuid)
            .With(context.Now.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    /// <summary>Adds a sentence to what the sender is told about an accepted upload.</summary>
    public static Task Warn(Work work, UploadId upload, string warning, CancellationToken cancel) =>
        work.Execute(AddWarning, new { id = upload.Value, warning }, cancel);

    /// <summary>The attachment that a study already is in the case, or null.</summary>
    public static async Task<AttachmentId?> OfStudy(
        Work work, ReceivedSubject subject, ReceiveContext context, CancellationToken cancel)
    {
        if (subject.Kind != "imaging" || context.ConsultationId is not { } consultation) return null;
        var known = await work.RowOrNone<Guid?>(
            FindStudy, new { consultationId = consultation.Value, subjectId = subject.SubjectId }, cancel);
        return known is { } id ? new AttachmentId(id) : null;
    }

    public static Task<AttachmentRow?> Find(Reading reading, CurrentPerson person, Guid id, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person);
        parameters.Add("id", id);
        return reading.RowOrNone<AttachmentRow>(FindVisible, parameters, cancel);
    }

    public static async Task<bool> Decide(Work work, Guid id, string decision, string reason,
        CancellationToken cancel) =>
        await work.Execute(DecideOne, new { id, decision, reason }, cancel) == 1;

    public static async Task<bool> Remove(Work work, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(RemoveOne, new { id, now }, cancel) == 1;

    private static string? HeaderText(HeaderPatient? patient) => patient is null ? null : new JsonObject
    {
        ["name"] = patient.Name,
        ["id"] = patient.Id,
        ["birthDate"] = patient.BirthDate?.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["sex"] = patient.Sex,
    }.ToJsonString(JsonSerializerOptions.Web);
}
