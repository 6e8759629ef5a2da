using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Dapper;
using Telemed.Dicom;
using Telemed.Hub.Consultations;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>One row of an answer; members of lower levels are empty when the query asked for a higher one.</summary>
internal sealed record QueryRow
{
    public Guid StudyId { get; init; }
    public Guid FacilityId { get; init; }
    public string StudyUid { get; init; } = "";
    public string PatientNumber { get; init; } = "";
    public string PatientName { get; init; } = "";
    public string BirthDate { get; init; } = "";
    public string Sex { get; init; } = "";
    public string StudyDate { get; init; } = "";
    public string StudyTime { get; init; } = "";
    public string Accession { get; init; } = "";
    public string StudyNumber { get; init; } = "";
    public string StudyDescription { get; init; } = "";
    public string Referrer { get; init; } = "";
    public string[] Modalities { get; init; } = [];
    public int SeriesCount { get; init; }
    public int StudyInstances { get; init; }
    public string SeriesUid { get; init; } = "";
    public string Modality { get; init; } = "";
    public int? SeriesNumber { get; init; }
    public string SeriesDescription { get; init; } = "";
    public string BodyPart { get; init; } = "";
    public string SeriesDate { get; init; } = "";
    public string SeriesTime { get; init; } = "";
    public int SeriesInstances { get; init; }
    public string SopUid { get; init; } = "";
    public string SopClass { get; init; } = "";
    public int? InstanceNumber { get; init; }
    public int? RowsPx { get; init; }
    public int? ColumnsPx { get; init; }
    public int FrameCount { get; init; }
    public int? BitsAllocated { get; init; }
    public string TransferSyntax { get; init; } = "";

    /// <summary>
    /// The stored header, of the first instance below a study or series; only when it was asked for.
    /// </summary>
    public byte[] Metadata { get; init; } = [];
}

/// <summary>Runs queries over the index and writes their rows.</summary>
internal static class QueryRows
{
    private const string StudyColumns = """
        s.id AS study_id, s.facility_id, s.study_uid, s.patient_number, s.patient_name, s.birth_date, s.sex,
        s.study_date, s.study_time, s.accession, s.study_number, s.description AS study_description, s.referrer,
        s.modalities, s.series_count, s.instance_count AS study_instances
        """;

    private const string SeriesColumns = """
        , e.series_uid, e.modality, e.number AS series_number, e.description AS series_description, e.body_part,
        e.series_date, e.series_time, e.instance_count AS series_instances
        """;

    private const string InstanceColumns = """
        , i.sop_uid, i.sop_class, i.number AS instance_number, i.rows_px, i.columns_px, i.frame_count, i.bits_allocated,
        i.transfer_syntax
        """;

    private const string FirstOfSeries = """
        , (SELECT x.metadata FROM imaging_instance x WHERE x.series_id = e.id AND x.removed_at IS NULL
           ORDER BY x.number, x.id LIMIT 1) AS metadata
        """;

    private const string FirstOfStudy = """
        , (SELECT x.metadata FROM (SELECT y.id FROM imaging_series y WHERE y.study_id = s.id AND y.instance_count > 0
                                   ORDER BY y.number, y.id LIMIT 1) y
           CROSS JOIN LATERAL (SELECT x.metadata FROM imaging_instance x
                               WHERE x.series_id = y.id AND x.removed_at IS NULL ORDER BY x.number, x.id LIMIT 1) x
          ) AS metadata
        """;

    private const string NewestFirst = "s.study_date DESC, s.study_time DESC, s.id";

    // What follows a row in that order; the first condition is what the index can jump to.
    private const string Behind = """
         AND (s.study_date, s.study_time) <= (@afterDate, @afterTime)
         AND ((s.study_date, s.study_time) < (@afterDate, @afterTime) OR s.id > @afterId)
        """;

    private const string InPlace = "s.instance_count > 0 AND (@at::uuid IS NULL OR s.facility_id = @at)";

    // Each statement has a plan of its own: what a pattern or a range finds differs too much. Index pages are in
    // memory.
    private const string Planning =
        "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('random_page_cost', '1.1', true);";

    private const string JoinSeries = " JOIN imaging_series e ON e.study_id = s.id AND e.instance_count > 0";
    private const string JoinInstances = " JOIN imaging_instance i ON i.series_id = e.id AND i.removed_at IS NULL";

