using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Rooms;

/// <summary>A link for one person into one room: the host has it made, and it opens the door once.</summary>
internal static class JoinByLink
{
    private const string InsertSql = """
        INSERT INTO room_link (token_hash, room_id, person_id, created_by, created_at, expires_at)
        VALUES (@hash, @room, @person, @by, @now, @until)
        """;

    private const string FindSql = """
        SELECT room_id, person_id, expires_at, used_at FROM room_link WHERE token_hash = @hash FOR UPDATE
        """;

    private const string UseSql = "UPDATE room_link SET used_at = @now WHERE token_hash = @hash";

    internal sealed record LinkRequest(Guid PersonId);

    internal sealed record LinkResponse(string Link, string Token, DateTimeOffset ExpiresAt);

    internal sealed record FollowRequest(string Token);

    internal sealed record FollowResponse(Guid RoomId);

    [method: Dapper.ExplicitConstructor]
    private sealed record LinkRecord(Guid RoomId, Guid PersonId, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt);

    [Answers<LinkResponse>]
    internal static async Task<IResult> Make(Guid id, LinkRequest request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel)
    {
        var token = SecretText.New();
        var until = changes.Now + changes.Times.Link;
        var made = false;
        var answer = await changes.Run(id, person, RoomAct.Link, http, async (change, _) =>
        {
            if (!await RoomStore.MayJoin(change.Work, request.PersonId, cancel))
                return Problems.BadField("personId", "This person cannot come into rooms.");
            var invited = new PersonId(request.PersonId);
            if (await RoomStore.Member(change.Work, change.Its.Id, invited, cancel) is null)
                change.Put(new RoomMember(invited, RoomRole.Speaker, RoomPlace.Invited));
            await change.Work.Execute(InsertSql, new
            {
                hash = SecretText.Hash(token), room = id, person = request.PersonId, by = person.Id.Value,
                now = change.Now, until,
            }, cancel);
            change.Audit("room.link_made", AuditAction.Create, ManagePeople.About(invited));
            made = true;
            return null;
        }, cancel);
        return made ? TypedResults.Json(new LinkResponse($"/join/{token}", token, until),
            RoomsJson.Default.LinkResponse) : answer;
    }

    [Answers<FollowResponse>]
    internal static async Task<IResult> Follow(FollowRequest request, CurrentPerson person, HttpContext http,
        RoomChanges changes, RefusalTrail trail, CancellationToken cancel)
    {
        if (request.Token is not { Length: > 0 and <= SecretText.LengthLimit }) return Problems.NotFound();
        var hash = SecretText.Hash(request.Token);
        RoomChange change;
        await using (var work = await changes.Database.Begin(cancel))
        {
            if (await work.RowOrNone<LinkRecord>(FindSql, new { hash }, cancel) is not { } row)
                return await Refused(trail, person, Guid.Empty, LinkUse.NotYours, cancel);
            var link = new JoinLink(new RoomId(row.RoomId), new PersonId(row.PersonId), row.ExpiresAt, row.UsedAt);
            var use = link.Follow(person.Id, changes.Now);
            if (use != LinkUse.Accepted) return await Refused(trail, person, row.RoomId, use, cancel);
            if (await RoomStore.Lock(work, link.Room, cancel) is not { } room) return Problems.NotFound();
            change = changes.Begin(work, room, RoomChanges.ActorOf(person, http));
            if (!change.Its.IsOpen) return RoomProblems.Answer(RoomRefusal.Ended);
            var member = (await RoomStore.Member(work, link.Room, person.Id, cancel))?.ToMember()
                ?? new RoomMember(person.Id, RoomRole.Speaker, RoomPlace.Invited);
            // A link made before the removal does not undo it; the host makes another one.
            if (member.Place == RoomPlace.Removed) return RoomProblems.Answer(RoomRefusal.Removed);
            await work.Execute(UseSql, new { hash, now = changes.Now }, cancel);
            change.Put(member with { Place = RoomPlace.Admitted });
            change.AddStateLine("admitted", person.Id);
            change.Audit("room.link_used", AuditAction.Update);
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        await changes.Tell(change, cancel);
        return TypedResults.Json(new FollowResponse(change.Its.Id.Value), RoomsJson.Default.FollowResponse);
    }

    private static async Task<IResult> Refused(
        RefusalTrail trail, CurrentPerson person, Guid room, LinkUse use, CancellationToken cancel)
    {
        await trail.Refused(person, $"link_{TextCode.Of(use)}", room, RoomRefusal.NotPermitted, cancel);
        return use switch
        {
            LinkUse.Used => Problems.Answer(410, "link_used", "This link was used; it opens the door once.",
                "Ask the host for another one."),
            LinkUse.Expired => Problems.Answer(410, "link_expired", "This link was good for a short time.",
                "Ask the host for another one."),
            _ => Problems.NotFound(),
        };
    }
}
