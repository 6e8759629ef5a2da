using System.Text;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Ecg.Paper;
using Telemed.Hub.Ecg;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>An ECG as paper: the page itself, or the page printed to PDF.</summary>
internal static class PrintEcg
{
    private static readonly double[] SpeedsMmPerS = [12.5, 25, 50];
    private static readonly double[] GainsMmPerMv = [2.5, 5, 10, 20];

    /// <summary>What the caller chose, as the viewer names it; everything may be left out.</summary>
    internal sealed record Choice
    {
        public string? Layout { get; init; }

        public double? Speed { get; init; }

        public double? Gain { get; init; }

        public string? Language { get; init; }

        public double? StartMs { get; init; }
    }

    internal static async Task<IResult> Page(
        Guid id, [AsParameters] Choice choice, CurrentPerson person, HttpContext http, Database database,
        EcgFiles files, CancellationToken cancel)
    {
        var (html, refusal) = await Html(id, choice, person, http, database, files, cancel);
        if (html is null) return refusal!;
        http.Response.Headers.ContentSecurityPolicy = EcgPage.Policy;
        return TypedResults.Text(html, "text/html", Encoding.UTF8);
    }

    internal static async Task<IResult> Pdf(
        Guid id, [AsParameters] Choice choice, CurrentPerson person, HttpContext http, Database database,
        EcgFiles files, PrintWorker printer, CancellationToken cancel)
    {
        var (html, refusal) = await Html(id, choice, person, http, database, files, cancel);
        return html is null ? refusal! : TypedResults.File(await printer.Print(html, cancel), "application/pdf");
    }

    private static async Task<(string? Html, IResult? Refusal)> Html(
        Guid id, Choice choice, CurrentPerson person, HttpContext http, Database database,
        EcgFiles files, CancellationToken cancel)
    {
        if (OptionsOf(choice) is not { } options)
            return (null, Problems.BadField("layout", "There is no such layout, speed or gain on paper."));
        EcgRow? row;
        await using (var reading = await database.Read(cancel)) row = await EcgStore.Find(reading, person, id, cancel);
        if (row is null) return (null, Problems.NotFound());
        var recording = await files.Read(row.Source, cancel);
        if (recording.Rhythm is null || (options.Layout == PaperLayout.MedianBeat && recording.MedianBeat is null))
            return (null, Problems.BadField("layout", "This ECG has nothing to draw in that layout."));
        if (options.StartMs >= recording.Rhythm.DurationSeconds * 1000)
            return (null, Problems.BadField("startMs", "The recording ends before this moment."));
        var analysis = row.Analysis is null
            ? null : JsonSerializer.Deserialize(row.Analysis, EcgJson.Default.EcgAnalysis);
        var identity = $"{row.Id:N}"[..12] + "  SHA-256 " + Convert.ToHexStringLower(row.Sha256)[..16];
        var language = ReportHeadings.LanguageOf(choice.Language ?? http.Request.Headers.AcceptLanguage.ToString());
        return (EcgPage.Html(recording, analysis, options, identity, language), null);
    }

    private static PaperOptions? OptionsOf(Choice choice)
    {
        PaperLayout? layout = choice.Layout switch
        {
            null or "3x4+1" => PaperLayout.ThreeByFourPlusOne,
            "3x4+3" => PaperLayout.ThreeByFourPlusThree,
            "6x2" => PaperLayout.SixByTwo,
            "12x1" => PaperLayout.TwelveByOne,
            "cabrera" => PaperLayout.Cabrera,
            "median" => PaperLayout.MedianBeat,
            _ => null,
        };
        var (speed, gain) = (choice.Speed ?? 25, choice.Gain ?? 10);
        var startMs = choice.StartMs ?? 0;
        if (!SpeedsMmPerS.Contains(speed) || !GainsMmPerMv.Contains(gain) || !(startMs >= 0)) return null;
        return layout is { } known ? new PaperOptions(known, speed, gain, StartMs: startMs) : null;
    }
}
