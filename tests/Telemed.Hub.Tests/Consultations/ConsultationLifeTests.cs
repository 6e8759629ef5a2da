using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

public sealed class ConsultationLifeTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task A_village_question_comes_back_signed_and_is_acted_upon()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var draft = await desk.Draft(village, await desk.Patient());
        var id = draft.GetProperty("id").GetGuid();
        Assert.Equal("draft", draft.GetProperty("state").GetString());
        Assert.Equal(2, draft.GetProperty("questions").GetArrayLength());

        var sent = await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/submission", new { version = 1 }), 200);
        Assert.Equal("queued", sent.GetProperty("state").GetString());
        Assert.Equal("County A Hospital", sent.GetProperty("performer").GetProperty("name").GetString());
        Assert.Equal("claim", sent.GetProperty("dueKind").GetString());

        var queue = await reader.GetFromJsonAsync<JsonElement>("/api/consultations?view=queue");
        Assert.Contains(queue.GetProperty("items").EnumerateArray(), row => row.GetProperty("id").GetGuid() == id);

        var claimed = await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        Assert.Equal("claimed", claimed.GetProperty("state").GetString());
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/opening", null), 200);
        var saved = await DeskWorld.Json(await reader.PutAsJsonAsync(
            $"/api/consultations/{id}/report-draft", DeskWorld.EcgReport(0)), 200);
        var report =
            await DeskWorld.Json(await desk.Sign(reader, id, new { version = saved.GetProperty("version").GetInt32() }),
            200);
        Assert.Equal("final", report.GetProperty("status").GetString());
        Assert.Equal("李明", report.GetProperty("signer").GetProperty("name").GetString());

        var delivered = await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200);
        Assert.Equal("delivered", delivered.GetProperty("state").GetString());
        Assert.True(delivered.GetProperty("needsMe").GetBoolean());
        Assert.Equal("No acute infarction.", delivered.GetProperty("questions")[0].GetProperty("answer").GetString());
        await DeskWorld.Json(await village.PostAsJsonAsync($"/api/consultations/{id}/acknowledgement", new { }), 200);
        var acted = await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/action", new { code = "treated", text = "rest and aspirin" }), 200);
        Assert.Equal("acted", acted.GetProperty("state").GetString());
        Assert.Equal("treated", acted.GetProperty("actions")[0].GetProperty("code").GetString());
    }

    [PostgresFact]
    public async Task Every_step_is_chained_by_hash_to_the_one_before()
    {
        using var village = await hub.SignIn("village-a");
        var id = await desk.Sent(village);
        var broken = await desk.Row<long>("""
            SELECT count(*) FROM consultation_event e
            LEFT JOIN consultation_event b ON b.consultation_id = e.consultation_id AND b.ordinal = e.ordinal - 1
            WHERE e.consultation_id = @id AND e.previous_hash <> COALESCE(b.hash, '\x'::bytea)
            """, new { id });
        var count =
            await desk.Row<long>("SELECT count(*) FROM consultation_event WHERE consultation_id = @id", new { id });
        Assert.Equal(0, broken);
        Assert.Equal(4, count);   // send, pass_quality, triage, route
    }

    [PostgresFact]
    public async Task Of_two_readers_who_claim_at_once_one_wins_and_the_other_is_told()
    {
        using var village = await hub.SignIn("village-a");
        using var first = await hub.SignIn("county-a");
        using var second = await hub.SignIn("reader-a");
        for (var round = 0; round < 10; round++)
        {
            var id = await desk.Sent(village);
            var answers = await Task.WhenAll(
                first.PostAsync($"/api/consultations/{id}/claim", null),
                second.PostAsync($"/api/consultations/{id}/claim", null));
            Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
            var loser = answers.Single(answer => answer.StatusCode != HttpStatusCode.OK);
            Assert.Equal(HttpStatusCode.Conflict, loser.StatusCode);
            Assert.Equal("claimed_by_other", await DeskWorld.Code(loser));
        }
    }

    [PostgresFact]
    public async Task Readers_who_take_the_next_case_never_get_the_same_one()
    {
        using var village = await hub.SignIn("village-a");
        using var first = await hub.SignIn("county-a");
        using var second = await hub.SignIn("reader-a");
        for (var made = 0; made < 6; made++) await desk.Sent(village);
        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(async turn =>
        {
            var answer = await (turn % 2 == 0 ? first : second).PostAsJsonAsync("/api/queue/next", new { });
            return (await DeskWorld.Json(answer, 200)).GetProperty("id").GetGuid();
        }));
        Assert.Equal(6, taken.Distinct().Count());
    }

    [PostgresFact]
    public async Task The_next_case_is_the_most_urgent_one()
    {
        using var village = await hub.SignIn("village-a");
        using var chief = await hub.SignIn("chief-a");
        await desk.Sent(village, "green", "text_consult");
        var red = await desk.Sent(village, "red", "text_consult");
        await desk.Sent(village, "yellow", "text_consult");
        var next = await DeskWorld.Json(await chief.PostAsJsonAsync("/api/queue/next", new { }), 200);
        Assert.Equal(red, next.GetProperty("id").GetGuid());
    }

    [PostgresFact]
    public async Task What_belongs_to_another_county_looks_as_if_it_were_not_there()
    {
        using var village = await hub.SignIn("village-a");
        using var otherVillage = await hub.SignIn("village-b");
        using var otherReader = await hub.SignIn("county-b");
        using var otherDesk = await hub.SignIn("desk-b");
        var id = await desk.Sent(village);
        foreach (var stranger in new[] { otherVillage, otherReader, otherDesk })
        {
            var foreign = await stranger.GetAsync($"/api/consultations/{id}");
            var missing = await stranger.GetAsync($"/api/consultations/{Guid.NewGuid()}");
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.Equal(await DeskWorld.Code(missing), await DeskWorld.Code(foreign));
        }
        Assert.Equal(HttpStatusCode.NotFound,
            (await otherReader.PostAsync($"/api/consultations/{id}/claim", null)).StatusCode);
    }

    [PostgresFact]
    public async Task Sending_the_same_form_twice_begins_one_consultation()
    {
        using var village = await hub.SignIn("village-a");
        var patient = await desk.Patient();
        var id = Guid.NewGuid();
        var form =
            new { id, patientId = patient, serviceCode = "ecg", colour = "green",
            questions = new[] { "Is it normal?" } };
        await DeskWorld.Json(await village.PostAsJsonAsync("/api/consultations", form), 201);
        var again = await DeskWorld.Json(await village.PostAsJsonAsync("/api/consultations", form), 200);
        Assert.Equal(id, again.GetProperty("id").GetGuid());
        await desk.AttachEcg(id);
        var first =
            await DeskWorld.Json(
                await village.PostAsJsonAsync($"/api/consultations/{id}/submission", new { version = 1 }), 200);
        var second =
            await DeskWorld.Json(
                await village.PostAsJsonAsync($"/api/consultations/{id}/submission", new { version = 1 }), 200);
        Assert.Equal(first.GetProperty("version").GetInt32(), second.GetProperty("version").GetInt32());
    }

    [PostgresFact]
    public async Task A_green_case_without_a_question_is_not_sent_and_a_red_one_is()
    {
        using var village = await hub.SignIn("village-a");
        foreach (var (colour, status) in new[] { ("green", 409), ("red", 200) })
        {
            var draft = await DeskWorld.Json(await village.PostAsJsonAsync("/api/consultations",
                new { patientId = await desk.Patient(), serviceCode = "ecg", colour }), 201);
            var id = draft.GetProperty("id").GetGuid();
            var answer = await DeskWorld.Json(
                await village.PostAsJsonAsync($"/api/consultations/{id}/submission", new { version = 1 }), status);
            if (status != 409) continue;
            Assert.Equal(["no_files", "no_question"],
                answer.GetProperty("missing").EnumerateArray().Select(each => each.GetString()).Order());
        }
    }

    [PostgresFact]
    public async Task A_draft_saved_over_a_newer_one_is_refused_with_the_current_version()
    {
        using var village = await hub.SignIn("village-a");
        var patient = await desk.Patient();
        var draft = await desk.Draft(village, patient);
        var path = $"/api/consultations/{draft.GetProperty("id").GetGuid()}";
        object Form(int version) =>
            new { version, patientId = patient, serviceCode = "ecg", colour = "yellow",
            questions = new[] { "Changed?" } };
        var saved = await DeskWorld.Json(await village.PutAsJsonAsync(path, Form(1)), 200);
        Assert.Equal(2, saved.GetProperty("version").GetInt32());
        var conflict = await DeskWorld.Json(await village.PutAsJsonAsync(path, Form(1)), 409);
        Assert.Equal("version_conflict", conflict.GetProperty("code").GetString());
        Assert.Equal(2, conflict.GetProperty("current").GetInt32());
    }
}
