using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Patients;

/// <summary>
/// Stands before every door that takes something of a patient away or puts something else in its place: the refusal
/// while the patient is under legal hold, else null. The patient stays locked until the work ends.
/// </summary>
internal static class UnderHold
{
    private const string AskToRelease = "Leave it as it is, or ask the coordinator to release the hold.";
    private const string LeaveIdentity =
        "Leave name, sex, birth date and document number as they are; telephone and address may change.";
    private const string BeginAnew =
        "Begin the case anew without this file, or ask the coordinator to release the hold.";

    // Sorted or not, images that bear the number of the patient's document count as the patient's.
    private const string OfStudySql = """
        SELECT s.patient_id FROM imaging_study s WHERE s.id = @id
        UNION
        SELECT c.patient_id FROM imaging_study s JOIN consultation c ON c.id = s.consultation_id WHERE s.id = @id
        UNION
        SELECT c.patient_id FROM attachment a JOIN consultation c ON c.id = a.consultation_id
        WHERE a.subject_id = @id AND a.kind = 'imaging' AND a.removed_at IS NULL
        UNION
        SELECT k.id FROM imaging_study s
        JOIN patient k ON k.facility_id = s.facility_id AND k.identity_number = s.patient_number
        WHERE s.id = @id AND s.patient_number <> ''
        """;

    private const string OfSlideSql = """
        SELECT s.patient_id FROM slide s WHERE s.id = @id
        UNION
        SELECT c.patient_id FROM slide s JOIN consultation c ON c.id = s.consultation_id WHERE s.id = @id
        """;

    private const string OfFileSql = """
        SELECT a.patient_id FROM attachment a WHERE a.id = @id
        UNION
        SELECT c.patient_id FROM attachment a JOIN consultation c ON c.id = a.consultation_id WHERE a.id = @id
        """;

    internal static Task<ProblemHttpResult?> OfPatient(Work work, PatientId patient, CancellationToken cancel) =>
        Refusal(work, "SELECT @id::uuid", patient.Value, AskToRelease, cancel);

    /// <summary>For who the patient is: name, sex, birth date and document.</summary>
    internal static Task<ProblemHttpResult?> OfIdentity(Work work, PatientId patient, CancellationToken cancel) =>
        Refusal(work, "SELECT @id::uuid", patient.Value, LeaveIdentity, cancel, "identity_held");

    internal static Task<ProblemHttpResult?> OfStudy(Work work, Guid study, CancellationToken cancel) =>
        Refusal(work, OfStudySql, study, AskToRelease, cancel);

    internal static Task<ProblemHttpResult?> OfSlide(Work work, Guid slide, CancellationToken cancel) =>
        Refusal(work, OfSlideSql, slide, AskToRelease, cancel);

    /// <summary>For a file of a draft, which its sender would rather send without it.</summary>
    internal static Task<ProblemHttpResult?> OfDraftsFile(Work work, Guid attachment, CancellationToken cancel) =>
        Refusal(work, OfFileSql, attachment, BeginAnew, cancel, "file_held");

    /// <summary>For what is said of a file that stays.</summary>
    internal static Task<ProblemHttpResult?> OfFile(Work work, Guid attachment, CancellationToken cancel) =>
        Refusal(work, OfFileSql, attachment, AskToRelease, cancel);

    private static async Task<ProblemHttpResult?> Refusal(
        Work work, string patientsSql, Guid id, string whatToDo, CancellationToken cancel,
        string code = "legal_hold") =>
        await LegalHoldStore.AnyHeld(work, patientsSql, new { id }, cancel)
            ? Problems.Answer(StatusCodes.Status409Conflict, code,
                "The patient's record is under legal hold: nothing of it is taken away or replaced.", whatToDo)
            : null;
}
