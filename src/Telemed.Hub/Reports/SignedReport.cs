using System.Text.Json;
using Telemed.Dicom.Objects;
using Telemed.Domain;
using Telemed.Domain.Reports;

namespace Telemed.Hub.Reports;

/// <summary>A signed report in the words of one language, chapter by chapter.</summary>
internal sealed record SignedReport(ReportStore.ReportRecord Report, PrintReport.CaseLine Its, Language Language)
{
    private WrittenReport Written { get; } = WrittenReport.Read(Report.Content);

    public ConsultationId ConsultationId => new(Report.ConsultationId);

    public SignerLine Signer { get; } = JsonSerializer.Deserialize(Report.Signer!, ReportsJson.Default.SignerLine)!;

    public string Organization => Signer.Facility ?? Its.PerformerName ?? Its.FacilityName;

    /// <summary>When it was signed, in the sender's local time.</summary>
    public DateTimeOffset SignedAt => TimeZoneInfo.TryFindSystemTimeZoneById(Its.TimeZone, out var zone)
        ? TimeZoneInfo.ConvertTime(Report.SignedAt!.Value, zone) : Report.SignedAt!.Value;

    /// <summary>The chapters; an addendum has its own words only.</summary>
    public IReadOnlyList<ReportChapter> Chapters() => Report.Kind == "addendum"
        ? [ReportChapter.Addendum(Written.Content.Conclusion)]
        :
        [
            ReportChapter.History(Its.Complaint ?? ""),
            ReportChapter.Request([.. Questions().Select((question, at) => $"{at + 1}. {question}")]),
            ReportChapter.Findings([.. Findings(), Line(ReportHeadings.Limits, Written.Content.Limits)]),
            ReportChapter.Conclusions([.. Answers()]),
            ReportChapter.Impressions(Impression()),
            ReportChapter.Recommendations([Written.Advice, .. Card()]),
        ];

    private string[] Questions() => Its.Questions ?? [];

    private IEnumerable<string> Findings()
    {
        if (!ReportCatalogue.Templates.TryGetValue(Report.TemplateCode, out var template)) yield break;
        foreach (var (path, _, field) in template.Fields())
            if (Written.Content.Values.TryGetValue(path, out var value))
                yield return $"{field.Label[Language]}: {PrintReport.Written(field, value, Language)}";
    }

    private IEnumerable<string> Answers() => Written.Content.Answers
        .Where(answer => answer.Text.Length > 0).OrderBy(answer => answer.Number)
        .Select(answer => $"{answer.Number}. {answer.Text}");

    private string Impression() => Written.CertaintyCode is { } sure && Written.Content.Conclusion.Length > 0
        ? $"{Written.Content.Conclusion} "
            + $"({ReportHeadings.Certainty[Language]}: {ReportHeadings.CertaintyOf(sure, Language)})"
        : Written.Content.Conclusion;

    private IEnumerable<string> Card()
    {
        var card = Written.Content.Action;
        yield return Line(ReportHeadings.DoNow, card.DoNow);
        yield return Line(ReportHeadings.Give, card.Give);
        yield return Line(ReportHeadings.DoNot, card.DoNot);
        yield return Line(ReportHeadings.SendIf, card.SendIf);
        yield return Line(ReportHeadings.CallBackAt, card.CallBackAt);
    }

    private string Line(Label heading, string words) => words.Length == 0 ? "" : $"{heading[Language]}: {words}";
}
