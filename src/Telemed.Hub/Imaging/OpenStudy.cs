using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>What the imaging page asks first: the study by its id, with its series in order.</summary>
internal static class OpenStudy
{
    internal sealed record Response(
        Guid Id, Guid FacilityId, string StudyUid, string StudyDate, string StudyTime, string Description,
            string PatientName,
        Guid? PatientId, Guid? ConsultationId, IReadOnlyList<Series> Series);

    internal sealed record Series
    {
        public string SeriesUid { get; init; } = "";
        public string Modality { get; init; } = "";
        public int? Number { get; init; }
        public string Description { get; init; } = "";
        public int Instances { get; init; }
    }

    private sealed record Study
    {
        public Guid Id { get; init; }
        public Guid FacilityId { get; init; }
        public string StudyUid { get; init; } = "";
        public string StudyDate { get; init; } = "";
        public string StudyTime { get; init; } = "";
        public string Description { get; init; } = "";
        public string PatientName { get; init; } = "";
        public Guid? PatientId { get; init; }
        public Guid? ConsultationId { get; init; }
    }

    private const string FindStudy = $"""
        SELECT s.id, s.facility_id, s.study_uid, s.study_date, s.study_time, s.description, s.patient_name,
            s.patient_id,
               s.consultation_id
        FROM imaging_study s WHERE s.id = @id AND {ImagingScope.VisibleSql}
        """;

    private const string FindSeries = """
        SELECT series_uid, modality, number, description, instance_count AS instances FROM imaging_series
        WHERE study_id = @id AND instance_count > 0 ORDER BY number, id LIMIT 2000
        """;

    [Answers<Response>]
    public static async Task<IResult> Handle(Guid id, CurrentCaller caller, Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var parameters = await ImagingScope.Parameters(read, caller, null, cancel);
        parameters.Add("id", id);
        if (await read.RowOrNone<Study>(FindStudy, parameters, cancel) is not { } study) return Problems.NotFound();
        var series = await read.Rows<Series>(FindSeries, new { id }, cancel);
        return Results.Json(new Response(study.Id, study.FacilityId, study.StudyUid, study.StudyDate, study.StudyTime,
            study.Description, study.PatientName, study.PatientId, study.ConsultationId, series),
                ImagingJson.Default.Response);
    }
}
