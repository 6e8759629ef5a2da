using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Rooms;

/// <summary>Refusals of the rules as answers.</summary>
internal static class RoomProblems
{
    internal static ProblemHttpResult Answer(RoomRefusal refusal) => refusal switch
    {
        RoomRefusal.NotFound => Problems.NotFound(),
        RoomRefusal.NotPermitted => Refused(403, refusal, "Your part in this room does not allow this."),
        RoomRefusal.NotAdmitted => Refused(403, refusal, "You have not been let into this room yet."),
        RoomRefusal.Removed => Refused(403, refusal, "You were removed from this room."),
        RoomRefusal.Ended => Refused(409, refusal, "This session has ended."),
        RoomRefusal.ConsentNeeded => Refused(409, refusal, "Record the patient's consent first."),
        RoomRefusal.NotLeader => Refused(409, refusal, "Somebody else leads."),
        RoomRefusal.TooLarge => Refused(413, refusal, "This is larger than a room takes."),
        RoomRefusal.TooFast => Refused(429, refusal, "Too much at once."),
        RoomRefusal.MeshFull => Refused(409, refusal, "As many speak already as a room carries."),
        RoomRefusal.Malformed => Refused(400, refusal, "This is not what a room understands."),
        RoomRefusal.NotEntered => Refused(409, refusal, "Enter the room first."),
        RoomRefusal.Full => Refused(409, refusal, "This room is full."),
        RoomRefusal.NoteOwed => Refused(409, refusal, "A note of an earlier session is overdue.",
            "Sign it first; a red room is never blocked."),
    };

    internal static ProblemHttpResult Answer(RoomOutcome outcome) => outcome switch
    {
        RoomOutcome.NotFromHere(var state, var step) => Problems.Answer(409, "not_from_here",
            $"A room that is {TextCode.Of(state)} cannot {TextCode.Of(step)}."),
        RoomOutcome.NotYourPart => Answer(RoomRefusal.NotPermitted),
        RoomOutcome.ConsentMissing => Answer(RoomRefusal.ConsentNeeded),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ProblemHttpResult Refused(int status, RoomRefusal refusal, string detail, string? whatToDo = null) =>
        Problems.Answer(status, TextCode.Of(refusal), detail, whatToDo);
}
