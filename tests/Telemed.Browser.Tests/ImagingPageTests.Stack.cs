using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

public sealed partial class ImagingPageTests
{
    /// <summary>
    /// Turns the wheel over the stack faster than one picture is drawn: to its end and half of it back. (The sign of a
    /// wheel that a page makes itself is the other way round.)
    /// </summary>
    private const string TurnQuickly = """
        async () => {
            const canvas = document.querySelector('.imaging-canvas');
            const box = canvas.getBoundingClientRect();
            const place = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
            const at = document.elementFromPoint(place.clientX, place.clientY);
            for (let turn = 0; turn < 60; turn++) {
                const deltaY = turn < 40 ? -100 : 100;
                at.dispatchEvent(new WheelEvent('wheel', { deltaY, ...place, bubbles: true, cancelable: true }));
                await new Promise(after => setTimeout(after, turn % 3 * 3));
            }
        }
        """;

    [BrowserFact]
    public async Task However_quickly_the_wheel_turns_the_stack_ends_where_it_was_turned_to()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        await clinician.Go($"/case/{await HeadSeries.Case(clinician, seed: 86)}/viewer");
        await FirstPaint(clinician);
        await Loaded(clinician);
        await clinician.Page.EvaluateAsync(TurnQuickly).WaitAsync(TimeSpan.FromSeconds(60));
        // Forty turns lead to the end of forty pictures, twenty back to the one in the middle.
        await clinician.See("Image 20 of 40");
        // It rests there: what came in view must not send the stack anywhere.
        await clinician.Page.WaitForTimeoutAsync(500);
        await clinician.See("Image 20 of 40");
        Assert.Equal("19", await clinician.Page.Locator(".imaging-slider").InputValueAsync());
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task Until_a_picture_has_come_the_number_the_key_and_the_hand_stay_with_the_one_in_view()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        await using var reader = await Person.SignIn(fixture, "he.jianguo", 1440);
        var id = await HeadSeries.Case(clinician, seed: 87);
        var version = (await clinician.Get($"/api/consultations/{id}")).GetProperty("version").GetInt32();
        await clinician.Post($"/api/consultations/{id}/submission", new { version });
        await reader.Post($"/api/consultations/{id}/claim", new { });
        var page = reader.Page;
        var line = new SlowLine();
        await page.RouteAsync("**/frames/*", line.Carry);
        await reader.Go($"/case/{id}/read");
        await reader.See("Image 1 of 40");

        await page.Locator(".imaging-slider").FillAsync("9");
        var bar = page.Locator(".imaging-bar");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Length", Exact = true }).ClickAsync();
        var box = (await page.Locator(".imaging-canvas").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 3, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.UpAsync();
        await bar.GetByRole(AriaRole.Button, new() { Name = "Key image", Exact = true }).ClickAsync();
        await page.Locator(".imaging-key").First.WaitForAsync();
        await reader.See("Image 1 of 40");
        Assert.Equal("9", await page.Locator(".imaging-slider").InputValueAsync());
        Assert.Equal(0, await page.Locator(".imaging-canvas svg line").CountAsync());
        var marked = (await reader.Get($"/api/consultations/{id}/key-images"))[0].GetProperty("sopInstanceUid");
        Assert.Contains(marked.GetString()!, line.First);

        // What the line loses is named, and what is in view stays; then it is asked for again.
        line.Lose();
        await reader.See("Image 10 did not come");
        await reader.See("Image 1 of 40");
        await reader.Look("imaging-lost-1440");
        line.Open();
        await reader.Button("Try again").ClickAsync();
        await reader.See("Image 10 of 40");
        await page.GetByText("did not come").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [BrowserFact]
    public async Task An_earlier_study_beside_it_goes_the_same_share_of_its_way()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        await using var reader = await Person.SignIn(fixture, "he.jianguo", 1440);
        var earlier = await HeadSeries.Case(clinician, seed: 88);
        var patient = (await clinician.Get($"/api/consultations/{earlier}")).GetProperty("patient").GetProperty("id");
        var id = await HeadSeries.Case(clinician, seed: 89, patient.GetString()!, "IP-88", slices: 20);
        foreach (var each in new[] { earlier, id })
        {
            var version = (await clinician.Get($"/api/consultations/{each}")).GetProperty("version").GetInt32();
            await clinician.Post($"/api/consultations/{each}/submission", new { version });
        }
        await reader.Post($"/api/consultations/{id}/claim", new { });
        var page = reader.Page;
        await reader.Go($"/case/{id}/read");
        await reader.See("Image 1 of 20");
        await page.Locator(".imaging-slider").FillAsync("10");
        await page.Locator(".imaging-bar").GetByRole(AriaRole.Button, new() { Name = "Prior beside it" }).ClickAsync();
        // Opened where the other is: 10 of 19 steps are 20.5 of 39.
        await reader.See("Image 11 of 20");
        await reader.See("Image 22 of 40");
        await page.Locator(".imaging-slider").FillAsync("19");
        await reader.See("Image 40 of 40");
        await reader.Look("imaging-prior-1440");
        await page.Locator(".imaging-bar").GetByRole(AriaRole.Button, new() { Name = "Scroll together" }).ClickAsync();
        await page.Locator(".imaging-slider").FillAsync("0");
        await reader.See("Image 1 of 20");
        await reader.See("Image 40 of 40");
        reader.NoFaults();
    }

    private static async Task Loaded(Person person) => await person.Page.WaitForFunctionAsync(
        $"() => ({Painted})()?.loaded >= {HeadSeries.Slices}", null, new() { PollingInterval = 200 });

    /// <summary>A line that carries the first picture, and the others only once it is opened.</summary>
    private sealed class SlowLine
    {
        private readonly TaskCompletionSource<bool> carries = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool isOpen;
        private string? first;

        /// <summary>The address of the picture that came.</summary>
        public string First => first ?? "";

        public void Lose() => carries.SetResult(false);

        public void Open() => isOpen = true;

        public async Task Carry(IRoute route)
        {
            var url = route.Request.Url;
            Interlocked.CompareExchange(ref first, url, null);
            if (isOpen || url == first || await carries.Task) await route.ContinueAsync();
            else await route.AbortAsync();
        }
    }
}
