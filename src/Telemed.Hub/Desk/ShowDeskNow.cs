using Dapper;
using Telemed.Domain.Access;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Desk;

/// <summary>
/// The coordinator's one screen: red now, what will breach within half an hour and what can be done about it.
/// </summary>
internal static class ShowDeskNow
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan SilentAfter = TimeSpan.FromHours(24);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Answers<DeskNow>]
    internal static async Task<IResult> Handle(
        CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var reading = await database.Read(cancel);
        var (red, atRisk, critical, returned, silent, hours, specialties, duties) = await reading.Sets(
            DeskStore.NowSql, Parameters(person, now), async sets => (
                (await sets.ReadAsync<RowRecord>()).AsList(), (await sets.ReadAsync<RowRecord>()).AsList(),
                (await sets.ReadAsync<DeskStore.CriticalRecord>()).AsList(),
                (await sets.ReadAsync<RowRecord>()).AsList(),
                (await sets.ReadAsync<DeskStore.SilentRecord>()).AsList(),
                await sets.ReadSingleAsync<DeskStore.HourRecord>(),
                (await sets.ReadAsync<string>()).AsList(), (await sets.ReadAsync<DeskStore.DutyRecord>()).AsList()),
            cancel);
        var free = await FreeReaders(reading, person, atRisk, now, cancel);
        return TypedResults.Ok(new DeskNow(
            now, [.. red.Select(row => row.ToRow(person, now))],
            [.. atRisk.Select(row => Risk(row, person, now, free))],
            [
                .. critical.Select(row => new OpenCritical(
                    row.ToRow(person, now), row.LoopState, row.FoundAt, row.Hops, row.NextHopAt)),
            ],
            Gaps(specialties, duties, now, now + Day),
            [.. silent.Select(row => new SilentSite(row.FacilityId, row.Name, row.Tier, row.LastAt))],
            [.. returned.Select(row => row.ToRow(person, now))],
            new HourCount(hours.Submitted, hours.Signed), new HourCount(hours.SubmittedThen, hours.SignedThen)));
    }

    private static DynamicParameters Parameters(CurrentPerson person, DateTimeOffset now)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewDesk);
        parameters.Add("now", now);
        parameters.Add("soon", now + Soon);
        parameters.Add("lastWeek", now.AddDays(-7));
        parameters.Add("silentSince", now - SilentAfter);
        parameters.Add("hourAgo", now.AddHours(-1));
        parameters.Add("thenFrom", now.AddDays(-7).AddHours(-1));
        parameters.Add("thenTo", now.AddDays(-7));
        parameters.Add("dayEnd", now + Day);
        return parameters;
    }

    private static async Task<Dictionary<string, DeskStore.FreeReader>> FreeReaders(
        Reading reading, CurrentPerson person, List<RowRecord> atRisk, DateTimeOffset now, CancellationToken cancel)
    {
        if (atRisk.Count == 0) return [];
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewDesk);
        parameters.Add("now", now);
        parameters.Add("services", atRisk.Select(row => row.ServiceCode).Distinct().ToArray());
        var found = await reading.Rows<DeskStore.FreeReader>(DeskStore.FreeReadersSql, parameters, cancel);
        return found.ToDictionary(reader => reader.ServiceCode);
    }

    private static AtRisk Risk(
        RowRecord row, CurrentPerson person, DateTimeOffset now, Dictionary<string, DeskStore.FreeReader> free)
    {
        var reason = row.State switch
        {
            "submitted" or "triaged" or "quality_check" => "not_routed",
            "queued" or "escalated" => "no_reader",
            "claimed" => "not_opened",
            "info_requested" => "waits_for_sender",
            "review_pending" => "waits_for_review",
            "drafted" or "reviewed" => "waits_for_signature",
            _ => "long_read",
        };
        var reader = free.GetValueOrDefault(row.ServiceCode);
        List<Remedy> remedies = [];
        if (reader is not null && reader.PersonId != row.ReaderId)
            remedies.Add(new Remedy("reassignment", null, reader.PersonId, reader.Name));
        remedies.Add(new Remedy("routing", null, null, null));
        remedies.Add(new Remedy("messages", null, row.ReaderId, row.ReaderName));
        return new AtRisk(row.ToRow(person, now), reason, remedies);
    }

    /// <summary>The stretches between two moments in which nobody is on duty, by specialty.</summary>
    internal static IReadOnlyList<NoReader> Gaps(
        IReadOnlyList<string> specialties, IReadOnlyList<DeskStore.DutyRecord> duties, DateTimeOffset from,
        DateTimeOffset to)
    {
        var gaps = new List<NoReader>();
        foreach (var specialty in specialties)
        {
            var covered = from;
            foreach (var duty in duties.Where(each => each.Specialty == specialty).OrderBy(each => each.StartsAt))
            {
                if (duty.StartsAt > covered) gaps.Add(new NoReader(specialty, covered, duty.StartsAt));
                if (duty.EndsAt > covered) covered = duty.EndsAt;
            }
            if (covered < to) gaps.Add(new NoReader(specialty, covered, to));
        }
        return gaps;
    }
}
