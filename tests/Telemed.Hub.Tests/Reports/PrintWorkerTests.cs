using System.Net;
using System.Net.Sockets;
using Telemed.Hub.Platform;
using Telemed.Hub.Reports;

namespace Telemed.Hub.Tests.Reports;

public sealed class PrintWorkerTests
{
    private const string Ruler = """
        <!DOCTYPE html><meta charset="utf-8">
        <style>@page { size: A4; margin: 0 } body { margin: 0 } svg { display: block }</style>
        <svg width="210mm" height="290mm" viewBox="0 0 210 290"><rect x="20" y="30" width="100" height="5"/></svg>
        """;

    [PrintFact]
    public async Task A_ruler_of_100_mm_measures_100_mm_on_paper()
    {
        await using var worker = PrintTools.Worker();
        var page = await PrintTools.Raster(await worker.Print(Ruler, CancellationToken.None));
        Assert.InRange(page.WidthPx, 2099, 2101); // A4 is 210 mm wide, ten pixels a millimetre
        var dark = Enumerable.Range(0, page.WidthPx).Where(x => page[x, 325] < 128).ToList();
        Assert.InRange(dark[^1] - dark[0] + 1, 999, 1001);
        Assert.InRange(dark[0], 199, 201);
    }

    [PrintFact]
    public async Task All_four_languages_are_text_with_embedded_fonts()
    {
        await using var worker = PrintTools.Worker();
        var pdf = await worker.Print("""
            <!DOCTYPE html><meta charset="utf-8">
            <style>body { font-family: "Noto Sans", "Noto Sans SC", sans-serif }</style>
            <p>Atrial fibrillation</p><p>心房颤动</p><p>Фибрилляция предсердий</p><p>Қарыншаүсті ырғақ әіңғүұқөһ</p>
            """, CancellationToken.None);
        var text = await PrintTools.Text(pdf);
        string[] lines =
            ["Atrial fibrillation", "心房颤动", "Фибрилляция предсердий", "Қарыншаүсті ырғақ әіңғүұқөһ"];
        foreach (var line in lines)
            Assert.Contains(line, text, StringComparison.Ordinal);
        var fonts = System.Text.Encoding.UTF8.GetString(await PrintTools.Poppler("pdffonts", pdf, "{pdf}"));
        var rows = fonts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains(" yes ", row, StringComparison.Ordinal)); // embedded in any case
        if (PrintTools.BundledFonts.Length == 0) return;
        // True subsets.
        Assert.All(rows, row => Assert.Matches(@"^[A-Z]{6}\+NotoSans\S* +CID TrueType .* yes yes yes ", row));
    }

    [PrintFact]
    public async Task A_page_reaches_no_network_and_runs_no_script()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        await using var worker = PrintTools.Worker();
        var pdf = await worker.Print($"""
            <!DOCTYPE html><img src="{address}a.png"><link rel="stylesheet" href="{address}b.css">
            <iframe src="file:///etc/passwd"></iframe>
            <p id="p">calm</p>
            <script>document.getElementById("p").textContent = "loud"; location = "{address}";</script>
            """, CancellationToken.None);
        var text = await PrintTools.Text(pdf);
        Assert.Contains("calm", text, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [PrintFact]
    public async Task The_warm_browser_serves_many_and_a_dead_one_is_replaced()
    {
        await using var worker = PrintTools.Worker();
        var pdfs = await Task.WhenAll(
            Enumerable.Range(1, 4).Select(n => worker.Print($"<p>page {n}", CancellationToken.None)));
        for (var n = 1; n <= pdfs.Length; n++)
            Assert.Contains($"page {n}", await PrintTools.Text(pdfs[n - 1]), StringComparison.Ordinal);
        await worker.Drop();
        var again = await worker.Print("<p>again", CancellationToken.None);
        Assert.Contains("again", await PrintTools.Text(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Chromium_the_refusal_says_what_is_missing_and_health_says_off()
    {
        await using var worker = PrintTools.Worker(new PrintOptions { Chromium = "/nowhere/chromium" });
        var refusal = await Assert.ThrowsAsync<Refusal>(() => worker.Print("<p>", CancellationToken.None));
        Assert.Equal((503, "pdf_needs_chromium"), (refusal.Status, refusal.Code));
        Assert.Equal("off", await worker.Check(CancellationToken.None));
    }

    [Fact]
    public async Task A_browser_that_never_answers_costs_its_time_limit_and_a_full_queue_is_refused_at_once()
    {
        var silent = Path.GetTempFileName();
        await File.WriteAllTextAsync(silent, "#!/bin/sh\nexec sleep 60\n");
        await PrintTools.Run("chmod", "700", silent);
        await using var worker = PrintTools.Worker(
            new PrintOptions { Chromium = silent, PdfSeconds = 1, PdfQueue = 1 });
        var first = worker.Print("<p>", CancellationToken.None);
        var second = await Assert.ThrowsAsync<Refusal>(() => worker.Print("<p>", CancellationToken.None));
        Assert.Equal("pdf_busy", second.Code);
        Assert.Equal("pdf_failed", (await Assert.ThrowsAsync<Refusal>(() => first)).Code);
        File.Delete(silent);
    }

    [PrintFact]
    public async Task Who_gives_up_waiting_gets_his_cancellation_and_not_a_refusal()
    {
        await using var worker = PrintTools.Worker();
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker.Print("<p>", given.Token));
    }
}
