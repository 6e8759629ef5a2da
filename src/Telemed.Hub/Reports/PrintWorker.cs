using Telemed.Hub.Platform;

namespace Telemed.Hub.Reports;

/// <summary>
/// Makes PDF from HTML with one warm headless Chromium: one page at a time, a bounded queue, no network.
/// </summary>
internal sealed class PrintWorker : IReadinessPart, IAsyncDisposable
{
    /// <summary>Characters of one page; a report with every picture embedded stays far below.</summary>
    public const int HtmlLimitChars = 48 * 1024 * 1024;

    // Chromium's memory grows slowly with the pages it has shown.
    private const int PagesPerBrowser = 500;

    private readonly PrintOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<PrintWorker> log;
    private readonly string? program;
    private readonly SemaphoreSlim lane = new(1, 1);
    private PrintBrowser? browser;
    private int inside;

    public PrintWorker(PrintOptions options, TimeProvider time, ILogger<PrintWorker> log)
    {
        (this.options, this.time, this.log) = (options, time, log);
        program = PrintBrowser.Find(options.Chromium);
        if (program is null) PrintWorkerLog.Absent(log);
    }

    public string Name => "pdf";

    /// <summary>
    /// False when this machine has no Chromium: then every call is refused with <c>pdf_needs_chromium</c>.
    /// </summary>
    public bool IsAvailable => program is not null;

    public Task<string> Check(CancellationToken cancel) => Task.FromResult(IsAvailable ? "ok" : "off");

    /// <summary>Prints one page. Its size and margins are those of its own <c>@page</c> rule.</summary>
    /// <param name="html">The whole page; pictures as data URLs, since nothing is loaded from anywhere.</param>
    /// <param name="cancel">Gives up waiting or printing.</param>
    /// <returns>The PDF file.</returns>
    /// <exception cref="Refusal">
    /// 503: no Chromium, too many pages wait, or this one failed or took too long.
    /// </exception>
    public async Task<byte[]> Print(string html, CancellationToken cancel)
    {
        if (program is null)
        {
            throw new Refusal(
                StatusCodes.Status503ServiceUnavailable, "pdf_needs_chromium", "PDF needs Chromium on the server.",
                "Print the page from the browser, or ask the administrator to install Chromium.");
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(html.Length, HtmlLimitChars);
        if (Interlocked.Increment(ref inside) > options.PdfQueue)
        {
            Interlocked.Decrement(ref inside);
            throw new Refusal(StatusCodes.Status503ServiceUnavailable, "pdf_busy", "Too many pages are being printed.",
                "Try again in a moment.");
        }
        try
        {
            await lane.WaitAsync(cancel);
            try
            {
                return await PrintAlone(program, html, cancel);
            }
            finally
            {
                lane.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        lane.Dispose();
    }

    private async Task<byte[]> PrintAlone(string chromium, string html, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.PdfSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            if (browser is { IsAlive: false } or { Pages: >= PagesPerBrowser }) await Drop();
            if (browser is null)
            {
                browser = await PrintBrowser.Start(chromium, options, either.Token);
                PrintWorkerLog.Started(log);
            }
            return await browser.Print(html, either.Token);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException or DevToolsException)
        {
            await Drop();
            cancel.ThrowIfCancellationRequested();
            PrintWorkerLog.Failed(log, limit.IsCancellationRequested ? "time limit" : problem.Message);
            throw new Refusal(StatusCodes.Status503ServiceUnavailable, "pdf_failed", "The page could not be printed.",
                "Try again; the signed report itself is safe.");
        }
    }

    /// <summary>Stops Chromium; the next page starts a new one.</summary>
    internal async Task Drop()
    {
        if (browser is null) return;
        await browser.DisposeAsync();
        browser = null;
    }
}
