using System.Text.Json;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Patients;

/// <summary>Looks patients up by whatever is at hand: name, pinyin, initials, document number, telephone.</summary>
internal static class FindPatients
{
    private const int TypedLimitChars = 100;

    [Answers<PatientPage>]
    internal static async Task<IResult> Handle(
        string? q, int? limit, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (q?.Length > TypedLimitChars) return Problems.BadField("q", $"At most {TypedLimitChars} characters.");
        await using var reading = await database.Read(cancel);
        var found = await PatientStore.Search(
            reading, person, string.IsNullOrWhiteSpace(q) ? null : q, Math.Max(1, limit ?? 20), cancel);
        return TypedResults.Ok(new PatientPage([.. found.Select(each => each.Found(time.GetUtcNow()))], null));
    }
}

/// <summary>One patient's record. Looking at it leaves a line in the audit trail.</summary>
internal static class ViewPatient
{
    [Answers<PatientView>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var work = await database.Begin(cancel);
        if (await PatientStore.Find(work, person, Permission.ViewPatients, new PatientId(id), cancel) is not { } row)
            return Problems.NotFound();
        await AuditLog.Append(
            work, PatientAudit.Of("patient.viewed", new PatientId(id), person, null, AuditAction.Read), now, cancel);
        await work.Commit(cancel);
        return TypedResults.Ok(row.View(now, person.Has(Permission.EditPatients)));
    }

    internal static async Task<IResult> Answer(
        Database database, CurrentPerson person, PatientId id, int status, DateTimeOffset now, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        return await PatientStore.Find(reading, person, Permission.ViewPatients, id, cancel) is { } row
            ? TypedResults.Json(row.View(now, whole: true), PatientJson.Default.PatientView, statusCode: status)
            : Problems.NotFound();
    }
}

/// <summary>Saves what changed about a patient, from the version that was seen.</summary>
internal static class ChangePatient
{
    [Answers<PatientView>]
    internal static async Task<IResult> Handle(
        Guid id, ChangePatientForm form, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (PatientForms.Refuse(form, DateOnly.FromDateTime(now.UtcDateTime), out var fields) is { } refusal)
            return refusal;
        var patient = new PatientId(id);
        await using var work = await database.Begin(cancel);
        if (await PatientStore.Find(work, person, Permission.EditPatients, patient, cancel) is not { } row)
            return Problems.NotFound();
        if (row.Version != form.Version) return Problems.VersionConflict(row.Version);
        // What was there before is not kept, so under hold it stays; how to reach the patient may change any day.
        if (PatientStore.ReplacesIdentity(row, fields)
            && await UnderHold.OfIdentity(work, patient, cancel) is { } held) return held;
        var batch = new StatementBatch(work);
        PatientStore.AddUpdate(batch, patient, new FacilityId(row.FacilityId), fields, form.Version, now);
        batch.Add(AuditLog.Statement(
            PatientAudit.Of("patient.changed", patient, person, new FacilityId(row.FacilityId), AuditAction.Update),
            now));
        if (await batch.Run(cancel) == 0) return Problems.VersionConflict(row.Version + 1);
        await work.Commit(cancel);
        return await ViewPatient.Answer(database, person, patient, StatusCodes.Status200OK, now, cancel);
    }
}

/// <summary>What there was before: the reader's priors.</summary>
internal static class ViewPatientHistory
{
    private const string ConsultationsSql = $"""
        SELECT c.id, c.number, c.service_code, c.kind, c.state, c.colour, c.created_at, c.signed_at,
               r.id AS report_id, r.content ->> 'conclusion' AS impression, q.questions[1] AS question
        FROM consultation c
        LEFT JOIN consultation_request q ON q.consultation_id = c.id
        LEFT JOIN LATERAL (SELECT r.id, r.content FROM report r
                           WHERE r.consultation_id = c.id AND r.status IN ('final', 'amended')
                             AND {ConsultationAccess.ReportsOpenSql}
                           ORDER BY r.number DESC LIMIT 1) r ON true
        WHERE c.patient_id = @id AND {ConsultationAccess.VisibleSql}
        ORDER BY c.created_at DESC LIMIT 200
        """;

