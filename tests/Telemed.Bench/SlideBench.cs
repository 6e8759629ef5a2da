using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Telemed.Bench.Main;
using Telemed.Samples;
using Telemed.TestKit.Servers;

namespace Telemed.Bench;

/// <summary>
/// Tiles a second, their times and what each costs the hub, with sign-in and permission, from a slide sent in parts.
/// The list of tiles is random with a fixed seed: 50, 20, 15, 10 and 5 of a hundred from the five largest levels. With
/// <c>--s3</c> the slide lies in an S3 server (radosgw); IIPImage and orthanc-wsi serve the same list where installed.
/// </summary>
internal static class SlideBench
{
    private const int ListLength = 6000;
    private const int WarmUp = 300;
    private const int JudgedTries = 240;
    private const int OnceSeconds = 60;
    private static readonly int[] Shares = [50, 20, 15, 10, 5];

    internal static async Task<int> Run(string[] args, CancellationToken cancel)
    {
        var seconds = Option(args, "--seconds", 5);
        var path = SlidePath(args, cancel);
        var isInS3 = Array.IndexOf(args, "--s3") >= 0;
        await using var hub = await BenchHub.Start(isInS3 ? await InS3() : new Dictionary<string, string>(), cancel);
        using var sender = await hub.SignIn("village-a", cancel);
        using var http = Client(hub.Process.Address, sender.Cookie);
        var slide = await Send(http, path, cancel);
        var info = await Judged(http, slide, cancel);
        var tiles = Tiles(slide, info.GetProperty("levels"));
        Console.WriteLine(
            $"machine: {Environment.ProcessorCount} cores, load generator on the same; "
            + $"slide {info.GetProperty("widthPx")} x {info.GetProperty("heightPx")}, "
            + $"{new FileInfo(path).Length / 1e6:F1} MB, blobs in {(isInS3 ? "S3" : "a folder")}");
        // From S3 the first who asks waits for the server; tiles that the hub still holds are another matter.
        if (isInS3) await Measure([hub.Process.Id], http, [.. tiles.Distinct()], 32, OnceSeconds, cancel, isOnce: true);
        foreach (var connections in new[] { 1, 8, 32 })
            await Measure([hub.Process.Id], http, tiles, connections, seconds, cancel);
        using var process = Process.GetProcessById(hub.Process.Id);
        Console.WriteLine($"hub memory: {process.WorkingSet64 / (1 << 20)} MiB");
        if (!isInS3) await MeasurePeers(path, tiles, info, seconds, cancel);
        return 0;
    }

