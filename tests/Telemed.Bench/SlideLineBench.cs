using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Bench.Main;
using Telemed.TestKit.Servers;

namespace Telemed.Bench;

/// <summary>
/// What a reader waits for on a thin line: in the page itself, and by its requests alone. There a slide is opened,
/// zoomed into and panned over at 1920 x 1080, and only new tiles are fetched: previews in one answer a view, stored
/// tiles over six connections, as a browser has them.
/// </summary>
internal static class SlideLineBench
{
    private const int ScreenWidthPx = 1920, ScreenHeightPx = 1080;
    private const int Connections = 6;
    private const int HeadBytes = 6;

    private sealed record Level(int Number, int WidthPx, int HeightPx, int TilePx, int Columns, int Rows);

    private sealed record View(double X, double Y, double Zoom);

    internal static async Task<int> Run(string[] args, CancellationToken cancel)
    {
        var (kilobits, delay) = (SlideBench.Option(args, "--kilobits", 2000), SlideBench.Option(args, "--delay", 150));
        var views = SlideBench.Option(args, "--views", 40);
        var path = SlideBench.SlidePath(args, cancel);
        await using var hub = await BenchHub.Start(cancel);
        using var sender = await hub.SignIn("village-a", cancel);
        using var near = SlideBench.Client(hub.Process.Address, sender.Cookie);
        var consultation = await Case(hub, sender, cancel);
        // In the case the small slide is the first, by its name.
        await SlideBench.Send(near, SlideBench.SlidePath(["--width", "8192", "--height", "6144"], cancel), cancel,
            "A.svs", consultation);
        var slide = await SlideBench.Send(near, path, cancel, "B.svs", consultation);
        await SlideBench.Judged(near, slide, cancel);
        await using var line =
            new ThinLine(hub.Process.Address, kilobits * 1000L, kilobits * 250L, TimeSpan.FromMilliseconds(delay));
        Console.WriteLine($"line: {kilobits} kbit/s down, {kilobits / 4} up, {delay} ms there and back; "
            + $"{views} views of 1920 x 1080");
        if (BenchBrowser.WhyAbsent is { } absent) Console.WriteLine($"in the page: not measured, {absent}");
        else await new PageLine(sender, line, views).Run(consultation, cancel);
        await Requests(line, sender, slide, views, cancel);
        return 0;
    }

    private static async Task<Guid> Case(BenchHub hub, BenchClient sender, CancellationToken cancel)
    {
        var draft = await sender.Post("/api/consultations", new
        {
            patientId = await hub.Patient("village-a", cancel), serviceCode = "ecg", colour = "green",
            questions = new[] { "Is this gland dysplastic?" }, complaint = "a lump for a month",
        }, cancel);
        return draft.GetProperty("id").GetGuid();
    }

