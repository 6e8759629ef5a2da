using Telemed.Domain;
using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Facilities;

/// <summary>Puts a new facility into the tree.</summary>
internal static class AddFacility
{
    internal sealed record Request(Guid? ParentId, string Tier, string Code, string Name, string TimeZone,
        string? Phone, int? StudyQuietMinutes = null);

    [Answers<FacilityView>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        Request request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (FacilityRules.Fields(request.Tier, request.Code, request.Name, request.TimeZone,
            request.Phone, request.StudyQuietMinutes) is { } wrong) return wrong;
        await using var work = await database.Begin(cancel);
        await FacilityStore.Lock(work, cancel);
        var parent = request.ParentId is { } above ? await FacilityStore.Find(work, above, cancel) : null;
        if (request.ParentId is not null && parent is null)
            return Problems.BadField("parentId", "There is no such facility.");
        var now = time.GetUtcNow();
        var id = FacilityId.New(now).Value;
        if (FacilityRules.Place(id, TextCode.Parse<Tier>(request.Tier), parent, []) is { } misplaced) return misplaced;

        await FacilityStore.Add(work, id, request.ParentId, request.Tier, request.Code, request.Name,
            [.. parent?.Path ?? [], id], request.TimeZone, request.Phone,
            request.StudyQuietMinutes, now, cancel);
        await AuditLog.Append(work, person.Did("facility.added", "facility", id, AuditAction.Create), now, cancel);
        var row = await FacilityStore.Find(work, id, cancel);
        await work.Commit(cancel);
        return TypedResults.Created($"/api/facilities/{id}", FacilityView.Of(row!));
    }
}
