using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;
using Xunit.Abstractions;

namespace Telemed.Hub.Tests.Rooms;

/// <summary>Two published hubs behind nginx on one PostgreSQL; one of them dies in the middle of a session.</summary>
public sealed class ClusterTests(ITestOutputHelper output)
{
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(10);

    // What is measured here is the coming back; hearing each other only must not fail on a busy machine.
    private const double HeardWithinSeconds = 20;

    private sealed class Guest(HttpClient http, Guid person)
    {
        public HttpClient Http => http;
        public Guid PersonId => person;
        public Guid Peer { get; } = Guid.NewGuid();
        public SignalRConnection Live { get; set; } = null!;
    }

    [ClusterFact]
    public async Task People_on_two_hubs_share_a_room_and_are_back_in_it_when_one_hub_is_killed()
    {
        await using var cluster = await ClusterProcess.Start(CancellationToken.None);
        try
        {
            await LoseOne(cluster);
        }
        catch (Exception failed)
        {
            throw new InvalidOperationException($"{failed.Message}\n{cluster.Story()}", failed);
        }
    }

    private async Task LoseOne(ClusterProcess cluster)
    {
        var clinic = await SignIn(cluster, "zhang.guilan");
        var specialist = await SignIn(cluster, "he.jianguo");
        var room = await Room(clinic, specialist);

        await Connect(cluster, clinic);
        for (var attempt = 0; specialist.Live is null || specialist.Live.Hub == clinic.Live.Hub; attempt++)
        {
            Assert.True(attempt < 20, "nginx gave both the same hub twenty times");
            if (specialist.Live is not null) await specialist.Live.DisposeAsync();
            await Connect(cluster, specialist);
        }
        foreach (var each in new[] { clinic, specialist }) RoomWorld.Accepted(await Enter(each, room, 0));
        var consent = new { how = "spoken", recording = false };
        var live = await Body(clinic.Http.PostAsJsonAsync($"/api/rooms/{room}/consent", consent));
        Assert.Equal("live", live.Text("state"));
        // The other hub hears of it a moment later, and so does the specialist.
        await specialist.Live.Next("roomState", state => state.Text("state") == "live", HeardWithinSeconds);
        await Fill(room, clinic, specialist);
        // Where the leader looks is saved once a second.
        await RoomDoorTests.Eventually(async () => (await Body(specialist.Http.GetAsync($"/api/rooms/{room}")))
            .GetProperty("view") is { ValueKind: JsonValueKind.Object } view && view.GetProperty("n").GetInt64() == 7,
            HeardWithinSeconds);
        var before = await Scene(specialist, room);

        // The specialist leads; his hub dies.
        var began = TimeProvider.System.GetTimestamp();
        cluster.KillHub(specialist.Live.Hub!);
        await specialist.Live.Closed.WaitAsync(BackWithin);
        var back = await ComeBack(cluster, specialist, room);
        var took = TimeProvider.System.GetElapsedTime(began);
        output.WriteLine($"back in the room after {took.TotalSeconds:F2} s");
        Assert.True(took < BackWithin, $"it took {took}");
        Assert.Equal(before, SceneOf(back.GetProperty("room")));

        // Both talk on, whichever hub they are on now.
        await Hears(cluster, room, specialist, clinic, "roomLine",
            turn => specialist.Live.Invoke("Say", room, Guid.NewGuid(), $"back again {turn}"),
            (said, turn) => said.GetProperty("line").GetProperty("body").TryGetProperty("text", out var text)
                && text.GetString() == $"back again {turn}");
        await Hears(cluster, room, specialist, clinic, "roomView",
            turn => specialist.Live.Send("View", room, RoomWorld.View(7 + turn, place: 4000)),
            (said, turn) => said.GetProperty("n").GetInt64() == 7 + turn);
        await clinic.Live.DisposeAsync();
        await specialist.Live.DisposeAsync();
    }

    // A hub that was too busy to hear itself for a while cuts its lines, as it should; then the browser comes back.
    private static async Task Hears(ClusterProcess cluster, Guid room, Guest speaker, Guest hearer, string target,
        Func<int, Task> say, Func<JsonElement, int, bool> isIt)
    {
        for (var turn = 1; ; turn++)
        {
            foreach (var each in new[] { speaker, hearer })
                if (each.Live.Closed.IsCompleted) await ComeBack(cluster, each, room);
            try
            {
                await say(turn);
                await hearer.Live.Next(target, said => isIt(said, turn), HeardWithinSeconds);
                return;
            }
            catch (Exception) when (turn < 3
                && (speaker.Live.Closed.IsCompleted || hearer.Live.Closed.IsCompleted))
            {
                // Said again on the new line.
            }
        }
    }

