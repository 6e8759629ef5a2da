using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Telemed.Samples;

namespace Telemed.Browser.Tests;

/// <summary>What pages say while the line, the hub or a file fails, and how they come back.</summary>
public sealed class FailureTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string Busy = """{"code":"busy","title":"Busy"}""";

    [BrowserFact]
    public async Task A_search_without_an_answer_shows_nothing_that_other_words_found()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var page = clinician.Page;
        await page.Locator(".bell").WaitForAsync();
        await page.Keyboard.PressAsync("Control+k");
        var field = page.GetByRole(AriaRole.Combobox);
        var hits = page.GetByRole(AriaRole.Option);
        await field.FillAsync("王");
        await hits.First.WaitForAsync();

        await page.RouteAsync("**/api/search*", route => route.AbortAsync());
        await field.FillAsync("李");
        await field.PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal((0, "/"), (await hits.CountAsync(), new Uri(page.Url).AbsolutePath));

        await page.UnrouteAsync("**/api/search*");
        await hits.First.WaitForAsync();
        OnlyFailedRequests(clinician);
    }

    [BrowserFact]
    public async Task A_draft_that_did_not_come_is_no_empty_form_and_comes_with_the_line()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var page = clinician.Page;
        var draft = await Draft(clinician, "草稿");
        var (form, address) = (page.Locator(".new-case-form"), $"**/api/consultations/{draft}");
        await page.RouteAsync(address, route => route.FulfillAsync(
            new() { Status = 503, ContentType = "application/problem+json", Body = Busy }));
        await clinician.Go($"/new?id={draft}");
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal(0, await form.CountAsync());

        await page.UnrouteAsync(address);
        await form.WaitForAsync();
        await clinician.See("草稿");
        OnlyFailedRequests(clinician);
    }

    [BrowserFact]
    public async Task A_report_whose_save_got_no_answer_is_not_somebody_elses()
    {
        await using var reader = await Person.SignIn(fixture, "li.ming", 1440);
        var page = reader.Page;
        var queue = await reader.Get("/api/consultations?view=queue&limit=50");
        var row = queue.GetProperty("items").EnumerateArray()
            .First(each => each.GetProperty("state").GetString() is "queued" or "escalated");
        var id = row.GetProperty("id").GetString();
        await reader.Post($"/api/consultations/{id}/claim", new { version = row.GetProperty("version").GetInt32() });
        await reader.Go($"/case/{id}/read");
        var field = page.Locator(".room-right textarea").First;
        await field.WaitForAsync();

        var lost = 0;
        await page.RouteAsync("**/report-draft", async route =>
        {
            if (route.Request.Method != "PUT" || lost > 0)
            {
                await route.ContinueAsync();
                return;
            }
            lost++;
            await route.FetchAsync(); // the hub has saved it
            await route.AbortAsync();
        });
        await field.FillAsync("Nothing acute.");
        await page.Locator(".room-foot").GetByText(new Regex("^Saved")).WaitForAsync();
        Assert.Equal((1, 0), (lost, await page.Locator(".room-foot .note").CountAsync()));
        OnlyFailedRequests(reader);
    }

    [BrowserFact]
    public async Task An_upload_that_was_cut_goes_on_and_an_ECG_says_what_of_it_did_not_come()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var page = clinician.Page;
        var draft = await Draft(clinician, "断线");
        await clinician.Go($"/new?id={draft}");
        await page.Locator(".new-case-form").WaitForAsync();
        await page.RouteAsync("**/uploads/*", route =>
            route.Request.Method == "PATCH" ? route.AbortAsync() : route.ContinueAsync());
        await page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload
            { Name = "cut.scp", MimeType = "application/octet-stream", Buffer = AnEcg() });
        await clinician.See("Waiting for the line");
        await page.UnrouteAsync("**/uploads/*");
        await clinician.See("Received");

        var details = new Regex("/api/ecgs/[^/]+$");
        await page.RouteAsync(details, route => route.FulfillAsync(
            new() { Status = 500, ContentType = "application/problem+json", Body = Busy }));
        await clinician.Go($"/case/{draft}/viewer");
        await page.Locator(".ecg-scroll").WaitForAsync();
        await clinician.See("that none are shown does not mean that there are none");
        await page.UnrouteAsync(details);
        await page.Locator(".ecg-coming").GetByRole(AriaRole.Button).ClickAsync();
        await page.Locator(".ecg-details").WaitForAsync();
        OnlyFailedRequests(clinician);
    }

    [BrowserFact]
    public async Task Who_signs_out_without_a_line_stays_out_and_the_hub_learns_it_with_the_next_one()
    {
        await using var coordinator = await Person.SignIn(fixture, "chen.jing", 1440);
        var page = coordinator.Page;
        await page.RouteAsync("**/api/session", route =>
            route.Request.Method == "DELETE" ? route.AbortAsync() : route.ContinueAsync());
        await page.Locator(".initials").ClickAsync();
        await coordinator.Button("Sign out").ClickAsync();
        var form = page.GetByLabel("Log-in name");
        await form.WaitForAsync();
        await page.ReloadAsync();
        await form.WaitForAsync();
        Assert.Equal(200, (await page.APIRequest.GetAsync(coordinator.Url("/api/session"))).Status);

        await page.UnrouteAsync("**/api/session");
        await page.ReloadAsync();
        await form.WaitForAsync();
        for (var tries = 0; tries < 50; tries++)
        {
            if ((await page.APIRequest.GetAsync(coordinator.Url("/api/session"))).Status == 401) return;
            await Task.Delay(200);
        }
        Assert.Fail("the session outlived its person");
    }

    private static byte[] AnEcg() => EcgSamples.AsScp(EcgSamples.Record(
        SamplePatient.All[2], HeartStory.InferiorInfarction, new DateTime(2026, 11, 2, 8, 0, 0), seed: 4711));

    private static async Task<string> Draft(Person clinician, string name)
    {
        var patient = await clinician.Post("/api/patients", new
        {
            name, sex = "female", birthDate = "1961-02-03", identityNumber = $"failure-{name}", confirmed = true,
        });
        var draft = await clinician.Post("/api/consultations", new
        {
            patientId = patient.GetProperty("id").GetString(), serviceCode = "ecg", colour = "green",
            questions = new[] { "Infarction?" }, complaint = "chest pain",
        });
        return draft.GetProperty("id").GetString()!;
    }

    /// <summary>
    /// Holds that the page itself met no fault: the browser names each request that was made to fail.
    /// </summary>
    private static void OnlyFailedRequests(Person person) =>
        Assert.All(person.Faults, fault => Assert.StartsWith("Failed to load resource", fault));
}
