using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Ecg.Measure;
using Telemed.Hub.Consultations;
using Telemed.Storage;

namespace Telemed.Hub.Ecg;

/// <summary>
/// A critical flag makes its case Red, before anyone has read it; where cart and measuring disagree, a case that was
/// planned is read today. Nothing here ever makes a case less urgent.
/// </summary>
internal static class RaiseForEcg
{
    private const int TextLimitChars = 500;
    private const string Mark = "ecg_reasons ";

    internal static async Task Run(Work work, CaseChanges changes, ConsultationId consultation, EcgAnalysis analysis,
        CancellationToken cancel)
    {
        if (Wanted(analysis) is not { } wanted) return;
        if (await ConsultationStore.Lock(work, consultation, cancel) is not { } found) return;
        // Colours are ordered from the most urgent.
        if (found.Its.Colour <= wanted.To || found.Its.SignedBy is not null) return;
        var change = await changes.BeginByRule(work, found, cancel);
        if (change.DoByRule(wanted) is not null) return;
        change.TellSender("colour_changed");
        change.TellReader("colour_changed");
        await change.Save(cancel);
    }

    private static Command.ChangeColour? Wanted(EcgAnalysis analysis)
    {
        var critical = analysis.Flags.Where(flag => flag.Level == FlagLevel.Critical).ToArray();
        if (critical.Length > 0)
            return new Command.ChangeColour(Colour.Red, ColourReason.CriticalFinding,
                Coded([.. critical.SelectMany(flag => flag.Because)]));
        return analysis.Flags.FirstOrDefault(flag => flag.Code == EcgFlag.CartDisagrees) is { } apart
            ? new Command.ChangeColour(Colour.Yellow, null, Coded(apart.Because)) : null;
    }

    /// <summary>
    /// Reasons as the course of a case keeps them: their codes and numbers, for each reader reads them in his language.
    /// The page has the sentences; what is too long for an event ends with the last reason that fits whole.
    /// </summary>
    internal static string Coded(IReadOnlyList<ReasonPart> because)
    {
        for (var count = because.Count; ; count--)
        {
            var parts = JsonSerializer.Serialize([.. because.Take(count)], EcgJson.Default.IReadOnlyListReasonPart);
            if (Mark.Length + parts.Length <= TextLimitChars) return Mark + parts;
        }
    }
}
