using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Rooms.RoomWorld;

namespace Telemed.Hub.Tests.Rooms;

/// <summary>
/// The end and what follows: the note, its clock, attendance, interruption, and files that stay with the case.
/// </summary>
public sealed class RoomAfterTests(RoomAfterTests.Impatient hub) : IClassFixture<RoomAfterTests.Impatient>
{
    /// <summary>A hub that finds a room interrupted after one second instead of five.</summary>
    public sealed class Impatient : HubFixture
    {
        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?> { ["Telemed:Rooms:InterruptedAfterSeconds"] = "1" };
    }

    private readonly RoomWorld world = new(hub);

    [PostgresFact]
    public async Task The_note_is_due_by_its_clock_is_signed_and_lands_in_the_case()
    {
        await using var session = await world.Live();
        var (room, specialist, clinic) = (session.Room, session.Specialist, session.Clinic);
        var ended = await specialist.Post($"/api/rooms/{room}/end", new { reason = "done" });
        Assert.Equal("note_due", ended.Text("state"));
        // Yellow: two hours from the end (practice 2.6).
        Assert.Equal(TimeSpan.FromHours(2), ended.GetProperty("noteDueAt").GetDateTimeOffset()
            - ended.GetProperty("endedAt").GetDateTimeOffset());
        Assert.Equal("ended", (await clinic.Live.Next("roomLeft")).Text("reason"));
        await clinic.Put($"/api/rooms/{room}/note", new { version = 0, content = new { findings = "x" } }, 403);

        var draft = await specialist.Put($"/api/rooms/{room}/note",
            new { version = 0, content = new { findings = "Inferior STEMI.", advice = "" } });
        await specialist.Put($"/api/rooms/{room}/note", new { version = 0, content = new { findings = "lost" } }, 409);
        var incomplete = await world.Desk.Freshly(specialist.Http, $"/api/rooms/{room}/note/signature",
            new { version = draft.GetProperty("version").GetInt32() });
        Assert.Equal("incomplete", await DeskWorld.Code(incomplete));
        draft = await specialist.Put($"/api/rooms/{room}/note", new
        {
            version = draft.GetProperty("version").GetInt32(),
            content = new { findings = "Inferior STEMI.", advice = "Aspirin 300 mg now; transfer." },
        });
        var unproved = await specialist.Http.PostAsJsonAsync(
            $"/api/rooms/{room}/note/signature", new { version = draft.GetProperty("version").GetInt32() });
        Assert.Equal(HttpStatusCode.Forbidden, unproved.StatusCode);
        var signed = await DeskWorld.Json(await world.Desk.Freshly(specialist.Http, $"/api/rooms/{room}/note/signature",
            new { version = draft.GetProperty("version").GetInt32() }), 200);
        Assert.NotNull(signed.GetProperty("signedAt").GetString());

        Assert.Equal("closed", (await specialist.Get($"/api/rooms/{room}")).Text("state"));
        var kept = (await clinic.Get($"/api/consultations/{session.Consultation}")).GetProperty("messages")
            .EnumerateArray().Single(message => message.Text("kind") == "room_note");
        Assert.Equal("Inferior STEMI.\n\nAspirin 300 mg now; transfer.", kept.Text("text"));
        await specialist.Put($"/api/rooms/{room}/note", new { version = 2, content = new { findings = "later" } }, 409);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Desk.Execute(
            "UPDATE room_note SET content = '{}' WHERE room_id = @room", new { room }));
    }

    [PostgresFact]
    public async Task An_overdue_note_blocks_the_next_session_that_is_not_red()
    {
        await using var session = await world.Live(reader: "reader-a");
        await session.Specialist.Post($"/api/rooms/{session.Room}/end", new { reason = "done" });
        var next = await world.ClaimedCase("green", "reader-a");
        await session.Specialist.Post("/api/rooms", new { consultationId = next }, 201);
        await world.Desk.Execute("UPDATE room SET ended_at = ended_at - interval '3 hours' WHERE id = @room",
            new { room = session.Room });
        var another = await world.ClaimedCase("green", "reader-a");
        var blocked = await session.Specialist.Post("/api/rooms", new { consultationId = another }, 409);
        Assert.Equal(("note_owed", session.Room.ToString()), (blocked.Text("code"), blocked.Text("roomId")));
        // The clinic may ask; the specialist comes in when the note is signed.
        await using var clinic = await world.Guest("village-a");
        var asked = await clinic.Post("/api/rooms", new { consultationId = another }, 201);
        var room = Guid.Parse(asked.Text("id"));
        Assert.Equal("note_owed", (await session.Specialist.Enter(room)).GetProperty("refused").GetString());
        Assert.Equal("note_owed",
            (await session.Specialist.Post($"/api/rooms/{room}/arrival", new { }, 409)).Text("code"));
        // Red is never blocked.
        var red = await world.ClaimedCase("red", "reader-a");
        await session.Specialist.Post("/api/rooms", new { consultationId = red }, 201);
    }

    [PostgresFact]
    public async Task While_the_specialist_waits_it_is_the_clinic_that_is_rung_again_and_nobody_of_the_chain()
    {
        var consultation = await world.ClaimedCase();
        await using var specialist = await world.Guest("county-a");
        var room = (await specialist.Post("/api/rooms", new { consultationId = consultation }, 201))
            .GetProperty("id").GetGuid();
        await specialist.Connect();
        Accepted(await specialist.Enter(room));
        await world.Desk.Execute("UPDATE room_timer SET due_at = @now WHERE room_id = @room AND kind = 'waiting'",
            new { now = hub.Clock.GetUtcNow(), room });
        await RoomDoorTests.Eventually(async () => (await Codes()).Contains("sender_no_show"), 20);
        Assert.DoesNotContain("rung", await Codes());
        Assert.DoesNotContain("specialist_no_show", await Codes());
        // Yellow: ten minutes more (practice 2.6).
        var page = await specialist.Get($"/api/rooms/{room}");
        var again = page.GetProperty("timers").EnumerateArray().Single(each => each.Text("kind") == "waiting");
        Assert.InRange(again.GetProperty("dueAt").GetDateTimeOffset() - hub.Clock.GetUtcNow(),
            TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));

        async Task<string[]> Codes() =>
            [.. (await specialist.Get($"/api/rooms/{room}/history?after=0")).GetProperty("items").EnumerateArray()
                .Where(line => line.Text("kind") == "state").Select(line => line.GetProperty("body").Text("code"))];
    }

    [PostgresFact]
    public async Task A_room_that_lost_its_people_waits_ten_minutes_and_then_failed()
    {
        await using var session = await world.Live();
        session.Clinic.Live.Cut();
        await State(session, "interrupted");
        await session.Clinic.Connect();
        Accepted(await session.Clinic.Enter(session.Room));
        await State(session, "live");
        session.Clinic.Live.Cut();
        await State(session, "interrupted");
        await world.Desk.Execute("UPDATE room_timer SET due_at = @now WHERE room_id = @room AND kind = 'rejoin'",
            new { now = hub.Clock.GetUtcNow(), room = session.Room });
        await State(session, "tech_failure");
    }

    [PostgresFact]
    public async Task Attendance_counts_presence_to_the_minute()
    {
        await using var session = await world.Live();
        var start = hub.Clock.GetUtcNow();
        await world.Desk.Execute(
            "UPDATE room_presence SET entered_at = @from WHERE room_id = @room AND person_id = @person",
            new { from = start.AddMinutes(-12), room = session.Room, person = session.Clinic.PersonId });
        await world.Desk.Execute("""
            INSERT INTO room_presence
                (id, room_id, person_id, peer_id, node_id, connection_id, entered_at, seen_at, left_at)
            VALUES (gen_random_uuid(), @room, @person, gen_random_uuid(), gen_random_uuid(), 'x', @from, @from, @to)
            """, new
        {
            room = session.Room, person = session.Clinic.PersonId,
            from = start.AddMinutes(-30), to = start.AddMinutes(-25),
        });
        await session.Clinic.Http.PostAsJsonAsync($"/api/rooms/{session.Room}/quality", new
        {
            minutes = new[] { Minute(start, "video"), Minute(start, "audio"), Minute(start.AddMinutes(-1), "video") },
        });
        var page = await session.Specialist.Get($"/api/rooms/{session.Room}/attendance");
        var clinic = page.GetProperty("items").EnumerateArray()
            .Single(each => each.GetProperty("personId").GetGuid() == session.Clinic.PersonId);
        // 12 minutes and 5 minutes; the gap between them does not count.
        Assert.Equal(17, clinic.GetProperty("minutes").GetInt32());
        Assert.Equal(2, clinic.GetProperty("spans").GetArrayLength());
        // The same minute again replaces the first measurement of it.
        Assert.Equal([("audio", 1), ("video", 1)], page.GetProperty("quality").EnumerateArray()
            .Select(each => (each.Text("ladder"), each.GetProperty("minutes").GetInt32())));
    }

    [PostgresFact]
    public async Task Whoever_talks_for_half_an_hour_is_not_idle()
    {
        await using var session = await world.Live(reader: "reviewer-a");
        await world.Desk.Execute(
            "UPDATE session SET last_seen_at = last_seen_at - interval '14 minutes' WHERE person_id = @person",
            new { person = session.Specialist.PersonId });
        Accepted(await session.Specialist.Live.Invoke("Beat", session.Room));
        Assert.True(await world.Desk.Row<bool>(
            "SELECT max(last_seen_at) > @now - interval '1 minute' FROM session WHERE person_id = @person",
            new { now = hub.Clock.GetUtcNow(), person = session.Specialist.PersonId }));
    }

    [PostgresFact]
    public async Task A_still_and_a_voice_note_stay_with_the_case()
    {
        await using var session = await world.Live();
        var clientId = Guid.NewGuid();
        var still = await Send(
            session, $"kind=still&region=chest_left&caption=rash&clientId={clientId}", Png, "image/png", 200);
        Assert.Equal(("still", "chest_left"), (still.Text("kind"), still.GetProperty("body").Text("region")));
        var heard = await session.Clinic.Live.Next(
            "roomLine", line => line.GetProperty("line").Text("kind") == "still");
        var attachment = heard.GetProperty("line").GetProperty("body").Text("attachmentId");
        using var content = await session.Clinic.Http.GetAsync($"/api/attachments/{attachment}/content?original=true");
        Assert.Equal(Png, await content.Content.ReadAsByteArrayAsync());
        var again = await Send(session, $"kind=still&clientId={clientId}", Png, "image/png", 200);
        Assert.Equal(still.GetProperty("sequence").GetInt32(), again.GetProperty("sequence").GetInt32());
        await Send(session, "kind=voice", [0x1A, 0x45, 0xDF, 0xA3, 1, 2, 3], "audio/webm", 200);
        await Send(session, "kind=still", "<svg/>"u8.ToArray(), "image/png", 422);
        await Send(session, "kind=voice", new byte[3 << 20], "audio/webm", 413);
        var unasked = await Send(session, "kind=recording", [0x1A, 0x45, 0xDF, 0xA3, 1], "audio/webm", 409);
        Assert.Equal("recording_not_consented", unasked.Text("code"));
        var kept = (await session.Clinic.Get($"/api/consultations/{session.Consultation}"))
            .GetProperty("attachmentList").EnumerateArray().Select(each => each.Text("kind")).ToList();
        Assert.Equal(1, kept.Count(kind => kind == "image"));
        Assert.Equal(1, kept.Count(kind => kind == "audio"));
    }

    [PostgresFact]
    public async Task A_drawing_is_erased_only_by_its_hand_or_a_host_and_then_not_kept()
    {
        await using var session = await world.Live();
        var drawn = await Draw(session, "ecg");
        Assert.Equal("not_permitted", (await session.Clinic.Live.Invoke("Erase", session.Room, Guid.NewGuid(), drawn))
            .GetProperty("refused").GetString());
        Accepted(await session.Specialist.Live.Invoke("Erase", session.Room, Guid.NewGuid(), drawn));
        await session.Clinic.Post($"/api/rooms/{session.Room}/drawings/{drawn}/keeping", new { }, 404);
        var history = await session.Clinic.Get($"/api/rooms/{session.Room}/history?after={drawn - 1}");
        Assert.Equal(["drawing", "erase"],
            history.GetProperty("items").EnumerateArray().Select(line => line.Text("kind")));
    }

    [PostgresFact]
    public async Task A_kept_drawing_lies_on_its_file_until_its_hand_takes_it_away_and_can_be_brought_back()
    {
        await using var session = await world.Live();
        var (room, specialist, clinic) = (session.Room, session.Specialist, session.Clinic);
        var file = (await Send(session, "kind=still", Png, "image/png", 200)).GetProperty("body").Text("attachmentId");
        var drawn = await Draw(session, file);
        var kept = await clinic.Post($"/api/rooms/{room}/drawings/{drawn}/keeping", new { });
        Assert.Equal(("kept", drawn), (kept.Text("kind"), kept.GetProperty("body").GetProperty("sequence").GetInt32()));
        Assert.Equal("not_permitted", (await specialist.Live.Invoke("Erase", room, Guid.NewGuid(), drawn))
            .GetProperty("refused").GetString());
        await specialist.Post($"/api/rooms/{room}/end", new { reason = "done" });

        var seen = Assert.Single(await Kept(clinic, session));
        Assert.Equal((file, specialist.PersonId, true), (seen.Text("attachmentId"),
            seen.GetProperty("personId").GetGuid(), seen.GetProperty("mine").GetBoolean()));
        Assert.Equal(("arrow", "V2", 1200.5), (seen.GetProperty("shape").Text("kind"),
            seen.GetProperty("shape").Text("on"), seen.GetProperty("shape").GetProperty("points")[0].GetDouble()));

        // A third person of the county sees it and cannot take it away; whoever may not see the case finds nothing.
        var id = seen.Text("id");
        await using var reviewer = await world.Guest("reviewer-a");
        Assert.False(Assert.Single(await Kept(reviewer, session)).GetProperty("mine").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await reviewer.Http.DeleteAsync($"/api/drawings/{id}")).StatusCode);
        await using var stranger = await world.Guest("village-b");
        await stranger.Get($"/api/consultations/{session.Consultation}/drawings", 404);

        Assert.Equal(HttpStatusCode.NoContent, (await specialist.Http.DeleteAsync($"/api/drawings/{id}")).StatusCode);
        Assert.Empty(await Kept(clinic, session));
        Assert.Equal(HttpStatusCode.NotFound, (await specialist.Http.DeleteAsync($"/api/drawings/{id}")).StatusCode);
        // Only who took it away brings it back.
        await clinic.Post($"/api/drawings/{id}/return", new { }, 404);
        Assert.Equal(HttpStatusCode.NoContent,
            (await specialist.Http.PostAsync($"/api/drawings/{id}/return", null)).StatusCode);
        Assert.Single(await Kept(clinic, session));
        var audited = await world.Desk.Row<string[]>("""
            SELECT array_agg(action ORDER BY seq) FROM audit_row
            WHERE action LIKE 'room.drawing%' AND entity_id IN (@room, @id)
            """, new { room = room.ToString("D"), id });
        Assert.Equal(["room.drawing_kept", "room.drawing_removed", "room.drawing_returned"], audited);
    }

    [PostgresFact]
    public async Task A_kept_drawing_stays_on_its_file_while_the_patient_is_under_legal_hold()
    {
        await using var session = await world.Live();
        var file = (await Send(session, "kind=still", Png, "image/png", 200)).GetProperty("body").Text("attachmentId");
        await session.Clinic.Post(
            $"/api/rooms/{session.Room}/drawings/{await Draw(session, file)}/keeping", new { });
        var patient = await world.Desk.Row<Guid>("SELECT patient_id FROM consultation WHERE id = @id",
            new { id = session.Consultation });
        await using var desk = await world.Guest("desk-a");
        await desk.Post($"/api/patients/{patient}/holds", new { reason = "Complaint" }, 201);
        var id = Assert.Single(await Kept(session.Clinic, session)).Text("id");
        Assert.Equal(
            HttpStatusCode.Conflict, (await session.Clinic.Http.DeleteAsync($"/api/drawings/{id}")).StatusCode);
        Assert.Single(await Kept(session.Clinic, session));
    }

    [PostgresFact]
    public async Task A_drawing_on_no_file_of_the_case_or_of_no_known_shape_is_not_kept()
    {
        await using var session = await world.Live();
        var file = (await Send(session, "kind=still", Png, "image/png", 200)).GetProperty("body").Text("attachmentId");
        await Keeping(await Draw(session, "ecg"), 409);
        await Keeping(await Draw(session, Guid.NewGuid().ToString()), 409);
        foreach (var shape in new object[]
        {
            new { kind = "cross", colour = "#ff0000", on = "", points = new[] { 1, 2, 3, 4 } },
            new { kind = "ring", colour = "red", on = "", points = new[] { 1, 2, 3, 4 } },
            new { kind = "ring", colour = "#ff0000", on = "", points = new[] { 1, 2, 3 } },
            new { kind = "ring", colour = "#ff0000", on = new string('x', 81), points = new[] { 1, 2, 3, 4 } },
            new { kind = "ring", colour = "#ff0000", points = new[] { 1, 2, 3, 4 } },
            new { kind = "ring", colour = "#ff0000", on = "", points = "all" },
        })
            await Keeping(await Draw(session, file, shape), 422);

        Task Keeping(int sequence, int status) => session.Clinic.Post(
            $"/api/rooms/{session.Room}/drawings/{sequence}/keeping", new { }, status);
    }

    private static async Task<int> Draw(LiveSession session, string subject, object? shape = null) =>
        Accepted(await session.Specialist.Live.Invoke("Draw", session.Room, Guid.NewGuid(), new
        {
            subject,
            shape = shape ?? Arrow,
        })).GetProperty("line").GetProperty("sequence").GetInt32();

    private static readonly object Arrow =
        new { kind = "arrow", colour = "#ffb000", on = "V2", points = new[] { 1200.5, 300, 1400, -50 } };

    private static async Task<JsonElement[]> Kept(RoomGuest guest, LiveSession session) =>
        [.. (await guest.Get($"/api/consultations/{session.Consultation}/drawings"))
            .GetProperty("items").EnumerateArray()];

    // Eight by eight grey pixels, written by Python's zlib after the PNG specification.
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR4nGNogAIGyhgAgIQgAQ2AJGEAAAAASUVORK5CYII=");

    private static object Minute(DateTimeOffset at, string ladder) => new
    {
        minute = at, ladder, upKbps = 300, downKbps = 400, rttMs = 80, lossPercent = 1.5, framesPerSecond = 15,
    };

    private Task State(LiveSession session, string state) => RoomDoorTests.Eventually(
        async () => (await session.Specialist.Get($"/api/rooms/{session.Room}")).Text("state") == state, 20);

    private static async Task<JsonElement> Send(
        LiveSession session, string query, byte[] bytes, string type, int status)
    {
        using var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await session.Specialist.Http.PostAsync($"/api/rooms/{session.Room}/media?{query}", body);
        return await DeskWorld.Json(answer, status);
    }
}
