using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Telemed.Bench.Main;
using Telemed.Domain;
using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.TestKit;

namespace Telemed.Bench;

/// <summary>
/// Rooms under load: people in small rooms whose leaders move, and one lecture with many listeners. Times are from the
/// leader's sending to each screen's hearing; hub, database and all browsers share the machine.
/// </summary>
internal static class RoomsBench
{
    private const int ConnectAtATime = 16;
    private const int PingEveryMs = 10_000;

    private const string AddPeople = """
        INSERT INTO person (id, login, login_key, name, totp_secret, security_stamp, created_at)
        SELECT id, 'bench-' || id, 'bench-' || id, 'Bench', '\x00', 'bench', @now FROM unnest(@ids) AS t (id)
        """;

    private const string AddRoles = """
        INSERT INTO person_role (person_id, facility_id, role)
        SELECT id, @facility, 'reporter' FROM unnest(@ids) AS t (id)
        """;

    private const string AddRooms = """
        INSERT INTO room (id, kind, facility_id, title, colour, state, state_since, created_by, created_at)
        SELECT id, 'class', @facility, 'bench', 'green', 'invited', @now, @host, @now FROM unnest(@rooms) AS t (id)
        """;

    private const string AddViews = "INSERT INTO room_view (room_id) SELECT id FROM unnest(@rooms) AS t (id)";

    private const string AddMembers = """
        INSERT INTO room_person (room_id, person_id, role, place, invited_at, admitted_at)
        SELECT room, person, role, 'admitted', @now, @now
        FROM unnest(@inRooms, @people, @roles) AS t (room, person, role)
        """;

    private sealed record Seat(Guid Room, Guid Person, string Role);

    private sealed record Taken(SignalRConnection Live, Seat Seat);

    internal static async Task<int> Run(string[] args, CancellationToken cancel)
    {
        var (rooms, people) = (Option(args, "--rooms", 250), Option(args, "--people", 4));
        var (seconds, rate) = (Option(args, "--seconds", 30), Option(args, "--rate", 5));
        var listeners = Option(args, "--listeners", 1000);
        await using var hub = await BenchHub.Start(cancel);
        Say($"machine: {Environment.ProcessorCount} cores; hub at rest {Memory(hub) >> 20} MiB");
        if (rooms > 0) await Measure(hub, $"{rooms} rooms x {people} people", rooms, people, seconds, rate, cancel);
        if (listeners > 0)
            await Measure(hub, $"one lecture, {listeners} listeners", 1, listeners + 1, seconds, rate, cancel);
        return 0;
    }

    private static async Task Measure(
        BenchHub hub, string what, int rooms, int people, int seconds, int rate, CancellationToken cancel)
    {
        var seats = await Prepare(hub, rooms, people, cancel);
        var times = new ConcurrentQueue<double>();
        var clock = Stopwatch.StartNew();
        var taken = await TakeSeats(hub, seats, times, cancel);
        Say($"{what}: {taken.Count} connections in their rooms after {clock.Elapsed.TotalSeconds:F1} s");
        var leaders = taken.Where(each => each.Seat.Role == "host").ToList();
        foreach (var leader in leaders) await leader.Live.Invoke("Lead", leader.Seat.Room, leader.Seat.Person);
        times.Clear();
        var (cpu, own) = (HubCpu(hub), Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds);
        clock.Restart();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var alive = Ping(taken, stop.Token);
        var sent = await Task.WhenAll(
            leaders.Select((leader, at) => Move(leader, at, leaders.Count, seconds, rate, cancel)));
        var took = clock.Elapsed.TotalSeconds;
        await Task.Delay(1_000, cancel);
        await stop.CancelAsync();
        await alive;
        var messages = sent.Sum();
        var expected = messages * (people - 1);
        Say($"  {messages} view messages in {took:F1} s ({messages / took:F0}/s), {times.Count} heard of {expected}");
        Say($"  end to end: {Percentiles.Line(times)}");
        var (spent, mine) = (HubCpu(hub) - cpu, Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds - own);
        var deliveryUs = spent * 1e6 / Math.Max(1, times.Count);
        Say($"  hub CPU {spent / took:F2} cores ({deliveryUs:F0} µs a delivery), hub memory {Memory(hub) >> 20} MiB");
        Say($"  the browsers of this bench took {mine / took:F2} cores");
        foreach (var each in taken) await each.Live.DisposeAsync();
    }

