using Microsoft.AspNetCore.SignalR;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Platform;
using Telemed.Hub.Rooms;

namespace Telemed.Hub.Live;

/// <summary>The part of the live door that leads into rooms; what each message may do is decided there.</summary>
internal sealed partial class LiveHub
{
    public async Task<EnterAnswer> EnterRoom(Guid roomId, Guid peerId, int since)
    {
        if (await rooms.Count(Context, Me, roomId) is { } fast)
            return new EnterAnswer(TextCode.Of(fast), null, [], [], DateTimeOffset.MinValue);
        // Roles may have changed since the connection was made, so the person is looked up anew.
        var caller = await callers.Again(Caller.Session, Context.ConnectionAborted);
        if (caller?.Has(Permission.JoinRoom) != true)
            return new EnterAnswer("not_permitted", null, [], [], DateTimeOffset.MinValue);
        return await enter.Run(Context.ConnectionId, Me, roomId, peerId, since, Context.ConnectionAborted);
    }

    public async Task<RoomAnswer> LeaveRoom(Guid roomId)
    {
        if (await rooms.Count(Context, Me, roomId) is { } fast) return new RoomAnswer(TextCode.Of(fast));
        if (inside.Of(Context.ConnectionId)?.Room.Id.Value == roomId)
            await rooms.Leave(Context.ConnectionId, "left", Context.ConnectionAborted);
        return new RoomAnswer(null);
    }

    public Task<RoomAnswer> View(Guid roomId, ViewForm view) =>
        Do(roomId, RoomAct.View, tab => RoomDoor.View(tab, view));

    public Task<RoomAnswer> Point(Guid roomId, PointForm point) =>
        Do(roomId, RoomAct.Point, tab => RoomDoor.Point(tab, point));

    public Task<RoomAnswer> Show(Guid roomId, ShownForm shown) =>
        Do(roomId, RoomAct.Show, tab => rooms.Show(tab, shown, Me, Context.ConnectionAborted));

    public Task<RoomAnswer> Lead(Guid roomId, Guid? personId) =>
        Do(roomId, RoomAct.Lead, tab => rooms.Lead(tab, personId, Me, Context.ConnectionAborted));

    public Task<LineAnswer> Say(Guid roomId, Guid clientId, string text) =>
        Write(roomId, RoomAct.Chat, tab => rooms.Say(tab, clientId, text, Context.ConnectionAborted));

    public Task<LineAnswer> Draw(Guid roomId, Guid clientId, DrawForm drawing) =>
        Write(roomId, RoomAct.Draw, tab => rooms.Draw(tab, clientId, drawing, Context.ConnectionAborted));

    public Task<LineAnswer> Erase(Guid roomId, Guid clientId, int sequence) =>
        Write(roomId, RoomAct.Erase, tab => rooms.Erase(tab, clientId, sequence, Context.ConnectionAborted));

    public Task<RoomAnswer> Signal(Guid roomId, Guid toPeerId, string kind, string data) => Do(roomId, RoomAct.Signal,
        tab => rooms.Signal(tab, toPeerId, kind, data, Context.ConnectionAborted));

    public Task<RoomAnswer> Ladder(Guid roomId, string step, bool byHand) => Do(roomId, RoomAct.Ladder,
        tab => rooms.Ladder(tab, step, byHand, Me, Context.ConnectionAborted));

    public Task<RoomAnswer> Hand(Guid roomId, bool raised) =>
        Do(roomId, RoomAct.Hand, tab => rooms.Hand(tab, raised, Me, Context.ConnectionAborted));

    public Task<RoomAnswer> Devices(Guid roomId, DevicesForm devices) =>
        Do(roomId, RoomAct.Ladder, tab => rooms.Devices(tab, devices, Me, Context.ConnectionAborted));

    public async Task<BeatAnswer> Beat(Guid roomId)
    {
        if (await rooms.Count(Context, Me, roomId) is { } fast) return new BeatAnswer(TextCode.Of(fast), 0);
        return inside.Of(Context.ConnectionId) is { } tab && tab.Room.Id.Value == roomId
            ? new BeatAnswer(null, await rooms.Beat(tab, Caller.Session, Context.ConnectionAborted))
            : new BeatAnswer(TextCode.Of(RoomRefusal.NotEntered), 0);
    }

    private PersonCaller Caller => (Context.GetHttpContext()?.Caller as PersonCaller)!;

    private CurrentPerson Me => new(
        Caller, Permission.JoinRoom, Context.GetHttpContext()?.Connection.RemoteIpAddress?.ToString());

    private async Task<RoomAnswer> Do(Guid roomId, RoomAct act, Func<Entered, Task<RoomRefusal?>> what)
    {
        var (tab, refusal) = await Check(roomId, act);
        refusal ??= await what(tab!);
        return new RoomAnswer(refusal is { } no ? TextCode.Of(no) : null);
    }

    private async Task<LineAnswer> Write(Guid roomId, RoomAct act, Func<Entered, Task<LineAnswer>> what)
    {
        var (tab, refusal) = await Check(roomId, act);
        return refusal is { } no ? RoomDoor.No(no) : await what(tab!);
    }

    private async Task<(Entered? Tab, RoomRefusal? Refusal)> Check(Guid roomId, RoomAct act) =>
        await rooms.Count(Context, Me, roomId) is { } fast ? (null, fast)
            : await rooms.Find(Context.ConnectionId, Me, roomId, act);
}
