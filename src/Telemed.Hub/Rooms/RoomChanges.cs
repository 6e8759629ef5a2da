using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>Runs changes of rooms: load under a lock, check, decide, save, audit, commit, then tell.</summary>
internal sealed class RoomChanges(
    Database database, LiveRooms rooms, RoomSay say, RoomOptions options, TimeProvider time)
{
    internal Database Database { get; } = database;

    internal RoomOptions Options { get; } = options;

    internal RoomTimes Times { get; } = options.Times;

    internal DateTimeOffset Now => CaseChanges.Whole(time.GetUtcNow());

    internal static RoomActor ActorOf(CurrentPerson person, HttpContext? http) => new(
        person.Actor, person.Id, http is null ? null : CaseChanges.ClientAt(http),
        http is null ? null : CaseChanges.Device(http));

    /// <summary>Begins a change of a room that the work has locked.</summary>
    internal RoomChange Begin(Work work, RoomRecord row, RoomActor actor, bool isNew = false) =>
        new(work, row, actor, Now, Times, isNew);

    /// <summary>One change by a member, answered with the room as it stands then.</summary>
    /// <param name="id">The room.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="act">What the rules must allow; null when the change checks for itself.</param>
    /// <param name="http">The request.</param>
    /// <param name="decide">Makes the change; null when it was made, else the refusal.</param>
    /// <param name="cancel">Ends the waiting.</param>
    internal async Task<IResult> Run(Guid id, CurrentPerson person, RoomAct? act, HttpContext http,
        Func<RoomChange, RoomMember?, Task<IResult?>> decide, CancellationToken cancel)
    {
        var room = new RoomId(id);
        RoomChange change;
        await using (var work = await Database.Begin(cancel))
        {
            if (await RoomStore.Lock(work, room, cancel) is not { } row) return Problems.NotFound();
            var member = (await RoomStore.Member(work, room, person.Id, cancel))?.ToMember();
            if (member is null && !await RoomStore.MaySeeCase(work, room, person, cancel)) return Problems.NotFound();
            change = Begin(work, row, ActorOf(person, http));
            if (act is { } asked && Check(change.Its, member, asked) is { } no) return RoomProblems.Answer(no);
            if (await decide(change, member) is { } refusal) return refusal;
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        await Tell(change, cancel);
        return await ViewRoom.Handle(id, person, this, cancel);
    }

    /// <summary>One change in the hub's own name; nothing when another hub is at this room just now.</summary>
    internal async Task<bool> RunByRule(RoomId id, Func<RoomChange, Task<bool>> decide, CancellationToken cancel)
    {
        RoomChange change;
        await using (var work = await Database.Begin(cancel))
        {
            if (await RoomStore.TryLock(work, id, cancel) is not { } row) return false;
            change = Begin(work, row, RoomActor.Hub);
            if (!await decide(change)) return false;
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        await Tell(change, cancel);
        return true;
    }

    /// <summary>Tells everybody in the room what a committed change made different.</summary>
    internal async Task Tell(RoomChange change, CancellationToken cancel)
    {
        var room = change.Its.Id;
        // This hub first, so that whoever made the change may go on at once.
        await rooms.Refresh(room, cancel);
        await using var reading = await Database.Read(cancel);
        if (change.ChangesRoom && await RoomStore.Find(reading, room, cancel) is { } row)
            await say.State(ViewRoom.State(row, await NameOf(reading, row.ConsentBy, cancel), Times));
        foreach (var person in change.ChangedPeople)
            if (await ViewRoom.Person(reading, room, person, cancel) is { } view) await say.Person(room, view);
        foreach (var number in change.LineNumbers)
            if (await RoomHistory.One(reading, room, number, cancel) is { } line)
                await say.Line(room, RoomSay.Line(line));
    }

    internal static RoomRefusal? Check(Room room, RoomMember? member, RoomAct act) =>
        member is { } known ? RoomRules.Check(room, known, act) : RoomRefusal.NotPermitted;

    private static async Task<string?> NameOf(Reading reading, Guid? person, CancellationToken cancel) =>
        person is null ? null
            : await reading.RowOrNone<string>("SELECT name FROM person WHERE id = @person", new { person }, cancel);
}
