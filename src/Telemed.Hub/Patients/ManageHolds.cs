using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Patients;

/// <summary>Why a hold is set or released.</summary>
internal sealed record HoldForm(string? Reason);

/// <summary>
/// Legal holds of a patient: those who coordinate the facility that keeps the patient, or one above it, set them,
/// release them and read why.
/// </summary>
internal static class ManageHolds
{
    private const int ReasonLimitChars = 500;

    /// <summary>The open hold, if there is one, and those that were released.</summary>
    [Answers<IReadOnlyList<LegalHold>>]
    internal static async Task<IResult> List(
        Guid id, CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        var patient = new PatientId(id);
        return await LegalHoldStore.FacilityOf(reading, person, patient, cancel) is null
            ? Problems.NotFound()
            : TypedResults.Ok(await LegalHoldStore.Of(reading, patient, cancel));
    }

    [Answers<IReadOnlyList<LegalHold>>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Set(
        Guid id, HoldForm form, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (Read(form, out var reason) is { } wrong) return wrong;
        var patient = new PatientId(id);
        var now = time.GetUtcNow();
        await using var work = await database.Begin(cancel);
        if (await LegalHoldStore.Lock(work, person, patient, cancel) is null) return Problems.NotFound();
        var hold = Guid.CreateVersion7(now);
        if (!await LegalHoldStore.Set(work, hold, patient, reason, person.Id, now, cancel))
            return Problems.Answer(StatusCodes.Status409Conflict, "held_already",
                "This patient is under legal hold already.", "Load the page again and read who set it.");
        await AuditLog.Append(work, Entry("patient.hold_set", patient, hold, person), now, cancel);
        await work.Commit(cancel);
        return await Answer(database, patient, StatusCodes.Status201Created, cancel);
    }

    [Answers<IReadOnlyList<LegalHold>>]
    internal static async Task<IResult> Release(
        Guid id, Guid holdId, HoldForm form, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        if (Read(form, out var reason) is { } wrong) return wrong;
        var patient = new PatientId(id);
        var now = time.GetUtcNow();
        await using var work = await database.Begin(cancel);
        if (await LegalHoldStore.Lock(work, person, patient, cancel) is null) return Problems.NotFound();
        if (!await LegalHoldStore.Release(work, holdId, patient, reason, person.Id, now, cancel))
            return (await LegalHoldStore.Of(work, patient, cancel)).All(hold => hold.Id != holdId)
                ? Problems.NotFound()
                : Problems.Answer(StatusCodes.Status409Conflict, "hold_released", "Somebody released this hold before.",
                    "Load the page again.");
        await AuditLog.Append(work, Entry("patient.hold_released", patient, holdId, person), now, cancel);
        await work.Commit(cancel);
        return await Answer(database, patient, StatusCodes.Status200OK, cancel);
    }

    private static ProblemHttpResult? Read(HoldForm form, out string reason)
    {
        reason = form.Reason?.Trim() ?? "";
        return reason.Length is 0 or > ReasonLimitChars
            ? Problems.BadField("reason", $"Say why, in at most {ReasonLimitChars} characters.") : null;
    }

    // The reason may name people and disputes, so the trail names the hold and the hold's row says why.
    private static AuditEntry Entry(string action, PatientId patient, Guid hold, CurrentPerson person) =>
        PatientAudit.Of(action, patient, person, null, AuditAction.Update) with
        {
            Actor = person.Actor, Details = new JsonText($"{{\"hold\":\"{hold:D}\"}}"),
        };

    private static async Task<IResult> Answer(
        Database database, PatientId patient, int status, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        return TypedResults.Json(await LegalHoldStore.Of(reading, patient, cancel),
            PatientJson.Default.IReadOnlyListLegalHold, statusCode: status);
    }
}
