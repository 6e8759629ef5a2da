using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>Says in HTTP why the rules refused a command.</summary>
internal static class StepProblems
{
    internal static ProblemHttpResult Answer(CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.VersionConflict(var current) => Problems.VersionConflict(current),
        CommandOutcome.NotFromHere(var state, var command) => NotFromHere(state, command),
        CommandOutcome.NotYourPart => Problems.Answer(
            403, "not_your_part", "Someone else's part in this consultation; your role does not do this here."),
        CommandOutcome.HeldByAnother(var holder) => ClaimedByOther(holder),
        CommandOutcome.AlreadySigned(var at) => Problems.Answer(
            409, "already_signed", $"The report was signed at {at:u}.", "Add an addendum or an amendment."),
        CommandOutcome.WordsMissing => Problems.Answer(
            400, "words_missing", "This needs a few words for the other side.", "Write what should be done."),
        CommandOutcome.WordsTooLong(var limitChars) => Problems.Answer(
            400, "words_too_long", $"At most {limitChars} characters.", "Say it shorter, or send a file."),
        CommandOutcome.MayNotLower => Problems.Answer(
            403, "may_not_lower", "Only the desk or a reader lowers the colour, with a reason."),
        CommandOutcome.AlwaysRed => Problems.Answer(
            409, "always_red", "A frozen section is red: the patient lies on the table."),
        CommandOutcome.ReviewFirst(var reason) => ReviewFirst(reason),
        CommandOutcome.OwnWork => Problems.Answer(
            403, "own_work", "Nobody reads the own question or judges the own report."),
        CommandOutcome.OnceOnly => Problems.Answer(409, "once_only", "A sender asks for one second opinion only."),
        CommandOutcome.TooLate(var ended) => Problems.Answer(409, "too_late", $"This was possible until {ended:u}."),
        CommandOutcome.NotYet(var due) => Problems.Answer(409, "not_yet", $"This is possible from {due:u}."),
        CommandOutcome.ReadBackNeeded => Problems.Answer(
            409, "read_back_needed", "The finding is critical.",
            "Read the two-digit code back with the acknowledgement."),
        CommandOutcome.CriticalLoopOpen => Problems.Answer(
            409, "critical_loop_open", "The critical finding has not reached the patient yet.",
            "Record the contact with the patient first."),
        CommandOutcome.NothingToChange => Problems.Answer(409, "nothing_to_change", "It is so already."),
        CommandOutcome.Accepted => throw new UnreachableException(),
        _ => throw new UnreachableException(),
    };

    internal static ProblemHttpResult ClaimedByOther(PersonId? holder)
    {
        var problem = Problems.Because(
            "claimed_by_other", "Another reader has this consultation.", "Take the next case.");
        if (holder is { } person) problem.Extensions["holderId"] = person.Value;
        return Problems.Answer(409, problem);
    }

    private static ProblemHttpResult ReviewFirst(ReviewReason reason)
    {
        var problem = Problems.Because(
            "review_first", "A second reader must agree before this is signed.", "Send it to review.");
        problem.Extensions["reason"] = TextCode.Of(reason);
        return Problems.Answer(409, problem);
    }

    private static ProblemHttpResult NotFromHere(ConsultationState state, CommandKind command)
    {
        var problem = Problems.Because(
            "not_from_here", $"A consultation that is {TextCode.Of(state)} does not take {TextCode.Of(command)}.",
            "Load it again: somebody may have been quicker.");
        problem.Extensions["state"] = TextCode.Of(state);
        return Problems.Answer(409, problem);
    }
}