    /// <summary>The same without a page: what its requests cost by themselves.</summary>
    private static async Task Requests(
        ThinLine line, BenchClient sender, Guid slide, int views, CancellationToken cancel)
    {
        Console.WriteLine("the requests alone:");
        var before = line.DownBytes;
        using var http = SlideBench.Client(line.Address, sender.Cookie, Connections);
        var clock = Stopwatch.StartNew();
        var info = await http.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}", cancel);
        var levels = Levels(info);
        var trace = Trace(views, levels[0]).ToArray();
        var (previewed, stored) = (new HashSet<string>(), new HashSet<string>());
        // A viewer asks for the coarser level first: the whole screen at half its pixels.
        await Previews(http, slide, info,
            New(trace[0] with { Zoom = trace[0].Zoom / 2 }, levels, [], screenShare: 0.5), cancel);
        var first = clock.Elapsed.TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"first picture {first:F0} ms (the whole screen at half its pixels; reach 1000), "
            + $"{(line.DownBytes - before) / 1000} kB"));
        var (rough, whole) = (new List<double>(), new List<double>());
        await Previews(http, slide, info, New(trace[0], levels, previewed), cancel);
        before = line.DownBytes;
        foreach (var view in trace[1..]) 
        {
            var tiles = New(view, levels, previewed);
            if (tiles.Count > 0) rough.Add(await Timed(() => Previews(http, slide, info, tiles, cancel)));
        }
        var roughBytes = line.DownBytes - before;
        before = line.DownBytes;
        foreach (var view in trace[1..]) 
        {
            var tiles = New(view, levels, stored);
            if (tiles.Count > 0) whole.Add(await Timed(() => Stored(http, slide, info, tiles, cancel)));
        }
        Console.WriteLine(
            $"preview view: {Percentiles.Line(rough)}, {roughBytes / 1000 / rough.Count} kB a view (reach p50 650 ms)");
        Console.WriteLine($"stored tiles after the hand stops: {Percentiles.Line(whole)}, "
            + $"{(line.DownBytes - before) / 1000 / whole.Count} kB a view (reach p50 1300 ms)");
    }

    private static async Task<double> Timed(Func<Task> run)
    {
        var start = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static List<Level> Levels(JsonElement info) =>
        [.. info.GetProperty("levels").EnumerateArray().Select((level, number) => new Level(
            number, level.GetProperty("widthPx").GetInt32(), level.GetProperty("heightPx").GetInt32(),
            level.GetProperty("tileWidthPx").GetInt32(), level.GetProperty("columns").GetInt32(),
            level.GetProperty("rows").GetInt32()))];

    /// <summary>
    /// In from the whole slide, across the tissue in steps of a third of a screen, closer, across, out.
    /// </summary>
    private static IEnumerable<View> Trace(int count, Level full)
    {
        var random = new Random(20261122);
        var (x, y, zoom) = (0.5, 0.5, (double)ScreenWidthPx / full.WidthPx);
        var fit = zoom;
        for (var at = 0; at < count; at++)
        {
            yield return new View(x, y, zoom);
            var phase = at % 20;
            if (phase < 5) zoom = Math.Min(1, zoom * 1.9);
            else if (phase == 19) zoom = Math.Max(fit, zoom / 6);
            else
            {
                x = Math.Clamp(x + (random.NextDouble() - 0.4) * 0.7 * ScreenWidthPx / zoom / full.WidthPx, 0.1, 0.9);
                y = Math.Clamp(y + (random.NextDouble() - 0.4) * 0.7 * ScreenHeightPx / zoom / full.HeightPx, 0.1, 0.9);
            }
        }
    }

    /// <summary>
    /// The tiles of the view that were not fetched before, of the level nearest to the screen's pixels.
    /// </summary>
    private static List<string> New(View view, List<Level> levels, HashSet<string> known, double screenShare = 1)
    {
        var level = levels.Last(
            each => each.Number == 0 || (double)each.WidthPx / levels[0].WidthPx >= view.Zoom * 0.75);
        var scale = (double)level.WidthPx / levels[0].WidthPx / view.Zoom;
        var (width, height) = (ScreenWidthPx * scale * screenShare, ScreenHeightPx * scale * screenShare);
        var (left, top) = (view.X * level.WidthPx - width / 2, view.Y * level.HeightPx - height / 2);
        var tiles = new List<string>();
        for (var row = Math.Max(0, (int)(top / level.TilePx));
            row <= Math.Min(level.Rows - 1, (int)((top + height) / level.TilePx)); row++)
            for (var column = Math.Max(0, (int)(left / level.TilePx));
                column <= Math.Min(level.Columns - 1, (int)((left + width) / level.TilePx)); column++)
            {
                var tile = $"{level.Number}/{column}_{row}";
                if (known.Add(tile)) tiles.Add(tile);
            }
        return tiles;
    }

    private static async Task Previews(
        HttpClient http, Guid slide, JsonElement info, List<string> tiles, CancellationToken cancel)
    {
        if (tiles.Count == 0) return;
        var version = info.GetProperty("version").GetInt32();
        await using var answer = await http.GetStreamAsync(
            $"/slides/{slide}/batch?v={version}&tiles={string.Join(',', tiles)}", cancel);
        var head = new byte[HeadBytes];
        for (var tile = 0; tile < tiles.Count; tile++)
        {
            await answer.ReadExactlyAsync(head, cancel);
            await answer.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(2))], cancel);
        }
    }

    private static async Task Stored(
        HttpClient http, Guid slide, JsonElement info, List<string> tiles, CancellationToken cancel) =>
        await Task.WhenAll(tiles.Select(tile => http.GetByteArrayAsync(
            $"/slides/{slide}/tiles/{tile}?v={info.GetProperty("version").GetInt32()}", cancel)));
}
