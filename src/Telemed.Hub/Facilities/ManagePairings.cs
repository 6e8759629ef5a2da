using Telemed.Hub.Audit;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Facilities;

/// <summary>Counterpart assistance: which hospital reads first for which.</summary>
internal static class ManagePairings
{
    internal sealed record Request(Guid HelperFacilityId, Guid HelpedFacilityId, string? ServiceCode,
        DateOnly StartsOn, DateOnly? EndsOn);

    [Answers<Page<RosterStore.PairingRow>>]
    internal static async Task<IResult> List(Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        return TypedResults.Ok(new Page<RosterStore.PairingRow>(await RosterStore.Pairings(read, cancel), null));
    }

    [Answers<RosterStore.PairingRow>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Add(
        Request request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (request.EndsOn < request.StartsOn) return Problems.BadField("endsOn", "It ends before it starts.");
        if (request.HelperFacilityId == request.HelpedFacilityId)
            return Problems.BadField("helpedFacilityId", "A facility does not help itself.");
        await using var work = await database.Begin(cancel);
        var helper = await FacilityStore.Find(work, request.HelperFacilityId, cancel);
        var helped = await FacilityStore.Find(work, request.HelpedFacilityId, cancel);
        if (helper is null || helped is null || !helper.IsWithin(person.Reach) && !helped.IsWithin(person.Reach))
            return Problems.NotFound();
        if (request.ServiceCode is { } service && !await RosterStore.HasService(work, service, cancel))
            return Problems.BadField("serviceCode", "There is no such service.");
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await RosterStore.AddPairing(work, id, helper.Id, helped.Id, request.ServiceCode, request.StartsOn,
            request.EndsOn, now, cancel);
        await AuditLog.Append(work, person.Did("pairing.added", "pairing", id, AuditAction.Create), now, cancel);
        var row = await RosterStore.Pairing(work, id, cancel);
        await work.Commit(cancel);
        return TypedResults.Created($"/api/pairings/{id}", row);
    }

    internal static async Task<IResult> Remove(
        Guid id, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await RosterStore.Pairing(work, id, cancel) is not { } pairing) return Problems.NotFound();
        var helper = await FacilityStore.Find(work, pairing.HelperFacilityId, cancel);
        var helped = await FacilityStore.Find(work, pairing.HelpedFacilityId, cancel);
        if (!helper!.IsWithin(person.Reach) && !helped!.IsWithin(person.Reach)) return Problems.NotFound();
        await RosterStore.EndPairing(work, id, cancel);
        await AuditLog.Append(work, person.Did("pairing.removed", "pairing", id, AuditAction.Delete), time.GetUtcNow(),
            cancel);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}
