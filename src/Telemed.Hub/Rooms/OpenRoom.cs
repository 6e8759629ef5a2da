using Npgsql;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Rooms;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Rooms;

/// <summary>Opens a room: from a case, straight to the on-call chain, or for a round or a class.</summary>
internal static class OpenRoom
{
    private const int TitleLimitChars = 200;
    private static readonly TimeSpan PlannedLimit = TimeSpan.FromDays(92);

    internal sealed record Invited(Guid PersonId, string? Role);

    internal sealed record Request(
        Guid? ConsultationId, string? Kind, string? Title, DateTimeOffset? PlannedAt, Invited[]? Invite);

    private const string CaseSql = $"""
        SELECT c.id, c.facility_id, c.patient_id, c.requester_id, c.reader_id, c.author_id, c.signed_by_id,
               c.service_code, c.colour, c.state
        FROM consultation c WHERE c.id = @id AND {ConsultationAccess.VisibleSql}
        """;

    private sealed record CaseOfRoom
    {
        public Guid Id { get; init; }
        public Guid FacilityId { get; init; }
        public Guid PatientId { get; init; }
        public Guid RequesterId { get; init; }
        public Guid? ReaderId { get; init; }
        public Guid? AuthorId { get; init; }
        public Guid? SignedById { get; init; }
        public string ServiceCode { get; init; } = "";
        public string Colour { get; init; } = "";
        public string State { get; init; } = "";

        public Guid? Reader => ReaderId ?? SignedById ?? AuthorId;
    }

    private static readonly string[] EndedStates = ["draft", "cancelled", "rejected", "returned", "expired"];

    [Answers<RoomPage>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        Request request, CurrentPerson person, HttpContext http, RoomChanges changes, CancellationToken cancel)
    {
        if (!TextCode.TryParse<RoomKind>(request.Kind ?? "consult", out var kind))
            return Problems.BadField("kind", "A room is a consult, a round or a class.");
        if (request.Title?.Length > TitleLimitChars)
            return Problems.BadField("title", $"At most {TitleLimitChars} characters.");
        if (request.Invite?.Length > changes.Options.InvitedAtOnceLimit)
            return Problems.BadField("invite", $"At most {changes.Options.InvitedAtOnceLimit} people at a time.");
        if (request.PlannedAt is { } at && (at < changes.Now || at > changes.Now + PlannedLimit))
            return Problems.BadField("plannedAt", "A slot lies within the next three months.");
        if (kind == RoomKind.Consult)
            return request.ConsultationId is { } consultation
                ? await OfCase(consultation, request, isRedCall: false, person, http, changes, cancel)
                : Problems.BadField("consultationId", "A consult is about a case.");
        return string.IsNullOrWhiteSpace(request.Title)
            ? Problems.BadField("title", "Name the round or class.")
            : await OfNoCase(kind, request, person, http, changes, cancel);
    }

    /// <summary>The red call: whoever is on duty is rung now, then the next, until somebody comes.</summary>
    [Answers<RoomPage>(StatusCodes.Status201Created)]
    internal static Task<IResult> RedCall(
        Guid id, CurrentPerson person, HttpContext http, RoomChanges changes, CancellationToken cancel) =>
        OfCase(id, new Request(id, null, null, null, null), isRedCall: true, person, http, changes, cancel);

    private static async Task<IResult> OfCase(Guid consultation, Request request, bool isRedCall, CurrentPerson person,
        HttpContext http, RoomChanges changes, CancellationToken cancel)
    {
        try
        {
            return await Open(consultation, request, isRedCall, person, http, changes, cancel);
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Both sides pressed the button in the same moment; this one comes into the other's room.
            return await Open(consultation, request, isRedCall, person, http, changes, cancel);
        }
    }

