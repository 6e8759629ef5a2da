using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telemed.Hub.Reports;

/// <summary>One headless Chromium, driven over a pipe: no port is opened, and it ends when the hub does.</summary>
internal sealed class PrintBrowser : IAsyncDisposable
{
    // A name that can never exist (RFC 6761); the page and everything it asks for is answered here, not by a network.
    private const string PageUrl = "https://report.invalid/";

    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(3);

    private readonly Process process;
    private readonly string folder;
    private readonly DevToolsPipe pipe;

    private PrintBrowser(Process process, string folder)
    {
        (this.process, this.folder) = (process, folder);
        pipe = new DevToolsPipe(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
    }

    public bool IsAlive => !process.HasExited && pipe.IsOpen;

    public int Pages { get; private set; }

    /// <summary>
    /// The program to start: the setting when it exists, else the first known name on PATH; null when there is none.
    /// </summary>
    public static string? Find(string setting)
    {
        if (setting.Length > 0) return File.Exists(setting) ? setting : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries);
        return Programs.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    public static async Task<PrintBrowser> Start(string program, PrintOptions options, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("telemed-print-").FullName;
        // Chromium talks over descriptors 3 and 4, which .NET cannot open for a child: the shell moves them there.
        var start = new ProcessStartInfo("/bin/sh",
        [
            "-c", "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null", program,
            .. Arguments(folder, options),
        ])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        start.Environment["HOME"] = folder;
        start.Environment["FONTCONFIG_FILE"] = await PrintFonts.WriteConfiguration(folder, options, cancel);
        var browser = new PrintBrowser(Process.Start(start)!, folder);
        try
        {
            await browser.pipe.Call("Browser.getVersion", [], null, cancel);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public async Task<byte[]> Print(string html, CancellationToken cancel)
    {
        Pages++;
        var target = await pipe.Call("Target.createTarget", new() { ["url"] = "about:blank" }, null, cancel);
        var targetId = target.GetProperty("targetId").GetString()!;
        var attached = await pipe.Call(
            "Target.attachToTarget", new() { ["targetId"] = targetId, ["flatten"] = true }, null, cancel);
        var session = attached.GetProperty("sessionId").GetString()!;
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var events = pipe.Listen(session, (method, arguments) =>
        {
            if (method == "Page.loadEventFired") loaded.TrySetResult();
            return method == "Fetch.requestPaused" ? Answer(session, html, arguments, cancel) : Task.CompletedTask;
        });
        await pipe.Call("Page.enable", [], session, cancel);
        await pipe.Call("Emulation.setScriptExecutionDisabled", new() { ["value"] = true }, session, cancel);
        await pipe.Call("Fetch.enable", new()
        {
            ["patterns"] = new JsonArray(new JsonObject { ["urlPattern"] = "*" }),
        }, session, cancel);
        await pipe.Call("Page.navigate", new() { ["url"] = PageUrl }, session, cancel);
        await loaded.Task.WaitAsync(cancel);
        var printed = await pipe.Call("Page.printToPDF", new()
        {
            ["printBackground"] = true, ["preferCSSPageSize"] = true, ["displayHeaderFooter"] = false,
            ["generateTaggedPDF"] = true,
            ["marginTop"] = 0, ["marginBottom"] = 0, ["marginLeft"] = 0, ["marginRight"] = 0,
        }, session, cancel);
        await pipe.Call("Target.closeTarget", new() { ["targetId"] = targetId }, null, cancel);
        return printed.GetProperty("data").GetBytesFromBase64();
    }

    public async ValueTask DisposeAsync()
    {
        // Chromium ends by itself when its pipe closes; what does not is killed with its children.
        await pipe.DisposeAsync();
        using var patience = new CancellationTokenSource(ExitLimit);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        process.Dispose();
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A child of Chromium may still be writing; the folder holds nothing of a report.
        }
    }

    private Task<JsonElement> Answer(string session, string html, JsonElement paused, CancellationToken cancel)
    {
        var request = paused.GetProperty("requestId").GetString()!;
        if (paused.GetProperty("request").GetProperty("url").GetString() != PageUrl)
        {
            return pipe.Call("Fetch.failRequest", new()
            {
                ["requestId"] = request, ["errorReason"] = "AccessDenied",
            }, session, cancel);
        }
        return pipe.Call("Fetch.fulfillRequest", new()
        {
            ["requestId"] = request, ["responseCode"] = 200,
            ["body"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(html)),
            ["responseHeaders"] = new JsonArray(
                new JsonObject { ["name"] = "Content-Type", ["value"] = "text/html; charset=utf-8" }),
        }, session, cancel);
    }

    private static IEnumerable<string> Arguments(string folder, PrintOptions options)
    {
        yield return "--headless";
        yield return "--remote-debugging-pipe";
        yield return $"--user-data-dir={Path.Combine(folder, "profile")}";
        // Second wall behind the answered requests: no name can be resolved at all.
        yield return "--host-resolver-rules=MAP * ~NOTFOUND";
        if (Environment.IsPrivilegedProcess || !options.ChromiumSandbox) yield return "--no-sandbox";
        foreach (var plain in Plain) yield return plain;
    }

    private static readonly string[] Plain =
    [
        "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--mute-audio",
        "--font-render-hinting=none",
    ];
}
