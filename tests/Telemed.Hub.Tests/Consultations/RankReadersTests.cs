using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

public sealed class RankReadersTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private const string AddDuty = """
        INSERT INTO duty (id, facility_id, specialty, person_id, starts_at, ends_at, created_at)
        VALUES (gen_random_uuid(), @facility, @specialty, @person, @from, @to, @from)
        """;

    private const string AddPairing = """
        INSERT INTO pairing (id, helper_facility_id, helped_facility_id, service_code, starts_on, created_at)
        VALUES (gen_random_uuid(), @helper, @helped, 'ecg', '2020-01-01', @now)
        """;

    private const string AddCase = """
        INSERT INTO consultation (id, number, facility_id, requester_id, patient_id, service_code, kind, colour, state,
            state_since, created_at, submitted_at, reader_id, opened_at, first_signed_at, signed_by_id)
        VALUES (gen_random_uuid(), gen_random_uuid()::text, @facility, @requester, @patient, 'ecg', 'ecg', 'green',
            @state, @now, @now, @now, @reader, @opened, @signed, @signer)
        """;

    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private Task OnDuty(string login, string facility, string specialty) => desk.Execute(AddDuty, new
    {
        person = hub.World.Person(login).Value, facility = hub.World.Facility(facility).Value, specialty,
        from = hub.Clock.GetUtcNow().AddHours(-1), to = hub.Clock.GetUtcNow().AddHours(7),
    });

    /// <summary>A signed case that took so many minutes to read; without minutes one that is in hand.</summary>
    private Task Read(string login, Guid patient, double? minutes = null)
    {
        var (person, now) = (hub.World.Person(login).Value, hub.Clock.GetUtcNow());
        return desk.Execute(AddCase, new
        {
            facility = hub.World.Facility("village-a").Value, requester = hub.World.Person("village-a").Value, patient,
            now, state = minutes is null ? "reading" : "acknowledged", reader = minutes is null ? person : (Guid?)null,
            opened = now.AddDays(-2), signed = now.AddDays(-2) + Took(minutes),
            signer = minutes is null ? null : (Guid?)person,
        });
    }

    private static TimeSpan? Took(double? minutes) => minutes is { } known ? TimeSpan.FromMinutes(known) : null;

    private Guid Id(string login) => hub.World.Person(login).Value;

    private static Guid Person(JsonElement reader) => reader.GetProperty("person").GetProperty("id").GetGuid();

    [PostgresFact]
    public async Task The_readers_of_a_case_stand_in_the_order_of_the_practice_with_what_decided()
    {
        using var village = await hub.SignIn("village-a");
        using var coordinator = await hub.SignIn("desk-a");
        var id = await desk.Sent(village);
        var patient = await desk.Row<Guid>("SELECT patient_id FROM consultation WHERE id = @id", new { id });
        var another = await desk.Patient();
        foreach (var login in new[] { "county-a", "reader-a", "reviewer-a" })
            await OnDuty(login, "county-a", "cardiology");
        foreach (var login in new[] { "county-b", "reader-b", "reviewer-b" })
            await OnDuty(login, "county-b", "cardiology");
        await OnDuty("city", "city", "cardiology");
        await desk.Execute(AddPairing, new
        {
            helper = hub.World.Facility("county-b").Value, helped = hub.World.Facility("township-a").Value,
            now = hub.Clock.GetUtcNow(),
        });
        // The city read this patient; reader A read three others in thirty days. In order 4 6 8 10 minutes: median 7.
        await Read("city", patient, 10);
        foreach (var minutes in new[] { 4, 6, 8 }) await Read("reader-a", another, minutes);
        await Read("county-a", another);
        for (var held = 0; held < 5; held++) await Read("reader-b", another);
        await desk.Execute("DELETE FROM person_privilege WHERE person_id = @person AND service_code = 'ecg'",
            new { person = Id("reviewer-b") });
        await desk.Execute("""
            INSERT INTO consultation_skip (consultation_id, person_id, reason, skipped_at)
            VALUES (@id, @person, 'know_the_patient', @now)
            """, new { id, person = Id("chief-a"), now = hub.Clock.GetUtcNow() });

        var ranking = await DeskWorld.Json(await coordinator.GetAsync($"/api/consultations/{id}/readers"), 200);
        var readers = ranking.GetProperty("readers").EnumerateArray().ToArray();
        Assert.Equal([Id("city"), Id("county-b"), Id("reviewer-a"), Id("reader-a"), Id("county-a")],
            readers.Select(Person));
        Assert.Equal(["previous_reader", "paired_hospital", "fair_share", "fewer_minutes", null],
            readers.Select(each => each.GetProperty("decidedBy").GetString()));
        Assert.Equal((1, 7), (readers[4].GetProperty("inHand").GetInt32(),
            readers[4].GetProperty("minutesInHand").GetInt32()));
        Assert.Equal([3, 2, 2, 2, 2], readers.Select(each => each.GetProperty("tiersAway").GetInt32()));
        Assert.Equal(3, readers[3].GetProperty("readLately").GetInt32());
        // Four cases by the eight who may read ECGs for this village.
        Assert.Equal(0.5, ranking.GetProperty("fairShare").GetDouble());

        var refused = ranking.GetProperty("refused").EnumerateArray().ToDictionary(Person);
        Assert.Equal(["cap_reached"], Refusals(refused[Id("reader-b")]));
        Assert.Equal(["not_on_shift"], Refusals(refused[Id("chief-b")]));
        Assert.Equal(["has_conflict", "not_on_shift"], Refusals(refused[Id("chief-a")]));
        Assert.Equal(["not_this_service"], Refusals(refused[Id("reviewer-b")]));
        Assert.Equal([Id("reviewer-b")],
            refused.Values.Where(each => !each.GetProperty("mayBeGiven").GetBoolean()).Select(Person));
        Assert.Equal(4, refused.Count);

        // Not on duty is a warning, not a wall; whoever has the case then is not offered it again.
        await DeskWorld.Json(await coordinator.PostAsJsonAsync($"/api/consultations/{id}/reassignment",
            new { personId = Id("chief-a"), reason = "overload" }), 200);
        var after = await DeskWorld.Json(await coordinator.GetAsync($"/api/consultations/{id}/readers"), 200);
        Assert.Contains("has_it_already", Refusals(after.GetProperty("refused").EnumerateArray()
            .Single(each => Person(each) == Id("chief-a"))));
    }

    private static IEnumerable<string> Refusals(JsonElement reader) =>
        reader.GetProperty("refusals").EnumerateArray().Select(code => code.GetString()!);

    [PostgresFact]
    public async Task Who_does_not_assign_or_does_not_reach_the_case_sees_no_readers()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        using var elsewhere = await hub.SignIn("desk-b");
        var path = $"/api/consultations/{await desk.Sent(village, "green", "text_consult")}/readers";
        Assert.Equal(HttpStatusCode.Forbidden, (await village.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync(path)).StatusCode);
    }

    [PostgresFact]
    public async Task A_red_case_is_called_out_once_to_every_reader_on_shift_and_to_nobody_else()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        await OnDuty("county-a", "county-a", "internal_medicine");
        await OnDuty("reader-a", "county-a", "internal_medicine");
        var id = await desk.Sent(village, "yellow", "text_consult");
        Assert.Equal(0, await Called(id));
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/colour", new { colour = "red", reason = "patient_worse" }), 200);
        Assert.Equal(2, await Called(id));
        var notices = await reader.GetFromJsonAsync<JsonElement>("/api/notices?unread=true");
        Assert.Contains(notices.GetProperty("items").EnumerateArray(), notice =>
            notice.GetProperty("kind").GetString() == "red_waits"
            && notice.GetProperty("consultationId").GetGuid() == id);
        using var coordinator = await hub.SignIn("desk-a");
        await DeskWorld.Json(await coordinator.PostAsJsonAsync($"/api/consultations/{id}/routing", new { }), 200);
        Assert.Equal(2, await Called(id));
    }

    private Task<long> Called(Guid id) => desk.Row<long>(
        "SELECT count(*) FROM notice WHERE consultation_id = @id AND kind = 'red_waits'", new { id });
}
