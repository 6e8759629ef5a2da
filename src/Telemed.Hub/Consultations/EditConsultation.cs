using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>Saves what the sender changed in a draft; once sent, the request stays as it is.</summary>
internal static class EditConsultation
{
    private const string UpdateSql = """
        UPDATE consultation_request SET questions = @questions, complaint = @complaint, history = @history,
            onset_at = @onset_at, vitals = @vitals::jsonb, red_flags = @red_flags, colour_reason = @colour_reason,
            client_at = @client_at, phone_back_name = @phone_name, phone_back_number = @phone_number
        WHERE consultation_id = @id
        """;

    private const string UpdatePatientSql = """
        UPDATE consultation SET patient_id = @patient WHERE id = @id
        """;

    [Answers<ConsultationView>]
    internal static async Task<IResult> Handle(
        Guid id, EditForm form, CurrentPerson person, HttpContext http, CaseChanges changes, ServiceBook services,
        CancellationToken cancel)
    {
        if (CaseForms.Refuse(form) is { } refusal) return refusal;
        if (await services.Find(form.ServiceCode, cancel) is not { IsActive: true } service)
            return Problems.BadField("serviceCode", "The catalogue has no such service.");
        return await changes.RunReading(id, person, Permission.StartConsultation, http, async change =>
        {
            var its = change.Its;
            if (its.State != ConsultationState.Draft)
                return Problems.Answer(409, "already_sent", "What was sent stays as it is.",
                    "Add it to the conversation.");
            if (its.Version != form.Version) return Problems.VersionConflict(its.Version);
            var patient = new PatientId(form.PatientId);
            if (patient != change.Step.Current.Patient)
            {
                if (!await ConsultationAccess.MaySeePatient(change.Work, person, patient, cancel))
                    return Problems.Answer(404, "patient_not_found", "There is no such patient that you may see.");
                // The draft and its files would go from one record into another.
                if (await UnderHold.OfPatient(change.Work, change.Step.Current.Patient, cancel) is { } held)
                    return held;
                change.Batch.Add(UpdatePatientSql, ("id", id), ("patient", form.PatientId));
            }
            change.Step.Current = change.Step.Current with
            {
                Patient = patient,
                Its = its with
                {
                    Version = its.Version + 1,
                    Service = service.Kind,
                    ServiceCode = service.Code,
                    Colour = CaseForms.ColourOf(form, service.Code),
                },
            };
            change.Batch.Add(UpdateSql, StartConsultation.RequestParameters(form, its.Id));
            change.AlsoAudit("consultation.edited");
            return null;
        }, cancel);
    }
}
