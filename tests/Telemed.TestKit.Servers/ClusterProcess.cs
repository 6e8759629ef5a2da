using System.Diagnostics;
using System.Text.Json;

namespace Telemed.TestKit.Servers;

/// <summary>
/// The city shape from local processes, as <c>bash infra/cluster</c> starts it: two hubs behind nginx.
/// </summary>
public sealed class ClusterProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private const int StoryLines = 30;
    private readonly Process process;
    private readonly string folder;
    private readonly JsonElement ready;

    private ClusterProcess(Process process, string folder, JsonElement ready) =>
        (this.process, this.folder, this.ready) = (process, folder, ready);

    /// <summary>Why it cannot be started here; null when it can.</summary>
    public static string? WhyAbsent => HubProcess.WhyAbsent ?? (
        File.Exists("/usr/sbin/nginx") || File.Exists("/usr/bin/nginx") ? null
            : "nginx is absent: apt-get install nginx-light");

    /// <summary>Where nginx listens.</summary>
    public Uri Address => new(ready.GetProperty("address").GetString()!);

    /// <summary>Starts all of it and waits until it is ready.</summary>
    public static async Task<ClusterProcess> Start(CancellationToken cancel)
    {
        var folder = RunFolder.New("cluster");
        // The script stops everything it started when it is told to, and dies with this process in any case.
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "TERM", "bash", Script(), folder])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["TELEMED_HUB"] = HubProcess.Program();
        // What is tested makes its own case; the files of the demonstration would only be waited for.
        start.Environment["TELEMED_SAMPLES"] = "";
        var said = new List<string>();
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => { lock (said) said.Add(line.Data ?? ""); };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartLimit);
        var file = Path.Combine(folder, "ready.json");
        while (!File.Exists(file))
        {
            if (process.HasExited)
                lock (said)
                    throw new InvalidOperationException($"The cluster did not start: {string.Join('\n', said)}");
            if (limit.IsCancellationRequested)
                lock (said) throw new InvalidOperationException($"The cluster is not ready: {string.Join('\n', said)}");
            await Task.Delay(100, cancel);
        }
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancel));
        return new ClusterProcess(process, folder, document.RootElement.Clone());
    }

    /// <summary>The last that each of its processes wrote, which tells why a test failed.</summary>
    public string Story() => string.Join('\n', Directory.GetFiles(folder, "*.log").Order(StringComparer.Ordinal)
        .Select(file => $"--- {Path.GetFileName(file)}\n{string.Join('\n', Written(file).TakeLast(StoryLines))}"));

    /// <summary>Kills the hub that listens at an address, as nginx names it, without warning (SIGKILL).</summary>
    public void KillHub(string hostAndPort)
    {
        var hub = ready.GetProperty("hubs").EnumerateArray()
            .Single(each => new Uri(each.GetProperty("address").GetString()!).Authority == hostAndPort);
        Process.GetProcessById(hub.GetProperty("pid").GetInt32()).Kill();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (var stop = Process.Start("kill", ["-TERM", $"{process.Id}"])) await stop.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    // Its writer still has it open.
    private static List<string> Written(string file)
    {
        using var reader = new StreamReader(
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return lines;
    }

    private static string Script()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var script = Path.Combine(at.FullName, "infra", "cluster");
            if (File.Exists(script)) return script;
        }
        throw new InvalidOperationException("infra/cluster was not found above the tests.");
    }
}

/// <summary>A fact that needs two published hubs behind nginx and is skipped, visibly, without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : FactAttribute
{
    /// <summary>Skips when something is missing.</summary>
    public ClusterFactAttribute() => Skip = ClusterProcess.WhyAbsent;
}
