using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Telemed.TestKit.Servers;

/// <summary>
/// The published hub as a process of its own, with its own PostgreSQL and data folder: what <c>bash infra/run</c>
/// starts. It can be killed without warning and started again on the same data.
/// </summary>
public sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly StringBuilder log = new();
    private readonly IReadOnlyDictionary<string, string> settings;
    private Process? process;

    private HubProcess(string data, int port, IReadOnlyDictionary<string, string> settings)
    {
        Data = data;
        this.settings = settings;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Why the published hub cannot be started here; null when it can.</summary>
    public static string? WhyAbsent => Program() is null
        ? "The published hub is absent: infra/test publishes it and sets TELEMED_HUB." : PostgresCluster.WhyAbsent;

    /// <summary>The data folder.</summary>
    public string Data { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The process number, for outside measuring.</summary>
    public int Id => process!.Id;

    /// <summary>What it logged so far.</summary>
    public string Log
    {
        get { lock (log) return log.ToString(); }
    }

    /// <summary>Starts the hub and waits until it is ready.</summary>
    /// <param name="settings">Environment variables over those set here.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public static async Task<HubProcess> Start(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var hub = new HubProcess(RunFolder.New("hub-process"), FreePort.Next(), settings);
        await hub.StartAgain(cancel);
        return hub;
    }

    /// <summary>Starts the process, again on the same data, and waits until it is ready.</summary>
    public async Task StartAgain(CancellationToken cancel)
    {
        var start =
            new ProcessStartInfo(Program()!, ["serve"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TELEMED_URL"] = Address.ToString().TrimEnd('/');
        start.Environment["TELEMED_DATA"] = Data;
        start.Environment["TELEMED_DIMSE_PORT"] = "0";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitUntilReady(cancel);
    }

    /// <summary>Ends the process as a power cut would (SIGKILL) and waits until it is gone.</summary>
    public async Task KillHard(CancellationToken cancel)
    {
        process!.Kill();
        await process.WaitForExitAsync(cancel);
        process.Dispose();
        process = null;
    }

    /// <summary>The demonstration's log-ins, device key and codes, as the sign-in page shows them.</summary>
    public async Task<JsonElement> Demonstration(CancellationToken cancel)
    {
        using var client = Client();
        return await client.GetFromJsonAsync<JsonElement>("/api/demonstration", cancel);
    }

    /// <summary>A client without a session.</summary>
    public HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-Telemed", "1");
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is null) return;
        // SIGTERM first: the hub stops its PostgreSQL itself.
        using (var stop = Process.Start("kill", ["-TERM", process.Id.ToString()])) await stop.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
        process = null;
    }

    /// <summary>The program's path; null when it was not published.</summary>
    public static string? Program()
    {
        if (Environment.GetEnvironmentVariable("TELEMED_HUB") is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var built = Path.Combine(at.FullName, ".cache", "out", "Telemed.Hub");
            if (File.Exists(built)) return built;
        }
        return null;
    }

    private async Task WaitUntilReady(CancellationToken cancel)
    {
        using var client = Client();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartLimit);
        while (true)
        {
            if (process!.HasExited) throw new InvalidOperationException($"The hub ended while starting:\n{Log}");
            try
            {
                using var answer = await client.GetAsync("/health/ready", limit.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, limit.Token);
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (log)
        {
            if (log.Length > 200_000) log.Remove(0, 100_000);
            log.AppendLine(line);
        }
    }
}
