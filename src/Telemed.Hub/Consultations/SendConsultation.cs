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
            // Sent twice: the first time counts.
            if (change.Its.SubmittedAt is not null && change.Its.Sender == person.Id && !change.Its.State.IsFinal())
                return null;
            if (request?.Version is { } version && version != change.Its.Version)
                return Problems.VersionConflict(change.Its.Version);
            var checks = await CheckConsultation.Of(change.Work, change.Its.Id, cancel);
            var stopping = checks.Where(check => check.Severity == "block").Select(check => check.Code).ToArray();
            if (stopping.Length > 0)
            {
                return Problems.Answer(409, "not_ready", "Something is missing before this can be sent.",
                    "Mend what is listed; the draft is kept.", stopping);
            }
            return change.Do(new Command.Send())
                ?? change.DoByRule(new Command.PassQuality(WithWarning: checks.Count > 0))
                ?? await Routing.ByRule(change, readers, cancel);
        }, cancel);
}
