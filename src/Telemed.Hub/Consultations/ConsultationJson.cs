using Dapper;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Consultations;

internal sealed record PatientLine(Guid Id, string Name, string Sex, DateOnly? BirthDate, int? AgeYears);

internal sealed record FacilityLine(Guid Id, string Name, string Tier);

internal sealed record PersonLine(Guid Id, string Name);

internal sealed record AttachmentCounts(int Ecg, int Imaging, int Slide, int Document);

/// <summary>
/// A consultation as one line of a list. Times are UTC; the running clock is from StartedAt to DueAt.
/// </summary>
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

[method: ExplicitConstructor]
internal sealed record TimelineEntry(
    DateTimeOffset At, string Kind, string? PersonName, string? Role, string? FacilityName, string From, string To,
    string? Reason, string? Text);

internal sealed record MessageLine(
    Guid Id, DateTimeOffset At, string Kind, PersonLine Person, string[] Codes, string Text);

internal sealed record AttachmentLine(
    Guid Id, string Kind, Guid? SubjectId, string FileName, long SizeBytes, JsonElement? Summary, string[] Warnings,
    string[] Mismatch, string? MismatchDecision, JsonElement? Calibration, DateTimeOffset CreatedAt);

internal sealed record ReportLine(
    Guid Id, string Kind, string Status, int Number, DateTimeOffset? SignedAt, string? SignerName, bool Critical);

internal sealed record ActionLine(string Code, string? Text, DateTimeOffset At, string? By);

internal sealed record CriticalHopLine(DateTimeOffset At, string Target, string Channel);

internal sealed record CriticalLine(
    string State, string Code, string Finding, DateTimeOffset FoundAt, DateTimeOffset? NextHopAt,
    DateTimeOffset? ContactedAt, string? ReadBackCode, IReadOnlyList<CriticalHopLine> Hops);

/// <summary>A consultation as its own page shows it: the line of the lists, and everything else.</summary>
internal sealed record ConsultationView : ConsultationRow
{
    [SetsRequiredMembers]
    internal ConsultationView(ConsultationRow row) : base(row)
    {
    }

    public IReadOnlyList<QuestionAnswer> Questions { get; init; } = [];
    public string Complaint { get; init; } = "";
    public string History { get; init; } = "";
    public DateTimeOffset? OnsetAt { get; init; }
    public JsonElement? Vitals { get; init; }
    public string[] RedFlags { get; init; } = [];
    public string? ColourReason { get; init; }
    public PhoneBackView? PhoneBack { get; init; }
    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];
    public IReadOnlyList<MessageLine> Messages { get; init; } = [];
    public IReadOnlyList<AttachmentLine> AttachmentList { get; init; } = [];
    public IReadOnlyList<ReportLine> Reports { get; init; } = [];
    public IReadOnlyList<ActionLine> Actions { get; init; } = [];
    /// <summary>The relay that runs, or the last one when none does.</summary>
    public CriticalLine? CriticalLoop { get; init; }
    /// <summary>Relays of earlier readings of a case that was opened again, newest first.</summary>
    public IReadOnlyList<CriticalLine> EarlierCriticalLoops { get; init; } = [];
    public IReadOnlyList<string> Allowed { get; init; } = [];
    public DateTimeOffset? LeaseUntil { get; init; }
    public bool Limited { get; init; }
    /// <summary>Why a second reader agrees before this is signed; null when none must, and for senders.</summary>
    public string? ReviewReason { get; init; }
}

internal sealed record ConsultationPage(IReadOnlyList<ConsultationRow> Items, string? Next);

internal sealed record Check(string Code, string Severity, IReadOnlyDictionary<string, string> Params);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ConsultationPage))]
[JsonSerializable(typeof(ConsultationView))]
[JsonSerializable(typeof(IReadOnlyList<CriticalHopLine>))]
[JsonSerializable(typeof(IReadOnlyList<Check>))]
[JsonSerializable(typeof(StartForm))]
[JsonSerializable(typeof(EditForm))]
[JsonSerializable(typeof(Vitals))]
[JsonSerializable(typeof(SendConsultation.Request), TypeInfoPropertyName = "SendRequest")]
[JsonSerializable(typeof(NextCase.Request), TypeInfoPropertyName = "NextRequest")]
[JsonSerializable(typeof(ReleaseConsultation.Request), TypeInfoPropertyName = "ReleaseRequest")]
[JsonSerializable(typeof(GiveReading.Request), TypeInfoPropertyName = "ReadingRequest")]
[JsonSerializable(typeof(HoldClock.Request), TypeInfoPropertyName = "PauseRequest")]
[JsonSerializable(typeof(RenewLease.Response), TypeInfoPropertyName = "LeaseResponse")]
[JsonSerializable(typeof(PhoneBackView))]
[JsonSerializable(typeof(PhoneBacks.Request), TypeInfoPropertyName = "PhoneBackRequest")]
[JsonSerializable(typeof(TalkConsultation.InfoRequest))]
[JsonSerializable(typeof(TalkConsultation.Words))]
[JsonSerializable(typeof(ReaderRanking))]
[JsonSerializable(typeof(DeskSteps.TriageRequest))]
[JsonSerializable(typeof(DeskSteps.RoutingRequest))]
[JsonSerializable(typeof(DeskSteps.ReassignRequest))]
[JsonSerializable(typeof(DeskSteps.BackRequest))]
[JsonSerializable(typeof(SenderSteps.ColourRequest))]
[JsonSerializable(typeof(SenderSteps.CancelRequest))]
[JsonSerializable(typeof(SenderSteps.AcknowledgeRequest))]
[JsonSerializable(typeof(SenderSteps.ActionRequest))]
[JsonSerializable(typeof(SenderSteps.ReopenRequest))]
[JsonSerializable(typeof(SenderSteps.SecondOpinionRequest))]
internal sealed partial class ConsultationJson : JsonSerializerContext;
