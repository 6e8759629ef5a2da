using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telemed.Domain.Rooms;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Rooms;

/// <summary>
/// Gives somebody in a room credentials for the relay: good for an hour, made from the shared secret, so that coturn
/// needs no list of people and learns no name (the REST scheme of coturn's use-auth-secret).
/// </summary>
internal static class GiveRelay
{
    internal sealed record IceServer(string[] Urls, string? Username, string? Credential);

    internal sealed record Response(IReadOnlyList<IceServer> IceServers, DateTimeOffset ExpiresAt);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, RoomChanges changes, RoomOptions options, CancellationToken cancel)
    {
        var room = new RoomId(id);
        await using var reading = await changes.Database.Read(cancel);
        if (await RoomStore.Find(reading, room, cancel) is not { } row
            || await RoomStore.Member(reading, room, person.Id, cancel) is not { } member)
            return Problems.NotFound();
        // Credentials are for those who may signal, consent or not: the test before the room needs them too.
        var known = member.ToMember();
        if (!row.ToRoom().IsOpen) return RoomProblems.Answer(RoomRefusal.Ended);
        if (known.Place == RoomPlace.Removed) return RoomProblems.Answer(RoomRefusal.Removed);
        if (known.Place == RoomPlace.Waiting) return RoomProblems.Answer(RoomRefusal.NotAdmitted);
        if (!RoomRules.May(known.Role, RoomAct.Signal)) return RoomProblems.Answer(RoomRefusal.NotPermitted);
        var until = changes.Now + TimeSpan.FromMinutes(options.TurnMinutes);
        return TypedResults.Json(
            new Response(Servers(options, person.Id.Value, until), until), RoomsJson.Default.RelayResponse);
    }

    internal static IReadOnlyList<IceServer> Servers(RoomOptions options, Guid person, DateTimeOffset until)
    {
        var urls = options.TurnUrls.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var open = urls.Where(url => url.StartsWith("stun:", StringComparison.Ordinal)).ToArray();
        var closed = urls.Except(open).ToArray();
        var servers = new List<IceServer>();
        if (open.Length > 0) servers.Add(new IceServer(open, null, null));
        if (closed.Length == 0) return servers;
        var user = string.Create(CultureInfo.InvariantCulture, $"{until.ToUnixTimeSeconds()}:{person:D}");
        servers.Add(new IceServer(closed, user, Credential(options.TurnSecret, user)));
        return servers;
    }

    [SuppressMessage("Security", "CA5350", Justification = "coturn's scheme is HMAC-SHA1; the key is long and random.")]
    internal static string Credential(string secret, string user) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(user)));
}
