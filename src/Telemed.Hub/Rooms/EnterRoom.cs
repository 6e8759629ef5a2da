using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>
/// Brings a connection into a room: the first time, after a cut, after a reload, on this hub or another. It hears the
/// room first and reads it then, so that nothing between the two is missed.
/// </summary>
internal sealed class EnterRoom(RoomChanges changes, LiveRooms rooms, RoomSay say, RoomDoor door, RefusalTrail trail,
    TimeProvider time)
{
    private const int LinesLimit = 500;

    internal async Task<EnterAnswer> Run(string connection, CurrentPerson person, Guid id, Guid peer, int since,
        CancellationToken cancel)
    {
        if (rooms.Of(connection) is { } elsewhere && elsewhere.Room.Id.Value != id)
            await door.Leave(connection, "left", cancel);
        var room = new RoomId(id);
        var (member, refusal) = await MayEnter(room, person, peer, cancel);
        if (refusal is { } no)
        {
            if (no is not (RoomRefusal.NotAdmitted or RoomRefusal.Ended))
                await trail.Refused(person, "enter", id, no, cancel);
            return Answer(no);
        }
        await say.Join(connection, room, peer, cancel);
        try
        {
            var (other, refused) = await WriteDown(connection, person, room, peer, cancel);
            if (refused is { } late)
            {
                await say.Leave(connection, room, peer, CancellationToken.None);
                return Answer(late);
            }
            var live = rooms.Room(room);
            rooms.Add(new Entered(connection, live, peer, person.Name, member with { Place = RoomPlace.Admitted }, say,
                time));
            await rooms.Refresh(room, cancel);
            if (other is not null) await SendAway(room, other);
            return await Read(room, person, since, cancel);
        }
        catch
        {
            rooms.Remove(connection);
            await say.Leave(connection, room, peer, CancellationToken.None);
            throw;
        }
    }

    private async Task<(RoomMember Member, RoomRefusal? Refusal)> MayEnter(
        RoomId room, CurrentPerson person, Guid peer, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        if (await RoomStore.Find(reading, room, cancel) is not { } row) return (default, RoomRefusal.NotFound);
        if ((await RoomStore.Member(reading, room, person.Id, cancel))?.ToMember() is not { } member)
            return (default, await RoomStore.MaySeeCase(reading, room, person, cancel)
                ? RoomRefusal.NotAdmitted : RoomRefusal.NotFound);
        if (member.Place == RoomPlace.Removed) return (member, RoomRefusal.Removed);
        if (member.Place == RoomPlace.Waiting) return (member, RoomRefusal.NotAdmitted);
        var its = row.ToRoom();
        if (!its.IsOpen) return (member, RoomRefusal.Ended);
        if (peer == Guid.Empty || await PresenceStore.IsForeign(reading, room, person.Id, peer, cancel))
            return (member, RoomRefusal.Malformed);
        if (await IsBlocked(reading, its, member, person, cancel)) return (member, RoomRefusal.NoteOwed);
        return (member, null);
    }

    /// <summary>A specialist with an overdue note begins no other session, unless it is red.</summary>
    internal async Task<bool> IsBlocked(
        Reading reading, Room its, RoomMember member, CurrentPerson person, CancellationToken cancel) =>
        its.Colour != Colour.Red && !its.IsMet && its.NeedsNote && member.Role == RoomRole.Host
        && person.Has(Permission.WriteReport)
        && await RoomStore.OwedNote(reading, person.Id, its.Id, changes.Times, changes.Now, cancel) is not null;

    // A listener changes nothing for the others, so a thousand of them do not queue for one row.
    private async Task<(PresenceStore.OtherTab? Other, RoomRefusal? Refused)> WriteDown(string connection,
        CurrentPerson person, RoomId room, Guid peer, CancellationToken cancel)
    {
        PresenceStore.OtherTab? other;
        RoomChange change;
        await using (var work = await changes.Database.Begin(cancel))
        {
            // Read again: the host may have removed the person meanwhile.
            if ((await RoomStore.Member(work, room, person.Id, cancel))?.ToMember() is not { } member
                || member.Place == RoomPlace.Removed)
                return (null, RoomRefusal.Removed);
            var isQuiet = member is { Role: RoomRole.Listener, Place: RoomPlace.Admitted };
            var row = isQuiet ? await RoomStore.Find(work, room, cancel) : await RoomStore.Lock(work, room, cancel);
            change = changes.Begin(work, row!, RoomChanges.ActorOf(person, null));
            if (!change.Its.IsOpen) return (null, RoomRefusal.Ended);
            other = await PresenceStore.Enter(work, room, person.Id, peer, door.Node, connection, changes.Now, cancel);
            if (isQuiet)
            {
                await work.Commit(cancel);
                return (other, null);
            }
            if (member.Place != RoomPlace.Admitted) change.Put(member with { Place = RoomPlace.Admitted });
            change.SayPerson(person.Id);
            BecomeSpecialist(change, member, person);
            await SettleRoom.Run(change, cancel);
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        await changes.Tell(change, cancel);
        return (other, null);
    }

    // Of those who were rung, the first who comes answers for the session.
    private static void BecomeSpecialist(RoomChange change, RoomMember member, CurrentPerson person)
    {
        if (change.Its.IsMet || !change.Its.NeedsNote || member.Role != RoomRole.Host
            || change.Its.Specialist == person.Id || change.Row.RequesterId == person.Id.Value
            || !person.Has(Permission.WriteReport))
            return;
        change.Set(room => room with { Specialist = person.Id });
    }

    private async Task SendAway(RoomId room, PresenceStore.OtherTab other)
    {
        if (rooms.Of(other.ConnectionId) is { } here) await rooms.Drop(here, "elsewhere", CancellationToken.None);
        else changes.Database.Notify(LiveRooms.Channel, $"{room.Value:D} {other.ConnectionId}");
    }

    private async Task<EnterAnswer> Read(RoomId room, CurrentPerson person, int since, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        var page = await ViewRoom.Load(reading, room, person, changes, cancel);
        var lines = await RoomHistory.Newest(reading, room, Math.Max(since, 0), LinesLimit, cancel);
        var peers = await PresenceStore.Peers(reading, room, cancel);
        return new EnterAnswer(null, page, [.. lines.Select(RoomSay.Line)],
            [.. peers.Select(peer => new PeerView(peer.PeerId, peer.PersonId))], changes.Now);
    }

    private EnterAnswer Answer(RoomRefusal refusal) => new(TextCode.Of(refusal), null, [], [], changes.Now);
}