    private static async Task Fill(Guid room, Guest clinic, Guest specialist)
    {
        RoomWorld.Accepted(await specialist.Live.Invoke("Show", room, new { kind = "ecg", id = "the-ecg" }));
        RoomWorld.Accepted(await specialist.Live.Invoke("Lead", room, specialist.PersonId));
        RoomWorld.Accepted(await specialist.Live.Invoke("View", room, RoomWorld.View(7, place: 3250)));
        var seen = await clinic.Live.Next("roomView", HeardWithinSeconds);
        Assert.Equal(3250, seen.GetProperty("v").GetProperty("place").GetDouble());
        RoomWorld.Accepted(await clinic.Live.Invoke("Say", room, Guid.NewGuid(), "before the kill"));
        await specialist.Live.Next(
            "roomLine", line => line.GetProperty("line").Text("kind") == "chat", HeardWithinSeconds);
        RoomWorld.Accepted(await clinic.Live.Invoke("Ladder", room, "audio", false));
        await specialist.Live.Next("roomState", state => state.Text("ladder") == "audio", HeardWithinSeconds);
    }

    private static async Task<JsonElement> ComeBack(ClusterProcess cluster, Guest guest, Guid room)
    {
        // As the browser does: again and again, a little apart, until some hub takes it.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                await Connect(cluster, guest);
                var answer = await Enter(guest, room, 0);
                if (answer.GetProperty("refused").GetString() is null) return answer;
            }
            catch (Exception notYet)
                when (notYet is WebSocketException or InvalidOperationException or TimeoutException)
            {
                await Task.Delay(200);
            }
        }
        throw new InvalidOperationException("Nobody came back.");
    }

    private static Task<JsonElement> Enter(Guest guest, Guid room, int since) =>
        guest.Live.Invoke("EnterRoom", room, guest.Peer, since);

    private static async Task Connect(ClusterProcess cluster, Guest guest)
    {
        var cookie = guest.Http.DefaultRequestHeaders.GetValues("Cookie").Single();
        guest.Live = await SignalRConnection.Connect(cluster.Address, cookie, null, CancellationToken.None);
    }

    private static async Task<string> Scene(Guest guest, Guid room) =>
        SceneOf(await Body(guest.Http.GetAsync($"/api/rooms/{room}")));

    // Everything that makes up the place: what is shown, where, who leads, how good the line is, what was said.
    private static string SceneOf(JsonElement page) => string.Join('\n', new[]
    {
        "state", "shown", "view", "leader", "ladder", "sequence", "consent", "specialist", "colour",
    }.Select(name => $"{name}: {JsonSerializer.Serialize(page.GetProperty(name))}"));

    private static async Task<Guid> Room(Guest clinic, Guest specialist)
    {
        var patient = await Body(clinic.Http.PostAsJsonAsync("/api/patients", new
        {
            name = "Кайрат Жумабаев", sex = "male", birthDate = "1970-02-03", language = "kk", confirmed = true,
        }), 201);
        var draft = await Body(clinic.Http.PostAsJsonAsync("/api/consultations", new
        {
            patientId = patient.GetProperty("id").GetGuid(), serviceCode = "text_consult", colour = "yellow",
            complaint = "chest pain since morning", questions = new[] { "May he stay here?" },
        }), 201);
        var its = await Body(clinic.Http.PostAsJsonAsync(
            $"/api/consultations/{draft.GetProperty("id").GetGuid()}/submission",
            new { version = draft.GetProperty("version").GetInt32() }));
        var room = await Body(clinic.Http.PostAsJsonAsync("/api/rooms", new
        {
            consultationId = its.GetProperty("id").GetGuid(),
            invite = new[] { new { personId = specialist.PersonId, role = "host" } },
        }), 201);
        return room.GetProperty("id").GetGuid();
    }

    private static async Task<Guest> SignIn(ClusterProcess cluster, string login)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = cluster.Address };
        http.DefaultRequestHeaders.Add("X-Telemed", "1");
        var shown = (await Body(http.GetAsync("/api/demonstration"))).GetProperty("logins").EnumerateArray()
            .Single(each => each.Text("login") == login);
        using var answer = await http.PostAsJsonAsync("/api/session",
            new { login, password = shown.Text("password"), code = shown.Text("code") });
        var session = await DeskWorld.Json(answer, 200);
        http.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        return new Guest(http, session.GetProperty("person").GetProperty("id").GetGuid());
    }

    private static async Task<JsonElement> Body(Task<HttpResponseMessage> asked, int status = 200)
    {
        using var answer = await asked;
        return await DeskWorld.Json(answer, status);
    }
}
