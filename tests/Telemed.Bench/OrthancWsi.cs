using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.TestKit.Servers;

namespace Telemed.Bench;

/// <summary>
/// Debian's Orthanc with its whole-slide plugin, which holds the same slide as DICOM with the tiles as stored.
/// </summary>
internal static class OrthancWsi
{
    private const string Program = "/usr/sbin/Orthanc", Plugin = "/usr/share/orthanc/plugins/libOrthancWSI.so",
        Dicomizer = "/usr/bin/OrthancWSIDicomizer";

    internal static string? WhyAbsent =>
        new[] { Program, Plugin, Dicomizer }.FirstOrDefault(program => !File.Exists(program)) is { } absent
            ? $"{absent} is not installed (apt-get install orthanc orthanc-wsi)" : null;

    /// <summary>
    /// Starts it, turns the slide into DICOM, and gives the server with the series its tiles are asked of.
    /// </summary>
    internal static async Task<(SlidePeer Peer, string Series)> Start(string slide, CancellationToken cancel)
    {
        var (folder, http, dicom) = (RunFolder.New("orthanc-wsi"), FreePort.Next(), FreePort.Next());
        var config = Path.Combine(folder, "orthanc.json");
        await File.WriteAllTextAsync(config, $$"""
            {"Name": "bench", "StorageDirectory": "{{folder}}/storage", "IndexDirectory": "{{folder}}/index",
             "HttpPort": {{http}}, "DicomPort": {{dicom}}, "RemoteAccessAllowed": false, "AuthenticationEnabled": false,
             "TcpNoDelay": true, "KeepAlive": true, "StorageCompression": false, "Plugins": ["{{Plugin}}"]}
            """, cancel);
        ServerProcess.Start(Program, config);
        var web = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{http}"), Timeout = TimeSpan.FromMinutes(5),
        };
        await UntilReady(web, cancel);
        await Take(slide, web.BaseAddress, cancel);
        var series = (await web.GetFromJsonAsync<JsonElement>("/series", cancel))[0].GetString()!;
        return (new SlidePeer(web, [Owner(config)]), series);
    }

    /// <summary>It counts levels from the largest, as we do.</summary>
    internal static string Address(string series, string tile)
    {
        var parts = tile.Split('/');
        return $"/wsi/tiles/{series}/{parts[^2]}/{parts[^1].Replace('_', '/')}";
    }

    private static async Task UntilReady(HttpClient web, CancellationToken cancel)
    {
        for (var tries = 0; tries < 120; tries++)
        {
            await Task.Delay(500, cancel);
            try
            {
                using var answer = await web.GetAsync("/system", cancel);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }
        throw new InvalidOperationException("Orthanc did not start within a minute.");
    }

    private static async Task Take(string slide, Uri address, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo(Dicomizer, [slide, $"--orthanc={address}", "--threads=2"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(cancel);
        var wrong = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"OrthancWSIDicomizer: {await said} {await wrong}");
        Console.WriteLine(FormattableString.Invariant($"OrthancWSIDicomizer took {clock.Elapsed.TotalSeconds:F1} s"));
    }

    private static int Owner(string config) => Process.GetProcesses().First(process => process.ProcessName == "Orthanc"
        && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(config, StringComparison.Ordinal)).Id;
}
