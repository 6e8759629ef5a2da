using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>An instance that is stored already.</summary>
internal sealed record StoredInstance
{
    public string SopUid { get; init; } = "";
    public byte[] Sha256 { get; init; } = [];
}

/// <summary>A study or series that is stored already, as far as a new instance could contradict it.</summary>
internal sealed record StoredPlace
{
    public string Uid { get; init; } = "";
    public string StudyUid { get; init; } = "";
    public string PatientNumber { get; init; } = "";
}

/// <summary>What writes and checks the index of images.</summary>
internal static class ImagingStore
{
    private const string FindInstances = """
        SELECT sop_uid, sha256 FROM imaging_instance
        WHERE facility_id = @facility AND sop_uid = ANY (@uids) AND removed_at IS NULL
        """;

    private const string FindSeries = """
        SELECT e.series_uid AS uid, s.study_uid FROM imaging_series e JOIN imaging_study s ON s.id = e.study_id
        WHERE e.facility_id = @facility AND e.series_uid = ANY (@uids)
        """;

    private const string FindStudies = """
        SELECT study_uid AS uid, study_uid, patient_number FROM imaging_study
        WHERE facility_id = @facility AND study_uid = ANY (@uids)
        """;

    private const string SaveStudy = """
        INSERT INTO imaging_study (id, facility_id, study_uid, patient_id, consultation_id, patient_number, patient_name,
            name_words, birth_date, sex, study_date, study_time, accession, study_number, description, referrer,
            complete_due_at, created_at, changed_at)
        VALUES (@id, @facility, @studyUid, @patient, @consultation, @patientNumber, @patientName, @nameWords, @birthDate,
            @sex, @studyDate, @studyTime, @accession, @studyNumber, @description, @referrer, @completeDueAt, @now, @now)
        ON CONFLICT (facility_id, study_uid) DO UPDATE SET
            changed_at = excluded.changed_at, complete_due_at = excluded.complete_due_at, completed_at = NULL,
            version = imaging_study.version + 1,
            patient_id = coalesce(imaging_study.patient_id, excluded.patient_id),
            consultation_id = coalesce(imaging_study.consultation_id, excluded.consultation_id)
        RETURNING id
        """;

    private const string SaveSeries = """
        INSERT INTO imaging_series (id, facility_id, study_id, series_uid, modality, number, description, body_part,
            series_date, series_time, created_at)
        VALUES (@id, @facility, @study, @seriesUid, @modality, @number, @description, @bodyPart, @seriesDate,
            @seriesTime, @now)
        ON CONFLICT (facility_id, series_uid) DO UPDATE SET series_uid = excluded.series_uid
        RETURNING id
        """;

    private const string SaveInstances = """
        INSERT INTO imaging_instance (id, facility_id, study_id, series_id, sop_uid, sop_class, transfer_syntax, number,
            rows_px, columns_px, frame_count, bits_allocated, blob_id, object_key, size_bytes, sha256, data_offset,
            metadata, places, created_at)
        SELECT i.id, @facility, i.study, i.series, i.sop, i.class, i.syntax, i.number, i.rows, i.columns, i.frames, i.bits,
               i.blob, i.key, i.size, i.sha256, i.data_offset, i.metadata, i.places, @now
        FROM unnest(@ids, @studies, @series, @sops, @classes, @syntaxes, @numbers, @rows, @columns, @frames, @bits, @blobs,
                    @keys, @sizes, @hashes, @dataOffsets, @metadatas, @placess)
             AS i (id, study, series, sop, class, syntax, number, rows, columns, frames, bits, blob, key, size, sha256,
                   data_offset, metadata, places)
        ON CONFLICT (facility_id, sop_uid) WHERE removed_at IS NULL DO NOTHING
        RETURNING sop_uid
        """;

    private const string Count = """
        UPDATE imaging_series e SET instance_count = (SELECT count(*) FROM imaging_instance i
            WHERE i.series_id = e.id AND i.removed_at IS NULL) WHERE e.study_id = ANY (@studies);
        UPDATE imaging_study s SET
            series_count = d.series, instance_count = d.instances, modalities = d.modalities
        FROM (SELECT study_id, count(*) FILTER (WHERE instance_count > 0) AS series, sum(instance_count) AS instances,
                     coalesce(array_agg(DISTINCT modality ORDER BY modality) FILTER (WHERE modality <> ''), '{}') AS modalities
              FROM imaging_series WHERE study_id = ANY (@studies) GROUP BY study_id) d
        WHERE s.id = d.study_id;
        """;

    private const string SaveChanges = """
        INSERT INTO imaging_change (facility_id, study_uid, series_uid, sop_uid, kind, changed_at)
        SELECT @facility, c.study, c.series, c.sop, @kind, @now
        FROM unnest(@studyUids, @seriesUids, @sopUids) AS c (study, series, sop)
        """;

    private const string Quarantine = """
        INSERT INTO imaging_quarantine (id, facility_id, sop_uid, study_uid, reason, blob_id, sha256, created_at)
        VALUES (@id, @facility, @sopUid, @studyUid, @reason, @blob, @sha256, @now)
        ON CONFLICT (facility_id, sop_uid, sha256) DO NOTHING
        RETURNING id
        """;

    private const string InQuarantine = """
        SELECT EXISTS (SELECT 1 FROM imaging_quarantine
                       WHERE facility_id = @facility AND sop_uid = @sopUid AND sha256 = @sha256)
        """;

    public static Task<IReadOnlyList<StoredInstance>> Instances(Reading read, FacilityId facility, string[] uids, CancellationToken cancel) =>
        read.Rows<StoredInstance>(FindInstances, new { facility = facility.Value, uids }, cancel);

    public static Task<IReadOnlyList<StoredPlace>> Series(Reading read, FacilityId facility, string[] uids, CancellationToken cancel) =>
        read.Rows<StoredPlace>(FindSeries, new { facility = facility.Value, uids }, cancel);

    public static Task<IReadOnlyList<StoredPlace>> Studies(Reading read, FacilityId facility, string[] uids, CancellationToken cancel) =>
        read.Rows<StoredPlace>(FindStudies, new { facility = facility.Value, uids }, cancel);

    public static Task<Guid> PutStudy(Work work, object study, CancellationToken cancel) => work.Row<Guid>(SaveStudy, study, cancel);

    public static Task<Guid> PutSeries(Work work, object series, CancellationToken cancel) => work.Row<Guid>(SaveSeries, series, cancel);

    public static Task<IReadOnlyList<string>> PutInstances(Work work, object columns, CancellationToken cancel) =>
        work.Rows<string>(SaveInstances, columns, cancel);

    public static Task CountAgain(Work work, Guid[] studies, CancellationToken cancel) => work.Execute(Count, new { studies }, cancel);

    public static Task PutChanges(
        Work work, FacilityId facility, string kind, IReadOnlyCollection<ParsedInstance> instances, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(SaveChanges, new
        {
            facility = facility.Value, kind, now, studyUids = instances.Select(one => one.StudyUid).ToArray(),
            seriesUids = instances.Select(one => one.SeriesUid).ToArray(), sopUids = instances.Select(one => one.SopUid).ToArray(),
        }, cancel);

    public static async Task<bool> PutQuarantine(Work work, object row, CancellationToken cancel) =>
        (await work.Rows<Guid>(Quarantine, row, cancel)).Count > 0;

    public static Task<bool> IsInQuarantine(Reading read, FacilityId facility, string sopUid, byte[] sha256, CancellationToken cancel) =>
        read.Row<bool>(InQuarantine, new { facility = facility.Value, sopUid, sha256 }, cancel);
}
