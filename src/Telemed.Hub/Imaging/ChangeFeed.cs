using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>The durable feed of changes, in order: a reader asks again from the last number it saw.</summary>
internal static class ChangeFeed
{
    private const int Limit = 1000;

    internal sealed record Response(IReadOnlyList<Change> Items, long Next);

    internal sealed record Change
    {
        public long Seq { get; init; }
        public Guid FacilityId { get; init; }
        public string StudyUid { get; init; } = "";
        public string SeriesUid { get; init; } = "";
        public string SopUid { get; init; } = "";
        public string Kind { get; init; } = "";
        public DateTimeOffset ChangedAt { get; init; }
    }

    // Rows of transactions that still run, and everything that began after them, wait for the next reading.
    private const string Find = """
        SELECT seq, facility_id, study_uid, series_uid, sop_uid, kind, changed_at FROM imaging_change
        WHERE seq > @after AND written_by < pg_snapshot_xmin(pg_current_snapshot())
          AND (@everywhere OR facility_id = ANY (@facilities))
        ORDER BY seq LIMIT @limit
        """;

    [Answers<Response>]
    public static async Task<IResult> Handle(long? after, CurrentCaller caller, Database database,
        CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var scope = await ImagingScope.Parameters(read, caller, null, cancel);
        var rows = await read.Rows<Change>(Find, new
        {
            after = after ?? 0, limit = Limit, everywhere = caller.Reach.WholeSystem,
            facilities = scope.Get<Guid[]>("scopeFacilities"),
        }, cancel);
        return Results.Json(new Response(rows, rows.Count > 0 ? rows[^1].Seq : after ?? 0),
            ImagingJson.Default.ChangeFeedResponse);
    }
}
