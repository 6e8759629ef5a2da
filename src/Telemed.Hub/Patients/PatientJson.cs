using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Patients;

internal record PatientForm
{
    public string? Name { get; init; }
    public string? Sex { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? IdentityNumber { get; init; }
    public string? Phone { get; init; }
    public string? Address { get; init; }
    public string? Language { get; init; }
}

/// <summary>A new patient; confirmed says that a probable duplicate was looked at and is somebody else.</summary>
internal sealed record NewPatientForm : PatientForm
{
    public Guid? Id { get; init; }
    public Guid? FacilityId { get; init; }
    public bool Confirmed { get; init; }
}

internal sealed record ChangePatientForm : PatientForm
{
    public int Version { get; init; }
}

/// <summary>A patient in a list; document and telephone are masked.</summary>
internal sealed record PatientFound(
    Guid Id, string Name, string Sex, DateOnly? BirthDate, int? AgeYears, string? IdentityNumber, string? Phone,
    Guid FacilityId, string FacilityName, string MatchedBy);

internal sealed record PatientPage(IReadOnlyList<PatientFound> Items, string? Next);

/// <summary>A patient's record; while it is under legal hold, since when.</summary>
internal sealed record PatientView(
    Guid Id, string Name, string Sex, DateOnly? BirthDate, int? AgeYears, string? IdentityKind, string? IdentityNumber,
    string? Phone, string? Address, string Language, Guid FacilityId, string FacilityName, int Version,
    DateTimeOffset CreatedAt, DateTimeOffset? HeldSince);

internal sealed record PastConsultation(
    Guid Id, string Number, string ServiceCode, string Kind, string State, string Colour, DateTimeOffset CreatedAt,
    DateTimeOffset? SignedAt, Guid? ReportId, string? Impression, string? Question);

/// <summary>
/// One ECG, study, slide or document of a patient; without an attachment when a device sent it by itself.
/// </summary>
internal sealed record PastRecording(
    Guid? AttachmentId, string Kind, Guid? SubjectId, string FileName, DateTimeOffset CreatedAt, Guid? ConsultationId,
    JsonElement? Summary);

internal sealed record PatientHistory(
    IReadOnlyList<PastConsultation> Consultations, IReadOnlyList<PastRecording> Recordings);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NewPatientForm))]
[JsonSerializable(typeof(ChangePatientForm))]
[JsonSerializable(typeof(PatientPage))]
[JsonSerializable(typeof(PatientView))]
[JsonSerializable(typeof(PatientHistory))]
[JsonSerializable(typeof(HoldForm))]
[JsonSerializable(typeof(IReadOnlyList<LegalHold>))]
[JsonSerializable(typeof(IReadOnlyList<PatientFound>))]
internal sealed partial class PatientJson : JsonSerializerContext;
