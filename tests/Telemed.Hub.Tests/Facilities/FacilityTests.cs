using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Facilities;

public sealed class FacilityTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task A_moved_branch_takes_everything_below_with_it_and_the_move_is_audited()
    {
        using var admin = await hub.SignIn("admin");
        var county = hub.World.Facility("county-b").Value;
        var township = (await admin.PostAsJsonAsync("/api/facilities",
            New("Moving", "moving-1", "township", hub.World.Facility("county-a").Value)).Body(HttpStatusCode.Created))
            .GetProperty("id").GetGuid();
        var village = (await admin.PostAsJsonAsync("/api/facilities", New("Below", "moving-2", "village", township))
            .Body(HttpStatusCode.Created)).GetProperty("id").GetGuid();

        await admin.PutAsJsonAsync($"/api/facilities/{township}", Changed("Moving", "moving-1", "township", county, 1))
            .Body();

        await using var read = await hub.Database.Read(CancellationToken.None);
        var path = await read.Row<Guid[]>("SELECT path FROM facility WHERE id = @village", new { village },
            CancellationToken.None);
        Assert.Equal([hub.World.Facility("city").Value, county, township, village], path);
        var audited = await admin.GetAsync($"/api/audit?action=facility.moved&entityId={township}").Body();
        Assert.Equal(1, audited.GetProperty("items").GetArrayLength());
    }

    [PostgresFact]
    public async Task A_facility_stands_below_a_higher_tier_and_never_below_itself()
    {
        using var admin = await hub.SignIn("admin");
        var county = hub.World.Facility("county-a").Value;
        Assert.Equal("tier_order", await admin.PostAsJsonAsync("/api/facilities",
            New("Wrong", "wrong-1", "city", county)).Code(HttpStatusCode.Conflict));
        Assert.Equal("own_branch", await admin.PutAsJsonAsync($"/api/facilities/{county}",
            Changed("County A Hospital", "county-a", "county", hub.World.Facility("township-a").Value, 1))
            .Code(HttpStatusCode.Conflict));
        Assert.Equal("version_conflict", await admin.PutAsJsonAsync($"/api/facilities/{county}",
            Changed("County A Hospital", "county-a", "county", hub.World.Facility("city").Value, 7))
            .Code(HttpStatusCode.Conflict));
        Assert.Equal("already_exists", await admin.PostAsJsonAsync("/api/facilities",
            New("Twice", "village-a", "village", county)).Code(HttpStatusCode.Conflict));
    }

    [PostgresFact]
    public async Task A_clinic_on_a_thin_line_says_how_long_its_studies_stay_open()
    {
        using var admin = await hub.SignIn("admin");
        using var clinic = await hub.SignIn("village-a");
        var id = hub.World.Facility("village-a").Value;
        var list = await admin.GetAsync("/api/facilities").Body();
        var its = list.GetProperty("items").EnumerateArray().Single(each => each.GetProperty("id").GetGuid() == id);
        Assert.Equal(JsonValueKind.Null, its.GetProperty("studyQuietMinutes").ValueKind);
        object Change(int? minutes, int version) => new
        {
            parentId = its.GetProperty("parentId").GetGuid(), tier = its.Text("tier"), code = its.Text("code"),
            name = its.Text("name"), timeZone = its.Text("timeZone"), active = true, version,
            studyQuietMinutes = minutes,
        };
        var version = its.GetProperty("version").GetInt32();
        Assert.Equal("bad_field", await admin.PutAsJsonAsync($"/api/facilities/{id}", Change(0, version))
            .Code(HttpStatusCode.BadRequest));
        var changed = await admin.PutAsJsonAsync($"/api/facilities/{id}", Change(90, version)).Body();
        Assert.Equal(90, changed.GetProperty("studyQuietMinutes").GetInt32());
        Assert.Equal(TimeSpan.FromMinutes(90), await OpenFor(clinic));
        await admin.PutAsJsonAsync($"/api/facilities/{id}", Change(null, version + 1)).Body();
        // The hub's own setting, five minutes.
        Assert.Equal(TimeSpan.FromMinutes(5), await OpenFor(clinic));
    }

    private async Task<TimeSpan> OpenFor(HttpClient clinic)
    {
        var study = NewUid();
        using var stored = await clinic.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative),
            Parts(Slice(study, NewUid(), NewUid())));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        await using var read = await hub.Database.Read(CancellationToken.None);
        return await read.Row<TimeSpan>("""
            SELECT t.due_at - s.changed_at FROM imaging_timer t JOIN imaging_study s ON s.id = t.study_id
            WHERE s.study_uid = @study
            """, new { study }, CancellationToken.None);
    }

    [PostgresTheory]
    [InlineData("village-a")]
    [InlineData("county-a")]
    [InlineData("desk-a")]
    [InlineData("auditor")]
    public async Task Only_an_administrator_changes_the_tree(string login)
    {
        using var client = await hub.SignIn(login);
        Assert.Equal("not_permitted", await client.PostAsJsonAsync("/api/facilities",
            New("No", "no-1", "village", hub.World.Facility("township-a").Value)).Code(HttpStatusCode.Forbidden));
        var list = await client.GetAsync("/api/facilities").Body();
        Assert.True(list.GetProperty("items").GetArrayLength() >= 7);
    }

    [PostgresFact]
    public async Task A_coordinator_keeps_the_roster_of_his_branch_and_not_of_others()
    {
        using var desk = await hub.SignIn("desk-a");
        var now = hub.Clock.GetUtcNow();
        object Duty(string facility, string person) => new
        {
            facilityId = hub.World.Facility(facility).Value, specialty = "cardiology",
            personId = hub.World.Person(person).Value,
            startsAt = now.AddHours(-1), endsAt = now.AddHours(7),
        };
        Assert.Equal("not_found", await desk.PostAsJsonAsync("/api/duties", Duty("county-b", "county-b"))
            .Code(HttpStatusCode.NotFound));
        Assert.Equal("bad_field", await desk.PostAsJsonAsync("/api/duties", Duty("county-a", "county-b"))
            .Code(HttpStatusCode.BadRequest));
        var id = (await desk.PostAsJsonAsync("/api/duties", Duty("county-a", "county-a")).Body(HttpStatusCode.Created))
            .GetProperty("id").GetGuid();
        var onDuty = await desk.GetAsync("/api/duties/now").Body();
        Assert.Contains(onDuty.GetProperty("items").EnumerateArray(), each => each.GetProperty("id").GetGuid() == id
            && each.Text("personName") == "李明");
        await desk.DeleteAsync($"/api/duties/{id}").Body(HttpStatusCode.NoContent);
    }

    [PostgresFact]
    public async Task A_pairing_joins_two_hospitals_for_a_service()
    {
        using var admin = await hub.SignIn("admin");
        object Pair(string? service) => new
        {
            helperFacilityId = hub.World.Facility("city").Value,
            helpedFacilityId = hub.World.Facility("county-a").Value,
            serviceCode = service, startsOn = "2026-01-01", endsOn = "2027-12-31",
        };
        Assert.Equal("bad_field", await admin.PostAsJsonAsync("/api/pairings", Pair("no_such"))
            .Code(HttpStatusCode.BadRequest));
        var made = await admin.PostAsJsonAsync("/api/pairings", Pair("ecg")).Body(HttpStatusCode.Created);
        Assert.Equal("City Hospital", made.Text("helperName"));
        await admin.DeleteAsync($"/api/pairings/{made.GetProperty("id").GetGuid()}").Body(HttpStatusCode.NoContent);
    }

    private static object New(string name, string code, string tier, Guid parentId) =>
        new { parentId, tier, code, name, timeZone = "Asia/Shanghai" };

    private static object Changed(string name, string code, string tier, Guid parentId, int version) =>
        new { parentId, tier, code, name, timeZone = "Asia/Shanghai", active = true, version };
}
