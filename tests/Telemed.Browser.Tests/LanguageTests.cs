using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>
/// Every page in the four languages: nothing is wider than the screen, and pictures are left to look at.
/// </summary>
public sealed class LanguageTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>
{
    private static readonly (string Login, string[] Pages)[] Mornings =
    [
        ("zhang.guilan", ["/", "/new", "/patients"]),
        ("he.jianguo", ["/queue", "/rooms", "/account"]),
        ("chen.jing", ["/desk", "/desk/cases", "/figures", "/wall"]),
        ("liu.wei", ["/admin/facilities", "/admin/people", "/admin/services", "/admin/jobs"]),
    ];

    [BrowserTheory]
    [InlineData("zh", 390, "light")]
    [InlineData("kk", 390, "dark")]
    [InlineData("ru", 390, "light")]
    [InlineData("kk", 1440, "light")]
    [InlineData("ru", 1440, "dark")]
    public async Task No_page_is_wider_than_the_screen(string language, int widthPx, string theme)
    {
        var wide = new List<string>();
        foreach (var (login, pages) in Mornings)
        {
            await using var person = await Person.SignIn(fixture, login, widthPx);
            await Prefer(person, language, theme);
            foreach (var path in pages)
            {
                await person.Go(path);
                await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                var name = $"{language}-{theme}-{path.Trim('/').Replace('/', '-')}-{widthPx}";
                await person.Page.ScreenshotAsync(new()
                {
                    Path = Path.Combine(fixture.Screenshots, $"{name}.png"), FullPage = true,
                });
                if (await person.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") > widthPx)
                    wide.Add(name);
            }
            person.NoFaults();
        }
        Assert.Empty(wide);
    }

    private static Task<JsonElement?> Prefer(Person person, string language, string theme) =>
        person.Page.EvaluateAsync("""
            ([language, theme]) => fetch('/api/session/preferences', {
                method: 'PUT', headers: { 'content-type': 'application/json', 'x-telemed': '1' },
                body: JSON.stringify({ language, timeZone: 'Asia/Shanghai', theme }) })
            """, new[] { language, theme });
}
