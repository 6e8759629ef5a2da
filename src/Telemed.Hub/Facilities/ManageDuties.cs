using Telemed.Hub.Audit;
using Telemed.Hub.Catalogue;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Facilities;

/// <summary>Who is on duty, by facility and specialty; the first of a chain is called first.</summary>
internal static class ManageDuties
{
    private static readonly TimeSpan LongestView = TimeSpan.FromDays(62);
    private static readonly TimeSpan LongestDuty = TimeSpan.FromDays(7);

    internal sealed record Request(
        Guid FacilityId, string Specialty, Guid PersonId, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
        int? Position);

    [Answers<Page<RosterStore.DutyRow>>]
    internal static async Task<IResult> List(
        DateTimeOffset? from, DateTimeOffset? to, Guid? facilityId, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        var starts = from ?? time.GetUtcNow();
        var ends = to ?? starts + TimeSpan.FromDays(14);
        if (ends <= starts || ends - starts > LongestView)
            return Problems.BadField("to", "A roster shows 62 days at most.");
        await using var read = await database.Read(cancel);
        return TypedResults.Ok(new Page<RosterStore.DutyRow>(
            await RosterStore.Duties(read, starts, ends, facilityId, cancel), null));
    }

    [Answers<Page<RosterStore.DutyRow>>]
    internal static async Task<IResult> Now(Database database, TimeProvider time, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        return TypedResults.Ok(new Page<RosterStore.DutyRow>(await RosterStore.OnDuty(read, time.GetUtcNow(), cancel),
            null));
    }

    [Answers<RosterStore.DutyRow>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Add(
        Request request, CurrentPerson person, Database database, CodeBook codes, TimeProvider time,
        CancellationToken cancel)
    {
        if (!codes.Has("specialty", request.Specialty))
            return Problems.BadField("specialty", "There is no such specialty.");
        if (request.EndsAt <= request.StartsAt || request.EndsAt - request.StartsAt > LongestDuty)
            return Problems.BadField("endsAt", "A duty lasts more than nothing and seven days at most.");
        if (request.Position is < 1 or > 9) return Problems.BadField("position", "The chain has places 1 to 9.");
        await using var work = await database.Begin(cancel);
        if (await FacilityStore.Find(work, request.FacilityId, cancel) is not { } facility
            || !facility.IsWithin(person.Reach))
            return Problems.NotFound();
        if (!await RosterStore.Works(work, request.PersonId, facility.Id, cancel))
            return Problems.BadField("personId", "This person does not work there.");
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await RosterStore.AddDuty(work, id, facility.Id, request.Specialty, request.PersonId, request.StartsAt,
            request.EndsAt,
            request.Position ?? 1, now, cancel);
        await AuditLog.Append(work, person.Did("duty.added", "duty", id, AuditAction.Create), now, cancel);
        LiveChanges.Changed(work, LiveTopic.Desk, "duty", id);
        var row = await RosterStore.Duty(work, id, cancel);
        await work.Commit(cancel);
        return TypedResults.Created($"/api/duties/{id}", row);
    }

    internal static async Task<IResult> Remove(
        Guid id, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await RosterStore.Duty(work, id, cancel) is not { } duty
            || await FacilityStore.Find(work, duty.FacilityId, cancel) is not { } facility
                || !facility.IsWithin(person.Reach))
            return Problems.NotFound();
        await RosterStore.RemoveDuty(work, id, cancel);
        await AuditLog.Append(work, person.Did("duty.removed", "duty", id, AuditAction.Delete), time.GetUtcNow(),
            cancel);
        LiveChanges.Changed(work, LiveTopic.Desk, "duty", id);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}
