using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Tests.Platform;

/// <summary>
/// A small health system for tests: one city, two counties, a township and a village below each county. Log-ins say
/// role and place: <c>village-a</c> sends, <c>county-a</c> reads, <c>desk-a</c> coordinates, <c>admin</c> administers;
/// everything that ends in <c>-b</c> is the other county, whose people may not see what is not theirs.
/// </summary>
internal sealed class TestWorld
{
    private readonly Dictionary<string, FacilityId> facilities = [];
    private readonly Dictionary<string, PersonId> people = [];

    private const string AddFacility = """
        INSERT INTO facility (id, parent_id, tier, code, name, path, time_zone, created_at)
        SELECT @id, @parent, @tier, @code, @name,
               coalesce((SELECT path FROM facility WHERE id = @parent), '{}') || @id, 'Asia/Shanghai', @now
        """;

    private const string AddPerson = """
        INSERT INTO person (id, login, login_key, name, totp_secret, security_stamp, created_at)
        VALUES (@id, @login, @login, @name, '\x00', 'test', @now)
        """;

    private const string AddRole =
        "INSERT INTO person_role (person_id, facility_id, role) VALUES (@person, @facility, @role)";

    private const string AddSpecialty = """
        INSERT INTO person_specialty (person_id, specialty) VALUES (@person, @specialty) ON CONFLICT DO NOTHING
        """;

    private const string AddPrivileges = """
        INSERT INTO person_privilege (person_id, service_code)
        SELECT @person, s.code FROM service s WHERE s.specialty = ANY (@specialties)
        """;

    public FacilityId Facility(string code) => facilities[code];

    public PersonId Person(string login) => people[login];

    public static async Task<TestWorld> Make(Database database, TimeProvider time)
    {
        var world = new TestWorld();
        await using var work = await database.Begin(CancellationToken.None);
        await world.AddFacilities(work, time.GetUtcNow());
        await world.AddPeople(work, time.GetUtcNow());
        await work.Commit(CancellationToken.None);
        return world;
    }

    /// <summary>
    /// Adds a person with one role at one facility, and the privilege for every service of the specialties.
    /// </summary>
    public async Task<PersonId> Add(
        Work work, string login, string name, Role role, string facility, DateTimeOffset now,
        params string[] specialties)
    {
        var id = PersonId.New(now);
        people[login] = id;
        await work.Execute(AddPerson, new { id = id.Value, login, name, now }, CancellationToken.None);
        await work.Execute(AddRole,
            new { person = id.Value, facility = facilities[facility].Value, role = TextCode.Of(role) },
            CancellationToken.None);
        foreach (var specialty in specialties)
            await work.Execute(AddSpecialty, new { person = id.Value, specialty }, CancellationToken.None);
        await work.Execute(AddPrivileges, new { person = id.Value, specialties }, CancellationToken.None);
        return id;
    }

    private async Task AddFacilities(Work work, DateTimeOffset now)
    {
        (string Code, string Name, Tier Tier, string? Parent)[] rows =
        [
            ("city", "City Hospital", Tier.City, null),
            ("county-a", "County A Hospital", Tier.County, "city"),
            ("county-b", "County B Hospital", Tier.County, "city"),
            ("township-a", "Township A Health Centre", Tier.Township, "county-a"),
            ("township-b", "Township B Health Centre", Tier.Township, "county-b"),
            ("village-a", "Village A Clinic", Tier.Village, "township-a"),
            ("village-b", "Village B Clinic", Tier.Village, "township-b"),
        ];
        foreach (var (code, name, tier, parent) in rows)
        {
            var id = FacilityId.New(now);
            facilities[code] = id;
            Guid? parentId = parent is null ? null : facilities[parent].Value;
            await work.Execute(AddFacility, new
            {
                id = id.Value, parent = parentId, tier = TextCode.Of(tier), code, name, now,
            }, CancellationToken.None);
        }
    }

    private async Task AddPeople(Work work, DateTimeOffset now)
    {
        string[] reads = ["cardiology", "radiology", "pathology", "internal_medicine"];
        foreach (var county in new[] { "a", "b" })
        {
            await Add(work, $"village-{county}", "王秀兰", Role.VillageClinician, $"village-{county}", now);
            await Add(work, $"township-{county}", "Айгүл Сәрсенова", Role.TownshipClinician, $"township-{county}", now);
            await Add(work, $"technician-{county}", "赵强", Role.Technician, $"township-{county}", now);
            await Add(work, $"county-{county}", "李明", Role.Reporter, $"county-{county}", now, reads);
            await Add(work, $"reader-{county}", "Ирина Петрова", Role.Reporter, $"county-{county}", now, reads);
            await Add(work, $"reviewer-{county}", "周海", Role.Reviewer, $"county-{county}", now, reads);
            await Add(work, $"chief-{county}", "孙立", Role.OnCallChief, $"county-{county}", now, reads);
            await Add(work, $"desk-{county}", "陈静", Role.Coordinator, $"county-{county}", now);
        }
        await Add(work, "city", "高峰", Role.Reporter, "city", now, reads);
        await Add(work, "desk", "林芳", Role.Coordinator, "city", now);
        await Add(work, "quality", "Серик Ахметов", Role.QualityOfficer, "city", now);
        await Add(work, "admin", "刘伟", Role.Administrator, "city", now);
        await Add(work, "auditor", "Мария Ким", Role.Auditor, "city", now);
    }
}
