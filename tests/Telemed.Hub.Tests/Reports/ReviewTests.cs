using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Telemed.Ecg.Measure;
using Telemed.Hub.Consultations;
using Telemed.Hub.Ecg;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Reports;

/// <summary>
/// Reviews that begin by themselves: for juniors, for a sample, and where measurement and words differ.
/// </summary>
public sealed class ReviewTests(TimersByHandFixture hub) : IClassFixture<TimersByHandFixture>, IAsyncLifetime
{
    private const string AddMeasuredEcg = """
        WITH kept AS (
            INSERT INTO blob (id, object_key, sha256, size_bytes, content_type, state)
            VALUES (@blob, @blob::text, decode(repeat('00', 32), 'hex'), 1, 'application/octet-stream', 'stored')
        ), recorded AS (
            INSERT INTO ecg_recording (id, consultation_id, facility_id, blob_id, format, duration_ms, sampling_rate_hz,
                leads, waveform_sha256, received_at)
            SELECT @ecg, c.id, c.facility_id, @blob, 'dicom', 10000, 500, 12, '\x00', @now
            FROM consultation c WHERE c.id = @id
        ), attached AS (
            INSERT INTO attachment (id, consultation_id, facility_id, kind, subject_id, file_name, size_bytes, sha256,
                created_at)
            SELECT gen_random_uuid(), c.id, c.facility_id, 'ecg', @ecg, 'rest.dcm', 1, '\x00', @now
            FROM consultation c WHERE c.id = @id
        )
        INSERT INTO ecg_measurement (ecg_id, version, analysis, measured_at) VALUES (@ecg, 1, @analysis::jsonb, @now)
        """;

    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        await desk.Prepare();
        await Junior("reader-a", "ecg");
        await Share(0);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task Junior(string login, params string[] services)
    {
        using var admin = await hub.SignIn("admin");
        await DeskWorld.Json(await admin.PutAsJsonAsync(
            $"/api/people/{hub.World.Person(login).Value}/privileges", new { needsReview = services }), 200);
    }

    // The hub keeps its catalogue for five seconds.
    private async Task Share(int percent)
    {
        await desk.Execute("UPDATE service SET review_percent = @percent", new { percent });
        hub.Clock.Advance(TimeSpan.FromSeconds(6));
    }

    private async Task<Guid> Claimed(HttpClient village, HttpClient reader, string colour = "green")
    {
        var id = await desk.Sent(village, colour);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        return id;
    }

    private async Task<JsonElement> Refused(HttpClient reader, Guid id)
    {
        var refused = await DeskWorld.Json(await desk.Sign(reader, id, DeskWorld.EcgReport(0)), 409);
        Assert.Equal("review_first", refused.GetProperty("code").GetString());
        return refused;
    }

    private async Task<JsonElement> SentToReview(HttpClient reader, Guid id, int version = 0)
    {
        await DeskWorld.Json(await reader.PutAsJsonAsync(
            $"/api/consultations/{id}/report-draft", DeskWorld.EcgReport(version)), 200);
        return await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/review-request", null), 200);
    }

    private static async Task<JsonElement> View(HttpClient person, Guid id) =>
        await DeskWorld.Json(await person.GetAsync($"/api/consultations/{id}"), 200);

    private static string? Reason(JsonElement its) => its.GetProperty("reviewReason").GetString();

    private static string[] Allowed(JsonElement its) =>
        [.. its.GetProperty("allowed").EnumerateArray().Select(code => code.GetString()!)];

    private Task<long> Notices(Guid id, string kind) => desk.Row<long>(
        "SELECT count(*) FROM notice WHERE consultation_id = @id AND kind = @kind", new { id, kind });

