using Microsoft.Playwright;
using Telemed.TestKit;

namespace Telemed.Browser.Tests;

/// <summary>A clinician's and a specialist's morning without a mouse: every step is a key.</summary>
public sealed class KeyboardTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const int TabsMost = 160;

    [BrowserTheory]
    [InlineData(1440)]
    public async Task A_case_is_sent_taken_filled_in_and_signed_with_keys_only(int widthPx)
    {
        await using var clinician = await Person.SignIn(fixture, "zhang.guilan", widthPx);
        var page = clinician.Page;
        await clinician.Go("/new");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Find the patient" }).WaitForAsync();
        // The file dialog is the browser's own; choosing in it is what the next line stands for.
        await page.Locator("input[type=file]")
            .First.SetInputFilesAsync(Path.Combine(TestData.Folder("ecg")!, "scp/Example.scp"));
        await page.GetByText("12 leads").Or(page.GetByText("8 leads")).First.WaitForAsync();
        if (await page.GetByLabel("Name", new() { Exact = true }).CountAsync() == 0)
        {
            await TabTo(page, "Find the patient");
            await page.Keyboard.TypeAsync("nobody of this name");
            await TabTo(page, "Add a patient");
            await page.Keyboard.PressAsync("Enter");
        }
        await TabTo(page, "Name");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Keys Only");
        await page.Keyboard.PressAsync("Enter");
        var known = clinician.Button("None of these: add anyway");
        await page.GetByText("Saved").Or(known).First.WaitForAsync();
        if (await known.CountAsync() > 0)
        {
            await TabTo(page, "None of these: add anyway");
            await page.Keyboard.PressAsync("Enter");
        }
        await clinician.See("Received");
        if (await clinician.Button("It is the same patient").CountAsync() > 0)
        {
            await TabTo(page, "It is the same patient");
            await page.Keyboard.PressAsync("Enter");
        }
        await TabTo(page, "Question 1");
        await page.Keyboard.TypeAsync("Is there an infarction?");
        // Up to red: two steps to the left of green.
        await TabTo(page, "Green");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync(url => url.Contains("/case/", StringComparison.Ordinal));
        var id = new Uri(page.Url).Segments[^1];

        await using var reader = await Person.SignIn(fixture, "li.ming", widthPx);
        await reader.Go("/queue");
        await reader.See("Keys Only");
        await Read(reader, id);
        await clinician.See("Nothing acute.");
        clinician.NoFaults();
        reader.NoFaults();
    }

    private static async Task Read(Person reader, string id)
    {
        var page = reader.Page;
        // Space takes the most urgent case; another red one may be older, and is given back by nobody here.
        await page.Keyboard.PressAsync("Space");
        await page.WaitForURLAsync(url => url.EndsWith("/read", StringComparison.Ordinal));
        for (var other = 0; other < 8 && !page.Url.Contains(id, StringComparison.Ordinal); other++)
        {
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Impression" }).WaitForAsync();
            await page.Keyboard.PressAsync("Space");
            var at = page.Url;
            await page.WaitForFunctionAsync("before => location.href !== before", at);
        }
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Impression" }).WaitForAsync();
        await page.Keyboard.PressAsync("Alt+O");
        await TabTo(page, "Impression");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Nothing acute.");
        await page.Keyboard.PressAsync("Control+Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        // The field for the password has the focus already.
        await page.Keyboard.TypeAsync(reader.Password);
        await page.Keyboard.PressAsync("Enter");
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await reader.See("Signed");
    }

    /// <summary>Presses Tab until what bears the name has the focus; fails when it cannot be reached so.</summary>
    private static async Task TabTo(IPage page, string name)
    {
        for (var tab = 0; tab < TabsMost; tab++)
        {
            if (await page.EvaluateAsync<string>(FocusedName) is { } focused
                && focused.StartsWith(name, StringComparison.Ordinal)) return;
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"\"{name}\" is not reached with Tab.");
    }

    private const string FocusedName = """
        () => {
          const at = document.activeElement;
          if (!at || at === document.body) return "";
          const label = at.labels?.[0]?.textContent ?? at.getAttribute("aria-label") ?? at.textContent ?? "";
          return label.replace(/[▲●■]/g, "").replace(/\s+/g, " ").trim();
        }
        """;
}