    private const int BranchLimit = 8;
    private static readonly FrozenSet<string>[] InRow = [.. Enum.GetValues<QueryLevel>().Select(NamesOf)];

    /// <summary>True for an attribute that every row of the level has.</summary>
    public static bool IsInRow(DicomTag tag, QueryLevel level) =>
        tag == DicomTags.RetrieveURL || InRow[(int)level].Contains(tag.ToString());

    /// <summary>Newest studies first; series and instances by their numbers.</summary>
    /// <param name="read">Where the rows are.</param>
    /// <param name="query">The conditions.</param>
    /// <param name="limit">The most rows.</param>
    /// <param name="offset">Rows to pass over, behind <paramref name="after"/> where that is given.</param>
    /// <param name="after">The row behind which a page of studies begins; null for the first.</param>
    /// <param name="cancel">Ends the search.</param>
    public static async Task<IReadOnlyList<QueryRow>> Find(
        Reading read, ImagingQuery query, int limit, int offset, PageEnd? after, CancellationToken cancel)
    {
        query.Parameters.Add("limit", limit);
        query.Parameters.Add("offset", offset);
        if (after is not null)
        {
            query.Parameters.Add("afterDate", after.StudyDate);
            query.Parameters.Add("afterTime", after.StudyTime);
            query.Parameters.Add("afterId", after.StudyId);
        }
        // A condition below the study can only be judged row by row; without one, the newest studies fill the page.
        var studies = query.HasLowerKeys ? "imaging_study s" : $"({PageOfStudies(query, after)}) s";
        var sql = query.Level switch
        {
            QueryLevel.Study =>
                $"SELECT {StudyColumns} {Header(query, FirstOfStudy)} FROM {studies} ORDER BY {NewestFirst}",
            QueryLevel.Series =>
                $"SELECT {StudyColumns} {SeriesColumns} {Header(query, FirstOfSeries)} "
                + $"FROM {studies} {JoinSeries} {Keys(query)} ORDER BY {NewestFirst}, e.number, e.id",
            _ => $"SELECT {StudyColumns} {SeriesColumns} {InstanceColumns} {Header(query, ", i.metadata")} "
                + $"FROM {studies} {JoinSeries} {JoinInstances} {Keys(query)} "
                + $"ORDER BY {NewestFirst}, e.number, e.id, i.number, i.id",
        };
        return await read.Sets<QueryRow[]>($"{Planning}{sql} LIMIT @limit OFFSET @offset", query.Parameters,
            async answers =>
            {
                await answers.ReadAsync();
                return [.. await answers.ReadAsync<QueryRow>()];
            },
            cancel);
    }

    private static string Header(ImagingQuery query, string column) => query.NeedsHeader ? column : "";

    // As many of the newest studies as the page could need; each clinic is one walk along its own index. What was
    // asked for is judged before what a study must have anyway: it spares reading the rest of most rows.
    private static string PageOfStudies(ImagingQuery query, PageEnd? after)
    {
        var conditions = $"{(after is null ? "" : Behind)}{query.Where} AND {InPlace}";
        var page = $"ORDER BY {NewestFirst} LIMIT @limit + @offset";
        if (query.IsEverywhere) return $"SELECT s.* FROM imaging_study s WHERE true {conditions} {page}";
        var own = OwnStudies(query, conditions, page);
        if (!query.HasCases) return own;
        return $"""
            {own} UNION ALL (SELECT s.* FROM consultation c JOIN imaging_study s ON s.consultation_id = c.id
            WHERE s.facility_id <> ALL (@scopeFacilities) {conditions}
                AND {ConsultationAccess.VisibleInListsSql} {page})
            """;
    }

    // A clinic that the plan can see is weighed by how many studies it has, which decides between walking along its
    // newest and looking a name up; for many clinics at once each counts as the average one.
    private static string OwnStudies(ImagingQuery query, string conditions, string page)
    {
        var facilities = query.Facilities;
        if (facilities.Length is 0 or > BranchLimit)
            return $"""
                SELECT s.* FROM unnest(@scopeFacilities) AS f (id)
                CROSS JOIN LATERAL (SELECT s.* FROM imaging_study s WHERE s.facility_id = f.id {conditions} {page}) s
                """;
        for (var at = 0; at < facilities.Length; at++) query.Parameters.Add($"own{at}", facilities[at]);
        return string.Join(" UNION ALL ", facilities.Select((_, at) =>
            $"(SELECT s.* FROM imaging_study s WHERE s.facility_id = @own{at} {conditions} {page})"));
    }

