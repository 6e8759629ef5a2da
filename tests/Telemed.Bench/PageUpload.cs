using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Playwright;
using Telemed.Bench.Main;
using Telemed.Browser.Tests;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit.Servers;

namespace Telemed.Bench;

/// <summary>
/// A slide sent by the page of the case over a line that is cut, and over a restart of the hub. As soon as the small
/// levels are there the sending is paused, and a second window looks at the overview and at 5x; when all has come it
/// looks again, and both times the same pixels must be there.
/// </summary>
internal sealed class PageUpload(BenchHub hub, BenchClient sender, string path, int cuts)
{
    private const int WidthPx = 1440, HeightPx = 900;
    private const long UpBitsPerS = 200_000_000;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50), Limit = TimeSpan.FromMinutes(20);

    private readonly long fileBytes = new FileInfo(path).Length;
    private int made;

    /// <param name="FileBytes">Length of the file.</param>
    /// <param name="SentBytes">
    /// Bytes that left the page, those lost in cuts included; the page's own requests too.
    /// </param>
    /// <param name="Cuts">Cuts that were made, the restart included.</param>
    /// <param name="ReadShare">Share of the file that was here when the window looked.</param>
    /// <param name="Overview">Share of the overview's pixels that changed when the rest came.</param>
    /// <param name="AtFive">The same at 5x.</param>
    /// <param name="IsMarkedAtTwenty">Full size was marked as not arrived.</param>
    /// <param name="IsSameHash">The hub's hash is the file's.</param>
    /// <param name="Took">From the choice of the file to the complete slide, without the time it was paused.</param>
    internal sealed record Result(long FileBytes, long SentBytes, int Cuts, double ReadShare, double Overview,
        double AtFive, bool IsMarkedAtTwenty, bool IsSameHash, TimeSpan Took)
    {
        public double SentAgain => (double)(SentBytes - FileBytes) / FileBytes;

        public bool IsSeen => Overview <= 0.01 && AtFive <= 0.01 && IsMarkedAtTwenty;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"in the page: {FileBytes / 1e6:F0} MB, {Cuts} cuts with one restart: {100 * SentAgain:F2} % sent again, "
            + $"hash {(IsSameHash ? "agrees" : "DIFFERS")}, {Took.TotalSeconds:F0} s\n"
            + $"a second window after {100 * ReadShare:F1} % of the bytes: {100 * Overview:F2} % of the overview's "
            + $"pixels and {100 * AtFive:F2} % of those at 5x changed when the rest came; "
            + $"full size {(IsMarkedAtTwenty ? "was marked" : "was NOT MARKED")} as not arrived");
    }

    internal async Task<Result> Run(CancellationToken cancel)
    {
        var id = await Case(cancel);
        await using var line = new ThinLine(hub.Process.Address, 0, UpBitsPerS, TimeSpan.Zero);
        await using var browser = await BenchBrowser.Start();
        var sending = await browser.Open(line.Address, sender.Cookie, WidthPx, HeightPx);
        await sending.GotoAsync(new Uri(line.Address, $"/case/{id}").ToString());
        var choice = sending.Locator("input[type=file]").First;
        await choice.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var (before, clock) = (line.UpBytes, Stopwatch.StartNew());
        await choice.SetInputFilesAsync(path);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var cutting = Cut(line, before, over.Token);
        var slide = await Readable(id, cancel);
        clock.Stop();
        await sending.Locator(".upload").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        var reading = await browser.Open(hub.Process.Address, sender.Cookie, WidthPx, HeightPx);
        var early = await Look(reading, id);
        var isMarked = await At(reading, "5");
        var share = (double)(await Slide(slide, cancel))!.Value.GetProperty("receivedBytes").GetInt64() / fileBytes;
        clock.Start();
        await sending.Locator(".upload").GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        var complete = await Complete(slide, cancel);
        clock.Stop();
        await over.CancelAsync();
        await cutting;
        var late = await Look(reading, id);
        return new Result(fileBytes, line.UpBytes - before, made, share,
            SlideScreen.Differing(early.Overview, late.Overview),
            SlideScreen.Differing(early.AtFive, late.AtFive), isMarked, await IsSame(complete, cancel), clock.Elapsed);
    }

    /// <summary>A Red case is sent before its files are there.</summary>
    private async Task<Guid> Case(CancellationToken cancel)
    {
        var draft = await sender.Post("/api/consultations", new
        {
            patientId = await hub.Patient("village-a", cancel), serviceCode = "ecg", colour = "red",
            questions = new[] { "Is this gland dysplastic?" }, complaint = "a lump for a month",
        }, cancel);
        var id = draft.GetProperty("id").GetGuid();
        await sender.Post($"/api/consultations/{id}/submission",
            new { version = draft.GetProperty("version").GetInt32() }, cancel);
        return id;
    }

    private async Task Cut(ThinLine line, long before, CancellationToken over)
    {
        var random = new Random(1);
        var cutAt = new Queue<long>(
            Enumerable.Range(1, cuts).Select(cut => before + cut * fileBytes / (cuts + 1) + random.Next(2_000_000)));
        var restartAt = before + fileBytes / 2;
        try
        {
            for (; ; await Task.Delay(TimeSpan.FromMilliseconds(5), over))
            {
                if (line.UpBytes >= restartAt)
                {
                    restartAt = long.MaxValue;
                    await hub.Process.KillHard(over);
                    await hub.Process.StartAgain(over);
                    made++;
                }
                if (cutAt.Count == 0 || line.UpBytes < cutAt.Peek()) continue;
                cutAt.Dequeue();
                line.Cut();
                made++;
            }
        }
        catch (OperationCanceledException)
        {
            // All has been sent.
        }
    }

    private async Task<Guid> Readable(Guid id, CancellationToken cancel)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Limit; await Task.Delay(PollEvery, cancel))
        {
            var files = (await sender.Get($"/api/consultations/{id}", cancel)).GetProperty("attachmentList");
            if (files.GetArrayLength() == 0) continue;
            var slide = files[0].GetProperty("subjectId").GetGuid();
            if (await Slide(slide, cancel) is not { } info) continue;
            // The slide is scanned at 20x, so 5x is a quarter; a pixel of rounding.
            var full = info.GetProperty("widthPx").GetInt32();
            var coarse = info.GetProperty("levels").EnumerateArray()
                .Where(level => level.GetProperty("widthPx").GetInt32() <= full / 4 + 1);
            if (coarse.All(CutLevels.IsHere)) return slide;
        }
        throw new TimeoutException("The slide could not be looked at.");
    }

    private async Task<JsonElement> Complete(Guid slide, CancellationToken cancel)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Limit; await Task.Delay(PollEvery * 4, cancel))
            if (await Slide(slide, cancel) is { } info && info.GetProperty("complete").GetBoolean()) return info;
        throw new TimeoutException("The slide did not arrive.");
    }

    /// <summary>Null while the hub is being started again.</summary>
    private async Task<JsonElement?> Slide(Guid slide, CancellationToken cancel)
    {
        try
        {
            return await sender.Get($"/api/slides/{slide}", cancel);
        }
        catch (Exception gone) when (gone is HttpRequestException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<(byte[] Overview, byte[] AtFive)> Look(IPage page, Guid id)
    {
        await page.GotoAsync(new Uri(hub.Process.Address, $"/case/{id}/viewer").ToString());
        await page.Locator(".slide-pane").WaitForAsync();
        var screen = new SlideScreen(page);
        await screen.Press("0");
        var overview = await screen.Pixels();
        await screen.Press("3");
        return (overview, await screen.Pixels());
    }

    private static async Task<bool> At(IPage page, string key)
    {
        var screen = new SlideScreen(page);
        await screen.Press(key);
        return await screen.IsMarked();
    }

    private async Task<bool> IsSame(JsonElement info, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
        return info.GetProperty("sha256").GetString() == hash;
    }
}