    [PostgresFact]
    public async Task A_junior_signs_only_what_a_reviewer_agreed_with()
    {
        using var village = await hub.SignIn("village-a");
        using var junior = await hub.SignIn("reader-a");
        using var reviewer = await hub.SignIn("reviewer-a");
        var id = await Claimed(village, junior);
        var opened = await DeskWorld.Json(await junior.PostAsync($"/api/consultations/{id}/opening", null), 200);
        Assert.Equal("junior_reporter", Reason(opened));
        Assert.DoesNotContain("signature", Allowed(opened));
        Assert.Contains("review_request", Allowed(opened));
        Assert.Equal("junior_reporter", (await Refused(junior, id)).GetProperty("reason").GetString());
        Assert.Equal("reading", (await View(junior, id)).GetProperty("state").GetString());

        Assert.Equal("review_pending", (await SentToReview(junior, id)).GetProperty("state").GetString());
        var shown = await View(reviewer, id);
        Assert.Equal("junior_reporter", Reason(shown));
        Assert.Contains("review", Allowed(shown));
        Assert.Null(Reason(await View(village, id)));
        await DeskWorld.Json(await reviewer.PostAsJsonAsync(
            $"/api/consultations/{id}/review", new { agree = false, comment = "Mention the axis." }), 200);
        await Refused(junior, id);
        await SentToReview(junior, id, version: 1);
        await DeskWorld.Json(await reviewer.PostAsJsonAsync(
            $"/api/consultations/{id}/review", new { agree = true }), 200);
        // What was reviewed is what is signed; the action card may still be completed.
        var other = DeskWorld.EcgReport(2);
        other["impression"] = "Atrial fibrillation.";
        Assert.Equal("reviewed_differs", await DeskWorld.Code(await desk.Sign(junior, id, other)));
        Assert.Equal("reviewed_differs", await DeskWorld.Code(
            await junior.PutAsJsonAsync($"/api/consultations/{id}/report-draft", other)));
        var card = DeskWorld.EcgReport(2);
        card["actionCard"] = new { doNow = "rest", give = "", doNot = "", sendIf = "", callBackAt = "18:00" };
        await DeskWorld.Json(await junior.PutAsJsonAsync($"/api/consultations/{id}/report-draft", card), 200);
        var signed = await DeskWorld.Json(await desk.Sign(junior, id, new { version = 3 }), 200);
        Assert.Equal("final", signed.GetProperty("status").GetString());
        // Two preliminary versions were reviewed before it; the sender reads the signed one.
        Assert.Equal(3, signed.GetProperty("number").GetInt32());
        Assert.False(signed.GetProperty("unreviewed").GetBoolean());

        var later = await View(junior, id);
        Assert.DoesNotContain("amendments", Allowed(later));
        var amended = DeskWorld.EcgReport(0);
        (amended["impression"], amended["reason"]) = ("Other.", "Second look.");
        Assert.Equal("review_first", await DeskWorld.Code(
            await desk.Freshly(junior, $"/api/consultations/{id}/amendments", amended)));
        await DeskWorld.Json(await desk.Freshly(reviewer, $"/api/consultations/{id}/amendments", amended), 200);
    }

    [PostgresFact]
    public async Task What_goes_to_a_review_that_must_be_is_complete()
    {
        using var village = await hub.SignIn("village-a");
        using var junior = await hub.SignIn("reader-a");
        var id = await Claimed(village, junior);
        var form = DeskWorld.EcgReport(0);
        form["answers"] = new object[] { new { number = 1, text = "No." } };
        await DeskWorld.Json(await junior.PutAsJsonAsync($"/api/consultations/{id}/report-draft", form), 200);
        var refused = await DeskWorld.Json(
            await junior.PostAsync($"/api/consultations/{id}/review-request", null), 409);
        Assert.Equal("incomplete", refused.GetProperty("code").GetString());
        Assert.Equal("answers.2", refused.GetProperty("missing")[0].GetProperty("code").GetString());
    }

    [PostgresFact]
    public async Task A_share_of_all_catches_every_case_but_a_red_one_and_a_share_of_none_no_case()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        await Share(100);
        var drawn = await Claimed(village, reader);
        var opened = await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{drawn}/opening", null), 200);
        Assert.Null(Reason(opened));
        Assert.Contains("signature", Allowed(opened));
        Assert.Equal("sampled", (await Refused(reader, drawn)).GetProperty("reason").GetString());
        Assert.Equal("sampled", Reason(await SentToReview(reader, drawn)));
        Assert.Equal("sampled", await desk.Row<string>("""
            SELECT reason_code FROM consultation_event WHERE consultation_id = @drawn AND kind = 'finish_draft'
            """, new { drawn }));

