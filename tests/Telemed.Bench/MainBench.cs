using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Telemed.Bench.Main;
using Telemed.Hub.Tests.Platform;

namespace Telemed.Bench;

/// <summary>
/// The main job under load: from the POST of an ECG until it stands in an open work list, and full consultations a
/// second with durable writes. Hub, database and clients share the machine.
/// </summary>
internal static class MainBench
{
    private const int YearOfJining = 1_045_100;
    private const int Patients = 400;
    private static readonly FreshEcg Ecg = new();

    internal static async Task<int> Run(string[] args, CancellationToken cancel)
    {
        var seconds = Option(args, "--seconds", 300);
        var clients = Option(args, "--clients", 16);
        await using var hub = await BenchHub.Start(cancel);
        Console.WriteLine($"machine: {Environment.ProcessorCount} cores; ECG file {Ecg.Bytes} bytes; "
            + "fsync and synchronous_commit on");
        await MeasureLatency(hub, Option(args, "--latency", 300), cancel);
        await MeasureRate(hub, seconds, clients, cancel);
        return 0;
    }

    private static async Task MeasureLatency(BenchHub hub, int count, CancellationToken cancel)
    {
        using var sender = await hub.SignIn("village-a", cancel);
        using var reader = await hub.SignIn("county-a", cancel);
        await using var live = await LiveClient.Connect(hub.Process.Address, reader.Cookie);
        await live.Watch("queue");
        var life = new ConsultationLife(sender, reader, await hub.Patient("village-a", cancel), Ecg.Next);
        var times = new List<double>();
        for (var turn = 0; turn < count + 20; turn++)
        {
            var (id, _) = await life.Draft(cancel);
            var clock = Stopwatch.StartNew();
            await life.Send(id, cancel);
            do
            {
                await live.NextChange(10);
            }
            while (!ConsultationLife.Shows(await reader.Get("/api/consultations?view=queue&limit=200", cancel), id));
            if (turn >= 20) times.Add(clock.Elapsed.TotalMilliseconds);
            await reader.Post($"/api/consultations/{id}/claim", new { }, cancel);
        }
        Console.WriteLine($"ECG (upload, check, send) to visible in an open work list: {Percentiles.Line(times)}");
    }

    private static async Task MeasureRate(BenchHub hub, int seconds, int clients, CancellationToken cancel)
    {
        var lives = await Task.WhenAll(Enumerable.Range(0, clients).Select(async at =>
        {
            var county = at % 2 == 0 ? "a" : "b";
            var patients = new List<Guid>();
            for (var number = 0; number < Patients / clients; number++)
                patients.Add(await hub.Patient($"village-{county}", cancel));
            var sender = await hub.SignIn($"village-{county}", cancel);
            var reader = await hub.SignIn($"county-{county}", cancel);
            return patients.Select(patient => new ConsultationLife(sender, reader, patient, Ecg.Next)).ToArray();
        }));
        var done = new ConcurrentBag<double>();
        var perMinute = new long[1 + seconds / 60];
        var (cpuBefore, clock) = (HubCpu(hub), Stopwatch.StartNew());
        await Task.WhenAll(lives.Select(async mine =>
        {
            for (var turn = 0; clock.Elapsed.TotalSeconds < seconds; turn++)
            {
                var one = Stopwatch.StartNew();
                await mine[turn % mine.Length].Run(cancel);
                done.Add(one.Elapsed.TotalMilliseconds);
                Interlocked.Increment(ref perMinute[Math.Min(perMinute.Length - 1, (int)clock.Elapsed.TotalMinutes)]);
            }
        }));
        var took = clock.Elapsed;
        var rate = done.Count / took.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"full life: {done.Count} in {took.TotalSeconds:F0} s with {clients} clients = {rate:F1}/s; "
            + $"{Percentiles.Line(done)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Jining's year ({YearOfJining:N0}) at that rate: {YearOfJining / rate / 60:F0} min; "
            + $"hub CPU {(HubCpu(hub) - cpuBefore) * 1000 / Math.Max(1, done.Count):F2} ms a life; "
            + $"hub memory {HubMemory(hub) >> 20} MiB"));
        if (seconds >= 120)
            Console.WriteLine("lives in each minute, which fall when something grows with the table: "
                + string.Join(", ", perMinute[..^1]));
        await TellScans(hub, cancel);
        await Drain(hub, cancel);
    }

    /// <summary>
    /// Tables of which rows were read one after the other: what is high here has no index for its question.
    /// </summary>
    private static async Task TellScans(BenchHub hub, CancellationToken cancel)
    {
        await using var reading = await hub.Database.Read(cancel);
        var scans = await reading.Rows<(string Table, long Scans, long Rows)>("""
            SELECT relname, seq_scan, seq_tup_read FROM pg_stat_user_tables ORDER BY seq_tup_read DESC LIMIT 5
            """, null, cancel);
        Console.WriteLine("rows read without an index: "
            + string.Join("; ", scans.Select(one => $"{one.Table} {one.Rows:N0} in {one.Scans:N0} scans")));
    }

    private static async Task Drain(BenchHub hub, CancellationToken cancel)
    {
        var (before, clock) = (await Waiting(hub, cancel), Stopwatch.StartNew());
        while (await Waiting(hub, cancel) > 0 && clock.Elapsed.TotalMinutes < 10) await Task.Delay(500, cancel);
        var left = await Waiting(hub, cancel);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"queued work left when the load stopped: {before} jobs; "
            + $"drained {before - left} in {clock.Elapsed.TotalSeconds:F1} s = "
            + $"{(before - left) / clock.Elapsed.TotalSeconds:F0}/s"));
    }

    private static async Task<long> Waiting(BenchHub hub, CancellationToken cancel)
    {
        await using var reading = await hub.Database.Read(cancel);
        return await reading.Row<long>(
            "SELECT count(*) FROM job WHERE kind = 'ecg.measure' AND state IN (0, 1)", null, cancel);
    }

    private static double HubCpu(BenchHub hub) =>
        Process.GetProcessById(hub.Process.Id).TotalProcessorTime.TotalSeconds;

    private static long HubMemory(BenchHub hub) => Process.GetProcessById(hub.Process.Id).WorkingSet64;

    private static int Option(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
