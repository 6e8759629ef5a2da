using Microsoft.AspNetCore.SignalR;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Platform;
using Telemed.Hub.Rooms;
using Telemed.Storage;

namespace Telemed.Hub.Live;

/// <summary>The live door: a browser says what it watches and hears when to ask again.</summary>
internal sealed partial class LiveHub(CallerLookup callers, LiveConnections connections, ILiveAccess access,
    Database database, RoomDoor rooms, LiveRooms inside, EnterRoom enter)
    : Microsoft.AspNetCore.SignalR.Hub
{
    private const int TopicLengthLimit = 64;
    private const string ConsultationPrefix = "consultation:";
    private const string RoomPrefix = "room:";

    public override Task OnConnectedAsync()
    {
        if (Context.GetHttpContext()?.Caller is PersonCaller person)
            connections.Add(person.Session, person.Id, Context);
        else Context.Abort();
        return base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        // A message that is too large or no message at all ends the line; a cut line is nobody's fault.
        if (exception is InvalidDataException or System.Text.Json.JsonException
            && Context.GetHttpContext()?.Caller is PersonCaller)
            await rooms.Broken(Context.ConnectionId, Me, exception);
        await rooms.Leave(Context.ConnectionId, "cut", CancellationToken.None);
        await base.OnDisconnectedAsync(exception);
    }

    public async Task Watch(string topic)
    {
        if (await rooms.Count(Context, Me, Guid.Empty) is not null) throw new HubException("too_fast");
        foreach (var group in await GroupsOf(topic))
            await Groups.AddToGroupAsync(Context.ConnectionId, group, Context.ConnectionAborted);
    }

    public async Task Unwatch(string topic)
    {
        if (await rooms.Count(Context, Me, Guid.Empty) is not null) throw new HubException("too_fast");
        foreach (var group in await GroupsOf(topic))
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, group, Context.ConnectionAborted);
    }

    private async Task<IReadOnlyList<string>> GroupsOf(string topic)
    {
        var session = (Context.GetHttpContext()?.Caller as PersonCaller)?.Session
            ?? throw new HubException("signed_out");
        // Roles may have changed since the connection was made, so the person is looked up anew.
        var person = await callers.Again(session, Context.ConnectionAborted) ?? throw new HubException("signed_out");
        if (topic.Length <= TopicLengthLimit && topic.StartsWith(ConsultationPrefix, StringComparison.Ordinal)
            && Guid.TryParseExact(topic[ConsultationPrefix.Length..], "D", out var id))
            return await MaySee(person, new ConsultationId(id)) ? [LiveTopic.Consultation(new(id)).Group]
                : throw new HubException("not_found");
        if (topic.Length <= TopicLengthLimit && topic.StartsWith(RoomPrefix, StringComparison.Ordinal)
            && Guid.TryParseExact(topic[RoomPrefix.Length..], "D", out var room))
            return await MaySeeRoom(person, room) ? [LiveTopic.Lobby(room).Group]
                : throw new HubException("not_found");
        return topic switch
        {
            "queue" when person.Has(Permission.ViewQueue) => [LiveTopic.Queue.Group],
            "desk" when person.Has(Permission.ViewDesk) => [LiveTopic.Desk.Group],
            "jobs" when person.Has(Permission.ManageJobs) => [LiveTopic.Jobs.Group],
            "mine" => [LiveTopic.Mine(person.Id).Group,
                .. person.Roles.Select(held => LiveTopic.Facility(held.Facility).Group).Distinct()],
            "rooms" => [LiveTopic.Rooms(person.Id).Group],
            "notices" => [LiveTopic.Notices(person.Id).Group],
            _ => throw new HubException("not_permitted"),
        };
    }

    private async Task<bool> MaySeeRoom(PersonCaller person, Guid room)
    {
        await using var read = await database.Read(Context.ConnectionAborted);
        return await RoomStore.MaySee(read, new(room), new CurrentPerson(person, Permission.JoinRoom),
            Context.ConnectionAborted);
    }

    private async Task<bool> MaySee(PersonCaller person, ConsultationId id)
    {
        await using var read = await database.Read(Context.ConnectionAborted);
        return await access.MaySee(read, new CurrentPerson(person, Permission.ViewConsultations), id,
            Context.ConnectionAborted);
    }
}

/// <summary>
/// Whether a person may watch a case. The consultations slice answers, so that this door need not know it.
/// </summary>
internal interface ILiveAccess
{
    Task<bool> MaySee(Reading read, CurrentPerson person, ConsultationId consultation, CancellationToken cancel);
}
