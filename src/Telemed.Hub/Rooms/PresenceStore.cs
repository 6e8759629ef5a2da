using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>All SQL of who is there now and was there when.</summary>
internal static class PresenceStore
{
    private const string ForeignPeerSql = """
        SELECT EXISTS (SELECT 1 FROM room_presence
                       WHERE room_id = @room AND peer_id = @peer AND person_id <> @person)
        """;

    // The same tab that comes back before anybody missed it goes on with its row.
    private const string ComeBackSql = """
        UPDATE room_presence SET node_id = @node, connection_id = @connection, seen_at = @now
        WHERE room_id = @room AND person_id = @person AND peer_id = @peer AND left_at IS NULL
        """;

    private const string EndOthersSql = """
        UPDATE room_presence SET left_at = greatest(@now, entered_at), left_reason = @reason
        WHERE room_id = @room AND person_id = @person AND left_at IS NULL
        RETURNING peer_id, connection_id
        """;

    private const string EnterSql = """
        INSERT INTO room_presence (id, room_id, person_id, peer_id, node_id, connection_id, entered_at, seen_at)
        VALUES (@id, @room, @person, @peer, @node, @connection, @now, @now)
        """;

    private const string LeaveSql = """
        UPDATE room_presence SET left_at = greatest(@now, entered_at), left_reason = @reason
        WHERE room_id = @room AND connection_id = @connection AND left_at IS NULL
        """;

    private const string EndAllSql = """
        UPDATE room_presence SET left_at = greatest(@now, entered_at), left_reason = 'ended'
        WHERE room_id = @room AND left_at IS NULL
        """;

    private const string PeersSql = """
        SELECT peer_id, person_id FROM room_presence n
        WHERE n.room_id = @room AND n.left_at IS NULL
          AND EXISTS (SELECT 1 FROM room_person m WHERE m.room_id = n.room_id AND m.person_id = n.person_id
                      AND m.role <> 'listener')
        LIMIT 100
        """;

    private const string SpeakersSql = """
        SELECT m.person_id, m.role, m.ladder
        FROM room_presence n JOIN room_person m ON m.room_id = n.room_id AND m.person_id = n.person_id
        WHERE n.room_id = @room AND n.left_at IS NULL AND m.role <> 'listener' AND m.place = 'admitted'
        """;

    private const string SeenSql =
        "UPDATE room_presence SET seen_at = @now WHERE node_id = @node AND left_at IS NULL";

    private const string SilentSql = """
        UPDATE room_presence SET left_at = greatest(seen_at, entered_at), left_reason = 'silent'
        WHERE left_at IS NULL AND seen_at < @before
        RETURNING room_id, person_id
        """;

    private const string ClaimMediaSql = """
        UPDATE room_presence SET media = true
        WHERE room_id = @room AND left_at IS NULL AND peer_id = ANY (@peers)
          AND (SELECT count(*) FROM room_presence n
               WHERE n.room_id = @room AND n.left_at IS NULL AND (n.media OR n.peer_id = ANY (@peers))) <= @limit
        """;

    [method: Dapper.ExplicitConstructor]
    internal sealed record PeerRecord(Guid PeerId, Guid PersonId);

    [method: Dapper.ExplicitConstructor]
    internal sealed record OtherTab(Guid PeerId, string ConnectionId);

    [method: Dapper.ExplicitConstructor]
    internal sealed record SpeakerRecord(Guid PersonId, string Role, string Ladder);

    [method: Dapper.ExplicitConstructor]
    internal sealed record SilentRecord(Guid RoomId, Guid PersonId);

    /// <summary>Whether a tab's name is another person's in this room; its signals would go there.</summary>
    internal static Task<bool> IsForeign(
        Reading reading, RoomId room, PersonId person, Guid peer, CancellationToken cancel) =>
        reading.Row<bool>(ForeignPeerSql, new { room = room.Value, person = person.Value, peer }, cancel);

    /// <summary>Writes that a tab is there.</summary>
    /// <returns>The person's other tab that had been there, if one was.</returns>
    internal static async Task<OtherTab?> Enter(Work work, RoomId room, PersonId person, Guid peer, string node,
        string connection, DateTimeOffset now, CancellationToken cancel)
    {
        var row = new
        {
            id = Guid.CreateVersion7(now), room = room.Value, person = person.Value, peer, node = Guid.Parse(node),
            connection, now, reason = "elsewhere",
        };
        if (await work.Execute(ComeBackSql, row, cancel) > 0) return null;
        var other = await work.RowOrNone<OtherTab>(EndOthersSql, row, cancel);
        await work.Execute(EnterSql, row, cancel);
        return other;
    }

    /// <summary>Writes that a connection is no longer there; false when its tab is there by another already.</summary>
    internal static async Task<bool> Leave(
        Work work, RoomId room, string connection, string reason, DateTimeOffset now, CancellationToken cancel) =>
        await work.Execute(LeaveSql, new { room = room.Value, connection, reason, now }, cancel) > 0;

    /// <summary>Writes that a person is no longer there by any tab.</summary>
    internal static Task LeavePerson(
        Work work, RoomId room, PersonId person, string reason, DateTimeOffset now, CancellationToken cancel) =>
        work.RowOrNone<OtherTab>(EndOthersSql, new { room = room.Value, person = person.Value, reason, now }, cancel);

    internal static Task EndAll(Work work, RoomId room, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(EndAllSql, new { room = room.Value, now }, cancel);

    internal static Task<IReadOnlyList<PeerRecord>> Peers(Reading reading, RoomId room, CancellationToken cancel) =>
        reading.Rows<PeerRecord>(PeersSql, new { room = room.Value }, cancel);

    /// <summary>Those who are there and may speak.</summary>
    internal static Task<IReadOnlyList<SpeakerRecord>> Speakers(
        Reading reading, RoomId room, CancellationToken cancel) =>
        reading.Rows<SpeakerRecord>(SpeakersSql, new { room = room.Value }, cancel);

    /// <summary>Says of everybody on this hub that they are still there.</summary>
    internal static Task Seen(Work work, string node, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(SeenSql, new { node = Guid.Parse(node), now }, cancel);

    /// <summary>Ends the presence of those whose hub fell silent.</summary>
    internal static Task<IReadOnlyList<SilentRecord>> EndSilent(
        Work work, DateTimeOffset before, CancellationToken cancel) =>
        work.Rows<SilentRecord>(SilentSql, new { before }, cancel);

    /// <summary>Takes places with camera and microphone for tabs; the room is locked by the caller.</summary>
    internal static async Task<bool> ClaimMedia(
        Work work, RoomId room, Guid[] peers, int limit, CancellationToken cancel) =>
        await work.Execute(ClaimMediaSql, new { room = room.Value, peers, limit }, cancel) == peers.Length;
}
