using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Telemed.TestKit.Servers;

namespace Telemed.Bench.Dicom;

/// <summary>Instances a second and processor time for each, by C-STORE with dcmtk's sender and by STOW-RS.</summary>
internal static class IngestBench
{
    private const int InstancesPerPost = 20;

    internal sealed record Row(string Load, double PerSecond, double CpuMs, double PostP50Ms, double PostP99Ms);

    internal static async Task<List<Row>> Run(DicomPeer peer, int ct, int small, CancellationToken cancel)
    {
        var rows = new List<Row>();
        foreach (var (objects, count) in new[] { (BenchObjects.Ct, ct), (BenchObjects.Small, small) })
        {
            foreach (var isPlain in new[] { true, false })
                foreach (var senders in new[] { 1, 4 })
                    rows.Add(await Store(peer, objects, isPlain ? count / 2 : count, senders, isPlain, cancel));
            foreach (var clients in new[] { 1, 4 }) rows.Add(await Post(peer, objects, count, clients, cancel));
        }
        rows.Add(await Post(peer, BenchObjects.Wide, small, 4, cancel));
        return rows;
    }

    /// <summary>dcmtk's sender as it is packaged, or with Nagle's algorithm off on its side too.</summary>
    private static async Task<Row> Store(
        DicomPeer peer, BenchObjects objects, int count, int senders, bool isPlain, CancellationToken cancel)
    {
        var root = RunFolder.New("bench-dicom");
        var folders = objects.MakeFiles(root, count, senders);
        var (before, clock) = (ServerCost.Of(peer.ProcessId), Stopwatch.StartNew());
        await Task.WhenAll(folders.Select(async folder =>
        {
            var start = new ProcessStartInfo("storescu",
                ["-aet", DicomPeer.SenderTitle, "-aec", peer.AeTitle, "+sd", "127.0.0.1", $"{peer.DimsePort}", folder])
            {
                RedirectStandardError = true, RedirectStandardOutput = true,
            };
            if (!isPlain) start.Environment["TCP_NODELAY"] = "1";
            using var sender = Process.Start(start)!;
            var said = await Task.WhenAll(
                sender.StandardError.ReadToEndAsync(cancel), sender.StandardOutput.ReadToEndAsync(cancel));
            await sender.WaitForExitAsync(cancel);
            if (sender.ExitCode != 0) throw new InvalidOperationException(
                $"storescu ended with {sender.ExitCode}: {string.Concat(said)}");
        }));
        var load = $"C-STORE {objects.Name} x{senders}{(isPlain ? "" : ", sender without Nagle")}";
        var row = RowOf(load, count, clock, before, peer, []);
        Directory.Delete(root, recursive: true);
        return row;
    }

    internal static async Task<Row> Post(
        DicomPeer peer, BenchObjects objects, int count, int clients, CancellationToken cancel)
    {
        var posts = objects.Make(count).Chunk(InstancesPerPost).ToArray();
        var times = new List<double>();
        var next = -1;
        var (before, clock) = (ServerCost.Of(peer.ProcessId), Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var at && at < posts.Length)
            {
                var one = Stopwatch.GetTimestamp();
                using var body = Parts(posts[at]);
                using var answer = await peer.Web.PostAsync("studies", body, cancel);
                var text = await answer.Content.ReadAsStringAsync(cancel);
                if (!answer.IsSuccessStatusCode)
                    throw new InvalidOperationException($"STOW: {(int)answer.StatusCode} {text}");
                lock (times) times.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            }
        }));
        return RowOf($"STOW {objects.Name} x{clients}", count, clock, before, peer, times);
    }

    private static Row RowOf(
        string load, int count, Stopwatch clock, ServerCost before, DicomPeer peer, IEnumerable<double> posts)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        var after = ServerCost.Of(peer.ProcessId);
        var used = after.CpuMs - before.CpuMs;
        var database = (after.DatabaseMs - before.DatabaseMs) / count;
        var sorted = posts.Order().ToArray();
        var row = new Row(
            load, count / seconds, used / count, Percentiles.Of(sorted, 0.5), Percentiles.Of(sorted, 0.99));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {peer.Name,-8} {row.Load,-40} {row.PerSecond,8:F0}/s {row.CpuMs,7:F2} CPU ms "
            + $"({database:F2} of it database)")
            + (sorted.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
                $"   POST p50 {row.PostP50Ms:F0} ms, p99 {row.PostP99Ms:F0} ms")));
        return row;
    }

    internal static MultipartContent Parts(IEnumerable<byte[]> files)
    {
        var content = new MultipartContent("related", "border" + Guid.NewGuid().ToString("N"));
        content.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        foreach (var file in files)
        {
            var part = new ByteArrayContent(file);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            content.Add(part);
        }
        return content;
    }
}
