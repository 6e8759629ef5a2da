using System.Text.Json;
using Dapper;
using Telemed.Dicom;
using Telemed.Hub.Consultations;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>One row of an answer; members of lower levels are empty when the query asked for a higher one.</summary>
internal sealed record QueryRow
{
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
}

/// <summary>Runs queries over the index and writes their rows.</summary>
internal static class QueryRows
{
    private const string StudyColumns = """
        s.facility_id, s.study_uid, s.patient_number, s.patient_name, s.birth_date, s.sex, s.study_date, s.study_time,
        s.accession, s.study_number, s.description AS study_description, s.referrer, s.modalities, s.series_count,
        s.instance_count AS study_instances
        """;

    private const string SeriesColumns = """
        , e.series_uid, e.modality, e.number AS series_number, e.description AS series_description, e.body_part,
        e.series_date, e.series_time, e.instance_count AS series_instances
        """;

    private const string InstanceColumns = """
        , i.sop_uid, i.sop_class, i.number AS instance_number, i.rows_px, i.columns_px, i.frame_count, i.bits_allocated,
        i.transfer_syntax
        """;

    private const string NewestFirst = "s.study_date DESC, s.study_time DESC, s.id";
    private const string InPlace = "s.instance_count > 0 AND (@at::uuid IS NULL OR s.facility_id = @at)";

    // Each statement has a plan of its own: what a pattern or a range finds differs too much. Index pages are in
    // memory.
    private const string Planning =
        "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('random_page_cost', '1.1', true);";

    private const string JoinSeries = " JOIN imaging_series e ON e.study_id = s.id AND e.instance_count > 0";
    private const string JoinInstances = " JOIN imaging_instance i ON i.series_id = e.id AND i.removed_at IS NULL";

    /// <summary>Newest studies first; series and instances by their numbers.</summary>
    public static async Task<IReadOnlyList<QueryRow>> Find(
        Reading read, ImagingQuery query, int limit, int offset, CancellationToken cancel)
    {
        query.Parameters.Add("limit", limit);
        query.Parameters.Add("offset", offset);
        // A condition below the study can only be judged row by row; without one, the newest studies fill the page.
        var studies = query.HasLowerKeys ? "imaging_study s" : $"({PageOfStudies(query)}) s";
        var sql = query.Level switch
        {
            QueryLevel.Study => $"SELECT {StudyColumns} FROM {studies} ORDER BY {NewestFirst}",
            QueryLevel.Series =>
                $"SELECT {StudyColumns} {SeriesColumns} FROM {studies} {JoinSeries} {Keys(query)} "
                + $"ORDER BY {NewestFirst}, e.number, e.id",
            _ => $"SELECT {StudyColumns} {SeriesColumns} {InstanceColumns} FROM {studies} {JoinSeries} {JoinInstances} "
                + $"{Keys(query)} ORDER BY {NewestFirst}, e.number, e.id, i.number, i.id",
        };
        await using var answers = await read.Connection.QueryMultipleAsync(new CommandDefinition(
            $"{Planning}{sql} LIMIT @limit OFFSET @offset", query.Parameters, cancellationToken: cancel));
        await answers.ReadAsync();
        return [.. await answers.ReadAsync<QueryRow>()];
    }

    // As many of the newest studies as the page could need; each clinic is one walk along its own index.
    private static string PageOfStudies(ImagingQuery query)
    {
        var page = $"{query.Where} ORDER BY {NewestFirst} LIMIT @limit + @offset";
        if (query.IsEverywhere) return $"SELECT s.* FROM imaging_study s WHERE {InPlace} {page}";
        var own = $"""
            SELECT s.* FROM unnest(@scopeFacilities) AS f (id)
            CROSS JOIN LATERAL (SELECT s.* FROM imaging_study s WHERE s.facility_id = f.id AND {InPlace} {page}) s
            """;
        if (!query.HasCases) return own;
        return $"""
            {own} UNION ALL (SELECT s.* FROM consultation c JOIN imaging_study s ON s.consultation_id = c.id
            WHERE s.facility_id <> ALL (@scopeFacilities) AND {InPlace}
                AND {ConsultationAccess.VisibleInListsSql} {page})
            """;
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