    // Spread over the period, as people who do not know of each other move.
    private static async Task<int> Move(
        Taken leader, int at, int leaders, int seconds, int rate, CancellationToken cancel)
    {
        var pause = TimeSpan.FromSeconds(1.0 / rate);
        await Task.Delay(pause * at / leaders, cancel);
        var count = seconds * rate;
        using var timer = new PeriodicTimer(pause);
        for (var n = 1; n <= count; n++)
        {
            await leader.Live.Send("View", leader.Seat.Room, new
            {
                n, subject = "01a200c3-2422-71ba-838a-594d193ea933",
                v = new
                {
                    at = Stopwatch.GetTimestamp(), layout = "3x4+1", place = 2500 + n,
                    calipers = new[] { 120.5, 480.25 },
                },
            });
            await timer.WaitForNextTickAsync(cancel);
        }
        return count;
    }

    private static async Task Ping(IReadOnlyCollection<Taken> taken, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                foreach (var each in taken) await each.Live.Ping();
                await Task.Delay(PingEveryMs, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // The measuring is over.
        }
    }

    private static async Task<List<Taken>> TakeSeats(
        BenchHub hub, IReadOnlyList<Seat> seats, ConcurrentQueue<double> times, CancellationToken cancel)
    {
        var cookies = await Sessions(hub, seats.Select(seat => seat.Person).Distinct(), cancel);
        var taken = new ConcurrentBag<Taken>();
        await Parallel.ForEachAsync(seats,
            new ParallelOptions { MaxDegreeOfParallelism = ConnectAtATime, CancellationToken = cancel },
            async (seat, stop) =>
            {
                var live = await SignalRConnection.Connect(hub.Process.Address, cookies[seat.Person], Heard, stop);
                var entered = await live.Invoke("EnterRoom", seat.Room, Guid.NewGuid(), 0);
                if (entered.GetProperty("refused").GetString() is { } refused)
                    throw new InvalidOperationException(refused);
                taken.Add(new Taken(live, seat));
            });
        return [.. taken];

        void Heard(string target, JsonElement said)
        {
            if (target == "roomView")
                times.Enqueue(Stopwatch.GetElapsedTime(said.GetProperty("v").GetProperty("at").GetInt64())
                    .TotalMilliseconds);
        }
    }

    private static async Task<Dictionary<Guid, string>> Sessions(
        BenchHub hub, IEnumerable<Guid> people, CancellationToken cancel)
    {
        var cookies = new Dictionary<Guid, string>();
        await using var work = await hub.Database.Begin(cancel);
        foreach (var person in people)
        {
            var opened = await SessionStore.Open(
                work, new PersonId(person), TimeProvider.System.GetUtcNow(), new LogInOptions(), cancel);
            cookies[person] = $"{RequestCredential.Cookie}={opened.Token}";
        }
        await work.Commit(cancel);
        return cookies;
    }

    // One host leads, the others speak; beyond six they listen, as in a lecture.
    private static async Task<IReadOnlyList<Seat>> Prepare(
        BenchHub hub, int rooms, int people, CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        var ids = Enumerable.Range(0, rooms * people).Select(_ => Guid.CreateVersion7(now)).ToArray();
        var roomIds = Enumerable.Range(0, rooms).Select(_ => Guid.CreateVersion7(now)).ToArray();
        var seats = ids.Select((person, at) => new Seat(roomIds[at / people], person,
            at % people == 0 ? "host" : people > 6 ? "listener" : "speaker")).ToList();
        var facility = hub.World.Facility("county-a").Value;
        await using var work = await hub.Database.Begin(cancel);
        await work.Execute(AddPeople, new { ids, now }, cancel);
        await work.Execute(AddRoles, new { ids, facility }, cancel);
        await work.Execute(AddRooms, new { rooms = roomIds, facility, host = ids[0], now }, cancel);
        await work.Execute(AddViews, new { rooms = roomIds }, cancel);
        await work.Execute(AddMembers, new
        {
            now, inRooms = seats.Select(seat => seat.Room).ToArray(),
            people = seats.Select(seat => seat.Person).ToArray(),
            roles = seats.Select(seat => seat.Role).ToArray(),
        }, cancel);
        await work.Commit(cancel);
        return seats;
    }

    private static double HubCpu(BenchHub hub) =>
        Process.GetProcessById(hub.Process.Id).TotalProcessorTime.TotalSeconds;

    private static long Memory(BenchHub hub) => Process.GetProcessById(hub.Process.Id).WorkingSet64;

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static int Option(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
