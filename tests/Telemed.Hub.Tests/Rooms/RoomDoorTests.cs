using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Rooms.RoomWorld;

namespace Telemed.Hub.Tests.Rooms;

/// <summary>Coming in: invitations, the lobby, links, removal, device tests, the on-call chain.</summary>
public sealed class RoomDoorTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private readonly RoomWorld world = new(hub);

    [PostgresFact]
    public async Task Both_sides_pressing_the_button_come_into_one_room()
    {
        var consultation = await world.ClaimedCase();
        await using var specialist = await world.Guest("county-a");
        await using var clinic = await world.Guest("village-a");
        var made = await specialist.Post("/api/rooms", new { consultationId = consultation }, 201);
        var found = await clinic.Post("/api/rooms", new { consultationId = consultation });
        Assert.Equal(made.Text("id"), found.Text("id"));
        Assert.Equal("invited", made.Text("state"));
        Assert.Equal(specialist.PersonId, made.GetProperty("specialist").GetProperty("id").GetGuid());
        var mine = await clinic.Get("/api/rooms?view=mine");
        Assert.Contains(mine.GetProperty("items").EnumerateArray(), row => row.Text("id") == made.Text("id"));
    }

    [PostgresFact]
    public async Task Whoever_was_not_invited_waits_outside_until_the_host_lets_him_in()
    {
        await using var session = await world.Live();
        await using var desk = await world.Guest("desk-a");
        var outside = await desk.Post($"/api/rooms/{session.Room}/arrival", new { });
        Assert.Equal(("waiting", 1), (outside.GetProperty("place").Text("state"),
            outside.GetProperty("place").GetProperty("position").GetInt32()));
        await desk.Connect();
        Assert.Equal("not_admitted", (await desk.Enter(session.Room)).GetProperty("refused").GetString());
        Assert.Equal("not_admitted", (await desk.Get($"/api/rooms/{session.Room}/history", 403)).Text("code"));
        await desk.Live.Invoke("Watch", $"room:{session.Room}");
        Assert.Equal("not_permitted", (await session.Clinic.Post(
            $"/api/rooms/{session.Room}/people/{desk.PersonId}/admission", new { }, 403)).Text("code"));
        await session.Specialist.Post($"/api/rooms/{session.Room}/people/{desk.PersonId}/admission", new { });
        await desk.Live.Next("changed");
        Accepted(await desk.Enter(session.Room));
    }

    [PostgresFact]
    public async Task A_removed_person_is_out_at_once_and_stays_out()
    {
        await using var session = await world.Live();
        await session.Specialist.Post(
            $"/api/rooms/{session.Room}/people/{session.Clinic.PersonId}/removal", new { reason = "wrong room" });
        Assert.Equal("removed", (await session.Clinic.Live.Next("roomLeft")).Text("reason"));
        Assert.Equal("not_entered",
            (await session.Clinic.Say(session.Room, "hello?")).GetProperty("refused").GetString());
        Assert.Equal("removed", (await session.Clinic.Enter(session.Room)).GetProperty("refused").GetString());
        Assert.Equal("removed",
            (await session.Clinic.Post($"/api/rooms/{session.Room}/arrival", new { }, 403)).Text("code"));
        await session.Clinic.Get($"/api/rooms/{session.Room}/relay", 403);
        await session.Specialist.Say(session.Room, "alone now");
        Assert.DoesNotContain(session.Clinic.Live.Waiting(), message => message.Target == "roomLine");
        Assert.Equal(1, await Audited("room.removed", session.Room));
        Assert.Equal(1, await Audited("room.refused", session.Room));
    }

    [PostgresFact]
    public async Task A_link_lets_one_person_in_once_within_a_quarter_of_an_hour()
    {
        await using var session = await world.Live();
        await using var city = await world.Guest("city");
        await using var other = await world.Guest("chief-a");
        var token = await Link(session, city.PersonId);
        Assert.Equal("not_found", (await other.Post("/api/rooms/joins", new { token }, 404)).Text("code"));
        Assert.Equal(session.Room,
            (await city.Post("/api/rooms/joins", new { token })).GetProperty("roomId").GetGuid());
        Assert.Equal("link_used", (await city.Post("/api/rooms/joins", new { token }, 410)).Text("code"));
        await city.Connect();
        Accepted(await city.Enter(session.Room));
        var late = await Link(session, other.PersonId);
        await world.Desk.Execute("UPDATE room_link SET expires_at = @now WHERE person_id = @person",
            new { now = hub.Clock.GetUtcNow(), person = other.PersonId });
        Assert.Equal("link_expired", (await other.Post("/api/rooms/joins", new { token = late }, 410)).Text("code"));
        Assert.True(await Audited("room.refused", session.Room) >= 3);
    }

    [PostgresFact]
    public async Task A_room_of_another_county_does_not_exist()
    {
        await using var session = await world.Live();
        await using var foreign = await world.Guest("county-b");
        Assert.Equal("not_found", (await foreign.Get($"/api/rooms/{session.Room}", 404)).Text("code"));
        Assert.Equal("not_found", (await foreign.Get($"/api/rooms/{Guid.NewGuid()}", 404)).Text("code"));
        await foreign.Post($"/api/rooms/{session.Room}/arrival", new { }, 404);
        await foreign.Post("/api/rooms", new { consultationId = session.Consultation }, 404);
        await foreign.Connect();
        Assert.Equal("not_found", (await foreign.Enter(session.Room)).GetProperty("refused").GetString());
        Assert.Equal("not_entered", (await foreign.Say(session.Room, "hello")).GetProperty("refused").GetString());
        await Assert.ThrowsAsync<InvalidOperationException>(() => foreign.Live.Invoke("Watch", $"room:{session.Room}"));
        Assert.Equal(1, await Audited("room.refused", session.Room));
    }

    [PostgresFact]
    public async Task A_room_is_ready_when_both_sides_have_tested_their_line()
    {
        var consultation = await world.ClaimedCase();
        await using var specialist = await world.Guest("county-a");
        await using var clinic = await world.Guest("village-a");
        var room = (await specialist.Post("/api/rooms", new { consultationId = consultation }, 201)).Text("id");
        var good = new { camera = true, microphone = true, upKbps = 900, downKbps = 2000, rttMs = 60, relayed = false };
        var poor = new { camera = true, microphone = true, upKbps = 12, downKbps = 2000, rttMs = 60, relayed = false };
        Assert.Equal("invited", (await specialist.Post($"/api/rooms/{room}/device-test", good)).Text("state"));
        var tested = await clinic.Post($"/api/rooms/{room}/device-test", poor);
        Assert.Equal("invited", tested.Text("state"));
        Assert.False(tested.GetProperty("people").EnumerateArray()
            .Single(each => each.GetProperty("personId").GetGuid() == clinic.PersonId)
            .GetProperty("test").GetProperty("passed").GetBoolean());
        Assert.Equal("ready", (await clinic.Post($"/api/rooms/{room}/device-test", good)).Text("state"));
    }

    [PostgresFact]
    public async Task A_red_call_rings_the_chain_one_after_the_other()
    {
        await world.Desk.Prepare();
        await OnDuty("county-a", "county-a", 1);
        await OnDuty("reader-a", "county-a", 2);
        await OnDuty("city", "city", 1);
        using var sender = await hub.SignIn("village-a");
        var consultation = await world.Desk.Sent(sender, "yellow");
        await using var clinic = await world.Guest("village-a");
        await using var first = await world.Guest("county-a");
        await using var second = await world.Guest("reader-a");
        await first.Connect();
        await first.Live.Invoke("Watch", "rooms");
        var room = await clinic.Post($"/api/consultations/{consultation}/red-call", new { }, 201);
        Assert.Equal("red", room.Text("colour"));
        var ring = await first.Live.Next("changed");
        Assert.Equal(("ringing", room.Text("id")), (ring.Text("kind"), ring.Text("id")));
        // The first cannot come: the second of the same county is rung before the city is.
        await first.Post($"/api/rooms/{room.Text("id")}/decline", new { reason = "busy" });
        var rung = (await clinic.Get($"/api/rooms/{room.Text("id")}")).GetProperty("people").EnumerateArray()
            .Where(each => each.Text("place") == "invited").Select(each => each.GetProperty("personId").GetGuid());
        Assert.Equal([second.PersonId], rung);
        // Nobody answers for three minutes: the clock rings the next.
        await world.Desk.Execute("UPDATE room_timer SET due_at = @now WHERE room_id = @room",
            new { now = hub.Clock.GetUtcNow(), room = Guid.Parse(room.Text("id")) });
        await Eventually(async () => (await clinic.Get($"/api/rooms/{room.Text("id")}")).GetProperty("people")
            .EnumerateArray().Any(each => each.GetProperty("personId").GetGuid() == hub.World.Person("city").Value));
        // Whoever comes first answers for it.
        await second.Connect();
        Accepted(await second.Enter(Guid.Parse(room.Text("id"))));
        Assert.Equal(second.PersonId, (await clinic.Get($"/api/rooms/{room.Text("id")}")).GetProperty("specialist")
            .GetProperty("id").GetGuid());
    }

    [Fact]
    public void Relay_credentials_are_those_coturn_computes()
    {
        // printf '%s' '1700000000:00000000-0000-0000-0000-000000000001' |
        //     openssl dgst -sha1 -hmac north -binary | base64
        Assert.Equal("MH0lSH7233/mkU/wdF5esCY1w0U=", Telemed.Hub.Rooms.GiveRelay.Credential(
            "north", "1700000000:00000000-0000-0000-0000-000000000001"));
    }

    private async Task<string> Link(LiveSession session, Guid person) => (await session.Specialist.Post(
        $"/api/rooms/{session.Room}/links", new { personId = person })).Text("token");

    private Task OnDuty(string login, string facility, int position) => world.Desk.Execute("""
        INSERT INTO duty (id, facility_id, specialty, person_id, starts_at, ends_at, position, created_at)
        VALUES (gen_random_uuid(), @facility, 'cardiology', @person,
            @now - interval '1 hour', @now + interval '8 hours', @position, @now)
        """, new
    {
        facility = hub.World.Facility(facility).Value, person = hub.World.Person(login).Value, position,
        now = hub.Clock.GetUtcNow(),
    });

    private Task<int> Audited(string action, Guid room) => world.Desk.Row<int>(
        "SELECT count(*)::int FROM audit_row WHERE action = @action AND entity_id = @room",
        new { action, room = room.ToString("D") });

    internal static async Task Eventually(Func<Task<bool>> holds, double withinSeconds = 10)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began).TotalSeconds < withinSeconds,
                "It did not become true in time.");
            await Task.Delay(100);
        }
    }
}
