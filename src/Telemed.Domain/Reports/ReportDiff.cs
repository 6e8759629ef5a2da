using System.Collections.Immutable;
using System.Globalization;

namespace Telemed.Domain.Reports;

/// <summary>One field that differs between two versions.</summary>
/// <param name="Path">
/// The field's path; "answers.N", "conclusion", "certainty", "limits" and "action.X" for the rest.
/// </param>
/// <param name="Before">What it said, codes as codes; empty when it was not filled.</param>
/// <param name="After">What it says now.</param>
/// <param name="Words">The difference word by word.</param>
public sealed record FieldChange(string Path, string Before, string After, ImmutableArray<WordChange> Words);

/// <summary>The visible difference between two versions of a report.</summary>
public static class ReportDiff
{
    /// <summary>Every field that differs, in order of its path; empty when both say the same.</summary>
    public static ImmutableArray<FieldChange> Between(ReportContent before, ReportContent after)
    {
        var (old, now) = (Flatten(before), Flatten(after));
        return
        [
            .. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Select(path => (path, was: old.GetValueOrDefault(path, ""), @is: now.GetValueOrDefault(path, "")))
                .Where(field => field.was != field.@is)
                .Select(field => new FieldChange(
                    field.path, field.was, field.@is, WordDiff.Between(field.was, field.@is))),
        ];
    }

    private static Dictionary<string, string> Flatten(ReportContent content)
    {
        var fields = new Dictionary<string, string>
        {
            ["template"] = content.Template,
            ["conclusion"] = content.Conclusion,
            ["certainty"] = content.Certainty is { } certainty ? TextCode.Of(certainty) : "",
            ["limits"] = content.Limits,
            ["action.do_now"] = content.Action.DoNow,
            ["action.give"] = content.Action.Give,
            ["action.do_not"] = content.Action.DoNot,
            ["action.send_if"] = content.Action.SendIf,
            ["action.call_back_at"] = content.Action.CallBackAt,
        };
        foreach (var (path, value) in content.Values) fields[path] = Written(value);
        foreach (var answer in content.Answers)
        {
            fields[$"answers.{answer.Number}"] = answer.Text;
            if (answer.Certainty is { } sure) fields[$"answers.{answer.Number}.certainty"] = TextCode.Of(sure);
        }
        return fields;
    }

    private static string Written(FieldValue value) => value switch
    {
        FieldValue.Choice(var code) => code,
        FieldValue.Choices(var codes) => string.Join(", ", codes),
        FieldValue.Number(var number) => number.ToString("0.###", CultureInfo.InvariantCulture),
        FieldValue.Text(var words) => words,
        FieldValue.Statements(var items) => string.Join(", ", items.Select(item =>
            item.Modifiers.IsEmpty ? item.Code : $"{item.Code} ({string.Join(", ", item.Modifiers)})")),
        // Tables hold only plain columns, so this goes one level deep.
        FieldValue.Table(var rows) => string.Join("; ", rows.Select(row => string.Join(", ",
            row.OrderBy(cell => cell.Key, StringComparer.Ordinal)
                .Select(cell => $"{cell.Key}={Written(cell.Value)}")))),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
