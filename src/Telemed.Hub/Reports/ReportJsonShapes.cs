using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Reports;

internal sealed record AnswerLine(int Number, string? Text, string? Certainty);

internal sealed record ActionCardLine(string? DoNow, string? Give, string? DoNot, string? SendIf, string? CallBackAt);

internal sealed record CriticalMark(bool Is, string? Code, string? Text);

internal sealed record MissingLine(string Code, string? Section, IReadOnlyDictionary<string, string>? Labels);

/// <summary>What a reader writes: coded fields by path "section.field", answers, and words.</summary>
internal record ReportForm
{
    public Dictionary<string, JsonElement>? Content { get; init; }
    public AnswerLine[]? Answers { get; init; }
    public string? Impression { get; init; }
    public string? Advice { get; init; }
    public string? Limits { get; init; }
    public string? Certainty { get; init; }
    public ActionCardLine? ActionCard { get; init; }
    public CriticalMark? Critical { get; init; }
}

/// <summary>A draft to be saved, from the version that the writer saw; 0 when there was none.</summary>
internal sealed record DraftForm : ReportForm
{
    public int Version { get; init; }
}

/// <summary>A signature; with a form it saves and signs at once.</summary>
internal sealed record SignForm : ReportForm
{
    public int? Version { get; init; }
}

internal sealed record AmendForm : ReportForm
{
    public string? Reason { get; init; }
    public string? Severity { get; init; }
}

internal sealed record AddendumForm(string? Text);

internal sealed record ReviewForm(bool Agree, string? Comment);

internal sealed record SecondOpinionForm(bool Agree, string? Comment);

internal sealed record DraftView
{
    public required string Template { get; init; }
    public required int Version { get; init; }
    public required JsonElement Content { get; init; }
    public required IReadOnlyList<AnswerLine> Answers { get; init; }
    public required string Impression { get; init; }
    public required string Advice { get; init; }
    public required string Limits { get; init; }
    public required string? Certainty { get; init; }
    public required ActionCardLine ActionCard { get; init; }
    public required CriticalMark Critical { get; init; }
    public required IReadOnlyList<MissingLine> Missing { get; init; }
    public required DateTimeOffset? SavedAt { get; init; }
    public required ReportView? Previous { get; init; }
}

internal sealed record DraftSaved(int Version, DateTimeOffset SavedAt, IReadOnlyList<MissingLine> Missing);

internal sealed record SignerLine(string Name, string? Title, string? Licence, string? Facility);

internal sealed record WordRun(string Kind, string Text);

internal sealed record DiffLine(
    string Field, IReadOnlyDictionary<string, string>? Labels, string Before, string After,
    IReadOnlyList<WordRun> Words);

internal sealed record ReportView
{
    public required Guid Id { get; init; }
    public required Guid ConsultationId { get; init; }
    public required string ConsultationNumber { get; init; }
    public required string Kind { get; init; }
    public required string Status { get; init; }
    public required int Number { get; init; }
    public required string Template { get; init; }
    public required JsonElement Content { get; init; }
    public required IReadOnlyList<AnswerLine> Answers { get; init; }
    public required string Impression { get; init; }
    public required string Advice { get; init; }
    public required string Limits { get; init; }
    public required string? Certainty { get; init; }
    public required ActionCardLine ActionCard { get; init; }
    public required bool Critical { get; init; }
    public required bool Limited { get; init; }
    /// <summary>It stands as preliminary because nobody reviewed it in time.</summary>
    public required bool Unreviewed { get; init; }
    public required string? Reason { get; init; }
    public required string? Severity { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? SignedAt { get; init; }
    public required SignerLine? Signer { get; init; }
    public required string? VerificationCode { get; init; }
    public required Guid? ReplacesId { get; init; }
    public required IReadOnlyList<DiffLine>? Diff { get; init; }
    public required IReadOnlyList<SnapshotLine> Pictures { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DraftForm))]
[JsonSerializable(typeof(SignForm))]
[JsonSerializable(typeof(AmendForm))]
[JsonSerializable(typeof(AddendumForm))]
[JsonSerializable(typeof(ReviewForm))]
[JsonSerializable(typeof(SecondOpinionForm))]
[JsonSerializable(typeof(DraftView))]
[JsonSerializable(typeof(DraftSaved))]
[JsonSerializable(typeof(ReportView))]
[JsonSerializable(typeof(SignerLine))]
[JsonSerializable(typeof(IReadOnlyList<MissingLine>))]
[JsonSerializable(typeof(IReadOnlyList<DiffLine>))]
[JsonSerializable(typeof(IReadOnlyList<AnswerLine>))]
[JsonSerializable(typeof(IReadOnlyList<SnapshotLine>))]
[JsonSerializable(typeof(TakeSnapshot.About), TypeInfoPropertyName = "SnapshotAbout")]
[JsonSerializable(typeof(EditSnapshot.Request), TypeInfoPropertyName = "SnapshotRequest")]
[JsonSerializable(typeof(CriticalLoops.CodeRequest))]
internal sealed partial class ReportsJson : JsonSerializerContext;
