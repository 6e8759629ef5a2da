using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Telemed.Browser.Tests;

/// <summary>Somebody of the demonstration at a browser of his own.</summary>
internal sealed class Person : IAsyncDisposable
{
    /// <summary>
    /// What a console may say: a page that asks who is signed in before anybody is gets 401 by design, and
    /// OpenSeadragon tries one inline style when it loads, which the strict policy refuses without harm to the picture.
    /// A slide to which levels are added while it is open answers 409 to the old numbers, and is opened anew.
    /// </summary>
    private static readonly string[] Expected = ["401", "Applying inline style violates", "HTTP 409"];

    private static readonly TimeSpan LookLimit = TimeSpan.FromMinutes(2);

    private static readonly string[] HubFault = ["\"LogLevel\":\"Error\"", "\"LogLevel\":\"Critical\""];

    private readonly BrowserFixture fixture;
    private readonly IBrowserContext context;
    private readonly JsonElement login;
    private readonly Uri hub;

    private Person(BrowserFixture fixture, IBrowserContext context, IPage page, JsonElement login, Uri hub)
    {
        this.fixture = fixture;
        this.context = context;
        this.login = login;
        this.hub = hub;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Faults that the page reported: exceptions, and errors on the console.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>Holds that neither the page nor the hub reported a fault; each is told whole.</summary>
    public void NoFaults()
    {
        // What SignalR refuses by design it logs as an error of its own.
        var ofHub = fixture.Hub.Log.Split('\n')
            .Where(line => HubFault.Any(line.Contains) && !line.Contains("SignalR.HubException"));
        Assert.True(Faults.IsEmpty && !ofHub.Any(), $"{string.Join('\n', Faults.Concat(ofHub))}\n{LastOfLog}");
    }

    /// <summary>
    /// Opens a browser window and signs in by the sign-in page, as people do; who did so before at this hub comes back
    /// with the session he has.
    /// </summary>
    /// <param name="fixture">The hub and the browser.</param>
    /// <param name="login">Who it is.</param>
    /// <param name="widthPx">Width of the window.</param>
    /// <param name="through">Where the hub is reached, when something stands between; null for the hub itself.</param>
    public static async Task<Person> SignIn(BrowserFixture fixture, string login, int widthPx, Uri? through = null)
    {
        var context = await fixture.NewWindow(new()
        {
            ViewportSize = new() { Width = widthPx, Height = widthPx < 500 ? 844 : 900 }, Locale = "en",
            AcceptDownloads = true,
            TimezoneId = "Asia/Shanghai", HasTouch = widthPx < 500,
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        var row = (await fixture.Hub.Demonstration(CancellationToken.None)).GetProperty("logins").EnumerateArray()
            .Single(one => one.GetProperty("login").GetString() == login);
        var person = new Person(fixture, context, page, row, through ?? fixture.Hub.Address);
        page.PageError += (_, error) => person.Faults.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !Expected.Any(message.Text.Contains)
                && !(message.Text.Contains("status of 409") && message.Location.Contains("/slides/")))
                person.Faults.Enqueue($"{message.Text} {message.Location}");
        };
        if (fixture.Sessions.TryGetValue(login, out var session)) await context.AddCookiesAsync(session);
        else fixture.Sessions[login] = await person.FillSignIn();
        // The people of the demonstration have languages of their own; the tests look for English words.
        await person.Answer(await context.APIRequest.PutAsync(person.Url("/api/session/preferences"), new()
        {
            DataObject = new { language = "en", timeZone = "Asia/Shanghai", theme = "light" },
            Headers = new Dictionary<string, string> { ["X-Telemed"] = "1" },
        }));
        await person.Go("/");
        return person;
    }

    private async Task<IReadOnlyList<Cookie>> FillSignIn()
    {
        await Page.GotoAsync(new Uri(hub, "/sign-in").ToString());
        await Page.GetByLabel("Log-in name").FillAsync(login.GetProperty("login").GetString()!);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await Page.GetByLabel("Code from your authenticator").FillAsync(login.GetProperty("code").GetString()!);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("sign-in"));
        return [.. (await context.CookiesAsync()).Select(cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path,
            Expires = cookie.Expires, HttpOnly = cookie.HttpOnly, Secure = cookie.Secure, SameSite = cookie.SameSite,
        })];
    }

    public Task Go(string path) => Page.GotoAsync(new Uri(hub, path).ToString());

    /// <summary>An address at the hub as this person reaches it.</summary>
    public string Url(string path) => new Uri(hub, path).ToString();

    /// <summary>Asks the hub as this person, past the pages.</summary>
    public async Task<JsonElement> Get(string path) => await Answer(await context.APIRequest.GetAsync(Url(path)));

    /// <summary>Sends to the hub as this person, past the pages.</summary>
    public async Task<JsonElement> Post(string path, object body) => await Answer(await context.APIRequest.PostAsync(
        Url(path), new() { DataObject = body, Headers = new Dictionary<string, string> { ["X-Telemed"] = "1" } }));

    /// <summary>Sends bytes to the hub as this person, past the pages.</summary>
    public async Task<JsonElement> Put(string path, byte[] bytes, (string Name, string Value) header) => await Answer(
        await context.APIRequest.PutAsync(Url(path), new()
        {
            DataByte = bytes,
            Headers = new Dictionary<string, string> { ["X-Telemed"] = "1", [header.Name] = header.Value },
        }));

    /// <summary>The person's own number.</summary>
    public async Task<string> Id() => (await Get("/api/session")).GetProperty("person").GetProperty("id").GetString()!;

    /// <summary>The person's name, as the others read it.</summary>
    public async Task<string> Name() =>
        (await Get("/api/session")).GetProperty("person").GetProperty("name").GetString()!;

    private async Task<JsonElement> Answer(IAPIResponse answer)
    {
        var text = await answer.TextAsync();
        // What the hub did not expect stands in its log alone.
        Assert.True(answer.Ok, $"{answer.Url}: {answer.Status} {text}"
            + (answer.Status < 500 ? "" : $"\n{LastOfLog}"));
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    private string LastOfLog => string.Join('\n', fixture.Hub.Log.Split('\n').TakeLast(10));

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    public Task See(string text) => Page.GetByText(text).Locator("visible=true").First.WaitForAsync();

    /// <summary>The current password, for the fresh check before a signature.</summary>
    public string Password => login.GetProperty("password").GetString()!;

    /// <summary>Leaves a picture of the page, and holds it against axe: no serious fault may be there.</summary>
    public async Task Look(string name)
    {
        await Page.ScreenshotAsync(new() { Path = Path.Combine(fixture.Screenshots, $"{name}.png"), FullPage = true });
        await Page.EvaluateAsync(Axe.Value);
        var found = await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run()).violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.id}: ${v.nodes[0].html.slice(0, 160)} (${v.nodes.length})`)
            """).WaitAsync(LookLimit);
        Assert.True(found.Length == 0, $"{name}: {string.Join("\n", found)}");
    }

    /// <summary>Leaves a picture of the last thing this person saw, which tells most about a failed test.</summary>
    public async ValueTask DisposeAsync()
    {
        var name = $"last-{login.GetProperty("login").GetString()}-{Page.ViewportSize!.Width}.png";
        try
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(fixture.Screenshots, name), FullPage = true });
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            // A page without a picture must not hide why its test failed.
            Console.WriteLine($"{name}: {error.Message}");
        }
        finally
        {
            // Also when the page hangs: it must not take the processor from the tests after it.
            await context.DisposeAsync();
        }
    }

    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(
        BrowserFixture.Root(), "src", "Telemed.Web", "node_modules", "axe-core", "axe.min.js")));
}
