using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;
using Telemed.Hub.Reports;

namespace Telemed.Hub.Consultations;

/// <summary>
/// What the sender's side does after sending: take back, change the colour, acknowledge, act, ask again.
/// </summary>
internal static class SenderSteps
{
    private const int TextLimitChars = 2000;

    internal sealed record ColourRequest(string Colour, string? Reason, string? Text);

    internal sealed record CancelRequest(string Reason);

    internal sealed record AcknowledgeRequest(string? ReadBack);

    internal sealed record ActionRequest(string Code, string? Text);

    internal sealed record ReopenRequest(string Reason, string? Text);

    internal sealed record SecondOpinionRequest(string? Reason, bool Blind, Guid? PersonId);

    [Answers<ConsultationView>]
    internal static Task<IResult> ChangeColour(
        Guid id, ColourRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        if (!TextCode.TryParse<Colour>(request.Colour, out var colour))
            return Bad("colour", "The colour is red, yellow or green.");
        ColourReason? reason = null;
        if (request.Reason is not null)
        {
            if (!TextCode.TryParse<ColourReason>(request.Reason, out var known))
                return Bad("reason", "This is no reason of the list.");
            reason = known;
        }
        if (request.Text?.Length > TextLimitChars) return Bad("text", $"At most {TextLimitChars} characters.");
        // Whoever may lower acts in that role: the rules look at the side, not at the route.
        var permission = person.Has(Permission.LowerColour) ? Permission.LowerColour : Permission.RaiseColour;
        return changes.Run(id, person, permission, http, change =>
        {
            if (change.Do(new Command.ChangeColour(colour, reason, request.Text)) is { } refusal) return refusal;
            change.TellSender("colour_changed");
            change.TellReader("colour_changed");
            return null;
        }, cancel);
    }

    [Answers<ConsultationView>]
    internal static Task<IResult> Cancel(
        Guid id, CancelRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        TextCode.TryParse<CancelReason>(request.Reason, out var reason)
            ? changes.Run(id, person, Permission.CancelConsultation, http, change =>
            {
                var reader = change.Its.Holder;
                if (change.Do(new Command.Cancel(reason)) is { } refusal) return refusal;
                if (reader is { } held)
                    Notices.TellPeople.Person(change.Work, change.Batch, held, change.Its.Id, "cancelled", change.Now);
                return null;
            }, cancel)
            : Bad("reason", "Taking back asks for a reason of the list.");

    /// <summary>The sender has read the answer. A critical one is read back with its two digits.</summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> Acknowledge(
        Guid id, AcknowledgeRequest? request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.AcknowledgeReport, http, async change =>
        {
            if (change.Its.State is ConsultationState.Acknowledged or ConsultationState.Acted) return null;
            var readsBack = request?.ReadBack is { Length: > 0 } code
                && await CriticalLoops.ReadBack(change, code, cancel);
            if (change.Do(new Command.Acknowledge(readsBack)) is { } refusal) return refusal;
            change.TellReader("acknowledged");
            return null;
        }, cancel);

    /// <summary>
    /// What the sender did with the answer. After a critical finding this is the contact with the patient.
    /// </summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> RecordAction(
        Guid id, ActionRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        if (!TextCode.TryParse<TakenAction>(request.Code, out var action))
            return Bad("code", "An action is one of the list.");
        if (request.Text?.Length > TextLimitChars) return Bad("text", $"At most {TextLimitChars} characters.");
        return changes.RunReading(id, person, Permission.RecordAction, http, async change =>
        {
            if (change.Do(new Command.RecordAction(action, request.Text?.Trim())) is { } refusal) return refusal;
            if (change.Its is { IsCritical: true, IsCriticalSettled: false } && action != TakenAction.LostToFollowUp)
                await CriticalLoops.Acted(change, cancel);
            change.TellReader("action_recorded");
            return null;
        }, cancel);
    }

    [Answers<ConsultationView>]
    internal static Task<IResult> Reopen(
        Guid id, ReopenRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        TextCode.TryParse<ReopenReason>(request.Reason, out var reason)
            ? changes.Run(id, person, Permission.ReopenConsultation, http, change =>
            {
                if (change.Do(new Command.Reopen(reason, request.Text ?? TextCode.Of(reason))) is { } refusal)
                    return refusal;
                change.TellSender("reopened");
                return null;
            }, cancel)
            : Bad("reason", "Opening again asks for a reason of the list.");

    [Answers<ConsultationView>]
    internal static Task<IResult> AskSecondOpinion(
        Guid id, SecondOpinionRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        SecondOpinionReason? reason = null;
        if (request.Reason is not null)
        {
            if (!TextCode.TryParse<SecondOpinionReason>(request.Reason, out var known))
                return Bad("reason", "This is no reason of the list.");
            reason = known;
        }
        return changes.Run(id, person, Permission.AskSecondOpinion, http, change =>
        {
            var reader = request.PersonId is { } chosen ? new PersonId(chosen) : (PersonId?)null;
            var command = new Command.AskSecondOpinion(request.Blind, reader, reason);
            if (change.Do(command) is { } refusal) return refusal;
            if (reader is { } asked)
                Notices.TellPeople.Person(change.Work, change.Batch, asked, change.Its.Id, "second_opinion_asked",
                    change.Now);
            else change.TellAfterwards(Audience.Pool, "second_opinion_asked");
            change.TellSender("second_opinion_asked");
            return null;
        }, cancel);
    }

    private static Task<IResult> Bad(string field, string detail) =>
        Task.FromResult<IResult>(Problems.BadField(field, detail));
}