    /// <summary>
    /// The slide's description once the job that judges it has ended: its work is no part of the tiles'.
    /// </summary>
    internal static async Task<JsonElement> Judged(HttpClient http, Guid slide, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            var info = await http.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}", cancel);
            if (info.GetProperty("quality").GetProperty("state").GetString() != "pending" || tries == JudgedTries)
                return info;
            await Task.Delay(500, cancel);
        }
    }

    private static async Task MeasurePeers(
        string path, string[] tiles, JsonElement info, int seconds, CancellationToken cancel)
    {
        if (SlidePeer.WhyAbsent is { } noIip) Console.WriteLine($"IIPImage: not measured, {noIip}");
        else
        {
            var peer = await SlidePeer.IipImage(path, cancel);
            var longest = Math.Max(info.GetProperty("widthPx").GetInt32(), info.GetProperty("heightPx").GetInt32());
            var last = (int)Math.Ceiling(Math.Log2(longest));
            Console.WriteLine("IIPImage, two processes behind nginx, decoding and encoding each tile at quality 75:");
            await MeasurePeer(peer, [.. tiles.Select(tile => SlidePeer.Address(path, last, tile))], seconds, cancel);
        }
        if (OrthancWsi.WhyAbsent is { } noOrthanc) Console.WriteLine($"orthanc-wsi: not measured, {noOrthanc}");
        else
        {
            var (peer, series) = await OrthancWsi.Start(path, cancel);
            Console.WriteLine("orthanc-wsi, the stored tiles of the same slide as DICOM:");
            await MeasurePeer(peer, [.. tiles.Select(tile => OrthancWsi.Address(series, tile))], seconds, cancel);
        }
    }

    private static async Task MeasurePeer(SlidePeer peer, string[] tiles, int seconds, CancellationToken cancel)
    {
        foreach (var connections in new[] { 1, 8, 32 })
            await Measure(peer.ProcessIds, peer.Web, tiles, connections, seconds, cancel);
        var memory = peer.ProcessIds.Sum(id =>
        {
            using var process = Process.GetProcessById(id);
            return process.WorkingSet64;
        });
        Console.WriteLine($"its memory: {memory / (1 << 20)} MiB");
    }

    private static async Task<Dictionary<string, string>> InS3()
    {
        if (Radosgw.WhyAbsent is { } absent) throw new InvalidOperationException(absent);
        return new Dictionary<string, string>
        {
            ["TELEMED_S3_ENDPOINT"] = await Radosgw.Address(), ["TELEMED_S3_BUCKET"] = "slides",
            ["TELEMED_S3_ACCESS_KEY"] = Radosgw.AccessKey, ["TELEMED_S3_SECRET_KEY"] = Radosgw.SecretKey,
        };
    }

    /// <summary>The generated slide, made when it is not there yet.</summary>
    internal static string SlidePath(string[] args, CancellationToken cancel)
    {
        var (width, height) = (Option(args, "--width", 46_080), Option(args, "--height", 32_768));
        var path = Path.Combine(Path.GetTempPath(), $"bench-slide-{width}x{height}.svs");
        if (!File.Exists(path)) Make(path, width, height, cancel);
        return path;
    }

    internal static HttpClient Client(Uri address, string cookie, int connections = 64)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = connections })
        {
            BaseAddress = address,
        };
        http.DefaultRequestHeaders.Add("X-Telemed", "1");
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        return http;
    }

    private static void Make(string path, int width, int height, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using (var file = File.Create(path)) SlideSamples.Write(file, width, height, seed: 1, cancel);
        Console.WriteLine($"slide made in {clock.Elapsed.TotalSeconds:F0} s");
    }

    internal static async Task<Guid> Send(
        HttpClient http, string path, CancellationToken cancel, string fileName = "bench.svs",
        Guid? consultationId = null)
    {
        await using var file = File.OpenRead(path);
        var clock = Stopwatch.StartNew();
        using var begun = await http.PostAsJsonAsync("/api/uploads",
            new { fileName, sizeBytes = file.Length, consultationId }, cancel);
        var now = await begun.Content.ReadFromJsonAsync<JsonElement>(cancel);
        var (id, partBytes) = (now.GetProperty("id").GetGuid(), now.GetProperty("partBytes").GetInt32());
        long sent = 0;
        while (now.GetProperty("state").GetString() == "receiving" && now.GetProperty("wanted").GetArrayLength() > 0)
        {
            var number = now.GetProperty("wanted")[0].GetInt32();
            var bytes = new byte[Math.Min(partBytes, file.Length - (long)number * partBytes)];
            file.Position = (long)number * partBytes;
            await file.ReadExactlyAsync(bytes, cancel);
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/uploads/{id}/parts/{number}") { Content =
                new ByteArrayContent(bytes) };
            request.Headers.Add("X-Part-Sha256", Convert.ToBase64String(SHA256.HashData(bytes)));
            using var answer = await http.SendAsync(request, cancel);
            var before = now.GetProperty("slideId").ValueKind;
            now = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
            sent += bytes.Length;
            if (before == JsonValueKind.Null && now.GetProperty("slideId").ValueKind != JsonValueKind.Null)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"readable after {100.0 * sent / file.Length:F1} % of the bytes"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{now.GetProperty("state").GetString()} after {clock.Elapsed.TotalSeconds:F1} s"));
        return now.GetProperty("slideId").GetGuid();
    }

    private static string[] Tiles(Guid slide, JsonElement levels)
    {
        var random = new Random(20261121);
        var tiles = new List<string>();
        for (var level = 0; level < Math.Min(Shares.Length, levels.GetArrayLength()); level++)
        {
            var columns = levels[level].GetProperty("columns").GetInt32();
            var rows = levels[level].GetProperty("rows").GetInt32();
            for (var i = 0; i < ListLength * Shares[level] / 100; i++)
                tiles.Add($"/slides/{slide}/tiles/{level}/{random.Next(columns)}_{random.Next(rows)}");
        }
        var shuffled = tiles.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static async Task Measure(
        IReadOnlyList<int> servers, HttpClient http, string[] tiles, int connections, int seconds,
        CancellationToken cancel, bool isOnce = false)
    {
        foreach (var tile in tiles.Take(WarmUp)) await http.GetByteArrayAsync(tile, cancel);
        if (isOnce) tiles = tiles[WarmUp..];
        var times = new ConcurrentBag<double>();
        long bytes = 0;
        var (cpu, clock, next) = (CpuMs(servers), Stopwatch.StartNew(), -1);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async worker =>
        {
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                var at = Interlocked.Increment(ref next) & int.MaxValue;
                if (isOnce && at >= tiles.Length) break;
                var one = Stopwatch.GetTimestamp();
                var tile = await http.GetByteArrayAsync(tiles[at % tiles.Length], cancel);
                Interlocked.Add(ref bytes, tile.Length);
                times.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            }
        }));
        var cpuMs = (CpuMs(servers) - cpu) / times.Count;
        var rate = times.Count / clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(isOnce ? "first time, " : "")}c{connections}: {rate:F0} tiles/s, CPU {cpuMs:F3} ms/tile, "
            + $"{bytes / 1000.0 / times.Count:F1} kB/tile; {Percentiles.Line(times)}"));
    }

    private static double CpuMs(IReadOnlyList<int> servers) => servers.Sum(id =>
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime.TotalMilliseconds;
    });

    internal static int Option(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
