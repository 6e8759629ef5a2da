using Telemed.Domain;
using Telemed.Domain.Rooms;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Rooms;

/// <summary>What the host does with people: invites, lets in, removes, gives a role.</summary>
internal static class ManagePeople
{
    private const int ReasonLimitChars = 200;

    internal sealed record InviteRequest(Guid PersonId, string? Role);

    internal sealed record RoleRequest(string Role);

    internal sealed record RemovalRequest(string? Reason);

    internal static Task<IResult> Invite(Guid id, InviteRequest request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel) =>
        !TextCode.TryParse<RoomRole>(request.Role ?? "speaker", out var role)
            ? Task.FromResult<IResult>(Problems.BadField("role", "A role is host, speaker or listener."))
            : changes.Run(id, person, RoomAct.Invite, http, async (change, _) =>
            {
                if (!await RoomStore.MayJoin(change.Work, request.PersonId, cancel))
                    return Problems.BadField("personId", "This person cannot come into rooms.");
                if (await RoomStore.PeopleCount(change.Work, change.Its.Id, cancel) >= changes.Options.PeopleLimit)
                    return RoomProblems.Answer(RoomRefusal.Full);
                var invited = new PersonId(request.PersonId);
                var before = await RoomStore.Member(change.Work, change.Its.Id, invited, cancel);
                if (before is { Place: "admitted" or "invited" }) return null;
                OnCallChain.Invite(change, invited, role, isRinging: true);
                change.AddStateLine("invited", invited);
                change.Audit("room.invited", AuditAction.Update, About(invited));
                if (change.Its.State == RoomState.Planned) change.Do(RoomStep.Invite, RoomSide.Host);
                return null;
            }, cancel);

    internal static Task<IResult> Admit(Guid id, Guid personId, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel) =>
        OnMember(id, personId, RoomAct.Admit, person, http, changes, (change, other) =>
        {
            if (other.Place == RoomPlace.Admitted) return;
            change.Put(other with { Place = RoomPlace.Admitted });
            change.AddStateLine("admitted", other.Id);
            change.Audit("room.admitted", AuditAction.Update, About(other.Id));
            LiveChanges.Changed(change.Work, LiveTopic.Rooms(other.Id), "changed", id);
        }, cancel);

    internal static Task<IResult> Remove(Guid id, Guid personId, RemovalRequest request, CurrentPerson person,
        HttpContext http, RoomChanges changes, CancellationToken cancel) =>
        request.Reason?.Length > ReasonLimitChars
            ? Task.FromResult<IResult>(Problems.BadField("reason", $"At most {ReasonLimitChars} characters."))
            : personId == person.Id.Value
            ? Task.FromResult<IResult>(Problems.BadField("personId", "Leave the room, or end it."))
            : OnMemberLater(id, personId, RoomAct.Remove, person, http, changes, async (change, other) =>
            {
                change.Put(other with { Place = RoomPlace.Removed }, request.Reason);
                if (change.Its.Leader == other.Id) change.Set(room => room with { Leader = null });
                await PresenceStore.LeavePerson(change.Work, change.Its.Id, other.Id, "removed", change.Now, cancel);
                change.AddStateLine("removed", other.Id);
                change.Audit("room.removed", AuditAction.Update, About(other.Id));
            }, cancel);

    internal static Task<IResult> SetRole(Guid id, Guid personId, RoleRequest request, CurrentPerson person,
        HttpContext http, RoomChanges changes, CancellationToken cancel) =>
        !TextCode.TryParse<RoomRole>(request.Role, out var role)
            ? Task.FromResult<IResult>(Problems.BadField("role", "A role is host, speaker or listener."))
            : personId == person.Id.Value
            ? Task.FromResult<IResult>(Problems.BadField("personId", "Another host changes your own role."))
            : OnMember(id, personId, RoomAct.Role, person, http, changes, (change, other) =>
            {
                if (other.Role == role) return;
                change.Put(other with { Role = role });
                if (role == RoomRole.Listener && change.Its.Leader == other.Id)
                    change.Set(room => room with { Leader = null });
                change.AddStateLine("role", other.Id, request.Role);
                change.Audit("room.role", AuditAction.Update, About(other.Id));
            }, cancel);

    internal static string About(PersonId person) =>
        RoomChange.Body(writer => writer.WriteString("personId", person.Value));

    private static Task<IResult> OnMember(Guid id, Guid personId, RoomAct act, CurrentPerson person, HttpContext http,
        RoomChanges changes, Action<RoomChange, RoomMember> decide, CancellationToken cancel) =>
        OnMemberLater(id, personId, act, person, http, changes, (change, other) =>
        {
            decide(change, other);
            return Task.CompletedTask;
        }, cancel);

    private static Task<IResult> OnMemberLater(Guid id, Guid personId, RoomAct act, CurrentPerson person,
        HttpContext http, RoomChanges changes, Func<RoomChange, RoomMember, Task> decide, CancellationToken cancel) =>
        changes.Run(id, person, act, http, async (change, _) =>
        {
            var other = await RoomStore.Member(change.Work, change.Its.Id, new PersonId(personId), cancel);
            if (other is null) return Problems.NotFound();
            await decide(change, other.ToMember());
            return null;
        }, cancel);
}
