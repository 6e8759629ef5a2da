using System.Net.WebSockets;
using System.Text.Json;
using Telemed.Hub.Rooms;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Rooms.RoomWorld;

namespace Telemed.Hub.Tests.Rooms;

/// <summary>What a hostile or broken browser sends is refused and written down, and the room goes on.</summary>
public sealed class RoomAbuseTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private readonly RoomWorld world = new(hub);

    [PostgresFact]
    public async Task A_message_of_a_megabyte_cuts_the_senders_line_and_nobody_elses()
    {
        await using var session = await world.Live();
        await session.Clinic.Live.Send("Say", session.Room, Guid.NewGuid(), new string('x', 1 << 20));
        await session.Clinic.Live.Closed.WaitAsync(TimeSpan.FromSeconds(5));
        await RoomDoorTests.Eventually(async () => await Refused(session, "too_large") == 1);
        await GoesOn(session);
    }

    [PostgresFact]
    public async Task A_thousand_messages_a_second_are_refused_and_then_the_line_is_cut()
    {
        await using var session = await world.Live();
        Assert.Null(await session.Clinic.Do("Lead", session.Room, session.Clinic.PersonId));
        try
        {
            for (var n = 1; n <= 3_000; n++) await session.Clinic.Live.Send("View", session.Room, View(n));
        }
        catch (WebSocketException)
        {
            // The hub has had enough, which is what this is about.
        }
        await session.Clinic.Live.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        var passed = session.Specialist.Live.Waiting().Count(message => message.Target == "roomView");
        Assert.InRange(passed, 1, 100);
        Assert.Equal(1, await Refused(session, "too_fast"));
        await GoesOn(session);
    }

    [PostgresFact]
    public async Task Lines_come_no_faster_than_anybody_reads_them()
    {
        await using var session = await world.Live();
        var refused = 0;
        for (var count = 0; count < 30; count++)
        {
            var said = await session.Clinic.Say(session.Room, $"{count}");
            if (said.GetProperty("refused").GetString() == "too_fast") refused++;
        }
        Assert.InRange(refused, 5, 20);
        await GoesOn(session);
    }

    private static readonly (string Method, string Json)[] Nonsense =
    [
        ("View", """{"n":1,"subject":"ecg","v":"no object"}"""),
        ("View", """{"n":-1,"subject":"ecg","v":{}}"""),
        ("Point", """{"subject":null,"x":1,"y":1}"""),
        ("Show", """{"kind":"script","id":"x"}"""),
        ("Signal", """["PEER","exploit","x"]"""),
        ("Ladder", """["satellite",true]"""),
        ("Say", """["00000000-0000-0000-0000-000000000000","text"]"""),
    ];

    [PostgresFact]
    public async Task What_a_room_does_not_understand_is_refused()
    {
        await using var session = await world.Live();
        Assert.Null(await session.Clinic.Do("Lead", session.Room, session.Clinic.PersonId));
        foreach (var (method, json) in Nonsense)
        {
            using var parsed = JsonDocument.Parse(
                json.Replace("PEER", $"{session.Specialist.Peer}", StringComparison.Ordinal));
            object?[] arguments = parsed.RootElement.ValueKind == JsonValueKind.Array
                ? [session.Room, .. parsed.RootElement.EnumerateArray().Select(each => (object)each)]
                : [session.Room, parsed.RootElement];
            Assert.Equal((json, "malformed"), (json, await session.Clinic.Do(method, arguments)));
        }
        await GoesOn(session);
    }

    [PostgresFact]
    public async Task What_is_larger_than_a_room_takes_is_refused()
    {
        await using var session = await world.Live();
        var (room, clinic) = (session.Room, session.Clinic);
        Assert.Null(await clinic.Do("Lead", room, clinic.PersonId));
        foreach (var (method, arguments) in new (string, object?[])[]
        {
            ("View", [room, new { n = 1, subject = "ecg", v = new { text = Long(4_000) } }]),
            ("Draw", [room, Guid.NewGuid(), new { subject = "ecg", shape = new { text = Long(9_000) } }]),
            ("Say", [room, Guid.NewGuid(), Long(2_001)]),
            ("Signal", [room, session.Specialist.Peer, "offer", Long(25_000)]),
        })
            Assert.Equal((method, "too_large"), (method, await clinic.Do(method, arguments)));
        await GoesOn(session);

        static string Long(int size) => new('x', size);
    }

    [PostgresFact]
    public async Task A_listener_neither_leads_draws_nor_signals()
    {
        await using var session = await world.Live();
        var path = $"/api/rooms/{session.Room}/people/{session.Clinic.PersonId}/role";
        await session.Specialist.Put(path, new { role = "listener" });
        Assert.Equal("not_permitted", await session.Clinic.Do("Lead", session.Room, session.Clinic.PersonId));
        Assert.Equal("not_permitted",
            await session.Clinic.Do("Draw", session.Room, Guid.NewGuid(), new { subject = "e", shape = new { } }));
        Assert.Equal("not_permitted",
            await session.Clinic.Do("Signal", session.Room, session.Specialist.Peer, "offer", "x"));
        Assert.Null(await session.Clinic.Do("Hand", session.Room, true));
        Accepted(await session.Clinic.Say(session.Room, "a question"));
        await session.Specialist.Live.Next("roomPerson", said =>
            said.GetProperty("person").GetProperty("handAt").ValueKind == JsonValueKind.String);
    }

    [PostgresFact]
    public async Task The_seventh_with_a_camera_is_refused_and_the_six_talk_on()
    {
        await using var session = await world.Live();
        var guests = new List<RoomGuest>();
        try
        {
            foreach (var login in new[] { "reader-a", "reviewer-a", "chief-a", "desk-a", "city" })
            {
                var guest = await world.Guest(login);
                guests.Add(guest);
                await session.Specialist.Post($"/api/rooms/{session.Room}/people",
                    new { personId = guest.PersonId, role = "speaker" });
                await guest.Connect();
                Accepted(await guest.Enter(session.Room));
            }
            Assert.Null(await session.Specialist.Do("Signal", session.Room, session.Clinic.Peer, "offer", "x"));
            foreach (var guest in guests.Take(4))
                Assert.Null(await session.Specialist.Do("Signal", session.Room, guest.Peer, "offer", "x"));
            Assert.Equal("mesh_full",
                await session.Specialist.Do("Signal", session.Room, guests[4].Peer, "offer", "x"));
            Assert.Null(await guests[0].Do("Signal", session.Room, guests[1].Peer, "offer", "x"));
        }
        finally
        {
            foreach (var guest in guests) await guest.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_gate_lets_the_latest_through_and_never_more_than_its_rate()
    {
        var sent = new List<string>();
        var gate = new LatestGate<string>(TimeSpan.FromMilliseconds(50), TimeProvider.System, text =>
        {
            lock (sent) sent.Add(text);
            return Task.CompletedTask;
        });
        for (var count = 0; count < 200; count++)
        {
            await gate.Offer($"{count}");
            await Task.Delay(1);
        }
        await Task.Delay(200);
        Assert.Equal(("0", "199"), (sent[0], sent[^1]));
        Assert.True(sent.Count < 40, $"{sent.Count} were sent");
    }

    private Task<int> Refused(LiveSession session, string code) => world.Desk.Row<int>("""
        SELECT count(*)::int FROM audit_row WHERE action = 'room.refused' AND entity_id = @room
          AND person_id = @person AND details ->> 'refused' = @code
        """, new { room = session.Room.ToString("D"), person = session.Clinic.PersonId, code });

    // The room is unharmed: the specialist still talks, and the state is what it was.
    private static async Task GoesOn(LiveSession session)
    {
        Accepted(await session.Specialist.Say(session.Room, "still here"));
        var page = await session.Specialist.Get($"/api/rooms/{session.Room}");
        Assert.Contains(page.Text("state"), new[] { "live", "interrupted" });
    }
}
