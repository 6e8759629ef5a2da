using Telemed.Domain;
using Telemed.Domain.Clocks;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Notices;
using Telemed.Storage;

namespace Telemed.Hub.Rooms;

/// <summary>Whom a room rings, one after the other: those on duty, the nearest first, then the chief.</summary>
internal static class OnCallChain
{
    private const string NextSql = """
        SELECT who.person_id FROM (
            SELECT d.person_id, 1 AS step, cardinality(f.path) AS depth, d.position::int AS position
            FROM duty d JOIN facility f ON f.id = d.facility_id
            WHERE d.specialty = s.specialty AND d.starts_at <= @now AND d.ends_at > @now AND f.id = ANY (near.ids)
            UNION ALL
            SELECT r.person_id, 2, cardinality(f.path), 0
            FROM person_role r JOIN facility f ON f.id = r.facility_id
            WHERE r.role = 'on_call_chief' AND f.id = ANY (near.ids)
        ) who JOIN person p ON p.id = who.person_id AND p.active
        WHERE who.person_id <> c.requester_id AND who.person_id <> @caller
          AND NOT EXISTS (SELECT 1 FROM room_person m WHERE m.room_id = @room AND m.person_id = who.person_id)
        ORDER BY who.step, who.depth DESC, who.position, who.person_id
        """;

    private const string FirstSql = $"""
        SELECT next.person_id
        FROM consultation c
        JOIN service s ON s.code = c.service_code
        JOIN facility cf ON cf.id = c.facility_id
        CROSS JOIN LATERAL (SELECT cf.path || c.pool || c.performer_facility_id AS ids) near
        CROSS JOIN LATERAL ({NextSql} LIMIT 1) next
        WHERE c.id = @consultation
        """;

    /// <summary>Who is to be rung next; null when everybody was.</summary>
    internal static Task<Guid?> Next(
        Reading reading, RoomId room, Guid consultation, PersonId? caller, DateTimeOffset now,
        CancellationToken cancel) =>
        reading.RowOrNone<Guid?>(FirstSql, new
        {
            room = room.Value, consultation, caller = caller?.Value ?? Guid.Empty, now,
        }, cancel);

    /// <summary>Rings the next of the chain; when there is none, the coordinators are told.</summary>
    /// <returns>Whether somebody was rung.</returns>
    internal static async Task<bool> Ring(RoomChange change, CancellationToken cancel)
    {
        if (change.Row.ConsultationId is not { } consultation) return false;
        var next = await Next(change.Work, change.Its.Id, consultation, change.Actor.Person, change.Now, cancel);
        if (next is { } person)
        {
            Invite(change, new PersonId(person), RoomRole.Host, isRinging: true);
            change.AddStateLine("rung", new PersonId(person));
            return true;
        }
        change.AddStateLine("chain_exhausted");
        await TellPeople.Audience(change.Work, Audience.Coordinator, new ConsultationId(consultation),
            "room_unanswered", change.Now, Parameters(change), cancel);
        return false;
    }

    /// <summary>Invites somebody by name, and tells him where he is.</summary>
    internal static void Invite(RoomChange change, PersonId person, RoomRole role, bool isRinging)
    {
        change.Put(new RoomMember(person, role, RoomPlace.Invited));
        Tell(change, person, isRinging ? "room_ringing" : "room_invited");
        LiveChanges.Changed(
            change.Work, LiveTopic.Rooms(person), isRinging ? "ringing" : "invited", change.Its.Id.Value);
    }

    /// <summary>Leaves a notice; a room without a case leaves none, its people hear of it live.</summary>
    internal static void Tell(RoomChange change, PersonId person, string kind)
    {
        if (change.Consultation is { } consultation)
            TellPeople.Person(
                change.Work, change.Batch, person, consultation, kind, change.Now, Parameters(change));
    }

    private static Dictionary<string, string> Parameters(RoomChange change) =>
        new() { ["roomId"] = change.Its.Id.Value.ToString("D"), ["colour"] = TextCode.Of(change.Its.Colour) };
}
