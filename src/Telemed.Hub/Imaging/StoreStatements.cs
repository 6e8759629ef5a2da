using System.Globalization;
using Npgsql;
using Telemed.Dicom;
using Telemed.Hub.Uploads;

namespace Telemed.Hub.Imaging;

/// <summary>An instance with the sender's facility and case.</summary>
internal sealed record Placed(ReceiveContext Context, StoreItem Item)
{
    public Guid Facility => Context.FacilityId.Value;

    public ParsedInstance Instance => Item.Instance;
}

/// <summary>The statements of one group, each for any number of rows.</summary>
internal static class StoreStatements
{
    private const string SaveStudies = """
        INSERT INTO imaging_study (id, facility_id, study_uid, patient_number, patient_name, name_words, birth_date,
            sex,
            study_date, study_time, accession, study_number, description, referrer, created_at, changed_at)
        SELECT id, facility, uid, patient_number, patient_name, name_words, birth_date, sex, study_date, study_time,
               accession, study_number, description, referrer, now, now
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::timestamptz[])
             WITH ORDINALITY AS n (id, facility, uid, patient_number, patient_name, name_words, birth_date, sex,
                 study_date,
                   study_time, accession, study_number, description, referrer, now, place)
        ORDER BY place
        ON CONFLICT (facility_id, study_uid) DO NOTHING
        """;

    private const string TakeStudies = """
        SELECT FROM imaging_study s
        WHERE s.id IN (SELECT t.id FROM unnest($1::uuid[], $2::text[]) AS n (facility, uid)
                       CROSS JOIN LATERAL (SELECT id FROM imaging_study
                                           WHERE facility_id = n.facility AND study_uid = n.uid OFFSET 0) t)
        ORDER BY s.facility_id, s.study_uid FOR NO KEY UPDATE
        """;

    private const string RemoveEmptySeries = """
        DELETE FROM imaging_series e USING unnest($1::uuid[], $2::text[]) AS n (facility, uid)
        WHERE e.facility_id = n.facility AND e.series_uid = n.uid AND e.instance_count = 0
          AND NOT EXISTS (SELECT FROM imaging_instance i WHERE i.series_id = e.id)
        """;

    private const string RemoveEmptyStudies = """
        DELETE FROM imaging_study s USING unnest($1::uuid[], $2::text[]) AS n (facility, uid)
        WHERE s.facility_id = n.facility AND s.study_uid = n.uid AND s.instance_count = 0
          AND NOT EXISTS (SELECT FROM imaging_series e WHERE e.study_id = s.id)
        """;

    private const string SaveCases = """
        UPDATE imaging_study s SET patient_id = coalesce(s.patient_id, n.patient),
            consultation_id = coalesce(s.consultation_id, n.consultation)
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) AS n (facility, uid, patient, consultation)
        WHERE s.facility_id = n.facility AND s.study_uid = n.uid
        """;

    private const string SaveSeries = """
        INSERT INTO imaging_series (id, facility_id, study_id, series_uid, modality, number, description, body_part,
            series_date, series_time, created_at)
        SELECT n.id, n.facility, s.id, n.uid, n.modality, n.number, n.description, n.body_part, n.series_date,
               n.series_time, n.now
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::timestamptz[])
             WITH ORDINALITY AS n (id, facility, study, uid, modality, number, description, body_part, series_date,
                   series_time, now, place)
        CROSS JOIN LATERAL (SELECT id FROM imaging_study
                            WHERE facility_id = n.facility AND study_uid = n.study OFFSET 0) s
        ORDER BY n.place
        ON CONFLICT (facility_id, series_uid) DO NOTHING
        """;

