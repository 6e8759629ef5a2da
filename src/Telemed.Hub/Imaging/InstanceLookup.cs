using Dapper;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>What serving an instance needs.</summary>
internal sealed record InstanceRow
{
    public Guid Id { get; init; }
    public Guid FacilityId { get; init; }
    public Guid StudyId { get; init; }
    public int StudyVersion { get; init; }
    public string StudyUid { get; init; } = "";
    public string SeriesUid { get; init; } = "";
    public string SopUid { get; init; } = "";
    public string SopClass { get; init; } = "";
    public string TransferSyntax { get; init; } = "";
    public string ObjectKey { get; init; } = "";
    public long SizeBytes { get; init; }
    public int FrameCount { get; init; }
    public long DataOffset { get; init; }
    public long? ZipSum { get; init; }
    public byte[] Metadata { get; init; } = [];
    public byte[] Places { get; init; } = [];
}

/// <summary>Instances of a path, or the reason why there are none to give.</summary>
internal sealed record FoundInstances(IReadOnlyList<InstanceRow> Rows, IResult? Refusal);

/// <summary>Finds instances by the UIDs of an address, within what the caller may see.</summary>
internal static class InstanceLookup
{
    private const int InstanceLimit = 20_000;

    private const string Find = $"""
        SELECT i.id, i.facility_id, i.study_id, s.version AS study_version, s.study_uid, e.series_uid, i.sop_uid,
            i.sop_class,
               i.transfer_syntax, i.object_key, i.size_bytes, i.frame_count, i.data_offset, i.zip_sum,
               CASE WHEN @withMetadata THEN i.metadata ELSE '' END AS metadata,
               CASE WHEN @withPlaces THEN i.places ELSE '' END AS places
        FROM imaging_study s JOIN imaging_series e ON e.study_id = s.id
        JOIN imaging_instance i ON i.series_id = e.id AND i.removed_at IS NULL
        WHERE s.study_uid = @study AND (@series::text IS NULL OR e.series_uid = @series)
          AND (@sop::text IS NULL OR i.sop_uid = @sop) AND {ImagingScope.VisibleSql}
        ORDER BY e.number, e.id, i.number, i.id LIMIT @instanceLimit
        """;

    private const string FindVersions = $"""
        SELECT s.facility_id, s.id AS study_id, s.version AS study_version FROM imaging_study s
        WHERE s.study_uid = @study AND {ImagingScope.VisibleSql} AND EXISTS (
            SELECT 1 FROM imaging_series e JOIN imaging_instance i ON i.series_id = e.id AND i.removed_at IS NULL
            WHERE e.study_id = s.id AND (@series::text IS NULL OR e.series_uid = @series)
              AND (@sop::text IS NULL OR i.sop_uid = @sop))
        """;

    /// <summary>Everything under the address: an instance, a series or a study.</summary>
    public static async Task<FoundInstances> Instances(
        HttpContext context, CurrentCaller caller, Reading read, bool metadata, bool places, CancellationToken cancel)
    {
        var parameters = await ImagingScope.Parameters(read, caller, context.FacilityOfPath, cancel);
        AddAddress(parameters, context);
        parameters.Add("withMetadata", metadata);
        parameters.Add("withPlaces", places);
        parameters.Add("instanceLimit", InstanceLimit + 1);
        var rows = await read.Rows<InstanceRow>(Find, parameters, cancel);
        if (rows.Count == 0) return new FoundInstances([], Problems.NotFound());
        if (rows.Count > InstanceLimit)
            return new FoundInstances([], Problems.Answer(409, "too_many_instances",
                $"There are more than {InstanceLimit} instances under this address.", "Ask for one series at a time."));
        return Ambiguous(rows) is { } refusal ? new FoundInstances([], refusal) : new FoundInstances(rows, null);
    }

    /// <summary>The version of the study alone, where the address has something, for what the client has already.
    /// </summary>
    public static async Task<IReadOnlyList<InstanceRow>> Versions(
        HttpContext context, CurrentCaller caller, Reading read, CancellationToken cancel)
    {
        var parameters = await ImagingScope.Parameters(read, caller, context.FacilityOfPath, cancel);
        AddAddress(parameters, context);
        return await read.Rows<InstanceRow>(FindVersions, parameters, cancel);
    }

    private static void AddAddress(DynamicParameters parameters, HttpContext context)
    {
        parameters.Add("study", context.GetRouteValue("study") as string);
        parameters.Add("series", context.GetRouteValue("series") as string);
        parameters.Add("sop", context.GetRouteValue("instance") as string);
    }

    // Two clinics may have sent the same UIDs; the caller says which copy is meant.
    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult? Ambiguous(IReadOnlyList<InstanceRow> rows)
    {
        var facilities = rows.Select(row => row.FacilityId).Distinct().ToArray();
        return facilities.Length == 1 ? null : Problems.Answer(409, "several_facilities",
            $"Several facilities sent this: {string.Join(", ", facilities)}.",
                "Use /dicom-web/at/{facility}/… instead.");
    }
}
