using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Consultations;

/// <summary>
/// Begins a draft. The id may come from the client, so that a form sent twice begins one consultation.
/// </summary>
internal static class StartConsultation
{
    private const string OriginSql = $"""
        SELECT p.facility_id, f.path, f.tier, f.code, h.tier AS home_tier, h.code AS home_code
        FROM patient p JOIN facility f ON f.id = p.facility_id LEFT JOIN facility h ON h.id = @home
        WHERE p.id = @patient AND {ConsultationAccess.VisiblePatientSql}
        """;

    private const string InsertSql = """
        INSERT INTO consultation (id, number, facility_id, sent_through_id, requester_id, patient_id, service_code,
            kind, colour, state, state_since, created_at)
        VALUES (@id, @code || '-' || lpad(nextval('consultation_number')::text, 6, '0'), @facility, @through,
            @requester, @patient, @service, @kind, @colour, 'draft', @now, @now)
        ON CONFLICT (id) DO NOTHING
        """;

    internal const string InsertRequestSql = """
        INSERT INTO consultation_request (consultation_id, questions, complaint, history, onset_at, vitals, red_flags,
            colour_reason, client_at, phone_back_name, phone_back_number)
        VALUES (@id, @questions, @complaint, @history, @onset_at, @vitals::jsonb, @red_flags, @colour_reason,
            @client_at, @phone_name, @phone_number)
        """;

    private const string ExistsSql = """
        SELECT EXISTS (SELECT 1 FROM consultation WHERE id = @id AND requester_id = @person)
        """;

    [method: ExplicitConstructor]
    private sealed record Origin(
        Guid FacilityId, Guid[] Path, string Tier, string Code, string? HomeTier, string? HomeCode);

    [Answers<ConsultationView>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        StartForm form, CurrentPerson person, HttpContext http, CaseChanges changes, ServiceBook services,
        CancellationToken cancel)
    {
        if (CaseForms.Refuse(form) is { } refusal) return refusal;
        if (await services.Find(form.ServiceCode, cancel) is not { IsActive: true } service)
            return Problems.BadField("serviceCode", "The catalogue has no such service.");

        await using var work = await changes.Database.Begin(cancel);
        if (await FindOrigin(work, form, person, cancel) is not { } origin)
            return Problems.Answer(404, "patient_not_found", "There is no such patient that you may see.");
        var (from, through) = CaseForms.Sender(
            person, new FacilityId(origin.FacilityId), [.. origin.Path.Select(id => new FacilityId(id))]);
        var isPatients = from.Value == origin.FacilityId;
        var tier = TextCode.Parse<Tier>(isPatients ? origin.Tier : origin.HomeTier!);
        if (!service.AllowedTiers.Contains(tier))
            return Problems.Answer(403, "service_not_for_tier", "Your facility may not ask for this service.");

        var its = Draft(form, person, service, from, through, changes.Now);
        if (await ExistsAlready(work, form, person, cancel))
            return await ViewConsultation.Answer(changes, person, its.Id.Value, 200, cancel);
        var batch = new StatementBatch(work);
        AddInsert(batch, form, its, isPatients ? origin.Code : origin.HomeCode!);
        batch.Add(AuditLog.Statement(AuditEntries.OfConsultation(
            "consultation.started", its.Id, new PatientId(form.PatientId), new Actor(person.Id, null, from),
            form.ClientTime, AuditAction.Create), its.CreatedAt));
        if (await batch.Run(cancel) == 0)
            return Problems.Answer(409, "id_taken", "Another consultation has this id.", "Make a new id.");
        LiveChanges.Changed(work, LiveTopic.Facility(from), "started", its.Id.Value, its.Version);
        await work.Commit(cancel);
        http.Response.Headers.Location = $"/api/consultations/{its.Id.Value:D}";
        return CaseChanges.WantsLittle(http)
            ? TypedResults.StatusCode(StatusCodes.Status201Created)
            : await ViewConsultation.Answer(changes, person, its.Id.Value, 201, cancel);
    }

    private static Consultation Draft(
        StartForm form, CurrentPerson person, ServiceEntry service, FacilityId from, FacilityId? through,
        DateTimeOffset now) => new()
        {
            Id = form.Id is { } id && id != Guid.Empty ? new ConsultationId(id) : ConsultationId.New(now),
            Service = service.Kind,
            ServiceCode = service.Code,
            Colour = CaseForms.ColourOf(form, service.Code),
            SentFrom = from,
            SentThrough = through,
            Sender = person.Id,
            CreatedAt = now,
            StateSince = now,
        };

    private static Task<Origin?> FindOrigin(
        Work work, CaseForm form, CurrentPerson person, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewPatients);
        parameters.Add("patient", form.PatientId);
        parameters.Add("home", person.Roles.First(held =>
            AccessRules.ReachOf(held.Role, Permission.StartConsultation) != ReachKind.None).Facility.Value);
        return work.RowOrNone<Origin>(OriginSql, parameters, cancel);
    }

    private static async Task<bool> ExistsAlready(
        Work work, StartForm form, CurrentPerson person, CancellationToken cancel) =>
        form.Id is { } id && await work.Row<bool>(ExistsSql, new { id, person = person.Id.Value }, cancel);

    private static void AddInsert(StatementBatch batch, CaseForm form, Consultation its, string facilityCode)
    {
        batch.Add(InsertSql, ("id", its.Id.Value), ("code", facilityCode), ("facility", its.SentFrom.Value),
            ("through", its.SentThrough?.Value), ("requester", its.Sender.Value), ("patient", form.PatientId),
            ("service", its.ServiceCode), ("kind", TextCode.Of(its.Service)), ("colour", TextCode.Of(its.Colour)),
            ("now", its.CreatedAt));
        batch.Add(InsertRequestSql, RequestParameters(form, its.Id));
        ConsultationStore.AddTimers(batch, its.Id, new TimerChanges(
            Timetable.Of(its, ServiceTimers.Text), []));
    }

    internal static (string, object?)[] RequestParameters(CaseForm form, ConsultationId id) =>
    [
        ("id", id.Value), ("questions", CaseForms.Questions(form)), ("complaint", form.Complaint.Trim()),
        ("history", form.History.Trim()), ("onset_at", form.OnsetAt), ("vitals", CaseForms.VitalsJson(form)),
        ("red_flags", form.RedFlags), ("colour_reason", form.ColourReason), ("client_at", form.ClientTime),
        ("phone_name", CaseForms.Words(form.PhoneBackName)), ("phone_number", CaseForms.Words(form.PhoneBackNumber)),
    ];
}
