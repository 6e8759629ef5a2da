namespace Telemed.Domain.Consultations;

/// <summary>One step of a consultation, as its history keeps it.</summary>
/// <param name="Consultation">The consultation.</param>
/// <param name="Version">The version the step led to; steps are numbered without gaps from 2.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after; the same as before when only something about the case changed.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Reason">The code of the reason, when the command has one.</param>
/// <param name="Text">What the actor wrote.</param>
/// <param name="At">Server time.</param>
public sealed record ConsultationEvent(
    ConsultationId Consultation,
    int Version,
    ConsultationState From,
    ConsultationState To,
    CommandKind Kind,
    Actor Actor,
    string? Reason,
    string? Text,
    DateTimeOffset At)
{
    internal static (string? Reason, string? Text) Words(Command command) => command switch
    {
        Command.RequestInfo(var reason, var question) => (TextCode.Of(reason), question),
        Command.Return(var reason, var advice) => (TextCode.Of(reason), advice),
        Command.Reject(var reason, var advice) => (TextCode.Of(reason), advice),
        Command.Cancel(var reason) => (TextCode.Of(reason), null),
        Command.Release(var reason) => (TextCode.Of(reason), null),
        Command.LeaseLost => (TextCode.Of(ReleaseReason.LeaseLost), null),
        Command.Escalate(var reason) => (TextCode.Of(reason), null),
        Command.FinishDraft({ } reason) => (TextCode.Of(reason), null),
        Command.AskReview(var reason) => (TextCode.Of(reason), null),
        Command.SendBack(var advice) => (null, advice),
        Command.RecordAction(var action, var text) => (TextCode.Of(action), text),
        Command.Reopen(var reason, var text) => (TextCode.Of(reason), text),
        Command.Amend(var severity, var reason) => (TextCode.Of(severity), reason),
        Command.ChangeColour(_, { } reason, var text) => (TextCode.Of(reason), text),
        Command.ChangeColour(_, null, var text) => (null, text),
        // Codes of services have no blanks; the history shows both by the catalogue's labels.
        Command.ChangeService(var from, var to, _) => (null, $"{from} {to}"),
        Command.Reassign(_, { } reason) => (TextCode.Of(reason), null),
        Command.AskSecondOpinion(_, _, { } reason) => (TextCode.Of(reason), null),
        Command.Pause(var reason) => (TextCode.Of(reason), null),
        _ => (null, null),
    };
}
