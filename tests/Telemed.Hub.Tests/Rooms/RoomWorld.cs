using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Platform;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;

namespace Telemed.Hub.Tests.Rooms;

/// <summary>Somebody signed in, with a tab that can enter rooms.</summary>
internal sealed class RoomGuest(HttpClient client, Guid personId) : IAsyncDisposable
{
    public HttpClient Http => client;
    public Guid PersonId => personId;
    public Guid Peer { get; } = Guid.NewGuid();
    public SignalRConnection Live { get; private set; } = null!;

    /// <summary>Connects, again after a cut, to the hub of the client or another one.</summary>
    public async Task Connect(Uri? at = null)
    {
        var cookie = client.DefaultRequestHeaders.GetValues("Cookie").Single();
        Live = await SignalRConnection.Connect(at ?? client.BaseAddress!, cookie, null, CancellationToken.None);
    }

    public Task<JsonElement> Enter(Guid room, int since = 0, Guid? peer = null) =>
        Live.Invoke("EnterRoom", room, peer ?? Peer, since);

    /// <summary>Calls a method of the room; the code of its refusal, null when it was done.</summary>
    public async Task<string?> Do(string method, params object?[] arguments) =>
        (await Live.Invoke(method, arguments)).GetProperty("refused").GetString();

    public async Task<JsonElement> Say(Guid room, string text, Guid? clientId = null) =>
        await Live.Invoke("Say", room, clientId ?? Guid.NewGuid(), text);

    public Task<JsonElement> Post(string path, object body, int status = 200) =>
        Answer(client.PostAsJsonAsync(path, body), status);

    public Task<JsonElement> Put(string path, object body, int status = 200) =>
        Answer(client.PutAsJsonAsync(path, body), status);

    public Task<JsonElement> Get(string path, int status = 200) => Answer(client.GetAsync(path), status);

    public async ValueTask DisposeAsync()
    {
        if (Live is not null) await Live.DisposeAsync();
        client.Dispose();
    }

    private static async Task<JsonElement> Answer(Task<HttpResponseMessage> asked, int status)
    {
        using var answer = await asked;
        return await DeskWorld.Json(answer, status);
    }
}

/// <summary>Rooms for tests: a case of county A, its two sides, and short ways into a live session.</summary>
internal sealed class RoomWorld(HubFixture hub)
{
    internal DeskWorld Desk { get; } = new(hub);

    internal async Task<RoomGuest> Guest(string login, HubApp? at = null) =>
        new(await hub.SignIn(login, at), hub.World.Person(login).Value);

    /// <summary>A case that the village sent and somebody of county A reads.</summary>
    internal async Task<Guid> ClaimedCase(string colour = "yellow", string reader = "county-a")
    {
        await Desk.Prepare();
        using var village = await hub.SignIn("village-a");
        using var county = await hub.SignIn(reader);
        var id = await Desk.Sent(village, colour);
        await DeskWorld.Json(await county.PostAsJsonAsync($"/api/consultations/{id}/claim", new { }), 200);
        return id;
    }

    /// <summary>A session under way: the specialist opened it, both are in, the patient agreed.</summary>
    internal async Task<LiveSession> Live(
        string colour = "yellow", HubApp? clinicAt = null, string reader = "county-a")
    {
        var consultation = await ClaimedCase(colour, reader);
        var specialist = await Guest(reader);
        var clinic = await Guest("village-a", clinicAt);
        var room = (await specialist.Post("/api/rooms", new { consultationId = consultation }, 201))
            .GetProperty("id").GetGuid();
        await specialist.Connect();
        await clinic.Connect();
        Accepted(await specialist.Enter(room));
        Accepted(await clinic.Enter(room));
        var page = await specialist.Post($"/api/rooms/{room}/consent", new { how = "spoken", recording = false });
        Assert.Equal("live", page.Text("state"));
        return new LiveSession(room, consultation, specialist, clinic);
    }

    internal static JsonElement Accepted(JsonElement answer)
    {
        Assert.Null(answer.GetProperty("refused").GetString());
        return answer;
    }

    internal static object View(long n, string subject = "ecg", double place = 0) =>
        new { n, subject, v = new { place, calipers = new[] { 120.5, 480.25 } } };
}

/// <summary>Two people in a room.</summary>
internal sealed record LiveSession(Guid Room, Guid Consultation, RoomGuest Specialist, RoomGuest Clinic)
    : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Specialist.DisposeAsync();
        await Clinic.DisposeAsync();
    }
}
