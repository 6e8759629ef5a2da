using Microsoft.AspNetCore.SignalR;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Live;

/// <summary>The live door: a browser says what it watches and hears when to ask again.</summary>
internal sealed class LiveHub(CallerLookup callers, LiveConnections connections, ILiveAccess access, Database database)
    : Microsoft.AspNetCore.SignalR.Hub
{
    private const int TopicLengthLimit = 64;
    private const string ConsultationPrefix = "consultation:";

    public override Task OnConnectedAsync()
    {
        if (Context.GetHttpContext()?.Caller is PersonCaller person)
            connections.Add(person.Session, person.Id, Context);
        else Context.Abort();
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    public async Task Watch(string topic)
    {
        foreach (var group in await GroupsOf(topic))
            await Groups.AddToGroupAsync(Context.ConnectionId, group, Context.ConnectionAborted);
    }

    public async Task Unwatch(string topic)
    {
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
        return topic switch
        {
            "queue" when person.Has(Permission.ViewQueue) => [LiveTopic.Queue.Group],
            "desk" when person.Has(Permission.ViewDesk) => [LiveTopic.Desk.Group],
            "jobs" when person.Has(Permission.ManageJobs) => [LiveTopic.Jobs.Group],
            "mine" => [LiveTopic.Mine(person.Id).Group,
                .. person.Roles.Select(held => LiveTopic.Facility(held.Facility).Group).Distinct()],
            "notices" => [LiveTopic.Notices(person.Id).Group],
            _ => throw new HubException("not_permitted"),
        };
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
