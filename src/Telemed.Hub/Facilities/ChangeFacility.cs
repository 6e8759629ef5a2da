using Telemed.Domain;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Facilities;

/// <summary>Changes a facility or moves it, with all below it, to another place in the tree.</summary>
internal static class ChangeFacility
{
    internal sealed record Request(
        Guid? ParentId, string Tier, string Code, string Name, string TimeZone, string? Phone, bool Active,
        int Version, int? StudyQuietMinutes = null);

    [Answers<FacilityView>]
    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (FacilityRules.Fields(request.Tier, request.Code, request.Name, request.TimeZone,
            request.Phone, request.StudyQuietMinutes) is { } wrong) return wrong;
        await using var work = await database.Begin(cancel);
        await FacilityStore.Lock(work, cancel);
        if (await FacilityStore.FindForUpdate(work, id, cancel) is not { } before) return Problems.NotFound();
        if (before.Version != request.Version) return Problems.VersionConflict(before.Version);
        var parent = request.ParentId is { } above ? await FacilityStore.Find(work, above, cancel) : null;
        if (request.ParentId is not null && parent is null)
            return Problems.BadField("parentId", "There is no such facility.");
        var below = await FacilityStore.ChildTiers(work, id, cancel);
        if (FacilityRules.Place(id, TextCode.Parse<Tier>(request.Tier), parent, below) is { } misplaced)
            return misplaced;

        await FacilityStore.Save(work, id, request.ParentId, request.Tier, request.Code, request.Name, request.TimeZone,
            request.Phone, request.Active, request.StudyQuietMinutes, cancel);
        var moved = before.ParentId != request.ParentId;
        if (moved) await FacilityStore.Move(work, id, parent?.Path ?? [], cancel);
        var details = moved ? $$"""{"from":"{{before.ParentId}}","to":"{{request.ParentId}}"}""" : null;
        await AuditLog.Append(work, person.Did(moved ? "facility.moved" : "facility.changed", "facility", id,
            details: details),
            time.GetUtcNow(), cancel);
        var after = await FacilityStore.Find(work, id, cancel);
        await work.Commit(cancel);
        return TypedResults.Ok(FacilityView.Of(after!));
    }
}
