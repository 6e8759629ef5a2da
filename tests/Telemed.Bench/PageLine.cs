using System.Globalization;
using Telemed.Bench.Main;
using Telemed.Browser.Tests;
using Telemed.TestKit.Servers;

namespace Telemed.Bench;

/// <summary>
/// What a reader waits for in the page itself, at the end of a thin line: another slide is chosen, zoomed into and
/// moved over with the keys, and each time the page says when all of the view was drawn, and when from stored tiles.
/// </summary>
internal sealed class PageLine(BenchClient sender, ThinLine line, int views)
{
    private const int WidthPx = 1920, HeightPx = 1080;
    private static readonly string[] Pans = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"];

    /// <param name="consultation">A case of two slides, a small one and behind it the one that is measured.</param>
    /// <param name="cancel">Ends the measuring.</param>
    internal async Task Run(Guid consultation, CancellationToken cancel)
    {
        await using var browser = await BenchBrowser.Start();
        var page = await browser.Open(line.Address, sender.Cookie, WidthPx, HeightPx);
        // The first slide brings the program of the viewer; what is measured is the slide, not that.
        await page.GotoAsync(new Uri(line.Address, $"/case/{consultation}/viewer").ToString());
        await page.Locator(".slide-pane").WaitForAsync();
        var screen = new SlideScreen(page);
        await screen.Press("0");
        var before = line.DownBytes;
        var first = await screen.Press("]");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"in the page, {WidthPx} x {HeightPx}, HTTP/1.1, previews in one batched answer:\n"
            + $"first picture of the next slide {first.SeenMs:F0} ms (the whole screen; reach 1000), "
            + $"stored {first.StoredMs:F0} ms, {(line.DownBytes - before) / 1000} kB"));
        var (seen, stored) = (new List<double>(), new List<double>());
        before = line.DownBytes;
        foreach (var keys in Trace(views))
        {
            cancel.ThrowIfCancellationRequested();
            var shown = await screen.Press(keys);
            if (!shown.HadToLoad) continue;
            seen.Add(shown.SeenMs);
            stored.Add(shown.StoredMs);
        }
        Console.WriteLine($"view drawn: {Percentiles.Line(seen)} (reach p50 650 ms)");
        Console.WriteLine($"original after the hand stops: {Percentiles.Line(stored)} (reach p50 1300 ms), "
            + $"{(line.DownBytes - before) / 1000 / Math.Max(1, stored.Count)} kB a view");
    }

    /// <summary>In to 10x, over the tissue by half a screen at a time, closer, over it again, and out.</summary>
    private static IEnumerable<string[]> Trace(int count)
    {
        var random = new Random(20261122);
        for (var at = 0; at < count; at++)
            yield return (at % 20) switch
            {
                0 => ["2"],
                1 => ["3"],
                2 => ["4"],
                10 => ["5"],
                19 => ["0"],
                _ => random.Next(Pans.Length) is var way && random.Next(3) == 0
                    ? [Pans[way], Pans[way], Pans[(way + 1) % Pans.Length], Pans[(way + 1) % Pans.Length]]
                    : [Pans[way], Pans[way]],
            };
    }
}
