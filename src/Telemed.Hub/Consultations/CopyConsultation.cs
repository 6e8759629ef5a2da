using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Consultations;

/// <summary>
/// The sender goes on after a return or refusal: a new draft with the same question and files. The old case stays as
/// it ended.
/// </summary>
internal static class CopyConsultation
{
    private const string InsertSql = """
        INSERT INTO consultation (id, number, facility_id, sent_through_id, requester_id, patient_id, service_code,
            kind, colour, state, state_since, created_at, copied_from_id)
        SELECT @id, regexp_replace(c.number, '-[0-9]+$', '') || '-' || lpad(nextval('consultation_number')::text, 6,
            '0'),
               c.facility_id, c.sent_through_id, @requester, c.patient_id, c.service_code, c.kind, c.colour, 'draft',
               @now, @now, c.id
        FROM consultation c WHERE c.id = @from
        """;

    private const string InsertRequestSql = """
        INSERT INTO consultation_request (consultation_id, questions, complaint, history, onset_at, vitals, red_flags,
            colour_reason, phone_back_name, phone_back_number)
        SELECT @id, questions, complaint, history, onset_at, vitals, red_flags, colour_reason, phone_back_name,
            phone_back_number
        FROM consultation_request WHERE consultation_id = @from
        """;

    // The files move on to the case that is still to be answered.
    private const string MoveFilesSql = "UPDATE attachment SET consultation_id = @id WHERE consultation_id = @from";

    private const string ExistingSql = """
        SELECT id FROM consultation WHERE copied_from_id = @from ORDER BY created_at LIMIT 1
        """;

    [Answers<ConsultationView>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        var found = await ConsultationStore.FindForUpdate(
            work, person, Permission.StartConsultation, new ConsultationId(id), cancel);
        if (found is null) return Problems.NotFound();
        if (await work.RowOrNone<Guid?>(ExistingSql, new { from = id }, cancel) is { } already)
            return await ViewConsultation.Answer(changes, person, already, StatusCodes.Status200OK, cancel);
        var now = changes.Now;
        if (found.Its.Copy(ConsultationId.New(now), person.Id, now) is not { } copy)
        {
            return Problems.Answer(409, "not_to_copy", "Only a case that came back or was taken back is copied.",
                "Ask for it to be reopened, or begin a new one.");
        }
        var batch = new StatementBatch(work);
        batch.Add(InsertSql, ("id", copy.Id.Value), ("from", id), ("requester", person.Id.Value), ("now", now));
        batch.Add(InsertRequestSql, ("id", copy.Id.Value), ("from", id));
        batch.Add(MoveFilesSql, ("id", copy.Id.Value), ("from", id));
        ConsultationStore.AddTimers(batch, copy.Id, new TimerChanges(
            Timetable.Of(copy, await changes.TimersOf(found, cancel)), []));
        batch.Add(AuditLog.Statement(AuditEntries.OfConsultation(
            "consultation.copied", copy.Id, found.Patient, Acting.As(person, Permission.StartConsultation, found),
            CaseChanges.ClientAt(http), AuditAction.Create), now));
        await batch.Run(cancel);
        LiveChanges.Changed(work, LiveTopic.Facility(copy.SentFrom), "copied", copy.Id.Value, copy.Version);
        await work.Commit(cancel);
        return await ViewConsultation.Answer(changes, person, copy.Id.Value, StatusCodes.Status201Created, cancel);
    }
}
