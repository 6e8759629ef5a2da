using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;

namespace Telemed.Hub.Rooms;

/// <summary>Says things to the people in a room, on whichever hub they are.</summary>
internal sealed class RoomSay(IHubContext<LiveHub> browsers)
{
    /// <summary>Everybody in a room.</summary>
    internal static string Group(RoomId room) => $"room:{room.Value:N}";

    /// <summary>One tab of one person in a room.</summary>
    internal static string Peer(RoomId room, Guid peer) => $"peer:{room.Value:N}:{peer:N}";

    internal async Task Join(string connection, RoomId room, Guid peer, CancellationToken cancel)
    {
        await browsers.Groups.AddToGroupAsync(connection, Group(room), cancel);
        await browsers.Groups.AddToGroupAsync(connection, Peer(room, peer), cancel);
    }

    internal async Task Leave(string connection, RoomId room, Guid peer, CancellationToken cancel)
    {
        await browsers.Groups.RemoveFromGroupAsync(connection, Group(room), cancel);
        await browsers.Groups.RemoveFromGroupAsync(connection, Peer(room, peer), cancel);
    }

    internal Task View(ViewSaid said, RoomId room, string except) =>
        browsers.Clients.GroupExcept(Group(room), [except]).SendAsync("roomView", said, CancellationToken.None);

    internal Task Point(PointSaid said, RoomId room, string except) =>
        browsers.Clients.GroupExcept(Group(room), [except]).SendAsync("roomPoint", said, CancellationToken.None);

    internal Task Line(RoomId room, LineView line) =>
        browsers.Clients.Group(Group(room))
            .SendAsync("roomLine", new LineSaid(room.Value, line), CancellationToken.None);

    internal Task Person(RoomId room, RoomPersonView person) => browsers.Clients.Group(Group(room))
        .SendAsync("roomPerson", new PersonSaid(room.Value, person), CancellationToken.None);

    internal Task Count(CountSaid said) => browsers.Clients.Group(Group(new RoomId(said.RoomId)))
        .SendAsync("roomCount", said, CancellationToken.None);

    internal Task State(StateSaid said) => browsers.Clients.Group(Group(new RoomId(said.RoomId)))
        .SendAsync("roomState", said, CancellationToken.None);

    internal Task Signal(RoomId room, Guid toPeer, SignalSaid said) => browsers.Clients.Group(Peer(room, toPeer))
        .SendAsync("roomSignal", said, CancellationToken.None);

    internal Task Left(RoomId room, string reason) => browsers.Clients.Group(Group(room))
        .SendAsync("roomLeft", new LeftSaid(room.Value, reason), CancellationToken.None);

    internal Task LeftPeer(RoomId room, Guid peer, string reason) => browsers.Clients.Group(Peer(room, peer))
        .SendAsync("roomLeft", new LeftSaid(room.Value, reason), CancellationToken.None);

    internal static LineView Line(RoomHistory.LineRecord line) => new(line.Sequence, line.At, line.PersonId, line.Name,
        line.Kind, line.ClientId, JsonSerializer.Deserialize(line.Body, RoomsJson.Default.JsonElement));
}
