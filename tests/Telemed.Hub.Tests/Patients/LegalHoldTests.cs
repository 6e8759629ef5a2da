using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Imaging;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Patients;

/// <summary>Who sets and releases legal holds, and what is written down of it.</summary>
[Collection(nameof(ImagesHub))]
public sealed class LegalHoldTests(HubFixture hub)
{
    private readonly DeskWorld world = new(hub);

    [PostgresFact]
    public async Task A_hold_is_set_once_released_with_a_reason_and_both_stay_readable()
    {
        using var desk = await hub.SignIn("desk-a");
        using var cityDesk = await hub.SignIn("desk");
        var patient = await world.Patient();
        var path = $"/api/patients/{patient}/holds";
        Assert.Empty((await desk.GetFromJsonAsync<JsonElement>(path)).EnumerateArray());

        var set = await DeskWorld.Json(await desk.PostAsJsonAsync(path, new { reason = " Court 12/2026 " }), 201);
        var hold = Assert.Single(set.EnumerateArray());
        Assert.Equal(("Court 12/2026", "陈静", JsonValueKind.Null), (hold.GetProperty("reason").GetString(),
            hold.GetProperty("setBy").GetString(), hold.GetProperty("releasedAt").ValueKind));
        Assert.Equal("held_already",
            await DeskWorld.Code(await cityDesk.PostAsJsonAsync(path, new { reason = "Complaint" })));

        // The desk of the city stands above the one of the county.
        var release = $"{path}/{hold.GetProperty("id").GetGuid()}/release";
        var released = await DeskWorld.Json(await cityDesk.PostAsJsonAsync(release, new { reason = "Settled" }), 200);
        var ended = Assert.Single(released.EnumerateArray());
        Assert.Equal(("Settled", "林芳"),
            (ended.GetProperty("releaseReason").GetString(), ended.GetProperty("releasedBy").GetString()));
        Assert.Equal("hold_released", await DeskWorld.Code(await desk.PostAsJsonAsync(release, new { reason = "x" })));

        var again = await DeskWorld.Json(await desk.PostAsJsonAsync(path, new { reason = "Appeal" }), 201);
        Assert.Equal(["Appeal", "Court 12/2026"],
            again.EnumerateArray().Select(one => one.GetProperty("reason").GetString()));
        Assert.Equal(["patient.hold_set", "patient.hold_released", "patient.hold_set"],
            await world.Row<string[]>("""
                SELECT array_agg(action ORDER BY seq) FROM audit_row
                WHERE patient_id = @patient AND event_code = '110110' AND role = 'coordinator'
                """, new { patient }));
    }

    [PostgresTheory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task A_hold_without_a_reason_or_with_a_letter_instead_is_refused(int chars)
    {
        using var desk = await hub.SignIn("desk-a");
        var patient = await world.Patient();
        var refused = await DeskWorld.Json(await desk.PostAsJsonAsync(
            $"/api/patients/{patient}/holds", new { reason = new string('a', chars) }), 400);
        Assert.Equal("reason", refused.GetProperty("missing")[0].GetString());
        Assert.Equal(0, await world.Row<long>(
            "SELECT count(*) FROM legal_hold WHERE patient_id = @patient", new { patient }));
    }

    [PostgresFact]
    public async Task Others_learn_that_there_is_a_hold_and_neither_why_nor_how_to_end_it()
    {
        using var desk = await hub.SignIn("desk-a");
        using var village = await hub.SignIn("village-a");
        using var admin = await hub.SignIn("admin");
        using var otherDesk = await hub.SignIn("desk-b");
        var patient = await world.Patient();
        var path = $"/api/patients/{patient}/holds";
        var seen = await village.GetFromJsonAsync<JsonElement>($"/api/patients/{patient}");
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("heldSince").ValueKind);
        var hold = (await DeskWorld.Json(await desk.PostAsJsonAsync(path, new { reason = "Complaint" }), 201))[0];
        seen = await village.GetFromJsonAsync<JsonElement>($"/api/patients/{patient}");
        Assert.Equal(hold.GetProperty("setAt").GetDateTimeOffset(), seen.GetProperty("heldSince").GetDateTimeOffset());
        Assert.DoesNotContain("Complaint", seen.GetRawText(), StringComparison.Ordinal);

        var release = $"{path}/{hold.GetProperty("id").GetGuid()}/release";
        var nobody = $"/api/patients/{Guid.NewGuid()}/holds";
        foreach (var (person, status) in new[]
        {
            (village, HttpStatusCode.Forbidden), (admin, HttpStatusCode.Forbidden),
            (otherDesk, HttpStatusCode.NotFound),
        })
        {
            Assert.Equal(status, (await person.GetAsync(path)).StatusCode);
            Assert.Equal(status, (await person.PostAsJsonAsync(path, new { reason = "x" })).StatusCode);
            Assert.Equal(status, (await person.PostAsJsonAsync(release, new { reason = "x" })).StatusCode);
            Assert.Equal(status, (await person.GetAsync(nobody)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.NotFound,
            (await desk.PostAsJsonAsync($"{path}/{Guid.NewGuid()}/release", new { reason = "x" })).StatusCode);
    }

    [PostgresFact]
    public async Task A_case_sent_to_another_county_lets_its_desk_see_the_patient_and_not_the_hold()
    {
        using var desk = await hub.SignIn("desk-a");
        using var otherDesk = await hub.SignIn("desk-b");
        var patient = await world.Patient();
        await world.Execute("""
            INSERT INTO consultation (id, number, facility_id, requester_id, patient_id, service_code, kind, colour,
                state, state_since, created_at, submitted_at, pool)
            VALUES (@id, @number, @facility, @person, @patient, 'ecg', 'ecg', 'green', 'queued', @now, @now, @now,
                @pool)
            """, new
        {
            id = Guid.CreateVersion7(), number = $"hold-{Guid.NewGuid():N}",
            facility = hub.World.Facility("village-a").Value, person = hub.World.Person("village-a").Value, patient,
            now = hub.Clock.GetUtcNow(), pool = new[] { hub.World.Facility("county-b").Value },
        });
        await DeskWorld.Json(
            await desk.PostAsJsonAsync($"/api/patients/{patient}/holds", new { reason = "Complaint" }), 201);
        var seen = await otherDesk.GetFromJsonAsync<JsonElement>($"/api/patients/{patient}");
        Assert.NotEqual(JsonValueKind.Null, seen.GetProperty("heldSince").ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, (await otherDesk.GetAsync($"/api/patients/{patient}/holds")).StatusCode);
    }

    [PostgresFact]
    public async Task Of_two_desks_that_set_a_hold_at_once_one_does()
    {
        using var desk = await hub.SignIn("desk-a");
        using var cityDesk = await hub.SignIn("desk");
        var patient = await world.Patient();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => (at % 2 == 0 ? desk : cityDesk)
            .PostAsJsonAsync($"/api/patients/{patient}/holds", new { reason = $"Complaint {at}" })));
        Assert.Equal([HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.Conflict, 7)],
            answers.Select(answer => answer.StatusCode).Order());
    }
}
