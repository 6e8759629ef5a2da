using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Consultations;

/// <summary>Asked blind, the second reader sees the first report only after he has signed his own reading.</summary>
public sealed class BlindOpinionTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private const string Impression = "Normal ECG.";
    private readonly DeskWorld desk = new(hub);

    public Task InitializeAsync() => PostgresCluster.WhyAbsent is null ? desk.Prepare() : Task.CompletedTask;

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task The_first_report_opens_with_the_second_readers_own_signed_reading()
    {
        using var sender = await hub.SignIn("village-a");
        using var first = await hub.SignIn("county-a");
        using var second = await hub.SignIn("reader-a");
        var (id, report, patient) = await Asked(sender, first, blind: true);
        var at = $"/api/consultations/{id}";

        var seen = await second.GetStringAsync(at);
        Assert.DoesNotContain(Impression, seen, StringComparison.Ordinal);
        Assert.DoesNotContain("No acute infarction.", seen, StringComparison.Ordinal);
        Assert.Contains("second_opinion_reading", Allowed(seen));
        Assert.DoesNotContain("second_opinion_answer", Allowed(seen));
        await Closed(second, report, $"{at}/report-draft", patient);
        using var early = await second.PostAsJsonAsync($"{at}/second-opinion-answer", new { agree = true });
        Assert.Equal("read_first", await DeskWorld.Code(early));

        // The sender, the first reader and the desk go on reading what was signed.
        using var coordinator = await hub.SignIn("desk-a");
        foreach (var other in new[] { sender, first, coordinator })
            Assert.Contains(Impression, await other.GetStringAsync($"/api/reports/{report}"), StringComparison.Ordinal);

        using var stale = await second.PostAsJsonAsync($"{at}/second-opinion-reading", new { text = "Sinus rhythm." });
        Assert.False(stale.IsSuccessStatusCode);
        await DeskWorld.Json(
            await desk.Freshly(second, $"{at}/second-opinion-reading", new { text = "Sinus rhythm, no ST change." }),
            200);
        using var twice = await desk.Freshly(second, $"{at}/second-opinion-reading", new { text = "Something else." });
        Assert.Equal("already_read", await DeskWorld.Code(twice));
        Assert.Contains(Impression, await second.GetStringAsync($"/api/reports/{report}"), StringComparison.Ordinal);
        var done = await DeskWorld.Json(await second.PostAsJsonAsync(
            $"{at}/second-opinion-answer", new { agree = true, comment = "The same." }), 200);
        Assert.Equal("delivered", done.Text("state"));
    }

    [PostgresFact]
    public async Task Without_blindness_the_first_report_is_there_at_once()
    {
        using var sender = await hub.SignIn("village-a");
        using var first = await hub.SignIn("county-a");
        using var second = await hub.SignIn("reader-a");
        var (id, report, _) = await Asked(sender, first, blind: false);
        Assert.Contains(Impression, await second.GetStringAsync($"/api/reports/{report}"), StringComparison.Ordinal);
        using var reading =
            await desk.Freshly(second, $"/api/consultations/{id}/second-opinion-reading", new { text = "Mine." });
        Assert.Equal("not_blind", await DeskWorld.Code(reading));
    }

    private async Task<(Guid Id, Guid Report, Guid Patient)> Asked(HttpClient sender, HttpClient first, bool blind)
    {
        var id = await desk.Sent(sender);
        await DeskWorld.Json(await first.PostAsJsonAsync($"/api/consultations/{id}/claim", new { }), 200);
        var signed = await DeskWorld.Json(await desk.Sign(first, id, DeskWorld.EcgReport(0)), 200);
        var asked = await DeskWorld.Json(await sender.PostAsJsonAsync(
            $"/api/consultations/{id}/second-opinion", new { reason = "difficult_case", blind }), 200);
        return (id, signed.GetProperty("id").GetGuid(), asked.GetProperty("patient").GetProperty("id").GetGuid());
    }

    private static async Task Closed(HttpClient second, Guid report, string draft, Guid patient)
    {
        foreach (var way in new[] { "", "/page" })
        {
            using var answer = await second.GetAsync($"/api/reports/{report}{way}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        Assert.DoesNotContain(Impression, await second.GetStringAsync(draft), StringComparison.Ordinal);
        Assert.DoesNotContain(Impression, await second.GetStringAsync($"/api/patients/{patient}/history"),
            StringComparison.Ordinal);
    }

    private static string[] Allowed(string text)
    {
        using var its = JsonDocument.Parse(text);
        return [.. its.RootElement.GetProperty("allowed").EnumerateArray().Select(each => each.GetString()!)];
    }
}
