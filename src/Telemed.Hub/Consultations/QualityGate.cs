using Telemed.Domain;
using Telemed.Domain.Consultations;

namespace Telemed.Hub.Consultations;

/// <summary>
/// Where a case waits that was sent while its files were still on their way: as soon as the last one is whole, it
/// passes by itself. Red does not wait; everybody else is asked by the state's timer, and may send without them.
/// </summary>
internal sealed class QualityGate(CaseChanges changes, ReaderBook readers)
{
    internal const string StillRunning = "upload_running";

    /// <summary>Looks again at a case whose files have changed; does nothing when it does not wait here.</summary>
    internal async Task Look(ConsultationId id, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        if (await ConsultationStore.Lock(work, id, cancel) is not { Its.State: ConsultationState.QualityCheck } found)
            return;
        var checks = await CheckConsultation.Of(work, id, cancel);
        if (checks.Any(check => check.Code == StillRunning || check.Severity == "block")) return;
        var change = await changes.BeginByRule(work, found, cancel);
        if (await Pass(change, checks.Count > 0, readers, cancel) is not null) return;
        await change.Save(cancel);
        await work.Commit(cancel);
    }

    /// <summary>Passes the gate in the hub's name and goes on to a queue where the rules know one.</summary>
    internal static async Task<IResult?> Pass(
        CaseChange change, bool withWarning, ReaderBook readers, CancellationToken cancel) =>
        change.DoByRule(new Command.PassQuality(withWarning)) ?? await Routing.ByRule(change, readers, cancel);
}
