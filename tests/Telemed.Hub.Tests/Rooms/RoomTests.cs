using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Rooms.RoomWorld;

namespace Telemed.Hub.Tests.Rooms;

public sealed class RoomTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private readonly RoomWorld world = new(hub);

    [PostgresFact]
    public async Task Two_people_meet_see_the_same_and_talk()
    {
        await using var session = await world.Live();
        var (room, specialist, clinic) = (session.Room, session.Specialist, session.Clinic);

        Assert.Null(await specialist.Do("Show", room, new { kind = "ecg", id = "the-ecg" }));
        Assert.Null(await specialist.Do("Lead", room, specialist.PersonId));
        await specialist.Live.Send("View", room, View(1, place: 2500));
        var seen = await clinic.Live.Next("roomView");
        Assert.Equal((1, 2500.0, specialist.PersonId), (seen.GetProperty("n").GetInt64(),
            seen.GetProperty("v").GetProperty("place").GetDouble(), seen.GetProperty("personId").GetGuid()));

        var said = Accepted(await clinic.Say(room, "ST is up in V3"));
        var heard = await specialist.Live.Next("roomLine", line => Kind(line) == "chat");
        Assert.Equal("ST is up in V3", heard.GetProperty("line").GetProperty("body").Text("text"));
        Assert.Equal(said.GetProperty("line").GetProperty("sequence").GetInt32(),
            heard.GetProperty("line").GetProperty("sequence").GetInt32());

        await specialist.Live.Send("Point", room, new { subject = "ecg", x = 120.5, y = 3.25, lead = "V3" });
        Assert.Equal("V3", (await clinic.Live.Next("roomPoint")).Text("lead"));
    }

    [PostgresFact]
    public async Task A_leader_alone_moves_the_view_and_only_who_leads_hands_it_over()
    {
        await using var session = await world.Live();
        var (room, specialist, clinic) = (session.Room, session.Specialist, session.Clinic);
        Assert.Equal("not_leader", await clinic.Do("View", room, View(1)));
        Assert.Null(await clinic.Do("Lead", room, clinic.PersonId));
        Assert.Null(await clinic.Do("View", room, View(1)));
        Assert.Equal("not_leader", await specialist.Do("View", room, View(2)));
        Assert.Null(await clinic.Do("Lead", room, specialist.PersonId));
        Assert.Equal("not_leader", await clinic.Do("View", room, View(3)));
        Assert.Null(await specialist.Do("View", room, View(4)));
        Assert.Null(await specialist.Do("Lead", room, null));
        Assert.Equal("not_leader", await specialist.Do("View", room, View(5)));
    }

    [PostgresFact]
    public async Task A_burst_of_views_is_thinned_and_its_last_one_always_arrives()
    {
        await using var session = await world.Live();
        var (room, specialist, clinic) = (session.Room, session.Specialist, session.Clinic);
        Assert.Null(await specialist.Do("Lead", room, specialist.PersonId));
        for (var n = 1; n <= 60; n++) await specialist.Live.Send("View", room, View(n));
        var last = await clinic.Live.Next("roomView", view => view.GetProperty("n").GetInt64() == 60);
        Assert.Equal(60, last.GetProperty("n").GetInt64());
        // Saved at most once a second; whoever comes later begins there.
        await RoomDoorTests.Eventually(async () => (await clinic.Get($"/api/rooms/{room}")).GetProperty("view") is
            { ValueKind: JsonValueKind.Object } view && view.GetProperty("n").GetInt64() == 60);
        var entered = Accepted(await clinic.Enter(room));
        Assert.Equal(60, entered.GetProperty("room").GetProperty("view").GetProperty("n").GetInt64());
    }

    [PostgresFact]
    public async Task A_dropped_person_comes_back_to_the_same_place_and_has_missed_nothing()
    {
        await using var session = await world.Live();
        var (room, specialist, clinic) = (session.Room, session.Specialist, session.Clinic);
        Assert.Null(await specialist.Do("Show", room, new { kind = "ecg", id = "the-ecg" }));
        Assert.Null(await specialist.Do("Lead", room, specialist.PersonId));
        var before = Accepted(await clinic.Say(room, "before the cut"))
            .GetProperty("line").GetProperty("sequence").GetInt32();
        clinic.Live.Cut();
        await specialist.Live.Next(
            "roomPerson", said => !said.GetProperty("person").GetProperty("present").GetBoolean());
        await specialist.Say(room, "are you there?");
        var drawn = await specialist.Live.Invoke("Draw", room, Guid.NewGuid(),
            new { subject = "the-ecg", shape = new { kind = "arrow", x = 1, y = 2 } });
        Accepted(drawn);

        await clinic.Connect();
        var back = Accepted(await clinic.Enter(room, before));
        Assert.Equal("the-ecg", back.GetProperty("room").GetProperty("shown").Text("id"));
        Assert.Equal(specialist.PersonId, back.GetProperty("room").GetProperty("leader").GetGuid());
        Assert.Equal("live", back.GetProperty("room").Text("state"));
        var missed = back.GetProperty("lines").EnumerateArray().Select(line => line.Text("kind")).ToList();
        Assert.Equal(["chat", "drawing"], missed.Where(kind => kind is "chat" or "drawing"));
    }

    [PostgresFact]
    public async Task A_line_sent_twice_after_a_cut_is_one_line()
    {
        await using var session = await world.Live();
        var clientId = Guid.NewGuid();
        var first = Accepted(await session.Clinic.Say(session.Room, "once", clientId));
        var again = Accepted(await session.Clinic.Say(session.Room, "once", clientId));
        Assert.Equal(first.GetProperty("line").GetProperty("sequence").GetInt32(),
            again.GetProperty("line").GetProperty("sequence").GetInt32());
    }

    [PostgresFact]
    public async Task Before_consent_people_talk_but_nothing_of_the_patient_is_shown()
    {
        var consultation = await world.ClaimedCase();
        await using var specialist = await world.Guest("county-a");
        await using var clinic = await world.Guest("village-a");
        var room = (await specialist.Post("/api/rooms", new { consultationId = consultation }, 201))
            .GetProperty("id").GetGuid();
        foreach (var each in new[] { specialist, clinic })
        {
            await each.Connect();
            Accepted(await each.Enter(room));
        }
        Assert.Equal("waiting", (await clinic.Get($"/api/rooms/{room}")).Text("state"));
        Assert.Equal("consent_needed", await specialist.Do("Lead", room, specialist.PersonId));
        Assert.Equal("consent_needed", await specialist.Do("Show", room, new { kind = "ecg", id = "x" }));
        Assert.Equal("consent_needed", await specialist.Do("Signal", room, clinic.Peer, "offer", "sdp"));
        Accepted(await clinic.Say(room, "she is here, I ask her"));
        var live = await clinic.Post($"/api/rooms/{room}/consent", new { how = "spoken", recording = false });
        Assert.Equal("live", live.Text("state"));
        var refused = await specialist.Put($"/api/rooms/{room}/recording", new { on = true }, 409);
        Assert.Equal("recording_not_consented", refused.Text("code"));
    }

    [PostgresFact]
    public async Task Signals_reach_the_one_tab_they_are_for()
    {
        await using var session = await world.Live();
        var (room, specialist, clinic) = (session.Room, session.Specialist, session.Clinic);
        Assert.Null(await specialist.Do("Signal", room, clinic.Peer, "offer", "v=0"));
        var offer = await clinic.Live.Next("roomSignal");
        Assert.Equal(("offer", "v=0", specialist.Peer), (offer.Text("kind"), offer.Text("data"),
            offer.GetProperty("fromPeerId").GetGuid()));
        Assert.DoesNotContain(specialist.Live.Waiting(), message => message.Target == "roomSignal");
        // Nobody takes another's name to hear what is not for him.
        Assert.Equal("malformed", (await clinic.Enter(room, peer: specialist.Peer)).GetProperty("refused").GetString());
    }

    [PostgresFact]
    public async Task The_ladder_of_the_room_is_its_weakest_line()
    {
        await using var session = await world.Live();
        var (room, specialist, clinic) = (session.Room, session.Specialist, session.Clinic);
        Assert.Null(await clinic.Do("Ladder", room, "audio", false));
        Assert.Equal(("audio", "degraded"), Shape(await specialist.Get($"/api/rooms/{room}")));
        Assert.Null(await clinic.Do("Ladder", room, "phone", true));
        Assert.Equal(("phone", "degraded"), Shape(await specialist.Get($"/api/rooms/{room}")));
        Assert.Null(await clinic.Do("Ladder", room, "stills", true));
        Assert.Equal(("stills", "live"), Shape(await specialist.Get($"/api/rooms/{room}")));
        Assert.Null(await clinic.Do("Ladder", room, "video", false));
        Assert.Equal(("video", "live"), Shape(await specialist.Get($"/api/rooms/{room}")));

        static (string, string) Shape(JsonElement page) => (page.Text("ladder"), page.Text("state"));
    }

    [PostgresFact]
    public async Task A_second_tab_takes_the_place_of_the_first()
    {
        await using var session = await world.Live();
        await using var second = await world.Guest("village-a");
        await second.Connect();
        Accepted(await second.Enter(session.Room));
        Assert.Equal("elsewhere", (await session.Clinic.Live.Next("roomLeft")).Text("reason"));
        var unheard = await session.Clinic.Live.Invoke("Say", session.Room, Guid.NewGuid(), "old tab");
        Assert.Equal("not_entered", unheard.GetProperty("refused").GetString());
        Accepted(await second.Say(session.Room, "new tab"));
    }

    private static string Kind(JsonElement said) => said.GetProperty("line").Text("kind");
}
