using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Imaging;

/// <summary>DELETE: takes instances out of sight with a reason; the objects stay.</summary>
internal static class RemoveImages
{
    private const int ReasonLimitChars = 500;

    public static async Task<IResult> Handle(
        HttpContext context, CurrentCaller caller, Database database, TimeProvider time, CancellationToken cancel)
    {
        var reason = context.Request.Query["reason"].ToString();
        if (reason.Length is 0 or > ReasonLimitChars) return Problems.BadField("reason",
            "Say why, in at most 500 characters.");
        await using var work = await database.Begin(cancel);
        var found = await InstanceLookup.Instances(context, caller, work, metadata: false, places: false, cancel);
        if (found.Refusal is not null) return found.Refusal;
        // The address names one study at one facility, so all instances are of the same one. A study that is only
        // visible through a case is not the reader's to remove.
        var study = found.Rows[0].StudyId;
        var reach = await ImagingScope.ReachOf(work, caller, cancel);
        if (!await RemovalStore.Lock(work, study, reach, cancel)) return Problems.NotFound();
        var now = time.GetUtcNow();
        var ids = found.Rows.Select(row => row.Id).ToArray();
        if (await UnderHold.OfStudy(work, study, cancel) is { } held) return held;
        if (await RemovalStore.IsBehindReport(work, study, ids, cancel))
            return Problems.Answer(StatusCodes.Status409Conflict, "kept_with_report",
                "A signed report rests on these images, so they are kept with it.",
                "Amend the report if they are not the patient's.");
        if (await RemovalStore.Remove(work, study, ids, reason, caller.PersonId, now, cancel) == 0)
            return Problems.NotFound();
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "imaging.removed", Event = AuditEvents.StudyDeleted, Kind = AuditAction.Delete,
            Actor = caller.Actor, EntityKind = "imaging_study", EntityId = found.Rows[0].StudyUid,
        }, now, cancel);
        await work.Commit(cancel);
        return Results.NoContent();
    }
}
