using Microsoft.Playwright;
using Telemed.TestKit;

namespace Telemed.Browser.Tests;

/// <summary>
/// The mornings of a township clinician, a specialist and a coordinator, on real files in a real browser.
/// </summary>
public sealed class ThreePeopleTests(SmallPartsFixture fixture) : IClassFixture<SmallPartsFixture>
{
    private static async Task MarkKeyImage(Person reader, string caption, int widthPx)
    {
        if (widthPx < 500) await reader.Page.GetByRole(AriaRole.Tab, new() { Name = "Files" }).ClickAsync();
        await reader.Page.Locator(".imaging-bar")
            .GetByRole(AriaRole.Button, new() { Name = "Key image", Exact = true }).ClickAsync();
        var field = reader.Page.GetByLabel("Caption 1");
        await field.FillAsync(caption);
        await field.PressAsync("Tab");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = $"Show: {caption}" }).ClickAsync();
        await reader.Look($"ct-key-image-{widthPx}");
        if (widthPx < 500) await reader.Page.GetByRole(AriaRole.Tab, new() { Name = "Report" }).ClickAsync();
    }

    private static int patients;

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task An_ecg_goes_out_is_read_signed_acknowledged_and_acted_upon(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await using var reader = await Person.SignIn(fixture, "li.ming", widthPx);
        await reader.Go("/queue");
        var (id, name) = await Send(clinician, "12-lead ECG", Real("ecg", "scp/Example.scp"), "ecg", widthPx);

        // The open work list shows it without a reload.
        await reader.See(name);
        await reader.Look($"queue-{widthPx}");
        await Take(reader, id, "ecg", widthPx);
        await Answer(reader, "No acute infarction.");
        await Sign(reader, "ecg", widthPx);

        // The sender's page shows the answer by itself.
        await clinician.See("No acute infarction.");
        await clinician.Look($"case-answered-{widthPx}");
        await clinician.Button("I have read it").ClickAsync();
        await clinician.Button("Record what was done").ClickAsync();
        var dialog = clinician.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("What was done").SelectOptionAsync(new SelectOptionValue { Value = "treated" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Record what was done" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await clinician.Look($"case-acted-{widthPx}");
        clinician.NoFaults();
        reader.NoFaults();
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_ct_is_shown_beside_its_report_form_and_comes_back_signed(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await using var reader = await Person.SignIn(fixture, "he.jianguo", widthPx);
        var (id, _) =
            await Send(clinician, "CT head (stroke)", Real("dicom", "compressed/j2k/cornerstone_CT1_J2KR.dcm"), "ct",
            widthPx);
        await Take(reader, id, "ct", widthPx);
        await MarkKeyImage(reader, "No shift of the midline", widthPx);
        await reader.Page.GetByLabel("Midline shift").FillAsync("0");
        await Answer(reader, "No bleeding.");
        await Sign(reader, "ct", widthPx);
        await clinician.See("No bleeding.");
        reader.NoFaults();
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_slide_is_read_tile_by_tile_and_comes_back_signed(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await using var reader = await Person.SignIn(fixture, "sokolova.irina", widthPx);
        var (id, _) =
            await Send(clinician, "Pathology slide", Real("pathology", "svs/cmu-1-small-region.svs"), "slide", widthPx);
        await Take(reader, id, "slide", widthPx);
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Specimen" })
            .FillAsync("skin, left arm, excision");
        await reader.Page.GetByRole(AriaRole.Radio, new() { Name = "Negative" }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Microscopy" })
            .FillAsync("squamous epithelium, no atypia");
        await Answer(reader, "Benign.");
        await Sign(reader, "slide", widthPx);
        await clinician.See("Benign.");
        reader.NoFaults();
    }

    [BrowserTheory]
    [InlineData(1440)]
    public async Task A_pin_is_answered_and_adequacy_and_a_picture_come_back_with_the_report(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await using var reader = await Person.SignIn(fixture, "sokolova.irina", widthPx);
        var (id, _) =
            await Send(clinician, "Pathology slide", Real("pathology", "svs/cmu-1-small-region.svs"), "pins", widthPx);
        await InRoom.SlidesAreReady(clinician, id);
        await clinician.Page.Locator("button.file").ClickAsync();
        await clinician.Button("Pin").First.ClickAsync();
        await clinician.Page.Locator(".slide-pane.picking").ClickAsync();
        await clinician.Page.GetByLabel("What do you want to know here?").FillAsync("Is this gland dysplastic?");
        await clinician.Button("Set the pin").ClickAsync();

        await Take(reader, id, "slide", widthPx);
        await reader.Button("Pins 1").ClickAsync();
        var side = reader.Page.GetByRole(AriaRole.Complementary, new() { Name = "Beside the slide" });
        await side.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await side.GetByLabel("Answer to pin 1").FillAsync("Low grade only.");
        await side.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var adequacy = side.GetByRole(AriaRole.Region, new() { Name = "Is the slide adequate?" });
        await adequacy.GetByRole(AriaRole.Radio, new() { Name = "Limited" }).ClickAsync();
        await adequacy.GetByLabel("Folds").CheckAsync();
        await adequacy.GetByRole(AriaRole.Button, new() { Name = "Tell the sender" }).ClickAsync();
        await adequacy.GetByRole(AriaRole.Button, new() { Name = "Change" }).WaitForAsync();
        await reader.Look($"slide-answered-{widthPx}");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Picture", Exact = true }).ClickAsync();
        await reader.Page.GetByLabel("What the picture shows").FillAsync("The gland at pin 1");
        await reader.Button("Put it into the report").ClickAsync();
        await reader.Page.GetByLabel("Caption 1").WaitForAsync();
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Specimen" }).FillAsync("colon, biopsy");
        await reader.Page.GetByRole(AriaRole.Radio, new() { Name = "Negative" }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Microscopy" }).FillAsync("low grade dysplasia");
        await Answer(reader, "Low grade dysplasia.");
        await Sign(reader, "pins", widthPx);

        // The sender has the slide open all the while: the answer stands beside it by itself.
        await clinician.See("The gland at pin 1");
        await clinician.See("Low grade only.");
        await clinician.Look($"slide-answers-{widthPx}");
        var report = (await clinician.Get($"/api/consultations/{id}")).GetProperty("reports")[0].GetProperty("id");
        await clinician.Go($"/api/reports/{report.GetString()}/page?language=en");
        await clinician.See("1. The gland at pin 1");
        Assert.Equal(1, await clinician.Page.Locator("figure svg image").CountAsync());
        Assert.EndsWith("µm", await clinician.Page.Locator("figure svg text").TextContentAsync(),
            StringComparison.Ordinal);
        clinician.NoFaults();
        reader.NoFaults();
    }

    [BrowserTheory]
    [InlineData(390)]
    public async Task
        A_frozen_section_is_answered_by_telephone_and_its_photo_measured_where_the_sender_stated_the_scale(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await using var reader = await Person.SignIn(fixture, "sokolova.irina", widthPx);
        var photo = Real("pathology", "photo/histo.jpg");
        var (id, _) = await Send(clinician, "Frozen section", photo, "frozen", widthPx, async page =>
        {
            await page.GetByLabel("Who is called back").FillAsync("Dr Wang");
            await page.GetByLabel("Number in the operating room").FillAsync("8013");
        });
        await clinician.See("The pathologist calls Dr Wang at 8013.");
        await StateScale(clinician, widthPx);

        await reader.Go($"/case/{id}/read");
        await reader.Button("Take this case").ClickAsync();
        // What the sender stated is known to everybody who opens the photo.
        await reader.Page.Locator(".slide-scale").GetByText("µm").WaitForAsync();
        await reader.Look($"viewing-frozen-{widthPx}");
        await reader.Button("Record the call").ClickAsync();
        await reader.Page.GetByLabel("The answer as it was spoken").FillAsync("Benign, margins free.");
        await reader.Look($"frozen-call-{widthPx}");
        await reader.Button("Save").ClickAsync();
        await reader.See("Told Dr Wang");
        await reader.Page.GetByRole(AriaRole.Tab, new() { Name = "Report" }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Specimen" }).FillAsync("thyroid, left lobe");
        await reader.Page.GetByRole(AriaRole.Radio, new() { Name = "Adequate", Exact = true }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Radio, new() { Name = "Benign" }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Radio, new() { Name = "None available" }).ClickAsync();
        await reader.Page.GetByRole(AriaRole.Radio, new() { Name = "Likely", Exact = true }).ClickAsync();
        await Answer(reader, "Benign.");
        await reader.Look($"reading-frozen-{widthPx}");
        await Sign(reader, "frozen", widthPx);
        await clinician.See("Benign, margins free.");
        clinician.NoFaults();
        reader.NoFaults();
    }

    /// <summary>By the keys alone: two points on the photo, and how far they are from each other.</summary>
    private static async Task StateScale(Person clinician, int widthPx)
    {
        var page = clinician.Page;
        await page.Locator("button.file").ClickAsync();
        await page.Locator(".slide-stage canvas").First.WaitForAsync();
        await page.Keyboard.PressAsync("c");
        await page.GetByLabel("Known length").FillAsync("1000");
        await clinician.Look($"photo-scale-{widthPx}");
        await clinician.Button("Mark it on the photo").ClickAsync();
        await clinician.See("Click both ends of the known length.");
        foreach (var key in new[] { "x", "ArrowRight", "x" }) await page.Keyboard.PressAsync(key);
        await clinician.See("pixels marked");
        await clinician.Button("Save").ClickAsync();
        await page.Locator(".slide-scale").GetByText("µm").WaitForAsync();
        await clinician.Look($"photo-measured-{widthPx}");
    }

    [BrowserTheory]
    [InlineData(1440)]
    public async Task A_slide_is_looked_at_after_a_tenth_of_its_bytes_and_the_rest_changes_nothing_of_what_was_seen(
        int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await clinician.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var photo = Real("pathology", "photo/histo.jpg");
        var (id, _) = await Send(clinician, "Pathology slide", photo, "arriving", widthPx);
        var upload = await SlideInParts.Begin(clinician, id);
        while (upload.Slide is null || upload.SentShare < 0.095) await upload.Send();
        Assert.InRange(upload.SentShare, 0, 0.10);

        await clinician.Go($"/case/{id}?file={upload.Slide}");
        await clinician.See("Hatched parts have not arrived yet.");
        var screen = new SlideScreen(clinician.Page);
        await screen.Press("0");
        var overview = await screen.Pixels();
        await screen.Press("3");    // 5x
        var atFive = await screen.Pixels();
        Assert.False(await screen.IsMarked());
        await screen.Press("5");    // 20x
        Assert.True(await screen.IsMarked());
        await clinician.Look($"slide-arriving-{widthPx}");

        while (upload.State == "receiving") await upload.Send();
        await Assertions.Expect(clinician.Page.Locator(".slide-arriving"))
            .ToHaveCountAsync(0, new() { Timeout = 30_000 });
        // The whole page was photographed meanwhile, for which the window grows; the view must have its size again.
        await InRoom.Until(screen.Pixels, seen => seen.Length == overview.Length, 20, "the size of the view");
        await screen.Press("5");
        Assert.False(await screen.IsMarked());
        await screen.Press("3");
        Assert.InRange(SlideScreen.Differing(atFive, await screen.Pixels()), 0, 0.01);
        await screen.Press("0");
        Assert.InRange(SlideScreen.Differing(overview, await screen.Pixels()), 0, 0.01);
        clinician.NoFaults();
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_coordinator_sees_what_is_open_and_the_administrator_what_there_is(int widthPx)
    {
        await using var coordinator = await Person.SignIn(fixture, "chen.jing", widthPx);
        foreach (var page in new[] { "/", "/desk", "/desk/cases", "/figures", "/wall", "/patients" })
            await Visit(coordinator, page, widthPx);
        await using var administrator = await Person.SignIn(fixture, "liu.wei", widthPx);
        foreach (
            var page in new[] { "facilities", "people", "services", "devices", "pairings", "duties", "images", "jobs",
                "audit" })
            await Visit(administrator, $"/admin/{page}", widthPx);
        coordinator.NoFaults();
        administrator.NoFaults();
    }

    private static async Task Visit(Person person, string page, int widthPx)
    {
        await person.Go(page);
        await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await person.Look($"{page.Trim('/').Replace('/', '-')}-{widthPx}".TrimStart('-'));
    }

    private static async Task Answer(Person reader, string answer)
    {
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Answer 1" }).FillAsync(answer);
        await reader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Impression" }).FillAsync(answer);
    }

    /// <summary>Fills the page in the order of speech and sends; gives the case and the patient's name.</summary>
    private static async Task<(string Id, string Name)> Send(
        Person clinician, string service, string[] files, string what, int widthPx, Func<IPage, Task>? fill = null)
    {
        await clinician.Go("/new");
        var page = clinician.Page;
        var name = $"试验{Interlocked.Increment(ref patients)}{what}{widthPx}";
        await clinician.Button("Add a patient").ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Sex").SelectOptionAsync(new SelectOptionValue { Label = "female" });
        await page.GetByLabel("Birth date").FillAsync("1961-04-12");
        await clinician.Button("Save").ClickAsync();
        await page.GetByText(service, new() { Exact = true }).ClickAsync();
        if (fill is not null) await fill(page);
        await page.GetByLabel("Question 1").FillAsync("What is to be done?");
        await page.GetByLabel("What hurts, and since when").FillAsync("pain since the morning");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(files);
        await clinician.See("Received");
        var same = clinician.Button("It is the same patient");
        await clinician.Look($"new-{what}-{widthPx}");
        if (await same.CountAsync() > 0) await same.First.ClickAsync();
        await clinician.Button("Send").ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/case/"));
        await clinician.Look($"case-sent-{what}-{widthPx}");
        return (page.Url.Split('/')[^1], name);
    }

    private static async Task Take(Person reader, string id, string what, int widthPx)
    {
        if (what == "slide") await InRoom.SlidesAreReady(reader, id);
        await reader.Go($"/case/{id}/read");
        await reader.Button("Take this case").ClickAsync();
        await reader.Look($"viewing-{what}-{widthPx}");
        if (what == "slide") await SeeStoredPixels(reader);
        if (widthPx < 500) await reader.Page.GetByRole(AriaRole.Tab, new() { Name = "Report" }).ClickAsync();
        await reader.Button("Fill the normal findings").ClickAsync();
        await reader.Look($"reading-{what}-{widthPx}");
    }

    // A machine under load counts as a slow line: previews come first, and nothing is signed on what only they showed.
    private static async Task SeeStoredPixels(Person reader)
    {
        await reader.Page.Locator(".slide-pane[aria-busy=false]").WaitForAsync();
        await Assertions.Expect(reader.Page.Locator(".slide-preview")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static async Task Sign(Person reader, string what, int widthPx)
    {
        await reader.Button("Sign").Last.ClickAsync();
        var dialog = reader.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Password").FillAsync(reader.Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await reader.See("Signed");
        await reader.Look($"signed-{what}-{widthPx}");
    }

    private static string[] Real(string folder, params string[] names) =>
        [.. names.Select(name => Path.Combine(TestData.Folder(folder)!, name))];
}
