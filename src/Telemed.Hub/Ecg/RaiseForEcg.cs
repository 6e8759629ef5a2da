using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Ecg.Measure;
using Telemed.Hub.Consultations;
using Telemed.Storage;

namespace Telemed.Hub.Ecg;

/// <summary>
/// A critical flag makes its case Red, before anyone has read it. Nothing here ever makes a case less urgent.
/// </summary>
internal static class RaiseForEcg
{
    private const int TextLimitChars = 500;

    internal static async Task Run(Work work, CaseChanges changes, ConsultationId consultation, EcgAnalysis analysis,
        CancellationToken cancel)
    {
        var critical = analysis.Flags.Where(flag => flag.Level == FlagLevel.Critical).ToArray();
        if (critical.Length == 0 || await ConsultationStore.Lock(work, consultation, cancel) is not { } found) return;
        if (found.Its.Colour == Colour.Red || found.Its.SignedBy is not null) return;
        var change = await changes.BeginByRule(work, found, cancel);
        var text = "Computer-suggested: " + string.Join(" ", critical.Select(flag => flag.Reason));
        if (text.Length > TextLimitChars) text = text[..TextLimitChars];
        if (change.DoByRule(new Command.ChangeColour(Colour.Red, ColourReason.CriticalFinding, text)) is not null)
            return;
        change.TellSender("colour_changed");
        change.TellReader("colour_changed");
        await change.Save(cancel);
    }
}
