using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Domain;
using Telemed.Domain.Routing;
using Telemed.Hub.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.Storage.Jobs;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

public sealed class GiveCaseTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private const string AddDuty = """
        INSERT INTO duty (id, facility_id, specialty, person_id, starts_at, ends_at, created_at)
        SELECT gen_random_uuid(), @facility, s.specialty, @person, @from, @to, @from
        FROM service s WHERE s.code = @service
        """;

    private const string AddInHand = """
        INSERT INTO consultation (id, number, facility_id, requester_id, patient_id, service_code, kind, colour, state,
            state_since, created_at, submitted_at, reader_id)
        SELECT gen_random_uuid(), gen_random_uuid()::text, c.facility_id, c.requester_id, c.patient_id, c.service_code,
            c.kind, c.colour, 'reading', @now, @now, @now, @person
        FROM consultation c WHERE c.id = @id
        """;

    // The tests of the class share a hub: what one left behind must be nobody's work in the next.
    private const string Forget = """
        UPDATE consultation SET state = 'cancelled', reader_id = NULL;
        UPDATE service SET routing_mode = 'pull';
        DELETE FROM consultation_timer; DELETE FROM duty; DELETE FROM case_turn; DELETE FROM job;
        """;

    private readonly DeskWorld desk = new(hub);

    private sealed class JobLine
    {
        public Guid Id { get; init; }
        public byte[] Payload { get; init; } = [];
    }

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        await desk.Prepare();
        await desk.Execute(Forget, new { });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task Works(RoutingMode mode, string service = "ecg")
    {
        await desk.Execute("UPDATE service SET routing_mode = @mode WHERE code = @service",
            new { mode = TextCode.Of(mode), service });
        hub.Clock.Advance(TimeSpan.FromSeconds(6));   // hubs keep the catalogue for five
    }

    private async Task OnDuty(string service, params string[] logins)
    {
        foreach (var login in logins)
        {
            await desk.Execute(AddDuty, new
            {
                person = Id(login), service, facility = hub.World.Facility(login == "city" ? "city" : "county-a").Value,
                from = hub.Clock.GetUtcNow().AddHours(-1), to = hub.Clock.GetUtcNow().AddHours(7),
            });
        }
    }

    /// <summary>Does the jobs that wait, as a hub with that role does; how many there were.</summary>
    private async Task<int> GiveOut()
    {
        var handler = hub.Hub.Services.GetServices<IJobHandler>().Single(each => each.Kind == "consultation.give");
        IReadOnlyList<JobLine> jobs;
        await using (var work = await hub.Database.Begin(CancellationToken.None))
        {
            jobs = await work.Rows<JobLine>(
                "DELETE FROM job WHERE kind = 'consultation.give' RETURNING id, payload", null, CancellationToken.None);
            await work.Commit(CancellationToken.None);
        }
        await Task.WhenAll(jobs.Select(job =>
            handler.Run(new JobRun(new Telemed.Storage.Jobs.JobId(job.Id), job.Payload, 1), CancellationToken.None)));
        return jobs.Count;
    }

    private async Task Ring(double minutes)
    {
        hub.Clock.Advance(TimeSpan.FromMinutes(minutes));
        while (await hub.Hub.Services.GetRequiredService<RunTimers>().Run(CancellationToken.None) > 0)
        {
        }
    }

    private Guid Id(string login) => hub.World.Person(login).Value;

    private Task<string> State(Guid id) =>
        desk.Row<string>("SELECT state FROM consultation WHERE id = @id", new { id });

    private Task<Guid?> Holder(Guid id) =>
        desk.Row<Guid?>("SELECT reader_id FROM consultation WHERE id = @id", new { id });

    private Task<long> Notices(Guid id, string kind, Guid person) => desk.Row<long>(
        "SELECT count(*) FROM notice WHERE consultation_id = @id AND kind = @kind AND person_id = @person",
        new { id, kind, person });

    [PostgresFact]
    public async Task Push_gives_a_case_at_once_to_the_best_of_its_pool_who_hears_of_it()
    {
        using var village = await hub.SignIn("village-a");
        using var best = await hub.SignIn("reader-a");
        await using var live = await hub.Live(best);
        await live.Watch("mine");
        var other = await desk.Sent(village);
        await desk.Execute(AddInHand, new { id = other, person = Id("county-a"), now = hub.Clock.GetUtcNow() });
        await Works(RoutingMode.Push);
        // The city is on duty too, but the case waits in the county; the reviewer is not on duty.
        await OnDuty("ecg", "county-a", "reader-a", "city");
        var id = await desk.Sent(village, "red");
        Assert.Equal("queued", await State(id));
        Assert.Equal(1, await Notices(id, "red_waits", Id("county-a")));
        Assert.Equal(1, await GiveOut());
        Assert.Equal(("claimed", Id("reader-a")), (await State(id), await Holder(id)));
        var change = await live.NextChange("reassign");
        Assert.Equal(id, change.GetProperty("id").GetGuid());
        Assert.Equal(1, await Notices(id, "assigned", Id("reader-a")));
        Assert.Equal(1, await desk.Row<long>("""
            SELECT count(*) FROM audit_row WHERE entity_id = @id AND action = 'consultation.reassign'
            """, new { id = id.ToString() }));
        await DeskWorld.Json(await best.PostAsync($"/api/consultations/{id}/opening", null), 200);
        Assert.Equal("reading", await State(id));
    }

    [PostgresFact]
    public async Task Who_does_not_open_it_in_time_loses_it_to_the_next_three_times_at_most()
    {
        using var village = await hub.SignIn("village-a");
        await Works(RoutingMode.Push);
        await OnDuty("ecg", "county-a", "reader-a", "reviewer-a", "chief-a");
        var id = await desk.Sent(village, "yellow");   // opened within 15 minutes
        HashSet<Guid?> had = [];
        for (var round = 0; round < 3; round++)
        {
            await GiveOut();
            Assert.Equal("claimed", await State(id));
            Assert.True(had.Add(await Holder(id)));
            await Ring(15.1);
            Assert.Equal("queued", await State(id));
        }
        Assert.Equal(1, await GiveOut());
        Assert.Equal("queued", await State(id));
        // It is still there for the fourth to take, and its claim clock runs: four marks.
        Assert.Equal(4, await desk.Row<long>(
            "SELECT count(*) FROM consultation_timer WHERE consultation_id = @id AND kind LIKE 'claim%'", new { id }));
        using var chief = await hub.SignIn("chief-a");
        await DeskWorld.Json(await chief.PostAsync($"/api/consultations/{id}/claim", null), 200);
    }

    [PostgresFact]
    public async Task Who_gives_it_back_or_passed_it_over_is_not_given_it_again()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("reader-a");
        await Works(RoutingMode.Push);
        await OnDuty("ecg", "reader-a", "county-a");
        var id = await desk.Sent(village, "yellow");
        await desk.Execute("""
            INSERT INTO consultation_skip (consultation_id, person_id, reason, skipped_at)
            VALUES (@id, @person, 'outside_my_field', @now)
            """, new { id, person = Id("county-a"), now = hub.Clock.GetUtcNow() });
        await GiveOut();
        Assert.Equal(Id("reader-a"), await Holder(id));
        await DeskWorld.Json(await reader.PostAsJsonAsync(
            $"/api/consultations/{id}/release", new { reason = "other_urgent_work" }), 200);
        Assert.Equal(1, await GiveOut());
        Assert.Equal("queued", await State(id));
    }

    [PostgresFact]
    public async Task With_nobody_on_duty_it_waits_by_the_claim_clock_and_is_given_when_the_pool_grows()
    {
        using var village = await hub.SignIn("village-a");
        await Works(RoutingMode.Push);
        await OnDuty("ecg", "city");
        var id = await desk.Sent(village, "red");   // claimed within 2 minutes, escalated after 3
        await GiveOut();
        Assert.Equal("queued", await State(id));
        await Ring(3.1);
        Assert.Equal("escalated", await State(id));
        Assert.Equal(1, await GiveOut());
        Assert.Equal(("claimed", Id("city")), (await State(id), await Holder(id)));
    }

    [PostgresFact]
    public async Task Round_robin_goes_to_and_fro_between_two_and_counts_what_one_takes_himself()
    {
        using var village = await hub.SignIn("village-a");
        await Works(RoutingMode.RoundRobin, "text_consult");
        await OnDuty("text_consult", "county-a", "reader-a");
        List<Guid?> given = [];
        for (var sent = 0; sent < 4; sent++)
        {
            var next = await desk.Sent(village, "yellow", "text_consult");
            await GiveOut();
            given.Add(await Holder(next));
        }
        Assert.Equal([given[0], given[1], given[0], given[1]], given);
        Assert.Equal(new HashSet<Guid?> { Id("county-a"), Id("reader-a") }, given.ToHashSet());

        var first = given[0] == Id("county-a") ? "county-a" : "reader-a";
        using var taker = await hub.SignIn(first);
        var taken = await desk.Sent(village, "yellow", "text_consult");
        await DeskWorld.Json(await taker.PostAsync($"/api/consultations/{taken}/claim", null), 200);
        await GiveOut();
        Assert.Equal(Id(first), await Holder(taken));
        var last = await desk.Sent(village, "yellow", "text_consult");
        await GiveOut();
        Assert.Equal(given[1], await Holder(last));
    }

    [PostgresFact]
    public async Task Two_cases_at_once_do_not_give_a_reader_more_than_he_may_have_in_hand()
    {
        using var village = await hub.SignIn("village-a");
        var other = await desk.Sent(village);
        for (var held = 0; held < 4; held++)   // five are the most
            await desk.Execute(AddInHand, new { id = other, person = Id("county-a"), now = hub.Clock.GetUtcNow() });
        await Works(RoutingMode.Push);
        await OnDuty("ecg", "county-a");
        Guid[] ids = [await desk.Sent(village, "yellow"), await desk.Sent(village, "yellow")];
        Assert.Equal(2, await GiveOut());
        Assert.Equal(["claimed", "queued"], new[] { await State(ids[0]), await State(ids[1]) }.Order());
    }

    [PostgresFact]
    public async Task Where_readers_take_the_next_case_nothing_is_asked_of_the_hub_and_nothing_remembered()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        await Works(RoutingMode.Pull);
        await OnDuty("ecg", "county-a");
        var id = await desk.Sent(village, "yellow");
        Assert.Equal(0, await GiveOut());
        Assert.Equal("queued", await State(id));
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        Assert.Equal(0, await desk.Row<long>("SELECT count(*) FROM case_turn", new { }));
    }
}
