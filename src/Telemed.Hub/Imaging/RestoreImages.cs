using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Imaging;

/// <summary>The undo of a removal: what was taken out of sight at once comes back at once.</summary>
internal static class RestoreImages
{
    private const int Limit = 500;

    /// <param name="Restored">Instances that are in sight again.</param>
    /// <param name="SentAgain">Instances that stay away, because the sender sent them again since then.</param>
    internal sealed record Response(int Restored, int SentAgain);

    // Patients are not named here: who runs the system takes images back without reading records.
    internal sealed record Removal
    {
        public Guid Id { get; init; }
        public Guid FacilityId { get; init; }
        public string FacilityName { get; init; } = "";
        public string StudyUid { get; init; } = "";
        public string[] Modalities { get; init; } = [];
        public int InstanceCount { get; init; }
        public string Reason { get; init; } = "";
        public string? RemovedBy { get; init; }
        public DateTimeOffset RemovedAt { get; init; }
    }

    private const string Find = """
        SELECT r.id, r.facility_id, f.name AS facility_name, s.study_uid, i.modalities, i.instance_count, r.reason,
               p.name AS removed_by, r.removed_at
        FROM imaging_removal r JOIN facility f ON f.id = r.facility_id JOIN imaging_study s ON s.id = r.study_id
        LEFT JOIN person p ON p.id = r.removed_by
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS instance_count, array_agg(DISTINCT e.modality) AS modalities
            FROM imaging_instance n JOIN imaging_series e ON e.id = n.series_id WHERE n.removal_id = r.id) i
        WHERE r.restored_at IS NULL AND (@everywhere OR r.facility_id = ANY (@facilities))
        ORDER BY r.removed_at DESC, r.id DESC LIMIT @limit
        """;

    /// <summary>The newest removals that were not taken back.</summary>
    [Answers<IReadOnlyList<Removal>>]
    public static async Task<IResult> List(CurrentCaller caller, Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        var reach = await ImagingScope.ReachOf(read, caller, cancel);
        var rows = await read.Rows<Removal>(Find, new { reach.Everywhere, reach.Facilities, limit = Limit }, cancel);
        return Results.Json(rows, ImagingJson.Default.IReadOnlyListRemoval);
    }

    [Answers<Response>]
    public static async Task<IResult> Restore(
        Guid id, CurrentCaller caller, Database database, TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var reach = await ImagingScope.ReachOf(work, caller, cancel);
        if (await RemovalStore.StudyOf(work, id, reach, cancel) is not [var study]) return Problems.NotFound();
        await RemovalStore.Lock(work, study, reach, cancel);
        var now = time.GetUtcNow();
        if (!await RemovalStore.End(work, id, caller.PersonId, now, cancel))
            return Problems.Answer(409, "restored_already", "Somebody took this removal back before.");
        var (restored, sentAgain) = await RemovalStore.Restore(work, study, id, now, cancel);
        if (restored == 0) return Problems.Answer(409, "sent_again",
            "All these images were sent again since they were removed, and are in sight.");
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "imaging.restored", Event = AuditEvents.InstancesAccessed, Kind = AuditAction.Update,
            Actor = caller.Actor, EntityKind = "imaging_removal", EntityId = id.ToString(),
        }, now, cancel);
        await work.Commit(cancel);
        return Results.Json(new Response(restored, sentAgain), ImagingJson.Default.RestoreImagesResponse);
    }
}
