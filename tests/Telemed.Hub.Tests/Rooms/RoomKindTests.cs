using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Rooms.RoomWorld;

namespace Telemed.Hub.Tests.Rooms;

/// <summary>Rooms without a case: ward rounds and classes, one to many.</summary>
public sealed class RoomKindTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private readonly RoomWorld world = new(hub);

    [PostgresFact]
    public async Task A_class_is_live_with_its_teacher_needs_no_consent_and_owes_no_note()
    {
        await using var teacher = await world.Guest("county-a");
        await using var pupil = await world.Guest("village-a");
        var room = await Open(teacher, "class", pupil, "listener");
        var page = Accepted(await teacher.Enter(room)).GetProperty("room");
        Assert.Equal(("live", "Reading the ST segment"), (page.Text("state"), page.Text("title")));
        Assert.Empty(page.GetProperty("timers").EnumerateArray());
        Accepted(await pupil.Enter(room));
        // The teacher alone makes it live; with the pupil alone it is interrupted (presence decides).
        Assert.Equal("live", (await pupil.Get($"/api/rooms/{room}")).Text("state"));

        // Listeners write and raise their hands; they neither speak nor show.
        Accepted(await pupil.Say(room, "at the J point?"));
        Assert.Null(await pupil.Do("Hand", room, true));
        foreach (var (method, arguments) in new (string, object?[])[]
        {
            ("Lead", [room, pupil.PersonId]), ("Signal", [room, teacher.Peer, "offer", "sdp"]),
            ("Show", [room, new { kind = "nothing" }]),
        })
            Assert.Equal("not_permitted", await pupil.Do(method, arguments));
        var hand = (await teacher.Get($"/api/rooms/{room}")).GetProperty("people").EnumerateArray()
            .Single(each => each.GetProperty("personId").GetGuid() == pupil.PersonId);
        Assert.NotNull(hand.GetProperty("handAt").GetString());
        await teacher.Put($"/api/rooms/{room}/people/{pupil.PersonId}/role", new { role = "speaker" });
        Assert.Null(await pupil.Do("Signal", room, teacher.Peer, "offer", "sdp"));

        var ended = await teacher.Post($"/api/rooms/{room}/end", new { reason = "done" });
        Assert.Equal(("closed", JsonValueKind.Null), (ended.Text("state"), ended.GetProperty("noteDueAt").ValueKind));
        var attended = (await teacher.Get($"/api/rooms/{room}/attendance")).GetProperty("items").EnumerateArray()
            .Select(each => each.GetProperty("personId").GetGuid());
        Assert.Equal(new[] { teacher.PersonId, pupil.PersonId }.Order(), attended.Order());
    }

    [PostgresFact]
    public async Task A_round_waits_for_the_consent_and_for_two_who_speak()
    {
        await using var specialist = await world.Guest("county-a");
        await using var ward = await world.Guest("village-a");
        var room = await Open(specialist, "round", ward, "speaker");
        Assert.Equal("waiting", Accepted(await specialist.Enter(room)).GetProperty("room").Text("state"));
        Accepted(await ward.Enter(room));
        Assert.Equal("consent_needed", await specialist.Do("Lead", room, specialist.PersonId));
        var live = await ward.Post($"/api/rooms/{room}/consent", new { how = "spoken", recording = false });
        Assert.Equal("live", live.Text("state"));
        Assert.Null(await specialist.Do("Lead", room, specialist.PersonId));
        Assert.Equal("closed",
            (await specialist.Post($"/api/rooms/{room}/end", new { reason = "done" })).Text("state"));
    }

    [PostgresFact]
    public async Task What_a_room_without_a_case_cannot_be_is_refused()
    {
        await using var teacher = await world.Guest("county-a");
        await using var stranger = await world.Guest("village-b");
        await teacher.Post("/api/rooms", new { kind = "class" }, 400);
        await teacher.Post("/api/rooms", new { kind = "party", title = "x" }, 400);
        await teacher.Post("/api/rooms", new { kind = "consult", title = "x" }, 400);
        await teacher.Post("/api/rooms", new { kind = "class", title = new string('x', 201) }, 400);
        await teacher.Post("/api/rooms",
            new { kind = "class", title = "x", plannedAt = hub.Clock.GetUtcNow().AddMinutes(-5) }, 400);
        await teacher.Post("/api/rooms",
            new { kind = "class", title = "x", invite = new[] { new { personId = Guid.NewGuid() } } }, 400);
        var room = (await teacher.Post("/api/rooms", new { kind = "class", title = "x" }, 201))
            .GetProperty("id").GetGuid();
        // There is no case to keep anything with, and nobody comes in who was not asked.
        await teacher.Connect();
        Accepted(await teacher.Enter(room));
        var still = await teacher.Post($"/api/rooms/{room}/media?kind=still", new { }, 409);
        Assert.Equal("no_case", still.Text("code"));
        await stranger.Get($"/api/rooms/{room}", 404);
        await stranger.Post($"/api/rooms/{room}/arrival", new { }, 404);
        await stranger.Connect();
        Assert.Equal("not_found", (await stranger.Enter(room)).GetProperty("refused").GetString());
    }

    private static async Task<Guid> Open(RoomGuest host, string kind, RoomGuest invited, string role)
    {
        var room = await host.Post("/api/rooms", new
        {
            kind, title = "Reading the ST segment", invite = new[] { new { personId = invited.PersonId, role } },
        }, 201);
        await host.Connect();
        await invited.Connect();
        return room.GetProperty("id").GetGuid();
    }
}
