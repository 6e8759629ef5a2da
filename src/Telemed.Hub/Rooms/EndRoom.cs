using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Rooms;

/// <summary>Ends a session: what it was decides whether a note is owed.</summary>
internal static class EndRoom
{
    private const string RequesterSql =
        "SELECT requester_id FROM consultation WHERE id = @consultation";

    private const string SpeakersSql = """
        SELECT m.person_id FROM room_person m
        WHERE m.room_id = @room AND m.role = 'host' AND m.place IN ('admitted', 'left') AND m.person_id <> @requester
          AND EXISTS (SELECT 1 FROM room_presence n WHERE n.room_id = m.room_id AND n.person_id = m.person_id)
          AND EXISTS (SELECT 1 FROM person_role r WHERE r.person_id = m.person_id AND r.role = ANY (@roles))
        ORDER BY m.admitted_at LIMIT 1
        """;

    private static readonly string[] RolesThatWrite =
    [
        .. Enum.GetValues<Role>().Where(role => AccessRules.ReachOf(role, Permission.WriteReport) != ReachKind.None)
            .Select(TextCode.Of),
    ];

    internal sealed record Request(string Reason, string? NoShow);

    [Answers<RoomPage>]
    internal static Task<IResult> Handle(Guid id, Request request, CurrentPerson person, HttpContext http,
        RoomChanges changes, RoomSay say, CancellationToken cancel)
    {
        if (!TextCode.TryParse<RoomEnding>(request.Reason, out var ending))
            return Task.FromResult<IResult>(Problems.BadField("reason", "Say why it ends."));
        if (ending == RoomEnding.NoShow && !TextCode.TryParse<MissedSide>(request.NoShow, out _))
            return Task.FromResult<IResult>(Problems.BadField("noShow", "Say who did not come."));
        return End(id, ending, request, person, http, changes, say, cancel);
    }

    private static async Task<IResult> End(Guid id, RoomEnding ending, Request request, CurrentPerson person,
        HttpContext http, RoomChanges changes, RoomSay say, CancellationToken cancel)
    {
        var ended = false;
        var answer = await changes.Run(id, person, RoomAct.End, http, async (change, _) =>
        {
            var step = StepOf(change.Its, ending);
            if (change.Do(step, RoomSide.Host, request.Reason) is { } refused) return RoomProblems.Answer(refused);
            change.EndReason = request.Reason;
            change.MissedSide = ending == RoomEnding.NoShow ? request.NoShow : null;
            await After(change, cancel);
            change.AddStateLine("ended", person.Id, request.Reason);
            change.Audit("room.ended");
            ended = true;
            return null;
        }, cancel);
        if (ended) await say.Left(new RoomId(id), "ended");
        return answer;
    }

    /// <summary>What follows by itself when a session has ended: presence ends, and a note may be owed.</summary>
    internal static async Task After(RoomChange change, CancellationToken cancel)
    {
        await PresenceStore.EndAll(change.Work, change.Its.Id, change.Now, cancel);
        if (change.Its.State != RoomState.Ended) return;
        if (!change.Its.NeedsNote)
        {
            change.Do(RoomStep.Close, RoomSide.System);
            return;
        }
        if (change.Its.Specialist is null) await FindSpecialist(change, cancel);
        change.Do(RoomStep.OweNote, RoomSide.System);
        if (change.Its.Specialist is not { } specialist) return;
        OnCallChain.Tell(change, specialist, "room_note_due");
        LiveChanges.Changed(change.Work, LiveTopic.Rooms(specialist), "changed", change.Its.Id.Value);
    }

    // A room of two who were both asked by chance: the first host who reads for a living answers for the note.
    private static async Task FindSpecialist(RoomChange change, CancellationToken cancel)
    {
        var requester = await change.Work.RowOrNone<Guid?>(
            RequesterSql, new { consultation = change.Row.ConsultationId }, cancel);
        var found = await change.Work.RowOrNone<Guid?>(SpeakersSql, new
        {
            room = change.Its.Id.Value, requester = requester ?? Guid.Empty, roles = RolesThatWrite,
        }, cancel);
        var specialist = new PersonId(found ?? change.Row.CreatedBy);
        change.Set(room => room with { Specialist = specialist });
    }

    private static RoomStep StepOf(Room its, RoomEnding ending) => ending switch
    {
        RoomEnding.TechFailure => RoomStep.Fail,
        RoomEnding.NoShow => RoomStep.Miss,
        RoomEnding.Rescheduled => RoomStep.Reschedule,
        RoomEnding.Cancelled => RoomStep.Cancel,
        // Nobody met: what is done without having begun was called off.
        RoomEnding.Done => its.IsMet ? RoomStep.End : RoomStep.Cancel,
    };
}
