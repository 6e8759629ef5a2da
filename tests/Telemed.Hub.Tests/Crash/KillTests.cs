using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage;
using Telemed.TestKit;
using Telemed.TestKit.Servers;
using Xunit.Abstractions;

namespace Telemed.Hub.Tests.Crash;

/// <summary>Nothing else runs meanwhile: the moments of death are to be the hub's, not the machine's.</summary>
[CollectionDefinition(nameof(KillTests), DisableParallelization = true)]
public sealed class KillAlone;

/// <summary>
/// The published hub is killed without warning while people work, and started again on the same data.
/// </summary>
[Collection(nameof(KillTests))]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int MostKills = 60;
    private const int LongestLifeMs = 1500;
    private const int LongestLifeOfSlowMs = 3000;

    // Files and rows of the last moments would be younger than the sweeper's grace; the test makes them older.
    private const string MakeOlder = """
        UPDATE blob SET created_at = created_at - interval '1 day', touched_at = touched_at - interval '1 day';
        UPDATE upload SET touched_at = touched_at - interval '1 hour' WHERE state IN ('checking', 'receiving');
        """;

    [CrashFact]
    public async Task Twenty_kills_lose_nothing_that_was_acknowledged_and_leave_nothing_half()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"random start value {seed}");
        var random = new Random(seed);
        var hub = await HubProcess.Start(Settings, CancellationToken.None);
        var log = new Acknowledged();
        try
        {
            var logins = (await hub.Demonstration(CancellationToken.None)).GetProperty("logins");
            using var village = await CrashPerson.SignIn(hub, logins, "wang.xiulan", CancellationToken.None);
            using var township = await CrashPerson.SignIn(hub, logins, "zhang.guilan", CancellationToken.None);
            using var city = await CrashPerson.SignIn(hub, logins, "he.jianguo", CancellationToken.None);
            using var county = await CrashPerson.SignIn(hub, logins, "li.ming", CancellationToken.None);
            using var stop = new CancellationTokenSource();
            var work =
                new CrashWork(village, township, [city, county], await Patient(village), await Patient(township), log)
                    .Run(stop.Token);
            // On a slow machine a life is longer and there may be more of them: the work is to be cut, not kept away.
            var longestLifeMs = LongestLifeMs;
            for (var kill = 0; kill < Kills || (kill < MostKills && !log.IsEnough); kill++)
            {
                await Task.Delay(random.Next(100, longestLifeMs));
                await hub.KillHard(CancellationToken.None);
                var start = Stopwatch.StartNew();
                await hub.StartAgain(CancellationToken.None);
                longestLifeMs = (int)Math.Clamp(start.ElapsedMilliseconds, LongestLifeMs, LongestLifeOfSlowMs);
            }
            await stop.CancelAsync();
            await work;
            output.WriteLine($"{log.Cases.Count} cases, {log.Files.Count} files, {log.Reports.Count} signed reports");
            Assert.True(log.IsEnough, hub.Log[^Math.Min(hub.Log.Length, 4000)..]);

            await Age(hub);
            await hub.DisposeAsync();
            Assert.Equal(0, await Sweep(hub));
            await hub.StartAgain(CancellationToken.None);
            await Compare(log, village, township);
            await NothingIsHalf(hub);
        }
        finally
        {
            await hub.DisposeAsync();
        }
        Assert.Empty(ProcessesOf(hub.Data));
    }

    private static Dictionary<string, string> Settings => new()
    {
        ["TELEMED_DEMO"] = "1", ["TELEMED_SAMPLES"] = "", ["Telemed__Limits__LogInsPerMinute"] = "10000",
    };

    private static async Task<Guid> Patient(CrashPerson sender)
    {
        var made = await sender.Post("/api/patients",
            new { name = "Кайрат Жумабаев", sex = "male", birthDate = "1970-02-03", language = "kk", confirmed = true },
            CancellationToken.None);
        return made!.Value.GetProperty("id").GetGuid();
    }

    private static async Task Age(HubProcess hub)
    {
        await using var database = Database(hub);
        await using var work = await database.Begin(CancellationToken.None);
        await work.Execute(MakeOlder, null, CancellationToken.None);
        await work.Commit(CancellationToken.None);
        foreach (
            var file in Directory.EnumerateFiles(Path.Combine(hub.Data, "blobs"), "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1));
    }

    private static async Task<int> Sweep(HubProcess hub)
    {
        var start = new ProcessStartInfo(HubProcess.Program()!, ["blobs", "sweep"]) { RedirectStandardError = true };
        start.Environment["TELEMED_DATA"] = hub.Data;
        using var sweep = Process.Start(start)!;
        await sweep.StandardError.ReadToEndAsync();
        await sweep.WaitForExitAsync();
        return sweep.ExitCode;
    }

    private static async Task Compare(Acknowledged log, CrashPerson village, CrashPerson township)
    {
        foreach (var id in log.Cases)
            Assert.True((await village.Get($"/api/consultations/{id}", CancellationToken.None)
                ?? await township.Get($"/api/consultations/{id}", CancellationToken.None)) is not null,
                    $"case {id} is missing");
        foreach (var (report, impression) in log.Reports)
        {
            var found = await village.Get($"/api/reports/{report}", CancellationToken.None);
            Assert.Equal(impression, found?.GetProperty("impression").GetString());
            Assert.Equal("final", found?.GetProperty("status").GetString());
        }
        foreach (var (upload, sha256) in log.Files)
        {
            // A case of the township's is seen by the township alone, and the other way about.
            var sender = await village.Get($"/api{upload}", CancellationToken.None) is null ? township : village;
            var its = await Settled(sender, upload);
            Assert.True(its?.GetProperty("state").GetString() == "accepted", $"{upload}: {its}");
            var kept =
                await sender.Bytes($"/api/attachments/{its?.GetProperty("attachmentId").GetGuid()}/content",
                CancellationToken.None);
            Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(kept)));
        }
    }

    // A file whose check died with the hub is taken up again by the sweeper of the next start.
    private static async Task<JsonElement?> Settled(CrashPerson sender, Uri upload)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var its = await sender.Get($"/api{upload}", CancellationToken.None);
            if (its?.GetProperty("state").GetString() is "accepted" or "refused") return its;
            await Task.Delay(100);
        }
        return await sender.Get($"/api{upload}", CancellationToken.None);
    }

    private static async Task NothingIsHalf(HubProcess hub)
    {
        await using var database = Database(hub);
        await using var read = await database.Read(CancellationToken.None);
        Assert.Equal(0, await read.Row<long>(
            "SELECT count(*) FROM blob WHERE state = 'writing' AND created_at < now() - interval '12 hours'", null,
            CancellationToken.None));
        var rows =
            await read.Rows<string>("SELECT object_key FROM blob WHERE state <> 'deleted'", null,
            CancellationToken.None);
        var folder = Path.Combine(hub.Data, "blobs", "objects");
        var objects = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file =>
            Path.GetRelativePath(folder, file));
        Assert.Equal(rows.Order(StringComparer.Ordinal), objects.Order(StringComparer.Ordinal));
        Assert.Equal(0, await read.Row<long>(
            """
            SELECT count(*) FROM attachment a LEFT JOIN blob b ON b.id = a.blob_id
            WHERE b.state IS DISTINCT FROM 'stored'
            """, null, CancellationToken.None));
    }

    private static Database Database(HubProcess hub)
    {
        var server = Path.Combine(hub.Data, "postgres");
        var port = File.ReadAllLines(Path.Combine(server, "cluster", "postmaster.pid"))[3].Trim();
        var password = File.ReadAllText(Path.Combine(server, "password")).Trim();
        return new Database(
            $"Host=127.0.0.1;Port={port};Username=hub;Password={password};Database=telemed;Pooling=false",
            TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static IEnumerable<string> ProcessesOf(string folder) =>
        from process in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(process), out _)
        let command = CommandOf(process)
        where command.Contains(folder, StringComparison.Ordinal)
        select command;

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>A fact that needs the published hub and the real files, and is skipped, visibly, without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CrashFactAttribute : FactAttribute
{
    /// <summary>Skips when something is absent.</summary>
    public CrashFactAttribute() => Skip = HubProcess.WhyAbsent
        ?? (TestData.Root is null ? "The folder of real files is absent; set TELEMED_TEST_DATA." : null);
}
