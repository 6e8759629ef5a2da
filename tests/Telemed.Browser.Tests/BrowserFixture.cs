using System.Collections.Concurrent;
using Microsoft.Playwright;
using Telemed.TestKit.Servers;

namespace Telemed.Browser.Tests;

/// <summary>The published hub with its demonstration, and one Chromium that opens its pages.</summary>
public class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] BareArguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    // A page that hangs must cost its test, and not the run: the script of a page has no limit of its own.
    internal const int TestLimitMs = 300_000;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Why these tests cannot run here; null when they can.</summary>
    public static string? WhyAbsent { get; } = HubProcess.WhyAbsent
        ?? (Chromium() is null ? "Chromium is absent: apt-get install chromium." : null)
        ?? (WebFolder() is null ? "The web application is not built: npm run build in src/Telemed.Web." : null);

    public HubProcess Hub { get; private set; } = null!;

    /// <summary>The sessions of those who signed in, by log-in name.</summary>
    internal ConcurrentDictionary<string, IReadOnlyList<Cookie>> Sessions { get; } = new(StringComparer.Ordinal);

    /// <summary>Where pictures of every page are left for people to look at; git does not keep it.</summary>
    public string Screenshots { get;
        } = Directory.CreateDirectory(Path.Combine(Root(), "tests", "screenshots")).FullName;

    /// <summary>Settings of the hub beside those every browser test needs.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    /// <summary>Arguments of Chromium beside those every browser test needs.</summary>
    protected virtual IReadOnlyList<string> Arguments => [];

    public virtual async Task InitializeAsync()
    {
        if (WhyAbsent is not null) return;
        Hub = await HubProcess.Start(new Dictionary<string, string>(Settings)
        {
            ["TELEMED_DEMO"] = "1", ["TELEMED_WEB"] = WebFolder()!, ["TELEMED_SAMPLES"] = "",
        }, CancellationToken.None);
        await Launch();
    }

    /// <summary>A window with nothing of any other; a browser that hangs is left, and a new one started.</summary>
    public async Task<IBrowserContext> NewWindow(BrowserNewContextOptions options)
    {
        try
        {
            return await browser!.NewContextAsync(options).WaitAsync(AnswerLimit);
        }
        catch (TimeoutException)
        {
            await Launch();
            return await browser!.NewContextAsync(options).WaitAsync(AnswerLimit);
        }
    }

    public virtual async Task DisposeAsync()
    {
        try
        {
            if (browser is not null) await browser.DisposeAsync().AsTask().WaitAsync(AnswerLimit);
        }
        finally
        {
            playwright?.Dispose();
            if (Hub is not null) await Hub.DisposeAsync();
        }
    }

    private async Task Launch()
    {
        playwright?.Dispose();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium(), Args = [.. BareArguments, .. Arguments] });
    }

    /// <summary>The root of the checkout.</summary>
    internal static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Telemed.sln"))) return at.FullName;
        throw new DirectoryNotFoundException("Telemed.sln is not above the test program.");
    }

    private static string? Chromium() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);

    internal static string? WebFolder()
    {
        var folder = Environment.GetEnvironmentVariable("TELEMED_WEB")
            ?? Path.Combine(Root(), "src", "Telemed.Web", "dist");
        return File.Exists(Path.Combine(folder, "index.html")) ? folder : null;
    }
}

/// <summary>A theory that needs the published hub, the built web application and Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = BrowserFixture.WhyAbsent
        ?? (TestKit.TestData.Root is null ? "The folder of real files is absent; set TELEMED_TEST_DATA." : null);

    /// <inheritdoc/>
    public override int Timeout { get; set; } = BrowserFixture.TestLimitMs;
}

/// <summary>A fact that needs the published hub, the built web application and Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = BrowserFixture.WhyAbsent;

    /// <inheritdoc/>
    public override int Timeout { get; set; } = BrowserFixture.TestLimitMs;
}
