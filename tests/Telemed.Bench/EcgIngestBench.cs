using System.Diagnostics;
using System.Globalization;
using Telemed.Bench.Main;

namespace Telemed.Bench;

/// <summary>
/// ECGs a second over HTTP by the device door, durable before the answer, measuring queued; and the rate at which the
/// queue is measured afterwards. Hub, database and clients share the machine.
/// </summary>
internal static class EcgIngestBench
{
    private const int Clients = 12;

    internal static async Task Run(int seconds, CancellationToken cancel)
    {
        await using var hub = await BenchHub.Start(cancel);
        var ecg = new FreshEcg();
        var senders = new List<HttpClient>();
        for (var at = 0; at < Clients; at++)
        {
            using var session = await hub.SignIn(at % 2 == 0 ? "village-a" : "village-b", cancel);
            var http = new HttpClient(new SocketsHttpHandler { UseCookies = false })
            {
                BaseAddress = hub.Process.Address,
            };
            http.DefaultRequestHeaders.Add("X-Telemed", "1");
            http.DefaultRequestHeaders.Add("Cookie", session.Cookie);
            senders.Add(http);
        }
        await Load(senders, ecg, TimeSpan.FromSeconds(Math.Min(4, seconds)), cancel);
        var (cpu, measured, clock) = (await Cpu(hub, cancel), await Measured(hub, cancel), Stopwatch.StartNew());
        var times = await Load(senders, ecg, TimeSpan.FromSeconds(seconds), cancel);
        var took = clock.Elapsed.TotalSeconds;
        var (used, beside) = (await Cpu(hub, cancel), (await Measured(hub, cancel) - measured) / took);
        double Each(double from, double to) => (to - from) * 1000 / Math.Max(1, times.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"ingest over HTTP: {times.Count / took:F0}/s of {ecg.Bytes} bytes with {Clients} clients; "
            + $"{Percentiles.Line(times)}; CPU each: hub {Each(cpu.Hub, used.Hub):F2}, PostgreSQL "
            + $"{Each(cpu.Database, used.Database):F2}, clients {Each(cpu.Clients, used.Clients):F2} ms, with the "
            + $"measuring of {beside:F0}/s beside it"));
        var (before, drain) = (await Waiting(hub, cancel), Stopwatch.StartNew());
        while (await Waiting(hub, cancel) > 0 && drain.Elapsed.TotalMinutes < 5) await Task.Delay(200, cancel);
        var left = await Waiting(hub, cancel);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"measured from the queue: {(before - left) / drain.Elapsed.TotalSeconds:F0}/s ({before - left} jobs)"));
        foreach (var sender in senders) sender.Dispose();
    }

    private static async Task<List<double>> Load(
        List<HttpClient> senders, FreshEcg ecg, TimeSpan length, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var each = await Task.WhenAll(senders.Select(async http =>
        {
            var times = new List<double>();
            var file = ecg.Next();
            while (clock.Elapsed < length)
            {
                var one = Stopwatch.StartNew();
                ecg.Renew(file);
                using var content = new ByteArrayContent(file);
                using var answer = await http.PostAsync("/api/devices/ecg", content, cancel);
                answer.EnsureSuccessStatusCode();
                times.Add(one.Elapsed.TotalMilliseconds);
            }
            return times;
        }));
        return [.. each.SelectMany(times => times)];
    }

    private static async Task<long> Waiting(BenchHub hub, CancellationToken cancel)
    {
        await using var reading = await hub.Database.Read(cancel);
        return await reading.Row<long>(
            "SELECT count(*) FROM job WHERE kind = 'ecg.measure' AND state IN (0, 1)", null, cancel);
    }

    private static async Task<long> Measured(BenchHub hub, CancellationToken cancel)
    {
        await using var reading = await hub.Database.Read(cancel);
        return await reading.Row<long>("SELECT count(*) FROM ecg_measurement", null, cancel);
    }

    private sealed record Used(double Hub, double Database, double Clients);

    private static async Task<Used> Cpu(BenchHub hub, CancellationToken cancel) => new(
        Process.GetProcessById(hub.Process.Id).TotalProcessorTime.TotalSeconds,
        await DatabaseTime.Seconds(hub, cancel), Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds);
}
