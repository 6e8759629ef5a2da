using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Telemed.Bench.Dicom;

/// <summary>
/// Times of WADO-RS on one CT study of 100 slices: an instance, a frame, metadata of the study, and "not changed".
/// </summary>
internal static class RetrieveBench
{
    private const int Slices = 100;

    internal sealed record Row(string What, int Clients, double P50Ms, double CpuMs);

    internal static async Task<List<Row>> Run(DicomPeer peer, int requests, CancellationToken cancel)
    {
        var objects = BenchObjects.Ct.Make(Slices).ToArray();
        foreach (var post in objects.Chunk(20))
        {
            using var body = IngestBench.Parts(post);
            using var answer = await peer.Web.PostAsync("studies", body, cancel);
            answer.EnsureSuccessStatusCode();
        }
        using var header = new MemoryStream(objects[0]);
        var study = Telemed.Dicom.DicomReader.Read(header).Dataset.GetString(Telemed.Dicom.DicomTags.StudyInstanceUID)!;
        using var found = JsonDocument.Parse(
            await peer.Web.GetByteArrayAsync($"studies/{study}/instances?limit={Slices}", cancel));
        var places = found.RootElement.EnumerateArray()
            .Select(row => $"studies/{study}/series/{Uid(row, "0020000E")}/instances/{Uid(row, "00080018")}").ToArray();
        const string frames = "multipart/related; type=\"application/octet-stream\"; transfer-syntax=*";
        const string instances = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";
        var rows = new List<Row>();
        foreach (var clients in new[] { 1, 4 })
        {
            rows.Add(await Ask(peer, "instance", places, instances, requests, clients, cancel));
            rows.Add(await Ask(peer, "frame", [.. places.Select(path => path + "/frames/1")],
                frames, requests, clients, cancel));
            rows.Add(await Ask(peer, "study metadata, 100 slices", [$"studies/{study}/metadata"],
                "application/dicom+json", Math.Max(requests / 4, 10), clients, cancel));
        }
        await NotModified(peer, $"studies/{study}/metadata", requests, cancel);
        return rows;
    }

    private static async Task NotModified(DicomPeer peer, string path, int requests, CancellationToken cancel)
    {
        using var first = await peer.Web.GetAsync(path, cancel);
        if (first.Headers.ETag is not { } tag)
        {
            Console.WriteLine($"  {peer.Name,-8} WADO metadata has no entity tag");
            return;
        }
        var times = new List<double>();
        for (var at = 0; at < requests; at++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { tag } } };
            var one = Stopwatch.GetTimestamp();
            using var answer = await peer.Web.SendAsync(request, cancel);
            times.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            if ((int)answer.StatusCode != 304)
                throw new InvalidOperationException($"{(int)answer.StatusCode} instead of 304");
        }
        Console.WriteLine($"  {peer.Name,-8} WADO metadata not changed   {Percentiles.Line(times)}");
    }

    internal static async Task<Row> Ask(
        DicomPeer peer, string what, string[] paths, string accept, int requests, int clients, CancellationToken cancel)
    {
        var (times, next) = (new List<double>(), -1);
        var before = ServerCost.Of(peer.ProcessId);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var at && at < requests)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, paths[at % paths.Length]);
                request.Headers.TryAddWithoutValidation("Accept", accept);
                var one = Stopwatch.GetTimestamp();
                using var answer = await peer.Web.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                await using var body = await answer.Content.ReadAsStreamAsync(cancel);
                await body.CopyToAsync(Stream.Null, cancel);
                answer.EnsureSuccessStatusCode();
                lock (times) times.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            }
        }));
        var cpu = (ServerCost.Of(peer.ProcessId).CpuMs - before.CpuMs) / requests;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {peer.Name,-8} WADO {what,-28} x{clients}  {cpu,6:F1} CPU ms  {Percentiles.Line(times)}"));
        return new Row(what, clients, Percentiles.Of([.. times.Order()], 0.5), cpu);
    }

    private static string Uid(JsonElement row, string tag) => row.GetProperty(tag).GetProperty("Value")[0].GetString()!;
}
