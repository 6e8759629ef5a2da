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
        var (cpu, clock) = (HubCpu(hub), Stopwatch.StartNew());
        var times = await Load(senders, ecg, TimeSpan.FromSeconds(seconds), cancel);
        var took = clock.Elapsed.TotalSeconds;
        var hubCpuMs = (HubCpu(hub) - cpu) * 1000 / Math.Max(1, times.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"ingest over HTTP: {times.Count / took:F0}/s of {ecg.Bytes} bytes with {Clients} clients; "
            + $"{Percentiles.Line(times)}; hub CPU {hubCpuMs:F2} ms each (measuring beside it included)"));
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
            while (clock.Elapsed < length)
            {
                var one = Stopwatch.StartNew();
                using var content = new ByteArrayContent(ecg.Next());
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

    private static double HubCpu(BenchHub hub) =>
        Process.GetProcessById(hub.Process.Id).TotalProcessorTime.TotalSeconds;
}
