using System.ComponentModel.DataAnnotations;

namespace Telemed.Hub.Reports;

/// <summary>How pages become PDF; section <c>Telemed:Reports</c>.</summary>
internal sealed record PrintOptions
{
    /// <summary>The Chromium program; empty looks for chromium, chromium-browser and google-chrome on PATH.</summary>
    public string Chromium { get; init; } = "";

    /// <summary>
    /// A folder of TTF fonts for paper; empty looks for <c>fonts</c> beside the program, then uses the system's.
    /// </summary>
    public string Fonts { get; init; } = "";

    /// <summary>Seconds one page may take, the start of Chromium included.</summary>
    [Range(1, 300)]
    public int PdfSeconds { get; init; } = 30;

    /// <summary>Pages that may be printed or wait at a time; more are refused with 503.</summary>
    [Range(1, 1000)]
    public int PdfQueue { get; init; } = 32;

    /// <summary>
    /// Chromium's own sandbox. It never works for root; turn it off in containers without user name spaces.
    /// </summary>
    public bool ChromiumSandbox { get; init; } = true;
}
