using Telemed.Domain;
using Telemed.Hub.Audit;
using Telemed.Hub.Devices;
using Telemed.Hub.Facilities;
using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Demo;

/// <summary>
/// Puts the invented health system into an empty database; a second run finds it and keeps what was done since.
/// </summary>
internal sealed class LoadDemonstration(Database database, PasswordChecks passwords, SecondFactor secondFactor,
    TimeProvider time)
{
    private const string PrivilegesBySpecialty = """
        INSERT INTO person_privilege (person_id, service_code, needs_review)
        SELECT @id, code, @signsAfterReview FROM service WHERE specialty = ANY (@specialties) ON CONFLICT DO NOTHING
        """;

    private const string DutiesUntil = "SELECT coalesce(max(ends_at), '-infinity') AS ends_at FROM duty";

    // Who signs only after a review is not on duty alone.
    private const string AddDuties = """
        INSERT INTO duty (id, facility_id, specialty, person_id, starts_at, ends_at, position, acknowledged_at,
                          created_at)
        SELECT gen_random_uuid(), r.facility_id, s.specialty, r.person_id, @starts, @ends,
               least(9, row_number() OVER (PARTITION BY r.facility_id, s.specialty
                                           ORDER BY r.role = 'on_call_chief', r.person_id)), @now, @now
        FROM person_role r JOIN person_specialty s ON s.person_id = r.person_id
        WHERE r.role IN ('reporter', 'reviewer', 'on_call_chief')
          AND NOT EXISTS (SELECT 1 FROM person_privilege v WHERE v.person_id = r.person_id AND v.needs_review)
        """;

    private static readonly TimeSpan Rostered = TimeSpan.FromDays(28);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private sealed record LastDuty
    {
        public DateTime EndsAt { get; init; }
    }

    /// <summary>True when the database was empty and is now filled.</summary>
    public async Task<bool> Run(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var work = await database.Begin(cancel);
        await FacilityStore.Lock(work, cancel);
        var isNew = !await PersonStore.IsAnybodyThere(work, cancel);
        if (isNew)
        {
            var facilities = await AddFacilities(work, now, cancel);
            await AddPeople(work, facilities, now, cancel);
            foreach (var (helper, helped, service) in DemoFacilities.Pairings)
                await RosterStore.AddPairing(work, Guid.CreateVersion7(now), facilities[helper], facilities[helped],
                    service,
                    DateOnly.FromDateTime(now.UtcDateTime).AddDays(-180), null, now, cancel);
            await DeviceStore.Add(work, DeviceId.New(now).Value, facilities["shiqiao"], "石桥镇 ECG / CR", "ecg",
                SecretText.Hash(DemoPeople.DeviceKey), DemoPeople.AeTitle, null, now, cancel);
            await AuditLog.Append(work, AuditTrail.ByHub("demonstration.loaded"), now, cancel);
        }
        await FillRoster(work, now, cancel);
        await work.Commit(cancel);
        return isNew;
    }

    private static async Task<Dictionary<string, Guid>> AddFacilities(Work work, DateTimeOffset now,
        CancellationToken cancel)
    {
        var ids = new Dictionary<string, Guid>();
        var paths = new Dictionary<string, Guid[]>();
        foreach (var each in DemoFacilities.All)
        {
            var id = FacilityId.New(now).Value;
            ids[each.Code] = id;
            paths[each.Code] = [.. each.Parent is null ? [] : paths[each.Parent], id];
            await FacilityStore.Add(work, id, each.Parent is null ? null : ids[each.Parent], TextCode.Of(each.Tier),
                each.Code, each.Name,
                paths[each.Code], DemoFacilities.TimeZone, each.Phone, quietMinutes: null, now, cancel);
        }
        return ids;
    }

    private async Task AddPeople(Work work, Dictionary<string, Guid> facilities, DateTimeOffset now,
        CancellationToken cancel)
    {
        // One hash for all: everybody's password is the same one, and hashing it forty times would take seconds.
        var hash = await passwords.Hash(DemoPeople.Password, cancel);
        foreach (var (index, each) in DemoPeople.All.Index())
        {
            var id = PersonId.New(now).Value;
            await PersonStore.Add(work, new PersonStore.NewPerson
            {
                Id = id, Login = each.Login, LoginKey = LoginKeys.Fold(each.Login), Name = each.Name,
                Title = each.Title,
                Phone = $"139{index + 10000000}", Language = each.Language, TimeZone = DemoFacilities.TimeZone,
                LicenceNumber = each.Specialties.Length > 0 ? $"TH{index + 110000}" : null, PasswordHash = hash,
                TotpSecret = secondFactor.Seal(each.TotpSecret), SecurityStamp = SecretText.New(), CreatedAt = now,
            }, cancel);
            await PersonStore.SaveRoles(work, id, [(facilities[each.Facility], TextCode.Of(each.Role))], cancel);
            await PersonStore.SaveSpecialties(work, id, each.Specialties, cancel);
            await work.Execute(PrivilegesBySpecialty,
                new { id, specialties = each.Specialties, signsAfterReview = each.SignsAfterReview }, cancel);
        }
    }

    // The roster always reaches four weeks ahead, so that a demonstration started again next month still has people on
    // duty.
    private static async Task FillRoster(Work work, DateTimeOffset now, CancellationToken cancel)
    {
        var last = new DateTimeOffset(DateTime.SpecifyKind((await work.Row<LastDuty>(DutiesUntil, null, cancel))
            .EndsAt, DateTimeKind.Utc));
        var from = last > now ? last : new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        for (var starts = from; starts < now + Rostered; starts += Week)
            await work.Execute(AddDuties, new { starts, ends = starts + Week, now }, cancel);
    }
}
