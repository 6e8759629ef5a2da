using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>
/// Sends a draft. When the rules can decide, the case passes the quality gate, triage and routing in the same
/// transaction and stands in an open queue when the answer goes out; when they cannot, the desk is asked.
/// </summary>
internal static class SendConsultation
{
    internal sealed record Request(int? Version);

    [Answers<ConsultationView>]
    internal static Task<IResult> Handle(
        Guid id, Request? request, CurrentPerson person, HttpContext http, CaseChanges changes, ReaderBook readers,
        CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.SendConsultation, http, async change =>
        {
            if (change.Its.State == ConsultationState.QualityCheck && change.Its.Sender == person.Id)
                return await SendAnyway(change, readers, cancel);
            // Sent twice: the first time counts.
            if (change.Its.SubmittedAt is not null && change.Its.Sender == person.Id && !change.Its.State.IsFinal())
                return null;
            if (request?.Version is { } version && version != change.Its.Version)
                return Problems.VersionConflict(change.Its.Version);
            var checks = await CheckConsultation.Of(change.Work, change.Its.Id, cancel);
            if (Refuse(checks) is { } refusal) return refusal;
            if (change.Do(new Command.Send()) is { } notSent) return notSent;
            // Files on their way are waited for, except where every minute counts.
            var waits = change.Its.Colour != Colour.Red && checks.Any(check => check.Code == QualityGate.StillRunning);
            return waits ? null : await QualityGate.Pass(change, checks.Count > 0, readers, cancel);
        }, cancel);

    /// <summary>The sender does not wait for what is missing; the case keeps the warning.</summary>
    private static async Task<IResult?> SendAnyway(CaseChange change, ReaderBook readers, CancellationToken cancel)
    {
        var checks = await CheckConsultation.Of(change.Work, change.Its.Id, cancel);
        return Refuse([.. checks.Where(check => check.Code == "patient_mismatch")])
            ?? change.Do(new Command.PassQuality(WithWarning: true))
            ?? await Routing.ByRule(change, readers, cancel);
    }

    private static ProblemHttpResult? Refuse(IReadOnlyList<Check> checks)
    {
        var stopping = checks.Where(check => check.Severity == "block").Select(check => check.Code).ToArray();
        return stopping.Length == 0 ? null : Problems.Answer(409, "not_ready",
            "Something is missing before this can be sent.", "Mend what is listed; the draft is kept.", stopping);
    }
}
