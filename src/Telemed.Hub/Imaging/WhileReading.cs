using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Changes of what a reader lays on images: made by whoever reads the case, while he reads it. What was signed stays
/// as it was signed.
/// </summary>
internal static class WhileReading
{
    /// <summary>Part of a statement: the instance <c>i</c> of study <c>s</c> belongs to the case.</summary>
    public const string OfCaseSql = """
        (s.consultation_id = @id OR EXISTS (
            SELECT 1 FROM attachment a WHERE a.consultation_id = @id AND a.kind = 'imaging' AND a.subject_id = s.id))
        """;

    /// <summary>Runs one statement on the case; no touched row means that what it names is not there.</summary>
    public static async Task<IResult> Run(
        Guid id, string statement, object parameters, string action, CurrentPerson person, HttpContext http,
        CaseChanges changes, CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        var found = await ConsultationStore.FindForUpdate(
            work, person, Permission.WriteReport, new ConsultationId(id), cancel);
        if (found is null) return Problems.NotFound();
        var change = await changes.Begin(work, found, person, Permission.WriteReport, http, cancel);
        if (change.Its.State.IsAfterSigning() || change.Its.Holder != person.Id)
            return Problems.Answer(409, "not_reading", "Only who reads the case marks images.",
                "Claim the case first.");
        if (await work.Execute(statement, parameters, cancel) == 0) return Problems.NotFound();
        change.AlsoAudit(action);
        await change.Save(cancel);
        await work.Commit(cancel);
        return Results.NoContent();
    }
}
