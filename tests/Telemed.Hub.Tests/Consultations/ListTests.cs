using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Hub.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

public sealed partial class ListTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<List<Guid>> AllPages(HttpClient person, string query)
    {
        List<Guid> found = [];
        string? cursor = null;
        for (var page = 0; page < 50; page++)
        {
            var answer = await person.GetFromJsonAsync<JsonElement>(
                $"/api/consultations?{query}&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            found.AddRange(answer.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetGuid()));
            cursor = answer.GetProperty("next").GetString();
            if (cursor is null) break;
        }
        return found;
    }

    [PostgresFact]
    public async Task What_is_open_is_the_same_in_the_rules_the_lists_the_index_and_the_page()
    {
        string[] open = [.. Enum.GetValues<ConsultationState>().Where(state => state.IsOpen()).Select(TextCode.Of)];
        var index = await desk.Row<string>("""
            SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'consultation_open'::regclass
            """, new { });
        Assert.Equal(open.Order(), StateCode().Matches(index).Select(match => match.Groups[1].Value).Order());
        Assert.Equal(open.Order(),
            StateCode().Matches(ConsultationLists.OpenStatesSql).Select(match => match.Groups[1].Value).Order());
        using var coordinator = await hub.SignIn("desk-a");
        var catalogue = await coordinator.GetFromJsonAsync<JsonElement>("/api/catalogue");
        Assert.Equal(open, catalogue.GetProperty("codes").GetProperty("open_state").EnumerateArray()
            .Select(state => state.GetProperty("code").GetString()!));
    }

    [GeneratedRegex("'([a-z_]+)'")]
    private static partial Regex StateCode();

    [PostgresFact]
    public async Task Pages_of_every_list_follow_each_other_without_gap_or_repetition()
    {
        using var village = await hub.SignIn("village-b");
        using var reader = await hub.SignIn("county-b");
        using var coordinator = await hub.SignIn("desk-b");
        List<Guid> sent = [];
        foreach (var colour in new[] { "green", "red", "yellow", "red", "green" })
        {
            var draft = await desk.Draft(village, await desk.Patient("village-b"), colour);
            var id = draft.GetProperty("id").GetGuid();
            await DeskWorld.Json(
                await village.PostAsJsonAsync($"/api/consultations/{id}/submission", new { version = 1 }), 200);
            sent.Add(id);
        }
        var byUrgency = new[] { sent[1], sent[3], sent[2], sent[0], sent[4] };
        Assert.Equal(byUrgency, await AllPages(reader, "view=queue"));
        Assert.Equal(byUrgency, await AllPages(coordinator, "view=open"));
        Assert.Equal(sent.AsEnumerable().Reverse(), await AllPages(village, "view=mine"));
        Assert.Equal([sent[1], sent[3]], await AllPages(coordinator, "view=open&colour=red"));
        Assert.Empty(await AllPages(coordinator, "view=open&tier=township"));
        Assert.Equal(5,
            (await AllPages(coordinator, $"view=open&tier=village&state=queued,claimed&service=ecg")).Count);
        foreach (var id in sent.Take(3))
        {
            await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
            await DeskWorld.Json(await desk.Sign(reader, id, DeskWorld.EcgReport(0)), 200);
        }
        Assert.Equal([sent[2], sent[1], sent[0]], await AllPages(reader, "view=done"));
        Assert.Equal([sent[3], sent[4]], await AllPages(reader, "view=queue"));
    }

    [PostgresFact]
    public async Task A_case_is_found_by_its_number()
    {
        using var village = await hub.SignIn("village-a");
        var draft = await desk.Draft(village, await desk.Patient());
        var found = await AllPages(village, $"view=mine&q={draft.GetProperty("number").GetString()}");
        Assert.Equal([draft.GetProperty("id").GetGuid()], found);
    }

    [PostgresTheory]
    [InlineData("view=everything")]
    [InlineData("view=open&colour=purple")]
    [InlineData("view=open&state=nowhere")]
    [InlineData("view=open&cursor=!!")]
    public async Task A_filter_that_is_none_is_refused(string query)
    {
        using var coordinator = await hub.SignIn("desk-a");
        var answer = await coordinator.GetAsync($"/api/consultations?{query}");
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [PostgresFact]
    public async Task A_second_opinion_that_differs_is_decided_by_a_third_reader()
    {
        using var village = await hub.SignIn("village-a");
        using var first = await hub.SignIn("county-a");
        using var second = await hub.SignIn("reader-a");
        using var third = await hub.SignIn("reviewer-a");
        var id = await desk.Sent(village);
        await DeskWorld.Json(await first.PostAsync($"/api/consultations/{id}/claim", null), 200);
        await DeskWorld.Json(await desk.Sign(first, id, DeskWorld.EcgReport(0)), 200);
        await DeskWorld.Json(
            await village.PostAsJsonAsync($"/api/consultations/{id}/second-opinion",
            new { reason = "disagreement", blind = false }), 200);
        Assert.Contains(id, await AllPages(second, "view=queue"));
        var told = await second.GetFromJsonAsync<JsonElement>("/api/notices?unread=true");
        Assert.Contains(told.GetProperty("items").EnumerateArray(), notice =>
            notice.GetProperty("kind").GetString() == "second_opinion_asked"
            && notice.GetProperty("consultationId").GetGuid() == id);
        var own = await first.PostAsJsonAsync($"/api/consultations/{id}/second-opinion-answer", new { agree = true });
        Assert.Equal("own_work", await DeskWorld.Code(own));
        var differs = await DeskWorld.Json(await second.PostAsJsonAsync(
            $"/api/consultations/{id}/second-opinion-answer",
            new { agree = false, comment = "I see an old infarction." }), 200);
        Assert.Equal("reviewed", differs.GetProperty("state").GetString());
        Assert.Contains(id, await AllPages(third, "view=queue"));
        var draft = await DeskWorld.Json(await third.GetAsync($"/api/consultations/{id}/report-draft"), 200);
        var form = DeskWorld.EcgReport(draft.GetProperty("version").GetInt32());
        form["impression"] = "Old inferior infarction.";
        var signed = await DeskWorld.Json(await desk.Sign(third, id, form), 200);
        Assert.Equal("Old inferior infarction.", signed.GetProperty("impression").GetString());
    }

    [PostgresFact]
    public async Task A_reviewers_queue_and_the_townships_list_hear_of_a_villages_case()
    {
        using var village = await hub.SignIn("village-a");
        using var township = await hub.SignIn("township-a");
        using var reader = await hub.SignIn("county-a");
        using var reviewer = await hub.SignIn("reviewer-a");
        var id = await desk.Sent(village);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        await DeskWorld.Json(await reader.PutAsJsonAsync(
            $"/api/consultations/{id}/report-draft", DeskWorld.EcgReport(0)), 200);
        await using var queue = await hub.Live(reviewer);
        await queue.Watch("queue");
        await using var above = await hub.Live(township);
        await above.Watch("mine");
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/review-request", null), 200);
        foreach (var live in new[] { queue, above })
        {
            var change = await live.NextChange();
            Assert.Equal(("ask_review", id), (change.Text("kind"), change.GetProperty("id").GetGuid()));
        }
    }
}
