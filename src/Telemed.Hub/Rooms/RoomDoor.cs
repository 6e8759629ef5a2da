using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Npgsql;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>
/// What people do in a room over the live connection. Every message is checked against the room, the person's part in
/// it and its limits; what is to last is in the database before anybody hears of it.
/// </summary>
internal sealed class RoomDoor(RoomChanges changes, LiveRooms rooms, RoomSay say, LiveBackplane backplane,
    RefusalTrail trail, TimeProvider time, ILogger<RoomDoor> log)
{
    private const int ViewLimitBytes = 3 * 1024;
    private const int SubjectLimitChars = 200;
    private const int ShapeLimitBytes = 8 * 1024;
    private const int ExtraLimitBytes = 512;
    private const int TextLimitChars = 2000;
    private const int SignalLimitChars = 24 * 1024;

    private static readonly string[] SignalKinds = ["offer", "answer", "ice", "bye", "still_request", "restart"];
    private static readonly string[] ShownKinds = ["ecg", "study", "slide", "attachment", "report", "nothing"];

    /// <summary>Counts a message; the refusal when there are too many, and beyond that the line is cut.</summary>
    internal async Task<RoomRefusal?> Count(HubCallerContext context, CurrentPerson person, Guid room)
    {
        if (!context.Items.TryGetValue(typeof(MessageCount), out var kept))
            context.Items[typeof(MessageCount)] = kept = new MessageCount(time);
        var count = ((MessageCount)kept!).Next();
        if (count <= MessageCount.AnsweredPerSecond) return null;
        if (count == MessageCount.AnsweredPerSecond + 1)
            await trail.Refused(person, "message", room, RoomRefusal.TooFast, CancellationToken.None);
        if (count > MessageCount.CutPerSecond)
        {
            RoomsLog.Flooded(log, person.Id.Value, count);
            context.Abort();
        }
        return RoomRefusal.TooFast;
    }

    /// <summary>Where a connection is, when it may do an act there now.</summary>
    internal async Task<(Entered? Tab, RoomRefusal? Refused)> Find(string connection, CurrentPerson person, Guid room,
        RoomAct act)
    {
        if (rooms.Of(connection) is not { } tab || tab.Room.Id.Value != room || tab.Room.Its is not { } its)
            return (null, RoomRefusal.NotEntered);
        if (RoomRules.Check(its, tab.Member, act) is not { } refusal) return (tab, null);
        // Another hub's change may be on the asker's screen before this hub has read the room anew.
        if (act is not (RoomAct.View or RoomAct.Point))
        {
            await rooms.Refresh(tab.Room.Id, CancellationToken.None);
            if (RoomRules.Check(tab.Room.Its ?? its, tab.Member, act) is not { } still) return (tab, null);
            refusal = still;
        }
        if (refusal is RoomRefusal.NotPermitted or RoomRefusal.Removed)
            await trail.Refused(person, TextCode.Of(act), room, refusal, CancellationToken.None);
        return (tab, refusal);
    }

    /// <summary>Writes down that a line ended because of what came over it.</summary>
    internal async Task Broken(string connection, CurrentPerson person, Exception why)
    {
        RoomsLog.BrokenLine(log, person.Id.Value, why);
        try
        {
            await trail.Refused(person, "message", rooms.Of(connection)?.Room.Id.Value ?? Guid.Empty,
                why is InvalidDataException ? RoomRefusal.TooLarge : RoomRefusal.Malformed, CancellationToken.None);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException)
        {
            RoomsLog.LeavingLost(log, problem);
        }
    }

    internal async Task Leave(string connection, string reason, CancellationToken cancel)
    {
        if (rooms.Remove(connection) is not { } tab) return;
        var room = tab.Room.Id;
        try
        {
            if (reason == "left") await say.Leave(connection, room, tab.Peer, cancel);
            if (tab.Member.Role == RoomRole.Listener && reason != "left")
            {
                await LeaveQuietly(room, connection, reason, cancel);
                return;
            }
            RoomChange change;
            await using (var work = await changes.Database.Begin(cancel))
            {
                if (await RoomStore.Lock(work, room, cancel) is not { } row) return;
                change = changes.Begin(work, row, RoomActor.Hub);
                var isGone = await PresenceStore.Leave(work, room, connection, reason, changes.Now, cancel);
                if (!isGone) return;
                if (reason == "left") LeaveForGood(change, tab);
                await SettleRoom.Run(change, cancel);
                if (tab.Member.Role != RoomRole.Listener) change.SayPerson(tab.Member.Id);
                await change.Save(cancel);
                await work.Commit(cancel);
            }
            await changes.Tell(change, cancel);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException)
        {
            RoomsLog.LeavingLost(log, problem);
        }
    }

    // A listener's going changes nothing for the others, so a thousand of them do not queue for one row.
    private async Task LeaveQuietly(RoomId room, string connection, string reason, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        await PresenceStore.Leave(work, room, connection, reason, changes.Now, cancel);
        await work.Commit(cancel);
    }

    internal static async Task<RoomRefusal?> View(Entered tab, ViewForm view)
    {
        if (view.Subject is null || view.V.ValueKind != JsonValueKind.Object || view.N < 0)
            return RoomRefusal.Malformed;
        if (view.Subject.Length > SubjectLimitChars || Bytes(view.V) > ViewLimitBytes) return RoomRefusal.TooLarge;
        if (!tab.Room.Take(tab.Member.Id, view)) return null;
        await tab.Views.Offer(new ViewSaid(tab.Room.Id.Value, tab.Member.Id.Value, view.N, view.Subject, view.V));
        return null;
    }

    internal static async Task<RoomRefusal?> Point(Entered tab, PointForm point)
    {
        if (point.Subject is null || !double.IsFinite(point.X) || !double.IsFinite(point.Y))
            return RoomRefusal.Malformed;
        if (point.Subject.Length > SubjectLimitChars || point.Lead?.Length > DrawnShape.PartLimitChars)
            return RoomRefusal.TooLarge;
        await tab.Points.Offer(new PointSaid(tab.Room.Id.Value, tab.Member.Id.Value, point.Subject, point.X, point.Y,
            point.Lead));
        return null;
    }

    internal Task<LineAnswer> Say(Entered tab, Guid clientId, string text, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(text) ? Task.FromResult(No(RoomRefusal.Malformed))
        : text.Length > TextLimitChars ? Task.FromResult(No(RoomRefusal.TooLarge))
        : Write(tab, "chat", clientId, RoomChange.Body(writer => writer.WriteString("text", text.Trim())), cancel);

    internal Task<LineAnswer> Draw(Entered tab, Guid clientId, DrawForm drawing, CancellationToken cancel)
    {
        if (drawing.Subject is null || drawing.Shape.ValueKind != JsonValueKind.Object)
            return Task.FromResult(No(RoomRefusal.Malformed));
        if (drawing.Subject.Length > SubjectLimitChars || Bytes(drawing.Shape) > ShapeLimitBytes)
            return Task.FromResult(No(RoomRefusal.TooLarge));
        return Write(tab, "drawing", clientId, RoomChange.Body(writer =>
        {
            writer.WriteString("subject", drawing.Subject);
            writer.WritePropertyName("shape");
            drawing.Shape.WriteTo(writer);
        }), cancel);
    }

    internal async Task<LineAnswer> Erase(Entered tab, Guid clientId, int sequence, CancellationToken cancel)
    {
        await using (var reading = await changes.Database.Read(cancel))
        {
            var line = await RoomHistory.One(reading, tab.Room.Id, sequence, cancel);
            if (line is not { Kind: "drawing" }) return No(RoomRefusal.NotFound);
            if (line.PersonId != tab.Member.Id.Value && tab.Member.Role != RoomRole.Host)
                return No(RoomRefusal.NotPermitted);
            // What stays with the case is taken away there, where the others see it too.
            if (await DrawingStore.IsKept(reading, tab.Room.Id, sequence, cancel)) return No(RoomRefusal.NotPermitted);
        }
        return await Write(tab, "erase", clientId, RoomChange.Body(writer => writer.WriteNumber("sequence", sequence)),
            cancel);
    }

    internal async Task<RoomRefusal?> Signal(
        Entered tab, Guid toPeer, string kind, string data, CancellationToken cancel)
    {
        if (!SignalKinds.Contains(kind) || data is null || toPeer == tab.Peer) return RoomRefusal.Malformed;
        if (data.Length > SignalLimitChars) return RoomRefusal.TooLarge;
        if (kind == "offer" && !tab.MediaWith.Contains(toPeer))
        {
            await using var work = await changes.Database.Begin(cancel);
            await RoomStore.Lock(work, tab.Room.Id, cancel);
            if (!await PresenceStore.ClaimMedia(
                work, tab.Room.Id, [tab.Peer, toPeer], changes.Options.MediaPeopleLimit, cancel))
                return RoomRefusal.MeshFull;
            await work.Commit(cancel);
            tab.MediaWith.Add(toPeer);
        }
        await say.Signal(tab.Room.Id, toPeer,
            new SignalSaid(tab.Room.Id.Value, tab.Peer, tab.Member.Id.Value, kind, data));
        return null;
    }

    internal async Task<RoomRefusal?> Show(Entered tab, ShownForm shown, CurrentPerson person, CancellationToken cancel)
    {
        if (!ShownKinds.Contains(shown.Kind) || shown.Extra is { ValueKind: not (JsonValueKind.Object or
            JsonValueKind.Null) })
            return RoomRefusal.Malformed;
        if (shown.Id?.Length > SubjectLimitChars || shown.Extra is { } extra && Bytes(extra) > ExtraLimitBytes)
            return RoomRefusal.TooLarge;
        return await Change(tab, person, (change, member) =>
        {
            var refusal = RoomRules.Check(change.Its, member, RoomAct.Show);
            if (refusal is null) change.Show(JsonSerializer.Serialize(shown, RoomsJson.Default.ShownForm));
            return Task.FromResult(refusal);
        }, cancel);
    }

    internal Task<RoomRefusal?> Lead(Entered tab, Guid? leader, CurrentPerson person, CancellationToken cancel) =>
        Change(tab, person, async (change, member) =>
        {
            PersonId? next = leader is { } id ? new PersonId(id) : null;
            if (RoomRules.CheckLead(change.Its, member, next) is { } refusal) return refusal;
            if (next == change.Its.Leader) return null;
            if (next is { } other && other != member.Id)
            {
                // Only somebody who is there and may lead can be handed the lead.
                var speakers = await PresenceStore.Speakers(change.Work, change.Its.Id, cancel);
                if (speakers.All(each => each.PersonId != other.Value)) return RoomRefusal.NotFound;
            }
            change.Set(room => room with { Leader = next });
            change.AddStateLine("leader", next);
            return null;
        }, cancel);

    internal Task<RoomRefusal?> Ladder(Entered tab, string step, bool byHand, CurrentPerson person,
        CancellationToken cancel) =>
        !TextCode.TryParse<LadderStep>(step, out var to) ? Task.FromResult<RoomRefusal?>(RoomRefusal.Malformed)
        : Change(tab, person, async (change, member) =>
        {
            await RoomPeople.SetLadder(change.Work, change.Its.Id, member.Id, to, cancel);
            change.SayPerson(member.Id);
            if (byHand) change.AddStateLine("ladder_by_hand", member.Id, step);
            await SettleRoom.Run(change, cancel);
            return null;
        }, cancel);

    internal Task<RoomRefusal?> Hand(Entered tab, bool raised, CurrentPerson person, CancellationToken cancel) =>
        Change(tab, person, async (change, member) =>
        {
            await RoomPeople.SetHand(change.Work, change.Its.Id, member.Id, raised ? change.Now : null, cancel);
            change.SayPerson(member.Id);
            return null;
        }, cancel);

    internal Task<RoomRefusal?> Devices(Entered tab, DevicesForm devices, CurrentPerson person,
        CancellationToken cancel) =>
        Change(tab, person, async (change, member) =>
        {
            await RoomPeople.SetDevices(
                change.Work, change.Its.Id, member.Id, devices.Microphone, devices.Camera, cancel);
            change.SayPerson(member.Id);
            return null;
        }, cancel);

    /// <summary>A tab is still there. Whoever talks asks nothing for a quarter of an hour and is not idle.</summary>
    /// <returns>The number of the last line.</returns>
    internal async Task<int> Beat(Entered tab, SessionId session, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        if (tab.Room.Its is { IsOpen: true } && tab.Renewing.Take())
            await CallerStore.Seen(reading, session.Value, device: false, changes.Now, cancel);
        return await RoomPeople.LastLine(reading, tab.Room.Id, cancel);
    }

    internal static LineAnswer No(RoomRefusal refusal) => new(TextCode.Of(refusal), null);

    private static int Bytes(JsonElement json) => Encoding.UTF8.GetByteCount(json.GetRawText());

    // Durable first: the line is committed, and only then does anybody hear of it.
    private async Task<LineAnswer> Write(
        Entered tab, string kind, Guid clientId, string body, CancellationToken cancel)
    {
        if (clientId == Guid.Empty) return No(RoomRefusal.Malformed);
        if (!tab.Lines.Take()) return No(RoomRefusal.TooFast);
        var room = tab.Room.Id;
        LineView line;
        try
        {
            await using var work = await changes.Database.Begin(cancel);
            if (await RoomHistory.Repeated(work, room, tab.Member.Id, clientId, cancel) is { } before)
                return new LineAnswer(null, RoomSay.Line(before));
            var sequence = await RoomHistory.Append(
                work, room, kind, tab.Member.Id, clientId, body, changes.Now, cancel);
            line = RoomSay.Line((await RoomHistory.One(work, room, sequence, cancel))!);
            await work.Commit(cancel);
        }
        catch (RoomFullException)
        {
            return No(RoomRefusal.Full);
        }
        await say.Line(room, line);
        return new LineAnswer(null, line);
    }

    private async Task<RoomRefusal?> Change(Entered tab, CurrentPerson person,
        Func<RoomChange, RoomMember, Task<RoomRefusal?>> decide, CancellationToken cancel)
    {
        RoomChange change;
        await using (var work = await changes.Database.Begin(cancel))
        {
            if (await RoomStore.Lock(work, tab.Room.Id, cancel) is not { } row) return RoomRefusal.NotFound;
            if ((await RoomStore.Member(work, tab.Room.Id, person.Id, cancel))?.ToMember() is not { } member)
                return RoomRefusal.NotFound;
            change = changes.Begin(work, row, RoomChanges.ActorOf(person, null));
            if (await decide(change, member) is { } refusal) return refusal;
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        await changes.Tell(change, cancel);
        return null;
    }

    // Whoever goes on purpose gives the lead back; whoever is cut off keeps it until he is back.
    private static void LeaveForGood(RoomChange change, Entered tab)
    {
        if (!change.Its.IsOpen || tab.Member.Place != RoomPlace.Admitted) return;
        change.Put(tab.Member with { Place = RoomPlace.Left });
        if (change.Its.Leader == tab.Member.Id) change.Set(room => room with { Leader = null });
    }

    internal string Node => backplane.Node;
}
