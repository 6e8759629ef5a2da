using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Storage;
using Telemed.Storage.Notify;

namespace Telemed.Hub.Rooms;

/// <summary>Somebody's tab in a room, connected to this hub.</summary>
internal sealed class Entered(
    string connection, LiveRoom room, Guid peer, string name, RoomMember member, RoomSay say, TimeProvider time)
{
    // Twenty a second: more than eyes follow, little enough for a thin line.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);

    public string Connection => connection;
    public LiveRoom Room => room;
    public Guid Peer => peer;
    public string Name => name;

    /// <summary>Role and place as they are now; a change by the host reaches every hub.</summary>
    public RoomMember Member { get; set; } = member;

    /// <summary>The tabs with which this one shares places with camera and microphone.</summary>
    public HashSet<Guid> MediaWith { get; } = [];

    public LatestGate<ViewSaid> Views { get; } = new(Apart, time, said => say.View(said, room.Id, connection));
    public LatestGate<PointSaid> Points { get; } = new(Apart, time, said => say.Point(said, room.Id, connection));
    public LineBudget Lines { get; } = new(time);

    /// <summary>When the session was last renewed for being here.</summary>
    public Renewal Renewing { get; } = new(time);
}

/// <summary>A room that has people on this hub, with what every message is checked against.</summary>
internal sealed class LiveRoom(RoomId id)
{
    public RoomId Id => id;

    /// <summary>The room as last read.</summary>
    public Room? Its { get; set; }

    public ConcurrentDictionary<string, Entered> Here { get; } = new(StringComparer.Ordinal);

    public bool IsCountStale { get; set; }

    public SemaphoreSlim Reading { get; } = new(1);

    private readonly Lock gate = new();
    private (PersonId Person, ViewForm View)? unsaved;
    private PersonId? viewer;
    private long lastN = -1;

    /// <summary>Takes a view when it is later than the one before of the same leader.</summary>
    public bool Take(PersonId person, ViewForm view)
    {
        lock (gate)
        {
            if (viewer == person && view.N <= lastN) return false;
            (viewer, lastN, unsaved) = (person, view.N, (person, view));
            return true;
        }
    }

    /// <summary>The view that is still to be saved, once.</summary>
    public (PersonId Person, ViewForm View)? TakeUnsaved()
    {
        lock (gate)
        {
            var taken = unsaved;
            unsaved = null;
            return taken;
        }
    }
}