    private static async Task<IResult> Open(Guid consultation, Request request, bool isRedCall, CurrentPerson person,
        HttpContext http, RoomChanges changes, CancellationToken cancel)
    {
        RoomChange change;
        await using (var work = await changes.Database.Begin(cancel))
        {
            var parameters = ConsultationAccess.Parameters(person);
            parameters.Add("id", consultation);
            if (await work.RowOrNone<CaseOfRoom>(CaseSql, parameters, cancel) is not { } its)
                return Problems.NotFound();
            if (EndedStates.Contains(its.State))
                return Problems.Answer(409, "case_not_open", "A room needs a case that was sent and goes on.");
            if (await RoomStore.OpenOfCase(work, consultation, cancel) is { } open)
                return await ComeIn(open, isRedCall, person, http, changes, work, cancel);
            var place = await SameSlot.Find(work, consultation, changes.Now, cancel);
            change = Begin(work, its, request, isRedCall || place is { IsRedCall: true }, place, person, http, changes);
            if (await InviteOthers(change, its, request, place, person, cancel) is { } refusal) return refusal;
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        await changes.Tell(change, cancel);
        return await Created(change, person, changes, cancel);
    }

    private static RoomChange Begin(Work work, CaseOfRoom its, Request request, bool isRedCall, SameSlot.Place? place,
        CurrentPerson person, HttpContext http, RoomChanges changes)
    {
        var now = changes.Now;
        var isReader = person.Has(Permission.WriteReport) && its.RequesterId != person.Id.Value;
        var row = new RoomRecord
        {
            Id = RoomId.New(now).Value, Kind = "consult", ConsultationId = its.Id, FacilityId = its.FacilityId,
            ServiceCode = its.ServiceCode, Title = request.Title?.Trim() ?? "",
            Colour = isRedCall ? "red" : its.Colour, State = "planned", StateSince = now, Version = 1,
            CreatedBy = person.Id.Value, CreatedAt = now, PlannedAt = request.PlannedAt, Ladder = "video",
            SpecialistId = isReader ? person.Id.Value : place?.Specialist ?? (isRedCall ? null : its.Reader),
            RedCall = isRedCall, QueueFrom = place?.From, PatientId = its.PatientId, RequesterId = its.RequesterId,
        };
        var change = changes.Begin(work, row, RoomChanges.ActorOf(person, http), isNew: true);
        change.Put(new RoomMember(person.Id, RoomRole.Host, RoomPlace.Admitted));
        if (place is not null) change.AddStateLine("same_slot");
        change.Audit(isRedCall ? "room.red_call" : "room.opened", AuditAction.Create);
        return change;
    }

    private static async Task<IResult?> InviteOthers(RoomChange change, CaseOfRoom its, Request request,
        SameSlot.Place? place, CurrentPerson person, CancellationToken cancel)
    {
        var isReader = change.Its.Specialist == person.Id;
        if (isReader && change.Its.Colour != Colour.Red
            && await RoomStore.OwedNote(change.Work, person.Id, null, change.Times, change.Now, cancel) is { } owed)
            return NoteOwed(owed);
        if (request.Invite is { Length: > 0 } named)
        {
            foreach (var each in named)
                if (await Name(change, each, cancel) is { } refusal) return refusal;
        }
        else if (isReader)
        {
            OnCallChain.Invite(change, new PersonId(its.RequesterId), RoomRole.Speaker, isRinging: true);
        }
        else if (place?.Specialist is { } again && again != person.Id.Value
            && await RoomStore.MayJoin(change.Work, again, cancel))
        {
            OnCallChain.Invite(change, new PersonId(again), RoomRole.Host, isRinging: true);
        }
        else if (!change.IsRedCall && its.Reader is { } reader && reader != person.Id.Value)
        {
            OnCallChain.Invite(change, new PersonId(reader), RoomRole.Host, isRinging: true);
        }
        else if (await OnCallChain.Next(
            change.Work, change.Its.Id, its.Id, person.Id, change.Now, cancel) is { } next)
        {
            OnCallChain.Invite(change, new PersonId(next), RoomRole.Host, isRinging: true);
        }
        else
        {
            return Problems.Answer(409, "nobody_on_call", "Nobody is on duty for this.", "Telephone the coordinator.");
        }
        change.Do(RoomStep.Invite, RoomSide.Host);
        return null;
    }

    private static async Task<IResult?> Name(RoomChange change, Invited invited, CancellationToken cancel)
    {
        if (!TextCode.TryParse<RoomRole>(invited.Role ?? "speaker", out var role))
            return Problems.BadField("invite", "A role is host, speaker or listener.");
        if (invited.PersonId == change.Actor.Person?.Value) return null;
        if (!await RoomStore.MayJoin(change.Work, invited.PersonId, cancel))
            return Problems.BadField("invite", "One of these people cannot come into rooms.");
        OnCallChain.Invite(change, new PersonId(invited.PersonId), role, isRinging: true);
        return null;
    }

    // The room is there already: whoever may see the case comes to its door, and a red call makes it red.
    private static async Task<IResult> ComeIn(Guid open, bool isRedCall, CurrentPerson person, HttpContext http,
        RoomChanges changes, Work work, CancellationToken cancel)
    {
        await work.DisposeAsync();
        if (!isRedCall) return await ViewRoom.Handle(open, person, changes, cancel);
        return await changes.Run(open, person, act: null, http, async (change, member) =>
        {
            if (member is null) change.Put(new RoomMember(person.Id, RoomRole.Speaker, RoomPlace.Waiting));
            if (change.IsRedCall) return null;
            change.IsRedCall = true;
            if (change.Its.Colour == Colour.Red) change.Set(room => room);
            else if (change.Do(RoomStep.TurnRed, RoomSide.Speaker, "red_call") is { } refused)
                return RoomProblems.Answer(refused);
            change.AddStateLine("red_call", person.Id);
            change.Audit("room.red_call");
            await OnCallChain.Ring(change, cancel);
            return null;
        }, cancel);
    }

    private static async Task<IResult> OfNoCase(RoomKind kind, Request request, CurrentPerson person, HttpContext http,
        RoomChanges changes, CancellationToken cancel)
    {
        RoomChange change;
        await using (var work = await changes.Database.Begin(cancel))
        {
            var now = changes.Now;
            var row = new RoomRecord
            {
                Id = RoomId.New(now).Value, Kind = TextCode.Of(kind), FacilityId = person.Roles[0].Facility.Value,
                Title = request.Title!.Trim(), Colour = "green", State = "planned", StateSince = now, Version = 1,
                CreatedBy = person.Id.Value, CreatedAt = now, PlannedAt = request.PlannedAt, Ladder = "video",
            };
            change = changes.Begin(work, row, RoomChanges.ActorOf(person, http), isNew: true);
            change.Put(new RoomMember(person.Id, RoomRole.Host, RoomPlace.Admitted));
            change.Audit("room.opened", AuditAction.Create);
            foreach (var each in request.Invite ?? [])
                if (await Name(change, each, cancel) is { } refusal) return refusal;
            change.Do(RoomStep.Invite, RoomSide.Host);
            await change.Save(cancel);
            await work.Commit(cancel);
        }
        await changes.Tell(change, cancel);
        return await Created(change, person, changes, cancel);
    }

    private static async Task<IResult> Created(
        RoomChange change, CurrentPerson person, RoomChanges changes, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        var page = await ViewRoom.Load(reading, change.Its.Id, person, changes, cancel);
        return TypedResults.Json(page, RoomsJson.Default.RoomPage, statusCode: StatusCodes.Status201Created);
    }

    internal static IResult NoteOwed(Guid room)
    {
        var problem = Problems.Because("note_owed", "A note of an earlier session is overdue.",
            "Sign it first; a red room is never blocked.");
        problem.Extensions["roomId"] = room;
        return Problems.Answer(StatusCodes.Status409Conflict, problem);
    }
}
