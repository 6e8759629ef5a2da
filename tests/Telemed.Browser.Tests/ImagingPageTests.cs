using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>The imaging page by touch on a phone, and on a line of 2 Mbit/s.</summary>
public sealed partial class ImagingPageTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const int LineBytesPerSecond = 250_000, LineLatencyMs = 150;

    private const string Painted = """
        () => {
            const canvas = document.querySelector('.imaging-canvas canvas');
            if (!canvas || canvas.width === 0) return null;
            const small = document.createElement('canvas');
            small.width = small.height = 64;
            const pen = small.getContext('2d');
            pen.drawImage(canvas, 0, 0, 64, 64);
            const bright = pen.getImageData(0, 0, 64, 64).data.filter((grey, at) => at % 4 === 0 && grey > 40).length;
            if (bright < 100) return null;
            const frames = performance.getEntriesByType('resource').filter(each => /\/frames\/\d+$/.test(each.name));
            return { ms: Math.round(performance.now()), bright, loaded: frames.length };
        }
        """;

    private sealed record Paint(int Ms, int Bright, int Loaded);

    [BrowserFact]
    public async Task The_first_image_is_painted_long_before_the_series_is_there_on_two_megabits()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        // The program itself is in the browser since an earlier case; the images of this one are not.
        await clinician.Go($"/case/{await HeadSeries.Case(clinician, seed: 81)}/viewer");
        await FirstPaint(clinician);
        var slow = await HeadSeries.Case(clinician, seed: 82);
        var session = await clinician.Page.Context.NewCDPSessionAsync(clinician.Page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false, ["latency"] = LineLatencyMs, ["downloadThroughput"] = LineBytesPerSecond,
            ["uploadThroughput"] = LineBytesPerSecond,
        });
        await clinician.Go($"/case/{slow}/viewer");
        var first = await FirstPaint(clinician);
        Assert.True(first.Loaded < HeadSeries.Slices / 4, $"{first.Loaded} images had come when the first was painted");
        await Loaded(clinician);
        var whole = await FirstPaint(clinician);
        var told = $"first image after {first.Ms} ms with {first.Loaded} loaded, "
            + $"all {HeadSeries.Slices} after {whole.Ms} ms";
        await File.WriteAllTextAsync(Path.Combine(fixture.Screenshots, "imaging-2mbit.txt"), told + "\n");
        Console.WriteLine(told);
        Assert.True(first.Ms < whole.Ms / 2, told);
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task On_a_phone_the_tools_stay_in_one_row_two_fingers_enlarge_and_one_leafs_through()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 390);
        await clinician.Go($"/case/{await HeadSeries.Case(clinician, seed: 83)}/viewer");
        var before = await FirstPaint(clinician);
        var bar = await clinician.Page.Locator(".imaging-bar").EvaluateAsync<int[]>(
            "bar => [new Set([...bar.children].map(each => each.offsetTop)).size, bar.scrollWidth - bar.clientWidth]");
        Assert.Equal(1, bar[0]);
        Assert.True(bar[1] > 0, "all tools fit, so nothing was tried");
        var canvas = clinician.Page.Locator(".imaging-canvas").First;
        await canvas.ScrollIntoViewIfNeededAsync();
        await clinician.Look("imaging-390");

        var box = (await canvas.BoundingBoxAsync())!;
        var (x, y) = (box.X + box.Width / 2, box.Y + box.Height / 2);
        await Fingers.Move(clinician.Page, 12, turn => [(x - 30 - turn * 8, y), (x + 30 + turn * 8, y)]);
        var after = await FirstPaint(clinician);
        await clinician.Look("imaging-pinched-390");
        Assert.True(after.Bright > before.Bright * 1.15,
            $"{before.Bright} and {after.Bright} of 4096 points are bright");

        await clinician.Page.Locator(".imaging-bar")
            .GetByRole(AriaRole.Button, new() { Name = "Scroll", Exact = true }).ClickAsync();
        await canvas.ScrollIntoViewIfNeededAsync();
        box = (await canvas.BoundingBoxAsync())!;
        await Fingers.Move(clinician.Page, 12, turn => [(x, box.Y + 40 + turn * 10)]);
        await clinician.Page.WaitForFunctionAsync(
            "() => document.querySelector('.imaging-slider').valueAsNumber > 3");
        await clinician.Look("imaging-swiped-390");
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task What_the_reader_marks_and_measures_stands_there_when_the_sender_opens_the_case()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 390);
        await using var reader = await Person.SignIn(fixture, "he.jianguo", 1440);
        var id = await HeadSeries.Case(clinician, seed: 84);
        var version = (await clinician.Get($"/api/consultations/{id}")).GetProperty("version").GetInt32();
        await clinician.Post($"/api/consultations/{id}/submission", new { version });
        await reader.Post($"/api/consultations/{id}/claim", new { });
        await reader.Go($"/case/{id}/read");
        await FirstPaint(reader);
        var page = reader.Page;
        var bar = page.Locator(".imaging-bar");
        var keys = page.Locator(".imaging-keys li");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Key image", Exact = true }).ClickAsync();
        await keys.First.GetByLabel("Caption 1").FillAsync("midline");
        await keys.First.GetByLabel("Caption 1").PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show: midline" }).WaitForAsync();
        await page.Locator(".imaging-slider").FillAsync("5");
        await reader.See("Image 6 of 40");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Key image", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Later: midline" }).ClickAsync();

        // Of bone little is as bright as in the window of the brain; what the device sent comes back by the same list.
        var sent = await FirstPaint(reader);
        await bar.GetByLabel("Windows").SelectOptionAsync(new SelectOptionValue { Label = "3 Bone" });
        await page.WaitForFunctionAsync($"before => ({Painted})()?.bright !== before", sent.Bright);
        await reader.Look("imaging-windows-1440");
        await bar.GetByLabel("Windows").SelectOptionAsync(new SelectOptionValue { Label = "0 As sent" });
        await page.WaitForFunctionAsync($"before => ({Painted})()?.bright === before", sent.Bright);

        await bar.GetByRole(AriaRole.Button, new() { Name = "Tags", Exact = true }).ClickAsync();
        await page.GetByLabel("Find in the header").FillAsync("spacing");
        await page.Locator(".imaging-tags").GetByText("Pixel Spacing").First.WaitForAsync();
        await reader.Look("imaging-tags-1440");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Tags", Exact = true }).ClickAsync();

        await bar.GetByRole(AriaRole.Button, new() { Name = "Length", Exact = true }).ClickAsync();
        var box = (await page.Locator(".imaging-canvas").First.BoundingBoxAsync())!;
        var (x, y) = (box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.MoveAsync(x - 60, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x, y, new() { Steps = 4 });
        await page.Mouse.MoveAsync(x + 60, y, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        var measured = page.GetByRole(AriaRole.List, new() { Name = "Measurements" }).GetByRole(AriaRole.Button);
        await measured.First.WaitForAsync();
        await reader.Look("imaging-measured-1440");

        await bar.GetByRole(AriaRole.Button, new() { Name = "Picture into the report" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("What the picture shows").FillAsync("midline, measured");
        await reader.Look("imaging-picture-1440");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put it into the report" }).ClickAsync();
        await reader.See("The picture goes into the report.");
        // While the hand moves the list shows lengths on the way; by now the last one stands there.
        var told = await measured.First.InnerTextAsync();
        Assert.Matches(@"^1\. Length \d+(\.\d+)? mm$", told);

        await clinician.Go($"/case/{id}/viewer");
        await FirstPaint(clinician);
        await clinician.Page.GetByRole(AriaRole.Button, new() { Name = told }).ClickAsync();
        await clinician.Page.WaitForFunctionAsync(
            "() => document.querySelector('.imaging-slider').valueAsNumber === 5");
        await clinician.Page.Locator(".imaging-canvas svg text, .imaging-canvas svg line").First.WaitForAsync(
            new() { State = WaitForSelectorState.Attached });
        await clinician.Page.WaitForFunctionAsync("""
            () => [...document.querySelectorAll('.imaging-key')].map(each => each.getAttribute('aria-label')).join()
                === 'Show: Key image 1,Show: midline'
            """);
        // Who does not read the case is not offered what would be refused.
        Assert.Equal(0, await clinician.Page.Locator(".imaging-bar")
            .GetByRole(AriaRole.Button, new() { Name = "Key image", Exact = true }).CountAsync());
        await clinician.Look("imaging-measured-390");
        await clinician.Go($"/case/{id}");
        var listed = clinician.Page.GetByRole(AriaRole.List, new() { Name = "Measurements" })
            .GetByRole(AriaRole.Button, new() { Name = told });
        await listed.ScrollIntoViewIfNeededAsync();
        await clinician.Look("case-measured-390");
        await listed.ClickAsync();
        await FirstPaint(clinician);
        await reader.Go($"/case/{id}");
        await page.GetByRole(AriaRole.List, new() { Name = "Measurements" }).WaitForAsync();
        await reader.Look("case-measured-1440");
        reader.NoFaults();
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task The_coordinator_decides_about_images_that_contradict_and_brings_removed_ones_back()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 390);
        await using var coordinator = await Person.SignIn(fixture, "chen.jing", 1440);
        var id = await HeadSeries.Case(clinician, seed: 85);
        var files = (await clinician.Get($"/api/consultations/{id}")).GetProperty("attachmentList");
        var study = files[0].GetProperty("summary").GetProperty("studyUid").GetString()!;
        var contradicting = HeadSeries.Zip("IP-85", 85, first: HeadSeries.Slices / 2, slices: 1, bleed: true);
        await HeadSeries.Upload(clinician, id, contradicting);
        // The file is read in the background.
        for (var turn = 0; turn < 200; turn++, await Task.Delay(100))
            if ((await coordinator.Get("/api/conflicting-images")).GetArrayLength() > 0) break;
        var page = coordinator.Page;
        await coordinator.Go("/admin/images");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = study });
        await row.GetByText("Other content under the same UID").WaitForAsync();
        await coordinator.Look("admin-conflicts-1440");
        await row.GetByRole(AriaRole.Button, new() { Name = "Take the new" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take the new" }).ClickAsync();
        await coordinator.See("Decided about 1 image.");

        await page.GetByRole(AriaRole.Button, new() { Name = "Take images out of sight" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Study UID").FillAsync(study);
        await dialog.GetByLabel("Reason").FillAsync("Sent for another patient");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take images out of sight" }).ClickAsync();
        row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Sent for another patient" });
        await row.WaitForAsync();
        await coordinator.Look("admin-removals-1440");
        await row.GetByRole(AriaRole.Button, new() { Name = "Show again" }).ClickAsync();
        await coordinator.See("40 images are in sight again.");
        coordinator.NoFaults();
    }

    private static async Task<Paint> FirstPaint(Person person)
    {
        var found = await person.Page.WaitForFunctionAsync(Painted, null, new() { PollingInterval = 50 });
        var told = await found.EvaluateAsync<JsonElement>("one => one");
        int Of(string name) => told.GetProperty(name).GetInt32();
        return new Paint(Of("ms"), Of("bright"), Of("loaded"));
    }
}
