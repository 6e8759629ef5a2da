using System.Net;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Reports;

public sealed class ReportPageTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<JsonElement> Signed(HttpClient village, HttpClient reader)
    {
        var id = await desk.Sent(village);
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var form = DeskWorld.EcgReport(0);
        form["impression"] = "<script>alert(1)</script> Normal ECG.";
        return await DeskWorld.Json(await desk.Sign(reader, id, form), 200);
    }

    [PostgresFact]
    public async Task The_page_carries_the_action_card_first_and_no_script_of_anyones()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var report = await Signed(village, reader);
        foreach (var (language, heading, conclusion) in new[]
        {
            ("zh", "处置卡", "结论"), ("en", "Action card", "Conclusion"),
            ("ru", "Карта действий", "Заключение"), ("kk", "Іс-қимыл картасы", "Қорытынды"),
        })
        {
            using var answer = await village.GetAsync(
                $"/api/reports/{report.GetProperty("id").GetGuid()}/page?language={language}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.True(html.IndexOf(heading, StringComparison.Ordinal)
                < html.IndexOf(conclusion + "</h2>", StringComparison.Ordinal));
            Assert.Contains(report.GetProperty("verificationCode").GetString()!, html, StringComparison.Ordinal);
            Assert.Contains("<svg", html, StringComparison.Ordinal);
        }
    }

    [PostgresFact]
    public async Task Anyone_with_the_paper_can_check_it_and_learns_nothing_of_its_content()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        using var anyone = hub.Anonymous();
        var code = (await Signed(village, reader)).GetProperty("verificationCode").GetString()!;
        var typed = code.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant();
        using var answer = await anyone.GetAsync($"/verify/{Uri.EscapeDataString(typed)}?language=en");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("This report is genuine", html, StringComparison.Ordinal);
        Assert.DoesNotContain("李秀英", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Normal ECG", html, StringComparison.Ordinal);
        using var wrong = await anyone.GetAsync("/verify/AAAA-BBBB-CCCC");
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    [PostgresFact]
    public async Task A_report_prints_as_pdf_or_says_what_is_missing()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var report = await Signed(village, reader);
        using var answer = await village.GetAsync($"/api/reports/{report.GetProperty("id").GetGuid()}/pdf?language=zh");
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Assert.Equal("pdf_needs_chromium", await DeskWorld.Code(answer));
            return;
        }
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("%PDF-"u8.ToArray(), bytes[..5]);
        if (Environment.GetEnvironmentVariable("TELEMED_KEEP_PAGES") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, "report.pdf"), bytes);
    }

    [PostgresFact]
    public async Task A_report_of_another_county_is_not_there()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        using var other = await hub.SignIn("county-b");
        var id = (await Signed(village, reader)).GetProperty("id").GetGuid();
        foreach (var path in new[] { $"/api/reports/{id}", $"/api/reports/{id}/page", $"/api/reports/{id}/pdf" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path)).StatusCode);
    }
}
