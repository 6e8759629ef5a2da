using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Notices;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>What the desk does with a case: triage, routing, reassignment, return, and the refusal for good.</summary>
internal static class DeskSteps
{
    internal sealed record TriageRequest(string? Colour, string? ServiceCode, Guid? PerformerFacilityId,
        Guid? PersonId);

    internal sealed record RoutingRequest(Guid? PerformerFacilityId);

    internal sealed record ReassignRequest(Guid PersonId, string? Reason);

    internal sealed record BackRequest(string Reason, string Advice);

    private const string ReaderSql = $"""
        SELECT f.id FROM person p
        JOIN person_privilege pp ON pp.person_id = p.id AND pp.service_code = @service
        JOIN service s ON s.code = @service
        JOIN person_role r ON r.person_id = p.id AND r.role IN ('reporter', 'reviewer', 'on_call_chief')
        JOIN facility f ON f.id = r.facility_id
        WHERE p.id = @person AND p.active
        ORDER BY {CandidateStore.WhereHeReads}
        LIMIT 1
        """;

    private const string FacilitySql = """
        SELECT tier FROM facility WHERE id = @id AND active
        """;

    [Answers<ConsultationView>]
    internal static Task<IResult> Triage(
        Guid id, TriageRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        ServiceBook services, ReaderBook readers, CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.TriageConsultation, http, async change =>
            ChangeColourTo(change, request.Colour)
            ?? await ChangeService(change, request.ServiceCode, services, cancel)
            ?? await TriageTo(change, request.PerformerFacilityId, readers, cancel)
            ?? await RouteTo(change, request.PerformerFacilityId, readers, cancel)
            ?? (request.PersonId is { } reader ? await Give(change, new PersonId(reader), null, cancel) : null),
            cancel);

    [Answers<ConsultationView>]
    internal static Task<IResult> Route(
        Guid id, RoutingRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        ReaderBook readers, CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.RouteConsultation, http, async change =>
            await TriageTo(change, request.PerformerFacilityId, readers, cancel)
            ?? await RouteTo(change, request.PerformerFacilityId, readers, cancel), cancel);

    [Answers<ConsultationView>]
    internal static async Task<IResult> Reassign(
        Guid id, ReassignRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        ReassignReason? reason = null;
        if (request.Reason is not null)
        {
            if (!TextCode.TryParse<ReassignReason>(request.Reason, out var known))
                return Problems.BadField("reason", "This is no reason of the list.");
            reason = known;
        }
        return await changes.RunReading(id, person, Permission.ReassignConsultation, http,
            async change => await Give(change, new PersonId(request.PersonId), reason, cancel), cancel);
    }

    [Answers<ConsultationView>]
    internal static Task<IResult> Return(
        Guid id, BackRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        TextCode.TryParse<ReturnReason>(request.Reason, out var reason)
            ? changes.Run(id, person, Permission.ReturnConsultation, http,
                change => Told(change, new Command.Return(reason, request.Advice ?? ""), "returned"), cancel)
            : Task.FromResult<IResult>(Problems.BadField("reason", "Returning asks for a reason of the list."));

    [Answers<ConsultationView>]
    internal static Task<IResult> Reject(
        Guid id, BackRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        TextCode.TryParse<RejectReason>(request.Reason, out var reason)
            ? changes.Run(id, person, Permission.RejectConsultation, http,
                change => TalkConsultation.OpenIfClaimed(change)
                    ?? Told(change, new Command.Reject(reason, request.Advice ?? ""), "rejected"), cancel)
            : Task.FromResult<IResult>(Problems.BadField("reason", "Refusing asks for a reason of the list."));

    private static IResult? Told(CaseChange change, Command command, string notice)
    {
        if (change.Do(command) is { } refusal) return refusal;
        change.TellSender(notice);
        return null;
    }

    private static IResult? ChangeColourTo(CaseChange change, string? code)
    {
        if (code is null) return null;
        if (!TextCode.TryParse<Colour>(code, out var colour))
            return Problems.BadField("colour", "The colour is red, yellow or green.");
        return colour == change.Its.Colour
            ? null
            : change.Do(new Command.ChangeColour(colour, ColourReason.WrongColour, null));
    }

    private static async Task<IResult?> ChangeService(
        CaseChange change, string? code, ServiceBook services, CancellationToken cancel)
    {
        if (code is null || code == change.Its.ServiceCode) return null;
        if (await services.Find(code, cancel) is not { IsActive: true } service)
            return Problems.BadField("serviceCode", "The catalogue has no such service.");
        if (change.Do(new Command.ChangeService(change.Its.ServiceCode, service.Code, service.Kind)) is { } refusal)
            return refusal;
        change.Step.Timers = await services.TimersOf(service.Code, change.Step.Current.TimeZone, cancel);
        return null;
    }

    private static async Task<IResult?> TriageTo(
        CaseChange change, Guid? facility, ReaderBook readers, CancellationToken cancel)
    {
        if (change.Its.State != ConsultationState.Submitted) return null;
        var pool = await readers.For(change.Its.ServiceCode, change.Step.Current.FacilityPath, cancel);
        var tier = facility is { } chosen
            ? await change.Work.RowOrNone<string>(FacilitySql, new { id = chosen }, cancel)
            : pool.Count > 0 ? pool[0].Tier : null;
        return tier is null
            ? Problems.BadField("performerFacilityId", "Nobody reads this service by rule; choose a facility.")
            : change.Do(new Command.Triage(TextCode.Parse<Tier>(tier), Skill: null));
    }

    private static async Task<IResult?> RouteTo(
        CaseChange change, Guid? facility, ReaderBook readers, CancellationToken cancel)
    {
        if (facility is { } chosen)
        {
            if (await change.Work.RowOrNone<string>(FacilitySql, new { id = chosen }, cancel) is null)
                return Problems.BadField("performerFacilityId", "There is no such facility.");
            return change.Do(new Command.Route(new FacilityId(chosen))) ?? Routing.Place(change, [chosen], chosen);
        }
        return change.Do(new Command.Route(null)) ?? await Routing.Widen(change, readers, cancel);
    }

    private static async Task<IResult?> Give(
        CaseChange change, PersonId reader, ReassignReason? reason, CancellationToken cancel)
    {
        var facility = await change.Work.RowOrNone<Guid?>(ReaderSql, new
        {
            service = change.Its.ServiceCode,
            person = reader.Value,
            pool = change.Step.Current.Pool,
        }, cancel);
        if (facility is null)
            return Problems.BadField("personId", "This person is not there or may not read this service.");
        var before = change.Its.Holder;
        if (change.Do(new Command.Reassign(reader, reason)) is { } refusal) return refusal;
        Routing.Hand(change, reader, facility.Value);
        if (before is { } former)
            TellPeople.Person(change.Work, change.Batch, former, change.Its.Id, "reassigned", change.Now);
        return null;
    }
}
