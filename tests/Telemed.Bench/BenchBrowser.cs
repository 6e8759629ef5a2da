using Microsoft.Playwright;

namespace Telemed.Bench;

/// <summary>Chromium for benches that measure what a person waits for.</summary>
internal sealed class BenchBrowser : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private BenchBrowser(IPlaywright playwright, IBrowser browser) =>
        (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Why a bench cannot use a browser here; null when it can.</summary>
    internal static string? WhyAbsent { get; } = Program() is null
        ? "Chromium is not installed (apt-get install chromium)"
        : File.Exists(Path.Combine(Environment.GetEnvironmentVariable("TELEMED_WEB") ?? "", "index.html")) ? null
        : "TELEMED_WEB names no built web application (npm run build in src/Telemed.Web)";

    internal static async Task<BenchBrowser> Start()
    {
        var playwright = await Playwright.CreateAsync();
        return new BenchBrowser(playwright,
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program(), Args = Arguments }));
    }

    /// <summary>
    /// A window of somebody who is signed in; views jump instead of gliding, so that their times are their own.
    /// </summary>
    internal async Task<IPage> Open(Uri address, string cookie, int widthPx, int heightPx)
    {
        var parts = cookie.Split('=', 2);
        var window = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = widthPx, Height = heightPx }, Locale = "en",
            ReducedMotion = ReducedMotion.Reduce,
        });
        await window.AddCookiesAsync([new Cookie { Name = parts[0], Value = parts[1], Url = address.ToString() }]);
        await window.APIRequest.PutAsync(new Uri(address, "/api/session/preferences").ToString(), new()
        {
            DataObject = new { language = "en", timeZone = "Asia/Shanghai", theme = "dark" },
            Headers = new Dictionary<string, string> { ["X-Telemed"] = "1" },
        });
        var page = await window.NewPageAsync();
        page.SetDefaultTimeout(180_000);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static string? Program() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);
}
