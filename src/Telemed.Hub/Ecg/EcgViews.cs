using Telemed.Ecg.Measure;

namespace Telemed.Hub.Ecg;

/// <summary>A beat as the page draws it; kind is normal, wide or other.</summary>
internal sealed record BeatView(
    double AtMs, double? RrMs, string Kind, double? POnMs, double? POffMs, double? QrsOnMs, double? QrsOffMs,
        double? TPeakMs, double? TOffMs);

/// <summary>A flag as the page shows it; severity is urgent, notice or info.</summary>
internal sealed record FlagView(
    string Code, string Severity, string Reason, IReadOnlyList<ReasonPart> Because, double? AtMs, string? Lead,
    IReadOnlyList<string> Leads);

/// <summary>A suggested statement; the reader decides.</summary>
internal sealed record SuggestionView(string Code, string Reason, IReadOnlyList<ReasonPart> Because);

/// <summary>Our findings in the page's words.</summary>
internal static class EcgViews
{
    private const double WideMs = 120;

    internal static IReadOnlyList<BeatView> Beats(EcgAnalysis? analysis)
    {
        if (analysis is null) return [];
        return [.. analysis.Beats.Select((beat, index) => new BeatView(
            beat.AtMs, index == 0 ? null : Math.Round(beat.AtMs - analysis.Beats[index - 1].AtMs, 1), KindOf(beat),
            beat.POnMs, beat.POffMs, beat.QrsOnMs, beat.QrsOffMs, beat.TPeakMs, beat.TOffMs))];
    }

    internal static IReadOnlyList<FlagView> Flags(EcgAnalysis? analysis) =>
        [.. (analysis?.Flags ?? [])
            .Select(flag => new FlagView(flag.Code, Severity(flag.Level), flag.Reason, flag.Because, flag.AtMs,
            flag.Leads.Count == 0 ? null : flag.Leads[0], flag.Leads))];

    internal static IReadOnlyList<SuggestionView> Suggested(EcgAnalysis? analysis) =>
        analysis is null ? [] : View(StatementSuggestions.Of(analysis));

    internal static IReadOnlyList<SuggestionView> View(IEnumerable<SuggestedStatement> statements) =>
        [.. statements.Select(statement =>
            new SuggestionView($"{statement.Code}", statement.Reason, statement.Because))];

    private static string KindOf(EcgBeat beat) =>
        beat.Dominant ? "normal" : beat.QrsOffMs - beat.QrsOnMs > WideMs ? "wide" : "other";

    private static string Severity(FlagLevel level) => level switch
    {
        FlagLevel.Critical => "urgent", FlagLevel.Abnormal => "notice", _ => "info",
    };
}
