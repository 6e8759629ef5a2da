using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Imaging;

/// <summary>DELETE: takes instances out of sight with a reason; the objects stay.</summary>
internal static class RemoveImages
{
    private const int ReasonLimitChars = 500;

    private const string Remove = """
        UPDATE imaging_instance SET removed_at = @now, removed_reason = @reason WHERE id = ANY (@ids)
            AND removed_at IS NULL
        """;

    private const string Tell = """
        INSERT INTO imaging_change (facility_id, study_uid, series_uid, sop_uid, kind, changed_at)
        SELECT i.facility_id, s.study_uid, e.series_uid, i.sop_uid, 'removed', @now
        FROM imaging_instance i JOIN imaging_series e ON e.id = i.series_id JOIN imaging_study s ON s.id = i.study_id
        WHERE i.id = ANY (@ids)
        """;

    private const string Touch =
        "UPDATE imaging_study SET version = version + 1, changed_at = @now WHERE id = ANY (@studies)";

    public static async Task<IResult> Handle(
        HttpContext context, CurrentCaller caller, Database database, TimeProvider time, CancellationToken cancel)
    {
        var reason = context.Request.Query["reason"].ToString();
        if (reason.Length is 0 or > ReasonLimitChars) return Problems.BadField("reason",
            "Say why, in at most 500 characters.");
        await using var work = await database.Begin(cancel);
        var found = await InstanceLookup.Instances(context, caller, work, metadata: false, places: false, cancel);
        if (found.Refusal is not null) return found.Refusal;
        var now = time.GetUtcNow();
        var ids = found.Rows.Select(row => row.Id).ToArray();
        var studies = found.Rows.Select(row => row.StudyId).Distinct().ToArray();
        await work.Execute(Tell, new { ids, now }, cancel);
        await work.Execute(Remove, new { ids, now, reason }, cancel);
        await work.Execute(Touch, new { studies, now }, cancel);
        await ImagingStore.CountAgain(work, studies, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "imaging.removed", Event = AuditEvents.StudyDeleted, Kind = AuditAction.Delete,
                Actor = caller.Actor,
            EntityKind = "imaging_study", EntityId = found.Rows[0].StudyUid,
        }, now, cancel);
        await work.Commit(cancel);
        return Results.NoContent();
    }
}