/// <summary>
/// The rooms that have people on this hub. What a room allows is kept here, so that a message costs no question to the
/// database; every change of a room tells every hub to read it anew.
/// </summary>
internal sealed class LiveRooms(Database database, NotifyListener listener, RoomSay say, TimeProvider time,
    ILogger<LiveRooms> log) : BackgroundService
{
    /// <summary>The channel on which hubs tell each other that a room changed: <c>room</c>, or <c>room connection</c>
    /// when that connection has no place in the room any more.</summary>
    internal const string Channel = "telemed_room";

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private const string SaveViewsSql = """
        UPDATE room_view v SET person_id = x.person_id, n = x.n, subject = x.subject, view = x.view::jsonb,
            saved_at = @now
        FROM unnest(@rooms, @people, @numbers, @subjects, @views) AS x (room_id, person_id, n, subject, view)
        WHERE v.room_id = x.room_id AND (v.person_id IS DISTINCT FROM x.person_id OR v.n < x.n)
        """;

    private const string CountsSql = """
        SELECT n.room_id, count(*)::int AS present,
               count(*) FILTER (WHERE m.role = 'listener')::int AS listeners
        FROM room_presence n JOIN room_person m ON m.room_id = n.room_id AND m.person_id = n.person_id
        WHERE n.room_id = ANY (@rooms) AND n.left_at IS NULL
        GROUP BY n.room_id
        """;

    [method: Dapper.ExplicitConstructor]
    private sealed record CountRecord(Guid RoomId, int Present, int Listeners);

    private readonly ConcurrentDictionary<string, Entered> entered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RoomId, LiveRoom> rooms = [];

    /// <summary>How many tabs of this hub are in a room.</summary>
    internal int Count => entered.Count;

    /// <summary>Where a connection is; null when it is in no room.</summary>
    internal Entered? Of(string connection) => entered.GetValueOrDefault(connection);

    internal LiveRoom Room(RoomId id) => rooms.GetOrAdd(id, id => new LiveRoom(id));

    internal void Add(Entered tab)
    {
        entered[tab.Connection] = tab;
        tab.Room.Here[tab.Connection] = tab;
        rooms[tab.Room.Id] = tab.Room;
        tab.Room.IsCountStale = true;
    }

    internal Entered? Remove(string connection)
    {
        if (!entered.TryRemove(connection, out var tab)) return null;
        tab.Room.Here.TryRemove(connection, out _);
        tab.Room.IsCountStale = true;
        return tab;
    }

    /// <summary>Reads a room anew, when it has people here: what it allows, and who still has a place in it.</summary>
    internal async Task Refresh(RoomId id, CancellationToken cancel)
    {
        if (!rooms.TryGetValue(id, out var room)) return;
        // One at a time, so that an older reading never follows a newer one.
        await room.Reading.WaitAsync(cancel);
        try
        {
            await using var reading = await database.Read(cancel);
            if (await RoomStore.Find(reading, id, cancel) is not { } row) return;
            room.Its = row.ToRoom();
            var people = room.Here.Values.Select(tab => tab.Member.Id.Value).Distinct().ToArray();
            var members = (await RoomStore.Members(reading, id, people, cancel)).ToDictionary(each => each.PersonId);
            foreach (var tab in room.Here.Values)
            {
                if (members.TryGetValue(tab.Member.Id.Value, out var member)) tab.Member = member.ToMember();
                if (tab.Member.Place == RoomPlace.Removed) await Drop(tab, "removed", cancel);
            }
        }
        finally
        {
            room.Reading.Release();
        }
    }

    /// <summary>Takes a tab of this hub out of its room and tells it why.</summary>
    internal async Task Drop(Entered tab, string reason, CancellationToken cancel)
    {
        if (Remove(tab.Connection) is null) return;
        await say.LeftPeer(tab.Room.Id, tab.Peer, reason);
        await say.Leave(tab.Connection, tab.Room.Id, tab.Peer, cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = listener.Subscribe(Channel, payload => _ = Take(payload, stoppingToken), gap: null);
        using var timer = new PeriodicTimer(SaveEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Flush(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // What the leaders looked at last is saved before the hub goes.
            await Flush(CancellationToken.None);
        }
    }

    private async Task Take(string payload, CancellationToken cancel)
    {
        try
        {
            var words = payload.Split(' ');
            if (!Guid.TryParse(words[0], out var room)) return;
            if (words.Length == 2)
            {
                if (entered.TryGetValue(words[1], out var tab) && tab.Room.Id.Value == room)
                    await Drop(tab, "elsewhere", cancel);
                return;
            }
            await Refresh(new RoomId(room), cancel);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            RoomsLog.NotRead(log, problem);
        }
    }

    private async Task Flush(CancellationToken cancel)
    {
        try
        {
            await SaveViews(cancel);
            await SayCounts(cancel);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException)
        {
            // The database is away; the leaders' next views are saved when it is back.
            RoomsLog.NotSaved(log, problem);
        }
        foreach (var (id, room) in rooms)
            if (room.Here.IsEmpty) rooms.TryRemove(new(id, room));
    }

    private async Task SaveViews(CancellationToken cancel)
    {
        var views = rooms.Values
            .Select(room => (Room: room.Id.Value, Taken: room.TakeUnsaved()))
            .Where(each => each.Taken is not null)
            .Select(each => (each.Room, each.Taken!.Value.Person, each.Taken.Value.View)).ToList();
        if (views.Count == 0) return;
        await using var work = await database.Begin(cancel);
        // Where somebody looked a second ago may be lost with the machine; nothing that was said may.
        await work.Execute("SET LOCAL synchronous_commit = off", null, cancel);
        await work.Execute(SaveViewsSql, new
        {
            now = time.GetUtcNow(),
            rooms = views.Select(each => each.Room).ToArray(),
            people = views.Select(each => each.Person.Value).ToArray(),
            numbers = views.Select(each => each.View.N).ToArray(),
            subjects = views.Select(each => each.View.Subject).ToArray(),
            views = views.Select(each => each.View.V.GetRawText()).ToArray(),
        }, cancel);
        await work.Commit(cancel);
    }

    private async Task SayCounts(CancellationToken cancel)
    {
        var stale = rooms.Values.Where(room => room.IsCountStale).ToList();
        if (stale.Count == 0) return;
        foreach (var room in stale) room.IsCountStale = false;
        await using var reading = await database.Read(cancel);
        var counts = await reading.Rows<CountRecord>(
            CountsSql, new { rooms = stale.Select(room => room.Id.Value).ToArray() }, cancel);
        foreach (var count in counts) await say.Count(new CountSaid(count.RoomId, count.Present, count.Listeners));
    }
}
