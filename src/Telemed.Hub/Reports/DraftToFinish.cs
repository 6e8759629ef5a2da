using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Domain.Reports;
using Telemed.Ecg.Measure;
using Telemed.Hub.Consultations;

namespace Telemed.Hub.Reports;

/// <summary>
/// A draft that its reader calls finished, with what decides whether a second reader sees it before it is signed.
/// </summary>
internal sealed record DraftToFinish
{
    private static readonly CriticalEcgLimits Limits = new();

    internal required ReportTemplate Template { get; init; }

    internal required WrittenReport Written { get; init; }

    /// <summary>The version of the stored draft; null when nothing was saved yet.</summary>
    internal required int? Version { get; init; }

    private IReadOnlyList<EcgAnalysis> Measured { get; init; } = [];

    private int SharePercent { get; init; }

    /// <summary>What is saved, and what was measured, in one round trip.</summary>
    internal static async Task<DraftToFinish> Load(
        CaseChange change, ServiceBook services, CancellationToken cancel)
    {
        var service = await services.Find(change.Its.ServiceCode, cancel);
        var template = ReportWords.Template(service?.Template, change.Its.Service);
        var (draft, measured) = await ReportStore.FindDraftAndMeasured(change.Work, change.Its.Id, cancel);
        return new DraftToFinish
        {
            Template = template,
            Written = draft is null ? WrittenReport.Empty(template.Code) : WrittenReport.Read(draft.Content),
            Version = draft?.Version,
            Measured = measured,
            SharePercent = service?.ReviewPercent ?? 0,
        };
    }

    /// <summary>Marks what is critical and finishes the draft of whoever reads.</summary>
    internal IResult? Finish(CaseChange change, ReportForm form) =>
        DraftReport.MarkCritical(change, form, Template, Written)
        ?? change.Do(new Command.FinishDraft(Review(change)));

    /// <summary>Why this draft is reviewed before it is signed; null when it need not be.</summary>
    internal ReviewReason? Review(CaseChange change) => ReviewRules.Of(new ReviewFacts
    {
        SignsAfterReview = change.Step.Current.SignsAfterReview,
        IsMeasuredCritical = change.Its.Service == ServiceKind.Ecg && Measured.Any(IsCritical),
        IsCritical = change.Its.IsCritical,
        Colour = change.Its.Colour,
        SharePercent = SharePercent,
        Draw = change.Step.Current.ReviewDraw,
    });

    private bool IsCritical(EcgAnalysis measured)
    {
        if (measured.Flags.Any(flag => flag.Level == FlagLevel.Critical)) return true;
        var statements = Written.Content.Values.Values.OfType<FieldValue.Statements>()
            .SelectMany(value => value.Items).ToArray();
        var facts = new EcgFacts
        {
            VentricularRatePerMin = measured.Intervals.HeartRateBpm,
            ShortestRrMs = measured.Beats.Zip(measured.Beats.Skip(1), (one, next) => next.AtMs - one.AtMs)
                .Cast<double?>().Min(),
        };
        return CriticalEcg.IsCritical(statements, facts, Limits);
    }
}
