using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Telemed.TestKit.Servers;

namespace Telemed.Browser.Tests;

/// <summary>A hub outside the demonstration, opened for the first time by its first administrator.</summary>
public sealed partial class FirstStartTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private const string NewPassword = "a long pass phrase of my own";
    private const int StepSeconds = 30;

    [BrowserFact]
    public async Task The_first_administrator_must_choose_a_password_and_set_up_his_second_factor()
    {
        await using var hub = await HubProcess.Start(new Dictionary<string, string>
        {
            ["TELEMED_DEMO"] = "0", ["TELEMED_WEB"] = BrowserFixture.WebFolder()!,
        }, CancellationToken.None);
        var first = FirstPassword().Match(hub.Log).Groups[1].Value;
        Assert.NotEmpty(first);
        var context = await fixture.NewWindow(
            new() { Locale = "en", ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        await page.GotoAsync(new Uri(hub.Address, "/").ToString());

        await SignIn(page, first);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Choose a new password" }).WaitForAsync();
        // Nothing else opens, whatever address is typed.
        await page.GotoAsync(new Uri(hub.Address, "/admin/people").ToString());
        await page.GetByLabel("Current password").FillAsync(first);
        await page.GetByLabel("New password").FillAsync(NewPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Set up the authenticator" }).ClickAsync();
        await page.Locator("a[href^='otpauth:']").WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(fixture.Screenshots, "first-second-factor.png") });
        var secret = await page.EvaluateAsync<string>(
            "() => /secret=([A-Z2-7]+)/.exec(document.querySelector('a[href^=\"otpauth:\"]')?.href ?? '')?.[1] ?? ''");
        Assert.NotEmpty(secret);
        await page.GetByRole(AriaRole.Textbox).Last.FillAsync(Code(secret));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Facilities" }).First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(fixture.Screenshots, "first-administrator.png") });
        await context.DisposeAsync();
    }

    private static async Task SignIn(IPage page, string password)
    {
        await page.GetByLabel("Log-in name").FillAsync("admin");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>A code as an authenticator makes it (RFC 6238, SHA-1, six digits, 30 seconds).</summary>
    private static string Code(string base32)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))
            .ToArray();
        var counter = BitConverter.GetBytes(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / StepSeconds);
        Array.Reverse(counter);
#pragma warning disable CA5350 // The standard of authenticators uses SHA-1.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var at = hash[^1] & 0xf;
        var number = ((hash[at] & 0x7f) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("with the password (\\S+)")]
    private static partial Regex FirstPassword();
}
