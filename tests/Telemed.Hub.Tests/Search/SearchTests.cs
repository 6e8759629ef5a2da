using System.Net;
using System.Net.Http.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Search;

public sealed class SearchTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [PostgresFact]
    public async Task One_box_finds_patients_by_initials_people_and_places_but_nobody_elses_patients()
    {
        using var own = await hub.SignIn("village-a");
        using var other = await hub.SignIn("village-b");
        using var admin = await hub.SignIn("admin");
        await own.PostAsJsonAsync("/api/patients", new { name = "欧阳明珠", sex = "female", birthDate = "1980-02-03" })
            .Body(HttpStatusCode.Created);

        Assert.Equal(1, (await own.GetAsync("/api/search?q=oymz").Body()).GetProperty("patients").GetArrayLength());
        Assert.Equal(0, (await other.GetAsync("/api/search?q=oymz").Body()).GetProperty("patients").GetArrayLength());
        Assert.Equal(0, (await admin.GetAsync("/api/search?q=oymz").Body()).GetProperty("patients").GetArrayLength());

        var county = await own.GetAsync("/api/search?q=County A").Body();
        Assert.Equal("County A Hospital", county.GetProperty("facilities")[0].Text("name"));
        var people = await own.GetAsync("/api/search?q=Петрова").Body();
        Assert.Equal(2, people.GetProperty("people").GetArrayLength());
    }

    [PostgresFact]
    public async Task A_case_is_found_by_a_part_of_its_number_within_reach_only()
    {
        var desk = new Consultations.DeskWorld(hub);
        await desk.Prepare();
        using var own = await hub.SignIn("village-a");
        using var other = await hub.SignIn("village-b");
        var draft = await desk.Draft(own, await desk.Patient());
        var part = draft.GetProperty("number").GetString()![^6..];
        var found = await own.GetAsync($"/api/search?q={part}").Body();
        Assert.Equal(draft.GetProperty("id").GetGuid(),
            Assert.Single(found.GetProperty("consultations").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal(0, (await other.GetAsync($"/api/search?q={part}").Body())
            .GetProperty("consultations").GetArrayLength());
    }
}
