using System.Globalization;
using System.Text.Json;
using Telemed.Domain.Rooms;
using Telemed.Hub.Rooms;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Rooms.RoomWorld;

namespace Telemed.Hub.Tests.Rooms;

/// <summary>Slots and their tests, the way back after a line failed, and rooms that turn red.</summary>
public sealed class RoomPlanTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private readonly RoomWorld world = new(hub);

    [PostgresFact]
    public async Task A_test_counts_from_half_an_hour_before_the_slot_and_whoever_has_none_is_told_what_helps()
    {
        var consultation = await world.ClaimedCase();
        await using var specialist = await world.Guest("county-a");
        await using var clinic = await world.Guest("village-a");
        var slot = hub.Clock.GetUtcNow().AddHours(2);
        var made = await specialist.Post("/api/rooms", new { consultationId = consultation, plannedAt = slot }, 201);
        var room = Guid.Parse(made.Text("id"));
        // Practice 2.6: test from 30 min before.
        var opens = made.GetProperty("timers").EnumerateArray().Single(timer => timer.Text("kind") == "test_opens");
        Assert.Equal(30, (slot - opens.GetProperty("dueAt").GetDateTimeOffset()).TotalMinutes, 0.1);
        Assert.Equal("invited", await Tested(specialist, room));
        Assert.Equal("invited", await Tested(clinic, room));

        await Ring(room, "test_opens");
        await Happens(clinic, room, "test_open");
        await Ring(room, "test_missing");
        await Happens(clinic, room, "test_missing");
        Assert.Equal(2, await world.Desk.Row<int>("""
            SELECT count(*)::int FROM notice WHERE person_id = @person AND params ->> 'roomId' = @room
              AND kind IN ('room_test_open', 'room_test_missing')
            """, new { person = clinic.PersonId, room = room.ToString("D") }));

        await world.Desk.Execute("UPDATE room SET planned_at = @soon WHERE id = @room",
            new { room, soon = hub.Clock.GetUtcNow().AddMinutes(20) });
        Assert.Equal("invited", await Tested(specialist, room));
        Assert.Equal("ready", await Tested(clinic, room));
    }

    [PostgresFact]
    public async Task A_session_whose_line_failed_comes_again_today_before_those_who_came_after_it()
    {
        await using var failed = await world.Live(reader: "reviewer-a");
        var end = new { reason = "tech_failure" };
        Assert.Equal("tech_failure",
            (await failed.Specialist.Post($"/api/rooms/{failed.Room}/end", end)).Text("state"));
        // Another case waits for the same specialist meanwhile.
        var other = await Waiting(failed.Clinic, await world.ClaimedCase(reader: "reviewer-a"));
        var again = await Waiting(failed.Clinic, failed.Consultation);
        Assert.Contains("same_slot", await Codes(failed.Clinic, again));
        Assert.Equal((1, 2), (await Position(again), await Position(other)));
        var page = await failed.Clinic.Get($"/api/rooms/{again}");
        Assert.Equal(failed.Specialist.PersonId, page.GetProperty("specialist").GetProperty("id").GetGuid());
        Assert.Equal("invited", page.GetProperty("people").EnumerateArray()
            .Single(each => each.GetProperty("personId").GetGuid() == failed.Specialist.PersonId).Text("place"));

        async Task<int> Position(Guid room) => (await failed.Clinic.Get($"/api/rooms/{room}"))
            .GetProperty("place").GetProperty("position").GetInt32();
    }

    [Theory]
    [InlineData("2026-11-22T01:00:00Z", "2026-11-22T15:59:00Z", "Asia/Shanghai", true)]
    [InlineData("2026-11-22T15:00:00Z", "2026-11-22T16:01:00Z", "Asia/Shanghai", false)] // midnight has passed there
    [InlineData("2026-11-22T15:00:00Z", "2026-11-22T16:01:00Z", "Asia/Almaty", true)]
    [InlineData("2026-11-22T15:00:00Z", "2026-11-22T16:01:00Z", "nowhere", true)]
    public void Today_is_the_clinics_day(string then, string now, string timeZone, bool isToday) =>
        Assert.Equal(isToday, SameSlot.IsToday(DateTimeOffset.Parse(then, CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), timeZone));

    [PostgresFact]
    public async Task A_red_call_about_an_open_room_turns_it_red_and_that_is_a_step_of_its_history()
    {
        var consultation = await world.ClaimedCase();
        await using var specialist = await world.Guest("county-a");
        await using var clinic = await world.Guest("village-a");
        var room = (await specialist.Post("/api/rooms", new { consultationId = consultation }, 201)).Text("id");
        var red = await clinic.Post($"/api/consultations/{consultation}/red-call", new { });
        Assert.Equal((room, "red", "invited"), (red.Text("id"), red.Text("colour"), red.Text("state")));
        var step = await world.Desk.Row<string>("""
            SELECT concat_ws(' ', step, from_state, to_state, reason, actor_id, previous_hash <> '' AND hash <> '')
            FROM room_event WHERE room_id = @room ORDER BY ordinal DESC LIMIT 1
            """, new { room = Guid.Parse(room) });
        Assert.Equal($"turn_red invited invited red_call {clinic.PersonId} t", step);
        // The clock of an answer is red's now: three minutes (practice 2.1).
        var reply = red.GetProperty("timers").EnumerateArray().Single(timer => timer.Text("kind") == "reply");
        Assert.InRange(reply.GetProperty("dueAt").GetDateTimeOffset() - hub.Clock.GetUtcNow(),
            TimeSpan.FromMinutes(2.5), TimeSpan.FromMinutes(3));
        // Once more changes nothing.
        await clinic.Post($"/api/consultations/{consultation}/red-call", new { });
        Assert.Single(await Codes(clinic, Guid.Parse(room)), code => code == "red_call");
    }

    [PostgresFact]
    public async Task A_guest_sees_the_case_from_consent_to_the_end_while_he_is_in_the_room_and_never_for_being_asked()
    {
        var consultation = await world.ClaimedCase();
        await using var specialist = await world.Guest("county-a");
        await using var clinic = await world.Guest("village-a");
        await using var guest = await world.Guest("county-b");
        await using var asked = await world.Guest("reader-b");
        var room = (await specialist.Post("/api/rooms", new { consultationId = consultation }, 201)).Text("id");
        foreach (var each in new[] { guest, asked })
            await specialist.Post($"/api/rooms/{room}/people", new { personId = each.PersonId, role = "speaker" });
        await Sees(guest, false);
        await guest.Get($"/api/rooms/{room}/history", 403);
        await guest.Post($"/api/rooms/{room}/arrival", new { });
        await guest.Get($"/api/rooms/{room}/history");
        await Sees(guest, false);
        foreach (var each in new[] { specialist, clinic, guest })
        {
            await each.Connect();
            Accepted(await each.Enter(Guid.Parse(room)));
        }
        await clinic.Post($"/api/rooms/{room}/consent", new { how = "spoken", recording = false });
        await Sees(guest, true);
        await Sees(asked, false);
        await asked.Get($"/api/rooms/{room}/history", 403);
        await specialist.Post($"/api/rooms/{room}/end", new { reason = "done" });
        await Sees(guest, false);
        await guest.Get($"/api/rooms/{room}/history", 403);
        await guest.Get($"/api/rooms/{room}/note", 404);
        await Sees(specialist, true);

        Task<JsonElement> Sees(RoomGuest who, bool does) =>
            who.Get($"/api/consultations/{consultation}", does ? 200 : 404);
    }

    [Fact]
    public void The_settings_are_the_practices_own_until_somebody_changes_them() =>
        Assert.Equal(RoomTimes.OfPractice, new RoomOptions().Times);

    private static readonly object GoodTest = new
    {
        camera = true, microphone = true, upKbps = 900, downKbps = 2000, rttMs = 60, relayed = false,
    };

    private static async Task<string> Tested(RoomGuest guest, Guid room) =>
        (await guest.Post($"/api/rooms/{room}/device-test", GoodTest)).Text("state");

    /// <summary>The clinic opens a room about a case and is the first in it.</summary>
    private static async Task<Guid> Waiting(RoomGuest clinic, Guid consultation)
    {
        var room = Guid.Parse((await clinic.Post("/api/rooms", new { consultationId = consultation }, 201)).Text("id"));
        Assert.Equal("waiting", Accepted(await clinic.Enter(room)).GetProperty("room").Text("state"));
        return room;
    }

    private Task Ring(Guid room, string kind) => world.Desk.Execute(
        "UPDATE room_timer SET due_at = @now WHERE room_id = @room AND kind = @kind",
        new { now = hub.Clock.GetUtcNow(), room, kind });

    private static Task Happens(RoomGuest guest, Guid room, string code) =>
        RoomDoorTests.Eventually(async () => (await Codes(guest, room)).Contains(code));

    private static async Task<string[]> Codes(RoomGuest guest, Guid room) =>
        [.. (await guest.Get($"/api/rooms/{room}/history?after=0")).GetProperty("items").EnumerateArray()
            .Where(line => line.Text("kind") == "state").Select(line => line.GetProperty("body").Text("code"))];
}
