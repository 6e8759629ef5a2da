using Dapper;
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
        WHERE facility_id = @facility AND sop_uid = ANY (@sops) AND removed_at IS NULL
        """;

    private const string FindSeries = """
        SELECT e.series_uid AS uid, s.study_uid FROM imaging_series e JOIN imaging_study s ON s.id = e.study_id
        WHERE e.facility_id = @facility AND e.series_uid = ANY (@series)
        """;

    private const string FindSeriesId =
        "SELECT id FROM imaging_series WHERE facility_id = @facility AND series_uid = @uid";

    private const string FindStudies = """
        SELECT study_uid AS uid, study_uid, patient_number FROM imaging_study
        WHERE facility_id = @facility AND study_uid = ANY (@studies)
        """;

    private const string Count = """
        UPDATE imaging_series e SET instance_count = (SELECT count(*) FROM imaging_instance i
            WHERE i.series_id = e.id AND i.removed_at IS NULL) WHERE e.study_id = ANY (@studies);
        UPDATE imaging_study s SET
            series_count = d.series, instance_count = d.instances, modalities = d.modalities
        FROM (SELECT study_id, count(*) FILTER (WHERE instance_count > 0) AS series, sum(instance_count) AS instances,
                     coalesce(array_agg(DISTINCT modality ORDER BY modality) FILTER (WHERE modality <> ''),
                         '{}') AS modalities
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

    /// <summary>Holds a batch against what is stored, in one round trip.</summary>
    public static Task Compare(Reading read, StoreBatch batch, CancellationToken cancel)
    {
        var parameters = new
        {
            facility = batch.Context.FacilityId.Value,
            sops = batch.Open.Select(one => one.Instance.SopUid).Distinct().ToArray(),
            series = batch.Open.Select(one => one.Instance.SeriesUid).Distinct().ToArray(),
            studies = batch.Open.Select(one => one.Instance.StudyUid).Distinct().ToArray(),
        };
        return read.Sets($"{FindInstances};{FindSeries};{FindStudies}", parameters, async answers =>
        {
            batch.Compare([.. await answers.ReadAsync<StoredInstance>()], [.. await answers.ReadAsync<StoredPlace>()],
                [.. await answers.ReadAsync<StoredPlace>()]);
            return batch;
        }, cancel);
    }

    public static Task<Guid> SeriesId(Reading read, FacilityId facility, string uid, CancellationToken cancel) =>
        read.Row<Guid>(FindSeriesId, new { facility = facility.Value, uid }, cancel);

    public static Task CountAgain(Work work, Guid[] studies, CancellationToken cancel) =>
        work.Execute(Count, new { studies }, cancel);

    public static Task PutChanges(
        Work work, FacilityId facility, string kind, IReadOnlyCollection<ParsedInstance> instances, DateTimeOffset now,
            CancellationToken cancel) =>
        work.Execute(SaveChanges, new
        {
            facility = facility.Value, kind, now, studyUids = instances.Select(one => one.StudyUid).ToArray(),
            seriesUids = instances.Select(one => one.SeriesUid).ToArray(),
                sopUids = instances.Select(one => one.SopUid).ToArray(),
        }, cancel);

    public static async Task<bool> PutQuarantine(Work work, object row, CancellationToken cancel) =>
        (await work.Rows<Guid>(Quarantine, row, cancel)).Count > 0;

    public static Task<bool> IsInQuarantine(Reading read, FacilityId facility, string sopUid, byte[] sha256,
        CancellationToken cancel) =>
        read.Row<bool>(InQuarantine, new { facility = facility.Value, sopUid, sha256 }, cancel);
}
