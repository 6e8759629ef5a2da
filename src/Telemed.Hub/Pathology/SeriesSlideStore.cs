using System.Text.Json.Nodes;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Pathology;

/// <summary>All SQL that makes a slide of a DICOM series.</summary>
internal static class SeriesSlideStore
{
    private const string FindSeries = """
        SELECT e.facility_id, s.patient_id, s.consultation_id, e.description
        FROM imaging_series e JOIN imaging_study s ON s.id = e.study_id WHERE e.id = @id
        """;

    private const string ListInstances = """
        SELECT object_key, blob_id, size_bytes, sha256 FROM imaging_instance
        WHERE series_id = @id AND sop_class = '1.2.840.10008.5.1.4.1.1.77.1.6' AND removed_at IS NULL
        ORDER BY number NULLS LAST, id LIMIT 512
        """;

    private const string ListHeaders = """
        SELECT e.series_uid, i.sop_uid, i.metadata
        FROM slide s JOIN imaging_instance i ON i.series_id = s.series_id JOIN imaging_series e ON e.id = i.series_id
        WHERE s.id = @id AND i.sop_class = '1.2.840.10008.5.1.4.1.1.77.1.6' AND i.removed_at IS NULL
        ORDER BY i.number NULLS LAST, i.id LIMIT 64
        """;

    private const string LockSlide = "SELECT id FROM slide WHERE series_id = @series FOR UPDATE";

    // Levels built for the series as it was before.
    private const string ListBuilt = """
        SELECT f.blob_id FROM slide_file f WHERE f.slide_id = @id
          AND NOT EXISTS (SELECT 1 FROM imaging_instance i WHERE i.blob_id = f.blob_id)
        """;

    private const string SetFilesSql = """
        DELETE FROM slide_file WHERE slide_id = @id;
        INSERT INTO slide_file (slide_id, source, blob_id)
        SELECT @id, (f.ordinality - 1)::smallint, f.blob FROM unnest(@blobs) WITH ORDINALITY AS f (blob, ordinality);
        UPDATE slide SET series_id = @series, complete = true WHERE id = @id;
        """;

    private const string AddAttachment = """
        INSERT INTO attachment (id, consultation_id, facility_id, patient_id, kind, subject_id, file_name, content_type,
            size_bytes, sha256, summary, created_at)
        VALUES (@attachment, @consultation, @facility, @patient, 'slide', @id, @name, 'application/dicom', @size,
            @sha256,
            @summary::jsonb, @now)
        """;

    internal sealed record SeriesRow
    {
        public required Guid FacilityId { get; init; }
        public Guid? PatientId { get; init; }
        public Guid? ConsultationId { get; init; }
        public required string Description { get; init; }
    }

    internal sealed record InstanceRow
    {
        public required string ObjectKey { get; init; }
        public required Guid BlobId { get; init; }
        public required long SizeBytes { get; init; }
        public required byte[] Sha256 { get; init; }
    }

    internal sealed record HeaderRow
    {
        public required string SeriesUid { get; init; }
        public required string SopUid { get; init; }
        public required byte[] Metadata { get; init; }
    }

    /// <summary>The headers of a slide's instances; none for a slide that came as a file.</summary>
    public static Task<IReadOnlyList<HeaderRow>> Headers(Reading reading, Guid slide, CancellationToken cancel) =>
        reading.Rows<HeaderRow>(ListHeaders, new { id = slide }, cancel);

    public static Task<SeriesRow?> Find(Reading reading, Guid series, CancellationToken cancel) =>
        reading.RowOrNone<SeriesRow>(FindSeries, new { id = series }, cancel);

    public static Task<IReadOnlyList<InstanceRow>> Instances(Reading reading, Guid series, CancellationToken cancel) =>
        reading.Rows<InstanceRow>(ListInstances, new { id = series }, cancel);

    public static Task<Guid?> SlideForUpdate(Work work, Guid series, CancellationToken cancel) =>
        work.RowOrNone<Guid?>(LockSlide, new { series }, cancel);

    public static async Task SetFiles(Work work, Guid id, Guid series, Guid[] blobs, CancellationToken cancel)
    {
        foreach (var built in await work.Rows<Guid>(ListBuilt, new { id }, cancel))
            await BlobTable.MarkDeleted(work, new(built), cancel);
        await work.Execute(SetFilesSql, new { id, series, blobs }, cancel);
    }

    public static Task Attach(Work work, Guid id, SeriesRow row, string label, JsonObject summary, long size,
        byte[] sha256,
        DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(AddAttachment, new
        {
            attachment = Guid.CreateVersion7(now), consultation = row.ConsultationId, facility = row.FacilityId,
            patient = row.PatientId, id, name = label, size, sha256, summary = summary.ToJsonString(), now,
        }, cancel);
}
