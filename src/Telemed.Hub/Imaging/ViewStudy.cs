using System.Text.Json.Nodes;
using Telemed.Domain;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>What is told of a study at once: "CT, 2 series, 120 images".</summary>
internal sealed record StudySummary
{
    public Guid Id { get; init; }
    public string StudyUid { get; init; } = "";
    public string StudyDate { get; init; } = "";
    public string Description { get; init; } = "";
    public string[] Modalities { get; init; } = [];
    public int SeriesCount { get; init; }
    public int InstanceCount { get; init; }

    public JsonObject ToJson() => new()
    {
        ["studyUid"] = StudyUid, ["studyDate"] = StudyDate, ["description"] = Description,
        ["modalities"] = new JsonArray([.. Modalities.Select(modality => (JsonNode)modality)]),
        ["series"] = SeriesCount, ["instances"] = InstanceCount,
    };
}

/// <summary>Reads what other slices show of a study.</summary>
internal static class ViewStudy
{
    private const string FindSummary = """
        SELECT id, study_uid, study_date, description, modalities, series_count, instance_count
        FROM imaging_study WHERE facility_id = @facility AND study_uid = @studyUid
        """;

    public static Task<StudySummary?> Summary(Reading read, FacilityId facility, string studyUid,
        CancellationToken cancel) =>
        read.RowOrNone<StudySummary>(FindSummary, new { facility = facility.Value, studyUid }, cancel);
}
