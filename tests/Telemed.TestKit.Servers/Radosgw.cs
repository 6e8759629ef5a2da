using System.Diagnostics;

namespace Telemed.TestKit.Servers;

/// <summary>
/// A real S3 server for tests: Ceph's radosgw over one monitor and one object daemon, started once per test process
/// in a folder of its own, ended with the process.
/// </summary>
public static class Radosgw
{
    private const string Access = "telemedtestkey";
    private const string Secret = "telemedtestsecret0123456789";
    private static readonly string[] Programs =
        ["ceph-mon", "ceph-osd", "monmaptool", "ceph", "radosgw", "radosgw-admin"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly Lazy<Task<string>> Started = new(() => Start(RunFolder.New("radosgw")));

    /// <summary>Why there is no S3 server here, or null when there can be one.</summary>
    public static string? WhyAbsent { get; } = Programs.FirstOrDefault(program => !OnPath(program)) is { } missing
        ? $"{missing} is absent: apt-get install radosgw ceph-mon ceph-osd ceph-common."
        : null;

    /// <summary>The access key of the one user.</summary>
    public static string AccessKey => Access;

    /// <summary>The secret key of the one user.</summary>
    public static string SecretKey => Secret;

    /// <summary>The server's address; it is started at the first call, and a failed start is not tried again.</summary>
    public static Task<string> Address() => Started.Value;

    private static async Task<string> Start(string folder)
    {
        var began = TimeProvider.System.GetTimestamp();
        var cluster = Guid.NewGuid().ToString();
        var (monitorPort, gatewayPort) = (FreePort.Next(), FreePort.Next());
        var settings = Path.Combine(folder, "ceph.conf");
        await File.WriteAllTextAsync(settings, Settings(folder, cluster, monitorPort, gatewayPort));
        foreach (var part in (string[])["mon", "osd", "rgw", "run"]) Directory.CreateDirectory(
            Path.Combine(folder, part));

        var map = Path.Combine(folder, "monmap");
        await Run("monmaptool", "--create", "--clobber", "--addv", "a", $"v1:127.0.0.1:{monitorPort}", "--fsid",
            cluster, map);
        await Run("ceph-mon", "--mkfs", "-i", "a", "--monmap", map, "-c", settings);
        Serve("ceph-mon", "-f", "-i", "a", "-c", settings);
        var device = Guid.NewGuid().ToString();
        await RunAgain("ceph", "-c", settings, "--connect-timeout", "30", "osd", "new", device);
        await Run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", device, "-c", settings);
        Serve("ceph-osd", "-f", "-i", "0", "-c", settings);
        await RunAgain("ceph", "-c", settings, "osd", "crush", "add", "osd.0", "1", "root=default", "host=h");
        await Run("radosgw-admin", "-c", settings, "user", "create", "--uid=hub", "--display-name=hub",
            $"--access-key={Access}", $"--secret={Secret}");
        Serve("radosgw", "-f", "-n", "client.rgw.a", "-c", settings);

        var found = $"http://127.0.0.1:{gatewayPort}";
        using var client = new HttpClient();
        while (!await Answers(client, found))
        {
            if (TimeProvider.System.GetElapsedTime(began) > StartLimit)
                throw new TimeoutException($"radosgw did not start; its logs are in {folder}.");
            await Task.Delay(100);
        }
        return found;
    }

    private static string Settings(string folder, string cluster, int monitorPort, int gatewayPort) => $"""
        [global]
        fsid = {cluster}
        mon host = v1:127.0.0.1:{monitorPort}
        auth cluster required = none
        auth service required = none
        auth client required = none
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 1
        osd pool default pg autoscale mode = off
        osd crush chooseleaf type = 0
        mon allow pool size one = true
        ms bind msgr2 = false
        public addr = 127.0.0.1
        cluster addr = 127.0.0.1
        osd objectstore = bluestore
        bluestore block size = 4294967296
        osd memory target = 939524096
        osd class update on start = false
        osd crush update on start = false
        mon data = {folder}/mon
        osd data = {folder}/osd
        rgw data = {folder}/rgw
        run dir = {folder}/run
        log file = {folder}/run/$name.log
        admin socket = {folder}/run/$name.asok
        pid file = {folder}/run/$name.pid
        crash dir = {folder}/run
        [client.rgw.a]
        rgw frontends = beast endpoint=127.0.0.1:{gatewayPort} tcp_nodelay=1

        """;

    private static async Task<bool> Answers(HttpClient client, string at)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(at));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A monitor that has just begun refuses for a moment.</summary>
    private static async Task RunAgain(string program, params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Run(program, arguments);
                return;
            }
            catch (InvalidOperationException) when (attempt < 10)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    private static async Task Run(string program, params string[] arguments)
    {
        var start =
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await output;
        if (process.ExitCode != 0) throw new InvalidOperationException(
            $"{program} ended with {process.ExitCode}: {await errors}");
    }

    private static void Serve(string program, params string[] arguments) => ServerProcess.Start(program, arguments);

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
}
