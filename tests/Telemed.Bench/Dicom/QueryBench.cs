using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Telemed.Bench.Dicom;

/// <summary>
/// Times of QIDO-RS: exact keys, a range of dates, names by prefix and by an inner part, the newest page.
/// </summary>
internal static class QueryBench
{
    private const int WarmUp = 40;

    internal sealed record Row(string Query, int Clients, double P50Ms, double P99Ms, double CpuMs);

    internal static async Task<List<Row>> Run(DicomPeer peer, int requests, bool isLarge, CancellationToken cancel)
    {
        var sample = await Sample(peer, cancel);
        (string Name, string[] Paths)[] queries =
        [
            ("PatientID", [.. sample.Select(row => $"PatientID={Value(row, "00100020")}")]),
            ("StudyInstanceUID", [.. sample.Select(row => $"StudyInstanceUID={Value(row, "0020000D")}")]),
            ("AccessionNumber", [.. sample.Select(row => $"AccessionNumber={Value(row, "00080050")}")]),
            ("date range",
                [.. Enumerable.Range(1, 12).Select(month => $"StudyDate=2026{month:D2}01-2026{month:D2}28&limit=50")]),
            ("name prefix",
                ["PatientName=Zhang*&limit=50", "PatientName=Ouyang*&limit=50", "PatientName=Mill*&limit=50"]),
            ("name inner", ["PatientName=*uyan*&limit=50", "PatientName=*iller*&limit=50"]),
            ("newest page", ["limit=50"]),
            .. isLarge
                ? new (string, string[])[]
                {
                    ("hanzi prefix", ["PatientName=%E6%AC%A7%E9%98%B3*&limit=50"]),
                    ("hanzi inner", ["PatientName=*%E6%A1%82*&limit=50"]), ("nobody", ["PatientName=Nemo*&limit=50"]),
                    ("page 10", ["limit=50&offset=450"]),
                }
                : [],
        ];
        var rows = new List<Row>();
        foreach (var (name, paths) in queries)
            foreach (var clients in new[] { 1, 4 })
                rows.Add(await Ask(peer, name, paths, requests, clients, cancel));
        return rows;
    }

    private static async Task<Row> Ask(
        DicomPeer peer, string name, string[] paths, int requests, int clients, CancellationToken cancel)
    {
        // Each client's first requests open connections of the server's own, which stay open.
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            for (var at = 0; at < WarmUp; at++) await Get(peer, paths[at % paths.Length], cancel);
        }));
        var (times, next) = (new List<double>(), -1);
        var before = ServerCost.Of(peer.ProcessId);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var at && at < requests)
            {
                var one = Stopwatch.GetTimestamp();
                await Get(peer, paths[at % paths.Length], cancel);
                lock (times) times.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            }
        }));
        var cpu = (ServerCost.Of(peer.ProcessId).CpuMs - before.CpuMs) / requests;
        var sorted = times.Order().ToArray();
        var row = new Row(name, clients, Percentiles.Of(sorted, 0.5), Percentiles.Of(sorted, 0.99), cpu);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {peer.Name,-8} QIDO {name,-18} x{clients}  p50 {row.P50Ms,7:F1} ms  p99 {row.P99Ms,7:F1} ms  "
            + $"{cpu,6:F1} CPU ms"));
        return row;
    }

    private static async Task<JsonElement[]> Sample(DicomPeer peer, CancellationToken cancel)
    {
        using var found = JsonDocument.Parse(await Get(peer, "limit=100&includefield=00080050", cancel));
        return [.. found.RootElement.Clone().EnumerateArray()];
    }

    private static async Task<byte[]> Get(DicomPeer peer, string query, CancellationToken cancel)
    {
        using var answer = await peer.Web.GetAsync($"studies?{query}", cancel);
        var body = await answer.Content.ReadAsByteArrayAsync(cancel);
        return answer.IsSuccessStatusCode ? body
            : throw new InvalidOperationException(
                $"QIDO {query}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}");
    }

    private static string Value(JsonElement row, string tag) =>
        row.TryGetProperty(tag, out var attribute) && attribute.TryGetProperty("Value", out var values)
            ? $"{values[0]}" : "";
}
