using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Hub.Reports;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Reports;

public sealed class ReportTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<Guid> Claimed(HttpClient village, HttpClient reader, string colour = "green")
    {
        var id = await desk.Sent(village, colour);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        return id;
    }

    private async Task<JsonElement> Signed(HttpClient reader, Guid id) =>
        await DeskWorld.Json(await desk.Sign(reader, id, DeskWorld.EcgReport(0)), 200);

    [PostgresFact]
    public async Task A_report_without_an_answer_to_every_question_is_not_signed()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader);
        var form = DeskWorld.EcgReport(0);
        form["answers"] = new object[] { new { number = 1, text = "No." } };
        var saved = await DeskWorld.Json(
            await reader.PutAsJsonAsync($"/api/consultations/{id}/report-draft", form), 200);
        Assert.Equal("answers.2", saved.GetProperty("missing")[0].GetProperty("code").GetString());
        var refused = await DeskWorld.Json(await desk.Sign(reader, id, new { version = 1 }), 409);
        Assert.Equal("incomplete", refused.GetProperty("code").GetString());
        Assert.Equal("answers.2", refused.GetProperty("missing")[0].GetProperty("code").GetString());
    }

    [PostgresFact]
    public async Task Nothing_is_signed_without_a_fresh_credential()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader);
        var answer = await reader.PostAsJsonAsync($"/api/consultations/{id}/signature", DeskWorld.EcgReport(0));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("fresh_credential_needed", await DeskWorld.Code(answer));
    }

    [PostgresFact]
    public async Task A_report_is_signed_once_by_its_holder_only()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        using var other = await hub.SignIn("reader-a");
        var id = await Claimed(village, reader);
        Assert.Equal("claimed_by_other", await DeskWorld.Code(await desk.Sign(other, id, DeskWorld.EcgReport(0))));
        await Signed(reader, id);
        Assert.Equal("already_signed", await DeskWorld.Code(await desk.Sign(reader, id, new { version = 1 })));
    }

    [PostgresFact]
    public async Task A_signed_report_cannot_be_changed_even_in_the_database()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var report = await Signed(reader, await Claimed(village, reader));
        var change = desk.Execute(
            "UPDATE report SET content = '{}' WHERE id = @id", new { id = report.GetProperty("id").GetGuid() });
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => change);
    }

    [PostgresFact]
    public async Task A_draft_from_an_old_version_is_refused_and_nothing_is_lost()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader);
        var path = $"/api/consultations/{id}/report-draft";
        await DeskWorld.Json(await reader.PutAsJsonAsync(path, DeskWorld.EcgReport(0)), 200);
        var late = await DeskWorld.Json(await reader.PutAsJsonAsync(path, DeskWorld.EcgReport(0)), 409);
        Assert.Equal(1, late.GetProperty("current").GetInt32());
        var draft = await DeskWorld.Json(await reader.GetAsync(path), 200);
        Assert.Equal(1, draft.GetProperty("version").GetInt32());
        Assert.Equal("none_available", draft.GetProperty("content").GetProperty("comparison.prior").GetString());
    }

    [PostgresFact]
    public async Task A_value_that_is_none_of_the_template_is_refused_with_its_field()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader);
        var form = DeskWorld.EcgReport(0);
        form["content"] = new Dictionary<string, object> { ["nowhere.nothing"] = "x" };
        var answer = await DeskWorld.Json(
            await reader.PutAsJsonAsync($"/api/consultations/{id}/report-draft", form), 422);
        Assert.Equal("bad_report", answer.GetProperty("code").GetString());
    }

    [PostgresFact]
    public async Task An_amendment_shows_what_changed_and_is_acknowledged_anew()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader);
        var first = await Signed(reader, id);
        await DeskWorld.Json(await village.PostAsJsonAsync($"/api/consultations/{id}/acknowledgement", new { }), 200);

        var form = DeskWorld.EcgReport(0);
        form["impression"] = "Normal ECG, old infarction not excluded.";
        form["reason"] = "Compared with the earlier tracing.";
        form["severity"] = "clinically_important";
        var amended = await DeskWorld.Json(
            await desk.Freshly(reader, $"/api/consultations/{id}/amendments", form), 200);
        Assert.Equal("amended", amended.GetProperty("status").GetString());
        Assert.Equal(2, amended.GetProperty("number").GetInt32());
        var line = Assert.Single(amended.GetProperty("diff").EnumerateArray());
        Assert.Equal("conclusion", line.GetProperty("field").GetString());
        Assert.Equal("Normal ECG.", line.GetProperty("before").GetString());

        var its = await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200);
        Assert.Equal("delivered", its.GetProperty("state").GetString());
        Assert.True(its.GetProperty("needsMe").GetBoolean());
        var old = await DeskWorld.Json(
            await village.GetAsync($"/api/reports/{first.GetProperty("id").GetGuid()}"), 200);
        Assert.Equal("Normal ECG.", old.GetProperty("impression").GetString());
        var same = await desk.Freshly(reader, $"/api/consultations/{id}/amendments", form);
        Assert.Equal("nothing_changed", await DeskWorld.Code(same));
    }

    [PostgresFact]
    public async Task Only_what_is_signed_is_amended_or_added_to_and_with_words_that_say_why()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader);
        var form = DeskWorld.EcgReport(0);
        (form["impression"], form["reason"]) = ("Normal variant.", "Second look.");
        var amendments = $"/api/consultations/{id}/amendments";
        Assert.Equal("not_signed_yet", await DeskWorld.Code(await desk.Freshly(reader, amendments, form)));
        Assert.Equal("not_signed_yet", await DeskWorld.Code(
            await desk.Freshly(reader, $"/api/consultations/{id}/addenda", new { text = "More." })));
        await Signed(reader, id);
        form["reason"] = " ";
        Assert.Equal("words_missing", await DeskWorld.Code(await desk.Freshly(reader, amendments, form)));
        Assert.Equal("bad_field", await DeskWorld.Code(
            await desk.Freshly(reader, $"/api/consultations/{id}/addenda", new { text = " " })));
        (form["reason"], form["impression"]) = ("Second look.", "");
        Assert.Equal("incomplete", await DeskWorld.Code(await desk.Freshly(reader, amendments, form)));
    }

    [PostgresFact]
    public async Task An_addendum_adds_and_changes_nothing()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader);
        await Signed(reader, id);
        var added = await DeskWorld.Json(await desk.Freshly(
            reader, $"/api/consultations/{id}/addenda", new { text = "The earlier tracing arrived and agrees." }), 200);
        Assert.Equal("addendum", added.GetProperty("status").GetString());
        Assert.Equal(1, await desk.Row<long>("""
            SELECT count(*) FROM audit_row WHERE entity_id = @id AND action = 'report.addendum_added'
            """, new { id = id.ToString() }));
        var its = await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200);
        Assert.Equal(2, its.GetProperty("reports").GetArrayLength());
        Assert.Equal("No acute infarction.", its.GetProperty("questions")[0].GetProperty("answer").GetString());
    }

    [PostgresFact]
    public async Task A_preliminary_report_is_the_readers_own_unless_the_case_is_red()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        foreach (var (colour, seen) in new[] { ("green", 0), ("red", 1) })
        {
            var id = await Claimed(village, reader, colour);
            await DeskWorld.Json(await reader.PutAsJsonAsync(
                $"/api/consultations/{id}/report-draft", DeskWorld.EcgReport(0)), 200);
            await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/preliminary", null), 200);
            var its = await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200);
            Assert.Equal(seen, its.GetProperty("reports").GetArrayLength());
        }
    }

    [PostgresFact]
    public async Task A_critical_finding_climbs_every_five_minutes_until_the_patient_is_reached()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader, "red");
        var form = DeskWorld.EcgReport(0);
        form["critical"] = new { @is = true, code = "160", text = "ST elevation V1-V4" };
        await DeskWorld.Json(await desk.Sign(reader, id, form), 200);
        var loop = (await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200))
            .GetProperty("criticalLoop");
        Assert.Equal("notified", loop.GetProperty("state").GetString());

        hub.Clock.Advance(TimeSpan.FromMinutes(5.1));
        await hub.Hub.Services.GetRequiredService<RunCriticalHops>().Run(CancellationToken.None);
        var hops = (await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200))
            .GetProperty("criticalLoop").GetProperty("hops").EnumerateArray()
            .Select(hop => hop.GetProperty("target").GetString());
        Assert.Equal(["sender", "senders_backup"], hops);

        var without = await village.PostAsJsonAsync($"/api/consultations/{id}/acknowledgement", new { });
        Assert.Equal("read_back_needed", await DeskWorld.Code(without));
        var code = loop.GetProperty("readBackCode").GetString();
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/acknowledgement", new { readBack = code }), 200);
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/action", new { code = "referred" }), 200);
        var settled = (await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200))
            .GetProperty("criticalLoop");
        Assert.Equal("closed", settled.GetProperty("state").GetString());
        Assert.NotEqual(JsonValueKind.Null, settled.GetProperty("contactedAt").ValueKind);
        hub.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, await hub.Hub.Services.GetRequiredService<RunCriticalHops>().Run(CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_critical_finding_that_an_amendment_brings_starts_the_relay()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader);
        await Signed(reader, id);
        await DeskWorld.Json(await village.PostAsJsonAsync($"/api/consultations/{id}/acknowledgement", new { }), 200);
        var form = DeskWorld.EcgReport(0);
        form["critical"] = new { @is = true, code = "160", text = "ST elevation V1-V4" };
        form["impression"] = "Acute anterior infarction.";
        form["reason"] = "Seen at the second look.";
        form["severity"] = "clinically_important";
        await DeskWorld.Json(await desk.Freshly(reader, $"/api/consultations/{id}/amendments", form), 200);
        var its = await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200);
        Assert.Equal("notified", its.GetProperty("criticalLoop").GetProperty("state").GetString());
        var unread = await village.PostAsJsonAsync($"/api/consultations/{id}/acknowledgement", new { });
        Assert.Equal("read_back_needed", await DeskWorld.Code(unread));
    }

    [PostgresFact]
    public async Task A_critical_finding_of_a_reopened_case_starts_a_relay_beside_the_one_that_ended()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader, "red");
        var form = DeskWorld.EcgReport(0);
        form["critical"] = new { @is = true, code = "160", text = "ST elevation V1-V4" };
        await DeskWorld.Json(await desk.Sign(reader, id, form), 200);
        var first = (await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200))
            .GetProperty("criticalLoop").GetProperty("readBackCode").GetString();
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/acknowledgement", new { readBack = first }), 200);
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/action", new { code = "referred" }), 200);
        await desk.Execute("UPDATE consultation SET state = 'closed', closed_at = @at WHERE id = @id",
            new { id, at = hub.Clock.GetUtcNow() });

        var again = await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/reopening", new { reason = "new_symptoms", text = "Pain again." }), 200);
        Assert.False(again.GetProperty("critical").GetBoolean());
        Assert.Equal("closed", again.GetProperty("criticalLoop").GetProperty("state").GetString());
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        Assert.Equal("not_critical",
            await DeskWorld.Code(await village.PostAsync($"/api/consultations/{id}/critical-contact", null)));
        form["version"] = 1;
        form["critical"] = new { @is = true, code = "161", text = "Inferior infarction" };
        await DeskWorld.Json(await desk.Sign(reader, id, form), 200);
        var its = await DeskWorld.Json(await village.GetAsync($"/api/consultations/{id}"), 200);
        Assert.Equal(("notified", "Inferior infarction"), (
            its.GetProperty("criticalLoop").GetProperty("state").GetString(),
            its.GetProperty("criticalLoop").GetProperty("finding").GetString()));
        var earlier = Assert.Single(its.GetProperty("earlierCriticalLoops").EnumerateArray());
        Assert.Equal(("closed", "ST elevation V1-V4"),
            (earlier.GetProperty("state").GetString(), earlier.GetProperty("finding").GetString()));

        using var coordinator = await hub.SignIn("desk-a");
        var board = await coordinator.GetFromJsonAsync<JsonElement>("/api/desk/now");
        Assert.Single(board.GetProperty("unacknowledgedCritical").EnumerateArray(), row =>
            row.GetProperty("row").GetProperty("id").GetGuid() == id);
        hub.Clock.Advance(TimeSpan.FromMinutes(5.1));
        await hub.Hub.Services.GetRequiredService<RunCriticalHops>().Run(CancellationToken.None);
        Assert.Equal(2, await desk.Row<int>(
            "SELECT hop::int FROM critical_loop WHERE consultation_id = @id AND number = 2", new { id }));
        var second = its.GetProperty("criticalLoop").GetProperty("readBackCode").GetString();
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/acknowledgement", new { readBack = second }), 200);
        await DeskWorld.Json(await village.PostAsJsonAsync(
            $"/api/consultations/{id}/action", new { code = "referred" }), 200);
        Assert.Equal(2, await desk.Row<long>(
            "SELECT count(*) FROM critical_loop WHERE consultation_id = @id AND state = 'closed'", new { id }));
    }

    [PostgresFact]
    public async Task A_relay_that_cannot_be_read_does_not_silence_the_others()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var form = DeskWorld.EcgReport(0);
        form["critical"] = new { @is = true, code = "160", text = "ST elevation V1-V4" };
        var broken = await Claimed(village, reader, "red");
        await DeskWorld.Json(await desk.Sign(reader, broken, form), 200);
        var other = await Claimed(village, reader, "red");
        await DeskWorld.Json(await desk.Sign(reader, other, form), 200);
        await desk.Execute("""
            UPDATE critical_loop SET hops = '[{"at":"2026-01-01T00:00:00Z","target":"nobody","channel":"screen"}]'
            WHERE consultation_id = @broken
            """, new { broken });
        hub.Clock.Advance(TimeSpan.FromMinutes(5.1));
        await hub.Hub.Services.GetRequiredService<RunCriticalHops>().Run(CancellationToken.None);
        Assert.Equal(2, await desk.Row<int>(
            "SELECT hop::int FROM critical_loop WHERE consultation_id = @other", new { other }));
        await desk.Execute("DELETE FROM critical_loop WHERE consultation_id = @broken", new { broken });
    }

    [PostgresFact]
    public async Task The_previous_report_of_a_patient_is_shown_only_to_a_reader_who_may_see_its_case()
    {
        using var village = await hub.SignIn("village-a");
        using var near = await hub.SignIn("county-a");
        using var far = await hub.SignIn("county-b");
        using var coordinator = await hub.SignIn("desk-a");
        var patient = await desk.Patient();
        await Signed(near, await Taken(near, await desk.Draft(village, patient)));
        var id = await Taken(near, await desk.Draft(village, patient));
        var path = $"/api/consultations/{id}/report-draft";
        var here = await DeskWorld.Json(await near.GetAsync(path), 200);
        Assert.Equal("Normal ECG.", here.GetProperty("previous").GetProperty("impression").GetString());
        await DeskWorld.Json(await coordinator.PostAsJsonAsync($"/api/consultations/{id}/reassignment",
            new { personId = hub.World.Person("county-b").Value, reason = "overload" }), 200);
        var there = await DeskWorld.Json(await far.GetAsync(path), 200);
        Assert.Equal(JsonValueKind.Null, there.GetProperty("previous").ValueKind);

        async Task<Guid> Taken(HttpClient reader, JsonElement draft)
        {
            var sent = draft.GetProperty("id").GetGuid();
            await DeskWorld.Json(
                await village.PostAsJsonAsync($"/api/consultations/{sent}/submission", new { version = 1 }), 200);
            await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{sent}/claim", null), 200);
            return sent;
        }
    }

    [PostgresFact]
    public async Task A_reader_asks_for_review_and_the_reviewer_sends_back_or_agrees()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        using var reviewer = await hub.SignIn("reviewer-a");
        var id = await Claimed(village, reader);
        await DeskWorld.Json(await reader.PutAsJsonAsync(
            $"/api/consultations/{id}/report-draft", DeskWorld.EcgReport(0)), 200);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/review-request", null), 200);
        var queue = await reviewer.GetFromJsonAsync<JsonElement>("/api/consultations?view=queue");
        Assert.Contains(queue.GetProperty("items").EnumerateArray(), row => row.GetProperty("id").GetGuid() == id);
        var told = await reviewer.GetFromJsonAsync<JsonElement>("/api/notices?unread=true");
        Assert.Contains(told.GetProperty("items").EnumerateArray(), notice =>
            notice.GetProperty("kind").GetString() == "review_requested"
            && notice.GetProperty("consultationId").GetGuid() == id);
        var back = await DeskWorld.Json(await reviewer.PostAsJsonAsync(
            $"/api/consultations/{id}/review", new { agree = false, comment = "Mention the axis." }), 200);
        Assert.Equal("reading", back.GetProperty("state").GetString());
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/review-request", null), 200);
        await DeskWorld.Json(await reviewer.PostAsJsonAsync(
            $"/api/consultations/{id}/review", new { agree = true }), 200);
        await DeskWorld.Json(await desk.Sign(reader, id, new { version = 1 }), 200);
    }
}
