using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Consultations;

internal sealed record PatientLine(Guid Id, string Name, string Sex, DateOnly? BirthDate, int? AgeYears);

internal sealed record FacilityLine(Guid Id, string Name, string Tier);

internal sealed record PersonLine(Guid Id, string Name);

internal sealed record AttachmentCounts(int Ecg, int Imaging, int Slide, int Document);

/// <summary>A consultation as one line of a list. Times are UTC; the running clock is from StartedAt to DueAt.</summary>
internal record ConsultationRow
{
    public required Guid Id { get; init; }
    public required string Number { get; init; }
    public required string State { get; init; }
    public required string Colour { get; init; }
    public required string ServiceCode { get; init; }
    public required string Kind { get; init; }
    public required PatientLine Patient { get; init; }
    public required FacilityLine Facility { get; init; }
    public required PersonLine Requester { get; init; }
    public required FacilityLine? Performer { get; init; }
    public required PersonLine? Reader { get; init; }
    public required string? Question { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? SubmittedAt { get; init; }
    public required DateTimeOffset? PromiseAt { get; init; }
    public required DateTimeOffset? DueAt { get; init; }
    public required string? DueKind { get; init; }
    public required DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset? SignedAt { get; init; }
    public required bool Breached { get; init; }
    public required bool Paused { get; init; }
    public required bool Critical { get; init; }
    public required AttachmentCounts Attachments { get; init; }
    public required bool NeedsMe { get; init; }
    public required int Version { get; init; }
}

internal sealed record QuestionAnswer(int Number, string Text, string? Answer);

internal sealed record Vitals(
    decimal? Systolic, decimal? Diastolic, decimal? HeartRate, decimal? Spo2, decimal? TemperatureC,
    decimal? RespiratoryRate, decimal? GlucoseMmolL);

internal sealed record TimelineEntry(
    DateTimeOffset At, string Kind, string? PersonName, string? Role, string? FacilityName, string From, string To,
    string? Reason, string? Text);

internal sealed record MessageLine(
    Guid Id, DateTimeOffset At, string Kind, PersonLine Person, string[] Codes, string Text);

internal sealed record AttachmentLine(
    Guid Id, string Kind, Guid? SubjectId, string FileName, long SizeBytes, JsonElement? Summary, string[] Warnings,
    string[] Mismatch, string? MismatchDecision, DateTimeOffset CreatedAt);

internal sealed record ReportLine(
    Guid Id, string Kind, string Status, int Number, DateTimeOffset? SignedAt, string? SignerName, bool Critical);

internal sealed record ActionLine(string Code, string? Text, DateTimeOffset At, string? By);

internal sealed record CriticalHop(
    DateTimeOffset At, string Target, Guid? PersonId, string? PersonName, string Channel, DateTimeOffset? AnsweredAt);

internal sealed record CriticalLine(
    string State, string Code, string Finding, DateTimeOffset FoundAt, DateTimeOffset? NextHopAt,
    DateTimeOffset? ContactedAt, string? ReadBackCode, IReadOnlyList<CriticalHop> Hops);

/// <summary>A consultation as its own page shows it.</summary>
internal sealed record ConsultationView : ConsultationRow
{
    public required IReadOnlyList<QuestionAnswer> Questions { get; init; }
    public required string Complaint { get; init; }
    public required string History { get; init; }
    public required DateTimeOffset? OnsetAt { get; init; }
    public required JsonElement? Vitals { get; init; }
    public required string[] RedFlags { get; init; }
    public required string? ColourReason { get; init; }
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }
    public required IReadOnlyList<MessageLine> Messages { get; init; }
    public required IReadOnlyList<AttachmentLine> AttachmentList { get; init; }
    public required IReadOnlyList<ReportLine> Reports { get; init; }
    public required IReadOnlyList<ActionLine> Actions { get; init; }
    [JsonPropertyName("criticalLoop")]
    public required CriticalLine? CriticalLoop { get; init; }
    public required IReadOnlyList<string> Allowed { get; init; }
    public required DateTimeOffset? LeaseUntil { get; init; }
    public required bool Limited { get; init; }
}

internal sealed record ConsultationPage(IReadOnlyList<ConsultationRow> Items, string? Next);

internal sealed record Check(string Code, string Severity, IReadOnlyDictionary<string, string> Params);
