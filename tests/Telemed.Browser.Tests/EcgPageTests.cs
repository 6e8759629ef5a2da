using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Telemed.Ecg;
using Telemed.TestKit;

namespace Telemed.Browser.Tests;

/// <summary>
/// The ECG page on real recordings: every layout, the tools, the comparison, and how fast it is drawn.
/// </summary>
[Collection(OneAtATime.Name)]
public sealed class EcgPageTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private static readonly string[] Layouts = ["3x4+1", "3x4+3", "6x2", "12x1", "cabrera", "median"];
    private static int patients;

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Every_layout_is_drawn_and_says_its_scale(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await Open(clinician);
        for (var index = 0; index < Layouts.Length; index++)
        {
            await clinician.Page.Keyboard.PressAsync($"{index + 1}");
            await Settled(clinician);
            Assert.Equal(Layouts[index], await Choice(clinician, "Layout").InputValueAsync());
            Assert.True(await InkShare(clinician) > 0.002, $"{Layouts[index]} shows no trace");
            await clinician.Look($"ecg-{Layouts[index].Replace('+', '-')}-{widthPx}");
        }
        await clinician.Page.Keyboard.PressAsync("1");
        await clinician.Page.Keyboard.PressAsync("]");
        Assert.Equal("50", await Choice(clinician, "Speed").InputValueAsync());
        await clinician.Page.Keyboard.PressAsync("[");
        await clinician.Page.Keyboard.PressAsync("+");
        Assert.Equal("20", await Choice(clinician, "Gain").InputValueAsync());
        await clinician.Page.Keyboard.PressAsync("F");
        await clinician.Page.Keyboard.PressAsync("N");
        await clinician.Button("Original").WaitForAsync();
        await clinician.Look($"ecg-filtered-{widthPx}");
        await clinician.Page.Keyboard.PressAsync("O");
        await clinician.Button("Original").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        clinician.NoFaults();
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Calipers_march_qt_and_rate_measure_on_the_paper(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await Open(clinician);
        await clinician.Page.Keyboard.PressAsync("2");
        await Settled(clinician);
        foreach (var (key, name, y) in new[] { ("C", "caliper", 0.25), ("M", "march", 0.5), ("R", "rate", 0.7) })
        {
            await clinician.Page.Keyboard.PressAsync(key);
            await Drag(clinician, 0.3, y, 0.55, y - 0.03);
            await clinician.Look($"ecg-{name}-{widthPx}");
            await clinician.Page.Keyboard.PressAsync("Escape");
            await clinician.Page.Keyboard.PressAsync("2");
        }
        await clinician.Page.Keyboard.PressAsync("Q");
        await Drag(clinician, 0.4, 0.4, 0.401, 0.4);
        await clinician.Look($"ecg-qt-{widthPx}");
        if (widthPx < 500) await clinician.Button("Details").ClickAsync();
        Assert.True(await clinician.Page.Locator(".ecg-details .ecg-list li").CountAsync() >= 3,
            "the marks are not listed");
        clinician.NoFaults();
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_earlier_ECG_is_laid_below_and_over_with_the_differences(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        await Open(clinician);
        await clinician.Page.Locator("select[aria-label=Compare]:not([disabled])").WaitForAsync();
        await clinician.Page.Keyboard.PressAsync("P");
        await clinician.Page.Locator(".ecg-stage").Nth(1).WaitForAsync();
        await Settled(clinician);
        await clinician.Look($"ecg-compare-below-{widthPx}");
        if (widthPx > 500) await clinician.See("Change");
        await clinician.Page.Keyboard.PressAsync("P");
        await Settled(clinician);
        Assert.Equal("overlay", await Choice(clinician, "Compare").InputValueAsync());
        await clinician.Look($"ecg-compare-overlay-{widthPx}");
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task A_flag_is_jumped_to_and_says_its_reason_in_four_languages()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        await Open(clinician);
        await clinician.Page.Keyboard.PressAsync("J");
        await clinician.See("ST at J is raised");
        await clinician.Look("ecg-flag-1440");
        await clinician.Page.Keyboard.PressAsync("H");
        await clinician.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await clinician.Look("ecg-keys-1440");
        await clinician.Page.Keyboard.PressAsync("Escape");
        foreach (var (language, words) in new[]
            { ("zh", "J 点 ST 抬高"), ("ru", "ST в точке J поднят"), ("kk", "J нүктесінде ST көтерілген") })
        {
            await clinician.Page.EvaluateAsync("""
                language => fetch('/api/session/preferences', {
                    method: 'PUT', headers: { 'content-type': 'application/json', 'x-telemed': '1' },
                    body: JSON.stringify({ language, timeZone: 'Asia/Shanghai', theme: 'light' }) })
                """, language);
            await clinician.Page.ReloadAsync();
            await clinician.See(words);
        }
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task A_card_held_to_the_screen_sets_its_scale_and_true_size_follows_it()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        await Open(clinician);
        await Calibrate(clinician, "6");
        var large = await Paper(clinician);
        await clinician.Look("ecg-true-size-1440");
        await Calibrate(clinician, "5");
        // The frame of a card is 85.6 mm wide whatever a pixel is: one scale to the other as 6 to 5.
        Assert.Equal(1.2, large.WidthPx / (await Paper(clinician)).WidthPx, 0.005);
        clinician.NoFaults();

        static async Task Calibrate(Person person, string pxPerMm)
        {
            await person.Button("Set screen scale").ClickAsync();
            var dialog = person.Page.GetByRole(AriaRole.Dialog);
            await dialog.GetByRole(AriaRole.Slider).FillAsync(pxPerMm);
            if (pxPerMm == "6") await person.Look("ecg-calibrate-1440");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
            await person.Button("True size").ClickAsync();
        }
    }

    [BrowserFact]
    public async Task Two_fingers_stretch_the_paper_and_what_lies_between_them_stays_there()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 390);
        await Open(clinician);
        var before = await Paper(clinician);
        await Pinch(clinician, fromPx: 60, toPx: 180);
        var after = await Paper(clinician);
        Assert.InRange(after.WidthPx / before.WidthPx, 2.7, 3.3);
        // The share of the paper that lies between the fingers is the same: they are in the middle of the window.
        Assert.InRange(after.MiddleShare - before.MiddleShare, -0.03, 0.03);
        await clinician.Look("ecg-pinched-390");
        await Pinch(clinician, fromPx: 180, toPx: 90);
        Assert.InRange((await Paper(clinician)).WidthPx / after.WidthPx, 0.45, 0.55);
        clinician.NoFaults();
    }

    [BrowserFact]
    public async Task Statements_are_found_by_word_number_and_place_and_land_in_the_report()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        await using var reader = await Person.SignIn(fixture, "li.ming", 1440);
        var id = await InRoom.EcgCase(clinician, reader);
        await reader.Go($"/case/{id}/read");
        await reader.Page.Locator(".ecg-scroll").First.WaitForAsync();
        var search = reader.Page.Locator("#ecg-statement-search");
        var found = search.Locator("xpath=following::*[@role='option']");

        // By a word, by the number of the AHA/ACC/HRS list, and by the place in the list.
        await reader.Page.Keyboard.PressAsync("s");
        await Assertions.Expect(search).ToBeFocusedAsync();
        await reader.Page.Keyboard.TypeAsync("atrial fibrillation");
        await reader.Look("ecg-statements-1440");
        await reader.Page.Keyboard.PressAsync("Enter");
        await reader.Page.Keyboard.TypeAsync("82");
        await reader.Page.Keyboard.PressAsync("Enter");
        await reader.Page.Keyboard.TypeAsync("bundle");
        var second = await found.Nth(1).Locator(".grow").InnerTextAsync();
        await reader.Page.Keyboard.PressAsync("Alt+2");
        foreach (var statement in new[] { "Atrial fibrillation", "Prolonged PR interval", second })
            await reader.Page.Locator(".chip").Filter(new() { HasText = statement }).First.WaitForAsync();
        reader.NoFaults();
    }

    [BrowserFact]
    public async Task The_trace_of_ten_seconds_in_twelve_leads_fits_a_thin_line_and_is_drawn_at_once()
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", 1440);
        var id = await CaseWithTwo(clinician);
        await clinician.Go($"/case/{id}");
        var tile = clinician.Page.Locator("button.file").First;
        var firstPaints = new List<double>();
        for (var turn = 0; turn < 6; turn++)
        {
            await tile.WaitForAsync();
            firstPaints.Add(await tile.EvaluateAsync<double>("""
                button => new Promise(done => {
                    performance.clearMeasures('ecg-paint');
                    const begun = performance.now();
                    new PerformanceObserver((list, self) => {
                        const found = list.getEntriesByName('ecg-paint')[0];
                        if (found) { self.disconnect(); done(found.startTime + found.duration - begun); }
                    }).observe({ entryTypes: ['measure'] });
                    button.click();
                })
                """));
            await tile.ClickAsync();
        }
        await tile.ClickAsync();
        await Settled(clinician);
        var redraws = await clinician.Page.EvaluateAsync<double[]>("""
            async () => {
                const times = [];
                const paper = document.querySelector('.ecg-scroll');
                for (let turn = 0; turn < 20; turn++) {
                    paper.dispatchEvent(new Event('scroll'));
                    await new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)));
                    times.push(performance.getEntriesByName('ecg-paint').at(-1).duration);
                }
                return times.sort((a, b) => a - b);
            }
            """);
        var traceBytes = await clinician.Page.EvaluateAsync<int>("""
            () => performance.getEntriesByType('resource').filter(e => e.name.includes('/trace')).at(-1).encodedBodySize
            """);
        File.WriteAllText(Path.Combine(fixture.Screenshots, "ecg-speed.txt"),
            $"first paint after the click, ms: {string.Join(' ', firstPaints.Select(ms => $"{ms:F0}"))}\n"
            + $"redraw, ms: p50 {redraws[10]:F1}, largest {redraws[^1]:F1}\ntrace: {traceBytes} bytes\n");
        // 11 seconds of twelve leads at 500 Hz. A busy machine stretches times, so the best of the turns counts.
        Assert.InRange(traceBytes, 1, 60_000);
        Assert.True(firstPaints.Min() < 300, $"first paint {firstPaints.Min():F0} ms");
        Assert.True(redraws[0] < 16, $"redraw {redraws[0]:F1} ms");
    }

    [BrowserTheory]
    [InlineData(1440, "strip.png")]
    [InlineData(390, "strip.png")]
    [InlineData(390, "strip.pdf")]
    public async Task A_photo_or_PDF_of_ECG_paper_measures_true_once_its_grid_is_marked(int widthPx, string fileName)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        var page = clinician.Page;
        var id = await CaseWithTwo(clinician);
        var ecg = (await (await page.APIRequest.GetAsync(At(clinician, $"/api/consultations/{id}"))).JsonAsync())!.Value
            .GetProperty("attachmentList")[0].GetProperty("subjectId").GetString();
        await Upload(clinician, id, fileName, fileName == "strip.pdf"
            ? await (await page.APIRequest.GetAsync(At(clinician, $"/api/ecgs/{ecg}/pdf"))).BodyAsync()
            : await Photo(clinician, ecg!));
        await clinician.Go($"/case/{id}");
        await page.Locator("button.file", new() { HasTextString = fileName }).ClickAsync();
        var picture = page.Locator(".paper-sheet img, .paper-sheet canvas[data-drawn=true]").First;
        await picture.WaitForAsync();
        await picture.ScrollIntoViewIfNeededAsync();

        // The picture is a page 297 mm wide; 50 mm of its grid are marked, then 25 mm by 10 mm measured.
        var box = (await picture.BoundingBoxAsync())!;
        var pxPerMm = box.Width / 297;
        await clinician.Button("Mark the grid").ClickAsync();
        await Line(page, box.X + 60 * pxPerMm, box.Y + 80 * pxPerMm, 50 * pxPerMm, 0);
        await clinician.Button("Caliper").ClickAsync();
        await Line(page, box.X + 60 * pxPerMm, box.Y + 100 * pxPerMm, 25 * pxPerMm, -10 * pxPerMm);
        var said = await page.GetByRole(AriaRole.Status).Filter(new() { HasTextString = "mV" }).InnerTextAsync();
        var numbers = said.Split(' ');
        Assert.InRange(double.Parse(numbers[0], CultureInfo.InvariantCulture), 960, 1040);
        Assert.InRange(double.Parse(numbers[^2], CultureInfo.InvariantCulture), 0.95, 1.05);
        await clinician.Look($"ecg-{(fileName == "strip.pdf" ? "pdf" : "photo")}-{widthPx}");
        clinician.NoFaults();
    }

    private static async Task<byte[]> Photo(Person person, string ecg)
    {
        await person.Go($"/api/ecgs/{ecg}/page");
        return await person.Page.Locator("svg.ecg-paper").First.ScreenshotAsync();
    }

    private static async Task Line(IPage page, float x, float y, float alongX, float alongY)
    {
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + alongX, y + alongY, new() { Steps = 4 });
        await page.Mouse.UpAsync();
    }

    private static async Task Upload(Person person, string id, string fileName, byte[] picture)
    {
        static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        var begun = await person.Page.APIRequest.PostAsync(At(person, "/uploads"), new()
        {
            Headers =
            [
                .. Headers, new("Tus-Resumable", "1.0.0"),
                new("Upload-Length", picture.Length.ToString(CultureInfo.InvariantCulture)),
                new("Upload-Metadata", $"consultationId {Base64(id)},fileName {Base64(fileName)}"),
            ],
        });
        Assert.True(begun.Ok, await begun.TextAsync());
        var sent = await person.Page.APIRequest.PatchAsync(At(person, begun.Headers["location"]), new()
        {
            DataByte = picture,
            Headers =
            [
                .. Headers, new("Tus-Resumable", "1.0.0"), new("Upload-Offset", "0"),
                new("content-type", "application/offset+octet-stream"),
            ],
        });
        Assert.True(sent.Ok, await sent.TextAsync());
    }

    /// <summary>Opens the viewer of a new case with an acute infarct, whose patient has an earlier ECG.</summary>
    private static async Task Open(Person clinician)
    {
        var id = await CaseWithTwo(clinician);
        await clinician.Go($"/case/{id}/viewer");
        await clinician.Page.Locator(".ecg-scroll").First.WaitForAsync();
        await Settled(clinician);
    }

    private static async Task<string> CaseWithTwo(Person clinician)
    {
        var number = $"ecg-page-{Interlocked.Increment(ref patients)}-{clinician.Page.ViewportSize!.Width}";
        var patient = await Post(clinician, "/api/patients", new
        {
            name = $"心电{number}", sex = "male", birthDate = "1950-03-04", language = "zh", identityNumber = number,
            confirmed = true,
        });
        await Drop(clinician, Real("ludb/data/7.hea"), number);
        var made = await Post(clinician, "/api/consultations", new
        {
            patientId = patient.GetProperty("id").GetString(), serviceCode = "ecg", colour = "green",
            questions = new[] { "Infarction?" }, complaint = "chest pain",
        });
        // Philips' own ECG of an acute inferior infarct.
        var ecg = await Drop(clinician, Real("philips/129DYPRG_1-03.xml"), number);
        for (var turn = 0; turn < 200 && await Measuring(clinician, ecg); turn++) await Task.Delay(100);
        return made.GetProperty("id").GetString()!;
    }

    private static EcgRecording Real(string name)
    {
        var path = Path.Combine(TestData.Folder("ecg")!, name);
        return EcgReader.Read(File.ReadAllBytes(path), new EcgReadOptions
        {
            Sibling = file => Path.Combine(Path.GetDirectoryName(path)!, file) is var beside && File.Exists(beside)
                ? File.ReadAllBytes(beside) : null,
        });
    }

    private static async Task<bool> Measuring(Person clinician, string ecg)
    {
        var answer = await clinician.Page.APIRequest.GetAsync(At(clinician, $"/api/ecgs/{ecg}"));
        return (await answer.JsonAsync())!.Value.GetProperty("measuring").GetBoolean();
    }

    private static async Task<string> Drop(Person clinician, EcgRecording recording, string number)
    {
        var patient = recording.Patient with { Id = number, FamilyName = null, GivenName = null, BirthDate = null };
        var answer = await clinician.Page.APIRequest.PostAsync(At(clinician, "/api/devices/ecg"), new()
        {
            DataByte = EcgWriter.ToScp(recording with { Patient = patient }), Headers = Headers,
        });
        Assert.True(answer.Ok, await answer.TextAsync());
        return (await answer.JsonAsync())!.Value.GetProperty("ecgId").GetString()!;
    }

    private static async Task<JsonElement> Post(Person person, string path, object body)
    {
        var answer = await person.Page.APIRequest.PostAsync(At(person, path),
            new() { DataObject = body, Headers = Headers });
        Assert.True(answer.Ok, await answer.TextAsync());
        return (await answer.JsonAsync())!.Value;
    }

    private static string At(Person person, string path) => new Uri(new Uri(person.Page.Url), path).ToString();

    private static KeyValuePair<string, string>[] Headers => [new("x-telemed", "1")];

    private static ILocator Choice(Person person, string label) =>
        person.Page.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });

    /// <summary>Waits until measuring is done and the paper is drawn with it.</summary>
    private static async Task Settled(Person person)
    {
        await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await person.Page.EvaluateAsync(
            "() => new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)))");
    }

    /// <summary>How much of the paper is dark: an empty grid has almost nothing of it.</summary>
    private static Task<double> InkShare(Person person) => person.Page.EvaluateAsync<double>("""
        () => {
            const canvas = document.querySelector('.ecg-scroll canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const paper = data[0] + data[1] + data[2] > 380;
            let ink = 0;
            for (let at = 0; at < data.length; at += 4) {
                const light = data[at] + data[at + 1] + data[at + 2];
                if (paper ? light < 200 : light > 520) ink++;
            }
            return ink * 4 / data.length;
        }
        """);

    private sealed record PaperView(double WidthPx, double MiddleShare);

    /// <summary>How wide the paper is drawn, and which share of it lies in the middle of the window.</summary>
    private static async Task<PaperView> Paper(Person person)
    {
        await Settled(person);
        var seen = await person.Page.EvaluateAsync<double[]>("""
            () => {
                const window = document.querySelector('.ecg-scroll');
                return [window.scrollWidth, (window.scrollLeft + window.clientWidth / 2) / window.scrollWidth];
            }
            """);
        return new PaperView(seen[0], seen[1]);
    }

    /// <summary>Two fingers in the middle of the paper, side by side, that move apart or together.</summary>
    private static async Task Pinch(Person person, double fromPx, double toPx)
    {
        const int Steps = 10;
        var box = (await person.Page.Locator(".ecg-scroll").First.BoundingBoxAsync())!;
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await Fingers.Move(person.Page, Steps, step =>
        {
            var half = (float)(fromPx + ((toPx - fromPx) * step / Steps)) / 2;
            return [(x - half, y), (x + half, y)];
        });
    }

    private static async Task Drag(Person person, double fromX, double fromY, double toX, double toY)
    {
        var box = (await person.Page.Locator(".ecg-scroll canvas.ecg-tools").First.BoundingBoxAsync())!;
        var mouse = person.Page.Mouse;
        await mouse.MoveAsync((float)(box.X + fromX * box.Width), (float)(box.Y + fromY * box.Height));
        await mouse.DownAsync();
        await mouse.MoveAsync((float)(box.X + toX * box.Width), (float)(box.Y + toY * box.Height), new() { Steps = 6 });
        await mouse.UpAsync();
    }
}