    private static FrozenSet<string> NamesOf(QueryLevel level)
    {
        var row = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(row))
            Write(json, new QueryRow { FrameCount = 2, RowsPx = 1 }, level, address: null);
        using var names = JsonDocument.Parse(row.WrittenMemory);
        return names.RootElement.EnumerateObject().Select(attribute => attribute.Name).ToFrozenSet();
    }

    private static string Keys(ImagingQuery query) =>
        query.HasLowerKeys ? $"WHERE {InPlace} AND {ImagingScope.VisibleSql} {query.Where}" : "";

    public static void Write(Utf8JsonWriter json, QueryRow row, QueryLevel level, ImagingAddress? address)
    {
        json.WriteStartObject();
        json.Attribute(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        if (level == QueryLevel.Instance)
        {
            json.Attribute(DicomTags.SOPClassUID, row.SopClass);
            json.Attribute(DicomTags.SOPInstanceUID, row.SopUid);
        }
        json.Attribute(DicomTags.StudyDate, row.StudyDate);
        if (level >= QueryLevel.Series) json.Attribute(DicomTags.SeriesDate, row.SeriesDate);
        json.Attribute(DicomTags.StudyTime, row.StudyTime);
        if (level >= QueryLevel.Series) json.Attribute(DicomTags.SeriesTime, row.SeriesTime);
        json.Attribute(DicomTags.AccessionNumber, row.Accession);
        json.Attribute(DicomTags.InstanceAvailability, "ONLINE");
        if (level >= QueryLevel.Series) json.Attribute(DicomTags.Modality, row.Modality);
        json.Attribute(DicomTags.ModalitiesInStudy, row.Modalities);
        json.Attribute(DicomTags.ReferringPhysicianName, row.Referrer);
        json.Attribute(DicomTags.StudyDescription, row.StudyDescription);
        if (level >= QueryLevel.Series) json.Attribute(DicomTags.SeriesDescription, row.SeriesDescription);
        if (address is not null) json.Attribute(DicomTags.RetrieveURL, AddressOf(row, level, address));
        json.Attribute(DicomTags.PatientName, row.PatientName);
        json.Attribute(DicomTags.PatientID, row.PatientNumber);
        json.Attribute(DicomTags.PatientBirthDate, row.BirthDate);
        json.Attribute(DicomTags.PatientSex, row.Sex);
        if (level >= QueryLevel.Series) json.Attribute(DicomTags.BodyPartExamined, row.BodyPart);
        json.Attribute(DicomTags.StudyInstanceUID, row.StudyUid);
        if (level >= QueryLevel.Series) json.Attribute(DicomTags.SeriesInstanceUID, row.SeriesUid);
        json.Attribute(DicomTags.StudyID, row.StudyNumber);
        if (level >= QueryLevel.Series) json.Attribute(DicomTags.SeriesNumber, row.SeriesNumber);
        if (level == QueryLevel.Instance) json.Attribute(DicomTags.InstanceNumber, row.InstanceNumber);
        json.Attribute(DicomTags.NumberOfStudyRelatedSeries, row.SeriesCount);
        json.Attribute(DicomTags.NumberOfStudyRelatedInstances, row.StudyInstances);
        if (level >= QueryLevel.Series) json.Attribute(DicomTags.NumberOfSeriesRelatedInstances, row.SeriesInstances);
        if (level == QueryLevel.Instance) WriteImage(json, row);
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, QueryRow row)
    {
        if (row.FrameCount > 1) json.Attribute(DicomTags.NumberOfFrames, row.FrameCount);
        if (row.RowsPx is null) return;
        json.Attribute(DicomTags.Rows, row.RowsPx);
        json.Attribute(DicomTags.Columns, row.ColumnsPx);
        json.Attribute(DicomTags.BitsAllocated, row.BitsAllocated);
    }

    private static string AddressOf(QueryRow row, QueryLevel level, ImagingAddress address) => level switch
    {
        QueryLevel.Study => address.Study(row.FacilityId, row.StudyUid),
        QueryLevel.Series => address.Series(row.FacilityId, row.StudyUid, row.SeriesUid),
        _ => address.Instance(row.FacilityId, row.StudyUid, row.SeriesUid, row.SopUid),
    };
}