    // The nested look-ups are held to the indexes by OFFSET 0, whatever the statistics of a young table say.
    private const string SaveInstances = """
        WITH put AS (
            INSERT INTO imaging_instance (id, facility_id, study_id, series_id, sop_uid, sop_class, transfer_syntax,
                number,
                rows_px, columns_px, frame_count, bits_allocated, blob_id, object_key, size_bytes, sha256, data_offset,
                metadata, places, created_at)
            SELECT n.id, n.facility, s.id, e.id, n.sop, n.class, n.syntax, n.number, n.rows, n.columns, n.frames,
                n.bits,
                   n.blob, n.key, n.size, n.sha256, n.data_offset, n.metadata, n.places, n.now
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
                        $9::int[], $10::int[], $11::int[], $12::int[], $13::uuid[], $14::text[], $15::bigint[],
                        $16::bytea[], $17::bigint[], $18::bytea[], $19::bytea[], $20::timestamptz[], $21::text[])
                 AS n (id, facility, study, series, sop, class, syntax, number, rows, columns, frames, bits, blob, key,
                     size,
                       sha256, data_offset, metadata, places, now, patient)
            CROSS JOIN LATERAL (SELECT id, study_id FROM imaging_series
                                WHERE facility_id = n.facility AND series_uid = n.series OFFSET 0) e
            CROSS JOIN LATERAL (SELECT id FROM imaging_study WHERE id = e.study_id AND study_uid = n.study
                                AND patient_number = n.patient OFFSET 0) s
            ON CONFLICT (facility_id, sop_uid) WHERE removed_at IS NULL DO NOTHING
            RETURNING facility_id, study_id, series_id, sop_uid, blob_id, created_at),
        counted AS (
            UPDATE imaging_series e SET instance_count = e.instance_count + p.instances
            FROM (SELECT series_id, count(*)::int AS instances, max(created_at) AS now FROM put GROUP BY series_id) p
            WHERE e.id = p.series_id
            RETURNING e.id, e.series_uid, e.study_id, e.modality, p.instances, p.now,
                e.instance_count = p.instances AS is_first),
        summed AS (
            UPDATE imaging_study s SET instance_count = s.instance_count + c.instances,
                series_count = s.series_count + c.series, version = s.version + 1, changed_at = c.now,
                    completed_at = NULL,
                modalities = CASE WHEN c.modalities <@ s.modalities THEN s.modalities ELSE
                    ARRAY(SELECT DISTINCT m FROM unnest(s.modalities || c.modalities) AS m WHERE m <> '' ORDER BY m) END
            FROM (SELECT study_id, sum(instances)::int AS instances, count(*) FILTER (WHERE is_first)::int AS series,
                         array_agg(modality) AS modalities, max(now) AS now FROM counted GROUP BY study_id) c
            WHERE s.id = c.study_id
            RETURNING s.id, s.facility_id, s.study_uid, c.now),
        timed AS (
            INSERT INTO imaging_timer (study_id, due_at)
            SELECT s.id, s.now + coalesce(make_interval(mins => f.study_quiet_minutes), make_interval(secs => $22))
            FROM summed s JOIN facility f ON f.id = s.facility_id
            ON CONFLICT (study_id) DO UPDATE SET due_at = excluded.due_at),
        told AS (
            INSERT INTO imaging_change (facility_id, study_uid, series_uid, sop_uid, kind, changed_at)
            SELECT p.facility_id, s.study_uid, e.series_uid, p.sop_uid, 'stored', p.created_at
            FROM put p JOIN counted e ON e.id = p.series_id JOIN summed s ON s.id = p.study_id)
        SELECT blob_id FROM put
        """;

    public static NpgsqlBatchCommand Studies(IReadOnlyCollection<Placed> all) => new Columns(SaveStudies)
        .Add(all, one => Guid.CreateVersion7(one.Context.Now)).Add(all, one => one.Facility)
        .Add(all, one => one.Instance.StudyUid).Text(all, DicomTags.PatientID).Text(all, DicomTags.PatientName)
        .Add(all, one => NameWords.Of(one.Instance.Text(DicomTags.PatientName))).Text(all, DicomTags.PatientBirthDate)
        .Text(all, DicomTags.PatientSex).Text(all, DicomTags.StudyDate).Text(all, DicomTags.StudyTime)
        .Text(all, DicomTags.AccessionNumber).Text(all, DicomTags.StudyID).Text(all, DicomTags.StudyDescription)
        .Text(all, DicomTags.ReferringPhysicianName).Add(all, one => one.Context.Now).Command;