        var red = await Claimed(village, reader, "red");
        await DeskWorld.Json(await desk.Sign(reader, red, DeskWorld.EcgReport(0)), 200);
        await Share(0);
        var none = await Claimed(village, reader);
        await DeskWorld.Json(await desk.Sign(reader, none, DeskWorld.EcgReport(0)), 200);
    }

    [PostgresFact]
    public async Task A_case_is_drawn_once_and_a_preliminary_report_does_not_escape()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var draws = new[] { 0.049, 0.05 };
        await Share(5);
        foreach (var draw in draws)
        {
            var id = await Claimed(village, reader);
            await desk.Execute("UPDATE consultation SET review_draw = @draw WHERE id = @id", new { id, draw });
            await DeskWorld.Json(await reader.PutAsJsonAsync(
                $"/api/consultations/{id}/report-draft", DeskWorld.EcgReport(0)), 200);
            await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/preliminary", null), 200);
            var signing = await desk.Sign(reader, id, new { version = 1 });
            Assert.Equal(draw < 0.05 ? 409 : 200, (int)signing.StatusCode);
        }
        await Share(0);
    }

    [PostgresFact]
    public async Task A_critical_trace_under_a_report_that_says_nothing_critical_is_reviewed()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var normal = await Claimed(village, reader, "red");
        await Measured(normal, FlagLevel.Critical);
        Assert.Equal("critical_mismatch", (await Refused(reader, normal)).GetProperty("reason").GetString());
        await SentToReview(reader, normal);
        // The patient does not wait for the second reader: what is red is shown as preliminary.
        Assert.Equal(1, (await View(village, normal)).GetProperty("reports").GetArrayLength());

        var marked = await Claimed(village, reader, "red");
        await Measured(marked, FlagLevel.Critical);
        var form = DeskWorld.EcgReport(0);
        form["critical"] = new { @is = true, code = "160", text = "ST elevation V1-V4" };
        await DeskWorld.Json(await desk.Sign(reader, marked, form), 200);

        var harmless = await Claimed(village, reader);
        await Measured(harmless, FlagLevel.Abnormal);
        await DeskWorld.Json(await desk.Sign(reader, harmless, DeskWorld.EcgReport(0)), 200);
    }

    [PostgresFact]
    public async Task A_trace_that_was_removed_from_the_case_says_nothing()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var id = await Claimed(village, reader, "red");
        await Measured(id, FlagLevel.Critical);
        await desk.Execute("UPDATE attachment SET removed_at = now() WHERE consultation_id = @id", new { id });
        await DeskWorld.Json(await desk.Sign(reader, id, DeskWorld.EcgReport(0)), 200);
    }

    [PostgresFact]
    public async Task Without_a_reviewer_the_desk_is_told_and_later_the_preliminary_report_stands()
    {
        using var village = await hub.SignIn("village-a");
        using var junior = await hub.SignIn("reader-a");
        using var reviewer = await hub.SignIn("reviewer-a");
        await Junior("reviewer-a", "ecg");
        await Junior("chief-a", "ecg");
        try
        {
            var id = await Claimed(village, junior, "red");
            await SentToReview(junior, id);
            Assert.Equal((0L, true), (await Notices(id, "review_requested"), await Notices(id, "no_reviewer") > 0));
            Assert.DoesNotContain("review", Allowed(await View(reviewer, id)));
            Assert.Equal("not_qualified", await DeskWorld.Code(await reviewer.PostAsJsonAsync(
                $"/api/consultations/{id}/review", new { agree = true })));
            var queue = await reviewer.GetFromJsonAsync<JsonElement>("/api/consultations?view=queue");
            Assert.DoesNotContain(
                queue.GetProperty("items").EnumerateArray(), row => row.GetProperty("id").GetGuid() == id);

            hub.Clock.Advance(TimeSpan.FromMinutes(10.1));   // red is reviewed within 10 minutes
            while (await hub.Hub.Services.GetRequiredService<RunTimers>().Run(CancellationToken.None) > 0) { }
            Assert.True(await Notices(id, "preliminary_stands") > 0);
            var line = Assert.Single((await View(village, id)).GetProperty("reports").EnumerateArray());
            var report = await DeskWorld.Json(
                await village.GetAsync($"/api/reports/{line.GetProperty("id").GetGuid()}"), 200);
            Assert.True(report.GetProperty("unreviewed").GetBoolean());
        }
        finally
        {
            await Junior("reviewer-a");
            await Junior("chief-a");
        }
    }

    private Task Measured(Guid id, FlagLevel level) => desk.Execute(AddMeasuredEcg, new
    {
        id,
        ecg = Guid.CreateVersion7(),
        blob = Guid.CreateVersion7(),
        now = hub.Clock.GetUtcNow(),
        analysis = JsonSerializer.Serialize(new EcgAnalysis
        {
            Beats = [new EcgBeat(400, true, null, null, null, null, null, null)],
            Intervals = new EcgIntervals { HeartRateBpm = 72 },
            StLevelsUv = new Dictionary<string, double>(),
            Amplitudes = new Dictionary<string, LeadAmplitudes>(),
            Quality = new SignalQuality(90, [], null),
            Flags = [new EcgFlag("st_elevation", level, "V1 to V4", null, ["V1"])],
        }, EcgJson.Default.EcgAnalysis),
    });
}