    // What a device sent by itself hangs on no case: it is found by its patient. Who sees the patient sees what was
    // made in his reach and what belongs to a case that he may see; the recordings of others do not exist for him.
    private const string RecordingsSql = $$"""
        WITH attached AS (
            SELECT a.id, a.kind, a.subject_id, a.file_name, a.created_at, a.consultation_id, a.facility_id,
                   COALESCE(a.summary, '{}') || jsonb_build_object('facilityId', a.facility_id) AS summary
            FROM attachment a
            WHERE a.removed_at IS NULL
              AND (a.patient_id = @id
                   OR a.consultation_id IN (SELECT pc.id FROM consultation pc WHERE pc.patient_id = @id)))
        SELECT id, kind, subject_id, file_name, created_at, consultation_id, summary::text AS summary FROM (
            SELECT * FROM attached
            UNION ALL
            SELECT NULL, 'ecg', e.id, '', e.received_at, e.consultation_id, e.facility_id, jsonb_build_object(
                'format', e.format, 'leads', e.leads, 'seconds', round(e.duration_ms / 1000.0, 1),
                'samplingRateHz', e.sampling_rate_hz)
            FROM ecg_recording e
            WHERE e.patient_id = @id AND NOT EXISTS (SELECT 1 FROM attached a WHERE a.subject_id = e.id)
            UNION ALL
            SELECT NULL, 'imaging', s.id, '', s.created_at, s.consultation_id, s.facility_id, jsonb_build_object(
                'facilityId', s.facility_id,
                'studyUid', s.study_uid, 'studyDate', s.study_date, 'description', s.description,
                'modalities', s.modalities, 'series', s.series_count, 'instances', s.instance_count)
            FROM imaging_study s
            WHERE s.patient_id = @id AND NOT EXISTS (SELECT 1 FROM attached a WHERE a.subject_id = s.id)
            UNION ALL
            SELECT NULL, 'slide', s.id, s.label, s.created_at, s.consultation_id, s.facility_id, jsonb_build_object(
                'format', s.format, 'widthPx', s.width_px, 'heightPx', s.height_px, 'objective', s.objective)
            FROM slide s
            WHERE s.patient_id = @id AND s.complete AND NOT EXISTS (SELECT 1 FROM attached a WHERE a.subject_id = s.id)
        ) known
        WHERE @visibleEverywhere OR facility_id IN ({{ConsultationAccess.ReachedFacilitiesSql}})
           OR consultation_id IN (SELECT c.id FROM consultation c
                                  WHERE c.patient_id = @id AND {{ConsultationAccess.VisibleSql}})
        ORDER BY created_at DESC LIMIT 500
        """;

    [method: ExplicitConstructor]
    private sealed record PastRow(
        Guid Id, string Number, string ServiceCode, string Kind, string State, string Colour, DateTimeOffset CreatedAt,
        DateTimeOffset? SignedAt, Guid? ReportId, string? Impression, string? Question);

    [method: ExplicitConstructor]
    private sealed record RecordingRow(
        Guid? Id, string Kind, Guid? SubjectId, string FileName, DateTimeOffset CreatedAt, Guid? ConsultationId,
        string? Summary);

    [Answers<PatientHistory>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        var patient = new PatientId(id);
        await using var work = await database.Begin(cancel);
        if (!await ConsultationAccess.MaySeePatient(work, person, patient, cancel)) return Problems.NotFound();
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewPatients);
        parameters.Add("id", id);
        var past = await work.Rows<PastRow>(ConsultationsSql, parameters, cancel);
        var recordings = await work.Rows<RecordingRow>(RecordingsSql, parameters, cancel);
        await AuditLog.Append(work, PatientAudit.Of("patient.history", patient, person, null, AuditAction.Read),
            time.GetUtcNow(), cancel);
        await work.Commit(cancel);
        return TypedResults.Ok(new PatientHistory(
            [
                .. past.Select(row => new PastConsultation(
                    row.Id, row.Number, row.ServiceCode, row.Kind, row.State, row.Colour, row.CreatedAt, row.SignedAt,
                    row.ReportId, row.Impression, row.Question)),
            ],
            [
                .. recordings.Select(row => new PastRecording(
                    row.Id, row.Kind, row.SubjectId, row.FileName, row.CreatedAt, row.ConsultationId,
                    Json(row.Summary))),
            ]));
    }

    private static JsonElement? Json(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