    public static NpgsqlBatchCommand LockStudies(IReadOnlyCollection<Placed> all) => new Columns(TakeStudies)
        .Add(all, one => one.Facility).Add(all, one => one.Instance.StudyUid).Command;

    public static NpgsqlBatchCommand Cases(IReadOnlyCollection<Placed> all) => new Columns(SaveCases)
        .Add(all, one => one.Facility).Add(all, one => one.Instance.StudyUid)
        .Add(all, one => one.Context.PatientId?.Value).Add(all, one => one.Context.ConsultationId?.Value).Command;

    public static NpgsqlBatchCommand Series(IReadOnlyCollection<Placed> all) => new Columns(SaveSeries)
        .Add(all, one => Guid.CreateVersion7(one.Context.Now)).Add(all, one => one.Facility)
        .Add(all, one => one.Instance.StudyUid).Add(all, one => one.Instance.SeriesUid).Text(all, DicomTags.Modality)
        .Add(all, one => Number(one, DicomTags.SeriesNumber)).Text(all, DicomTags.SeriesDescription)
        .Text(all, DicomTags.BodyPartExamined).Text(all, DicomTags.SeriesDate).Text(all, DicomTags.SeriesTime)
        .Add(all, one => one.Context.Now).Command;

    /// <summary>Takes back the rows of studies and series that got no instance after all.</summary>
    public static NpgsqlBatchCommand[] RemoveEmpty(IReadOnlyCollection<Placed> all) =>
    [
        new Columns(RemoveEmptySeries).Add(all, one => one.Facility).Add(all, one => one.Instance.SeriesUid).Command,
        new Columns(RemoveEmptyStudies).Add(all, one => one.Facility).Add(all, one => one.Instance.StudyUid).Command,
    ];

    public static NpgsqlBatchCommand Instances(IReadOnlyCollection<Placed> all, int quietSeconds)
    {
        var command = new Columns(SaveInstances)
            .Add(all, one => Guid.CreateVersion7(one.Context.Now)).Add(all, one => one.Facility)
            .Add(all, one => one.Instance.StudyUid).Add(all, one => one.Instance.SeriesUid)
            .Add(all, one => one.Instance.SopUid).Add(all, one => one.Instance.SopClassUid)
            .Add(all, one => one.Instance.TransferSyntaxUid).Add(all, one => Number(one, DicomTags.InstanceNumber))
            .Add(all, one => one.Instance.Dataset.GetInt(DicomTags.Rows))
            .Add(all, one => one.Instance.Dataset.GetInt(DicomTags.Columns))
            .Add(all, one => one.Instance.Places.FrameCount)
            .Add(all, one => one.Instance.Dataset.GetInt(DicomTags.BitsAllocated))
            .Add(all, one => one.Item.Blob!.Id.Value).Add(all, one => one.Item.Blob!.ObjectKey)
            .Add(all, one => one.Instance.File.Bytes).Add(all, one => one.Item.Sha256)
            .Add(all, one => one.Instance.DataOffset).Add(all, one => one.Instance.Metadata)
            .Add(all, one => one.Instance.Places.ToBytes()).Add(all, one => one.Context.Now)
            .Text(all, DicomTags.PatientID).Command;
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = quietSeconds });
        return command;
    }

    private static int? Number(Placed one, DicomTag tag) =>
        int.TryParse(one.Instance.Text(tag), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number)
            ? number : null;

    /// <summary>A statement that takes its rows column by column.</summary>
    private sealed class Columns(string sql)
    {
        public NpgsqlBatchCommand Command { get; } = new(sql);

        public Columns Add<T>(IReadOnlyCollection<Placed> all, Func<Placed, T> value)
        {
            Command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. all.Select(value)] });
            return this;
        }

        public Columns Text(IReadOnlyCollection<Placed> all, DicomTag tag) => Add(all, one => one.Instance.Text(tag));
    }
}
