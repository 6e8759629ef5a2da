using System.Collections.Immutable;
using Telemed.Domain;
using Telemed.Domain.Reports;

namespace Telemed.Hub.Reports;

/// <summary>Says in codes and labels what is missing and what changed.</summary>
internal static class ReportWords
{
    /// <summary>The report template of a service: its own, or the general one of its kind.</summary>
    internal static ReportTemplate Template(string? code, ServiceKind kind)
    {
        if (code is not null && ReportCatalogue.Templates.TryGetValue(code, out var own)) return own;
        return ReportCatalogue.Templates[kind switch
        {
            ServiceKind.Ecg => "ecg",
            ServiceKind.Imaging => "imaging",
            ServiceKind.Pathology => "biopsy",
            ServiceKind.General => "general",
        }];
    }

    internal static IReadOnlyList<MissingLine> Missing(ReportTemplate template, ImmutableArray<Missing> missing) =>
        [.. missing.Select(each => Line(template, each))];

    private static MissingLine Line(ReportTemplate template, Missing missing) => missing switch
    {
        Domain.Reports.Missing.Question(var number) => new MissingLine($"answers.{number}", "answers", null),
        Domain.Reports.Missing.Field(var path) => Field(template, path, path),
        Domain.Reports.Missing.WrongValue(var path) => Field(template, path, $"{path}.wrong"),
        Domain.Reports.Missing.Conclusion => new MissingLine("impression", null, null),
        Domain.Reports.Missing.CertaintyOfConclusion => new MissingLine("certainty", null, null),
        Domain.Reports.Missing.DoNow => new MissingLine("actionCard.doNow", "actionCard", null),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static MissingLine Field(ReportTemplate template, string path, string code) =>
        new(code, path.Split('.')[0], Labels(template, path));

    /// <summary>The labels of a field in four languages; null for what is not a field of the template.</summary>
    internal static IReadOnlyDictionary<string, string>? Labels(ReportTemplate template, string path) =>
        template.Find(path) is { } field ? Labels(field.Label) : null;

    internal static IReadOnlyDictionary<string, string> Labels(Label label) => new Dictionary<string, string>
    {
        ["zh"] = label.ZhCn,
        ["en"] = label.En,
        ["ru"] = label.Ru,
        ["kk"] = label.Kk,
    };

    internal static IReadOnlyList<DiffLine> Diff(ReportTemplate template, WrittenReport before, WrittenReport after)
    {
        var lines = ReportDiff.Between(before.Content, after.Content)
            .Select(change => Line(template, change.Path, change.Before, change.After, change.Words)).ToList();
        if (before.Advice != after.Advice)
        {
            lines.Add(Line(template, "advice", before.Advice, after.Advice,
                WordDiff.Between(before.Advice, after.Advice)));
        }
        return lines;
    }

    private static DiffLine Line(
        ReportTemplate template, string path, string before, string after, ImmutableArray<WordChange> words) =>
        new(path, Labels(template, path), before, after,
            [.. words.Select(word => new WordRun(TextCode.Of(word.Kind), word.Text))]);
}
