using Microsoft.AspNetCore.Http.HttpResults;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Patients;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Patients;

/// <summary>Checks what was written about a patient.</summary>
internal static class PatientForms
{
    private const int NameLimitChars = 200;
    private const int PhoneLimitChars = 40;
    private const int AddressLimitChars = 300;
    private const int NumberLimitChars = 40;
    private const int OldestYears = 130;

    internal static ProblemHttpResult? Refuse(PatientForm form, DateOnly today, out PatientStore.PatientFields fields)
    {
        var name = form.Name?.Trim() ?? "";
        var number = form.IdentityNumber?.Trim() is { Length: > 0 } given ? given : null;
        var check = number is null ? null : IdentityNumber.Read(number);
        var valid = check as IdentityCheck.Valid;
        var birth = form.BirthDate ?? valid?.BirthDate;
        fields = new PatientStore.PatientFields(
            name, Sex(form, valid), birth, Kind(check), valid?.Number ?? number, Text(form.Phone), Text(form.Address),
            form.Language ?? "zh");
        if (name.Length is 0 or > NameLimitChars)
            return Problems.BadField("name", $"A name has 1 to {NameLimitChars} characters.");
        if (form.Sex is { } sex && !TextCode.TryParse<Sex>(sex, out _))
            return Problems.BadField("sex", "This is no code of the list.");
        if (birth > today || birth < today.AddYears(-OldestYears))
            return Problems.BadField("birthDate", "Nobody alive was born then.");
        if (fields.Phone?.Length > PhoneLimitChars)
            return Problems.BadField("phone", $"At most {PhoneLimitChars} characters.");
        if (fields.Address?.Length > AddressLimitChars)
            return Problems.BadField("address", $"At most {AddressLimitChars} characters.");
        if (fields.Language is not ("zh" or "en" or "ru" or "kk"))
            return Problems.BadField("language", "The language is zh, en, ru or kk.");
        return RefuseNumber(number, check, form.BirthDate);
    }

    private static ProblemHttpResult? RefuseNumber(string? number, IdentityCheck? check, DateOnly? birth)
    {
        if (number?.Length > NumberLimitChars) return Problems.BadField("identityNumber", "This number is too long.");
        return check switch
        {
            IdentityCheck.WrongCheckDigit => Problems.BadField(
                "identityNumber", "The check digit does not fit: look for a typing error."),
            IdentityCheck.WrongDate =>
                Problems.BadField("identityNumber", "The date within the number does not exist."),
            IdentityCheck.Valid valid when birth is { } said && said != valid.BirthDate => Problems.BadField(
                "birthDate", "The birth date and the identity number disagree."),
            _ => null,
        };
    }

    private static string Sex(PatientForm form, IdentityCheck.Valid? valid) =>
        form.Sex ?? TextCode.Of(valid?.Sex ?? Domain.Sex.Unknown);

    private static string? Kind(IdentityCheck? check) => check switch
    {
        null => null,
        IdentityCheck.Valid valid => TextCode.Of(valid.Kind),
        _ => "other",
    };

    private static string? Text(string? text) => text?.Trim() is { Length: > 0 } words ? words : null;
}

/// <summary>Registers a patient at a facility; somebody who seems to be there already is shown first.</summary>
internal static class RegisterPatient
{
    [Answers<PatientView>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Handle(
        NewPatientForm form, CurrentPerson person, HttpContext http, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (PatientForms.Refuse(form, DateOnly.FromDateTime(now.UtcDateTime), out var fields) is { } refusal)
            return refusal;
        var facility = form.FacilityId is { } chosen ? new FacilityId(chosen) : Home(person);
        var id = form.Id is { } given && given != Guid.Empty ? new PatientId(given) : PatientId.New(now);

        await using var work = await database.Begin(cancel);
        if (form.FacilityId is not null && !await PatientStore.Reaches(work, person, facility, cancel))
            return Problems.NotFound();
        if (!form.Confirmed && await Twins(work, person, fields, id, now, cancel) is { } twins) return twins;
        var batch = new StatementBatch(work);
        PatientStore.AddInsert(batch, id, facility, fields, person.Id, now);
        batch.Add(
            AuditLog.Statement(PatientAudit.Of("patient.registered", id, person, facility, AuditAction.Create), now));
        var made = await batch.Run(cancel) > 0;
        if (made) await work.Commit(cancel);
        else if (await PatientStore.Find(work, person, Permission.EditPatients, id, cancel) is null)
            return Problems.Answer(409, "id_taken", "Another patient has this id.", "Make a new id.");
        http.Response.Headers.Location = $"/api/patients/{id.Value:D}";
        return await ViewPatient.Answer(database, person, id, made ? 201 : 200, now, cancel);
    }

    private static async Task<IResult?> Twins(
        Work work, CurrentPerson person, PatientStore.PatientFields fields, PatientId id, DateTimeOffset now,
        CancellationToken cancel)
    {
        var found = await PatientStore.Duplicates(work, person, fields, cancel);
        var others = found.Where(each => each.Id != id.Value).ToArray();
        if (others.Length == 0) return null;
        var problem = Problems.Because("probable_duplicate", "Somebody very like this is registered already.",
            "Choose that patient, or confirm that this is another person.");
        IReadOnlyList<PatientFound> candidates = [.. others.Select(each => each.Found(now))];
        problem.Extensions["candidates"] =
            JsonSerializer.SerializeToElement(candidates, PatientJson.Default.IReadOnlyListPatientFound);
        return Problems.Answer(StatusCodes.Status409Conflict, problem);
    }

    private static FacilityId Home(CurrentPerson person) => person.Roles.First(held =>
        AccessRules.ReachOf(held.Role, Permission.EditPatients) != ReachKind.None).Facility;
}

/// <summary>The audit lines of patients.</summary>
internal static class PatientAudit
{
    internal static AuditEntry Of(
        string action, PatientId patient, CurrentPerson person, FacilityId? facility, AuditAction kind) => new()
        {
            Action = action,
            Event = AuditEvents.PatientRecord,
            Kind = kind,
            Actor = new AuditActor { PersonId = person.Id.Value, FacilityId = facility?.Value },
            EntityKind = "patient",
            EntityId = patient.Value.ToString("D"),
            PatientId = patient.Value,
        };
}
