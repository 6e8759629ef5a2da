using System.Text.Json.Nodes;
using Telemed.Domain;

namespace Telemed.Hub.Uploads;

/// <summary>A whole file in the spool, hashed.</summary>
/// <param name="Path">Where it lies; it is removed once the upload is settled.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="FileName">What the sender called it; shown, never trusted.</param>
internal sealed record SpooledFile(string Path, long Bytes, string Sha256, string FileName);

/// <summary>Who sends a file, from where, and for which case; exactly one of person and device is there.</summary>
internal sealed record ReceiveContext(
    FacilityId FacilityId,
    PersonId? PersonId,
    DeviceId? DeviceId,
    ConsultationId? ConsultationId,
    PatientId? PatientId,
    DateTimeOffset Now);

/// <summary>What a slice made of a file.</summary>
/// <param name="Kind">Attachment kind: ecg, imaging, slide, image or pdf.</param>
/// <param name="SubjectId">The row that shows it.</param>
/// <param name="Summary">What a person is told at once ("12 leads, 10 s, 500 Hz").</param>
/// <param name="Patient">The patient as the file's header names him, or null when it names none.</param>
/// <param name="Warnings">What is odd but does not stop reading: sentences, or codes that the page words.</param>
internal sealed record ReceivedSubject(
    string Kind, Guid SubjectId, JsonObject Summary, HeaderPatient? Patient, IReadOnlyList<string> Warnings);

/// <summary>The patient as a file's header names him.</summary>
/// <param name="Name">Family name and given names, as people write them; empty when absent.</param>
/// <param name="Id">The header's patient number; empty when absent.</param>
/// <param name="BirthDate">Date of birth, or null.</param>
/// <param name="Sex">"male", "female" or "other", or null.</param>
internal sealed record HeaderPatient(string Name, string Id, DateOnly? BirthDate, string? Sex);
