using System.Collections.Immutable;

namespace Telemed.Domain.Reports;

/// <summary>What still stands between a draft and its signature.</summary>
public abstract record Missing
{
    private Missing()
    {
    }

    /// <summary>A numbered question of the sender without an answer.</summary>
    public sealed record Question(int Number) : Missing;

    /// <summary>A field that must be filled.</summary>
    public sealed record Field(string Path) : Missing;

    /// <summary>A value the template does not take: unknown code, number out of range, wrong kind.</summary>
    public sealed record WrongValue(string Path) : Missing;

    /// <summary>The conclusion in words.</summary>
    public sealed record Conclusion : Missing;

    /// <summary>How sure the reader is, from the scale of five steps.</summary>
    public sealed record CertaintyOfConclusion : Missing;

    /// <summary>"Do now" of the action card, which a critical report must carry.</summary>
    public sealed record DoNow : Missing;
}

/// <summary>The rules a report must satisfy before it is signed (practice 5.4).</summary>
public static class Completeness
{
    /// <summary>Everything that is missing, in the order of the form; empty when the report may be signed.</summary>
    /// <param name="template">The report's template.</param>
    /// <param name="content">What the reader wrote.</param>
    /// <param name="questionCount">How many numbered questions the sender asked.</param>
    /// <param name="isCritical">Whether the case was marked critical by hand.</param>
    public static ImmutableArray<Missing> Of(
        ReportTemplate template, ReportContent content, int questionCount, bool isCritical)
    {
        var missing = ImmutableArray.CreateBuilder<Missing>();
        foreach (var (path, section, field) in template.Fields())
        {
            var value = content.Values.GetValueOrDefault(path);
            if (value is { IsEmpty: false })
            {
                if (!Fits(field, value)) missing.Add(new Missing.WrongValue(path));
            }
            else if (IsRequired(section, field, content)) missing.Add(new Missing.Field(path));
        }
        foreach (var path in content.Values.Keys.Where(path => template.Find(path) is null).Order())
            missing.Add(new Missing.WrongValue(path));
        for (var number = 1; number <= questionCount; number++)
        {
            if (!content.Answers.Any(answer => answer.Number == number && !string.IsNullOrWhiteSpace(answer.Text)))
                missing.Add(new Missing.Question(number));
        }
        if (string.IsNullOrWhiteSpace(content.Conclusion)) missing.Add(new Missing.Conclusion());
        if (content.Certainty is null) missing.Add(new Missing.CertaintyOfConclusion());
        var mustAct = isCritical || CriticalFindings.Of(template, content) == Actionability.Minutes;
        if (mustAct && string.IsNullOrWhiteSpace(content.Action.DoNow)) missing.Add(new Missing.DoNow());
        return missing.ToImmutable();
    }

    private static bool IsRequired(TemplateSection section, TemplateField field, ReportContent content)
    {
        if (field.RequiredWhen is not { } when) return field.Required;
        var other = content.Values.GetValueOrDefault($"{section.Code}.{when.Field}");
        return field.Required || (other?.OptionCodes.Any(when.Is.Contains) ?? false);
    }

    /// <summary>Whether a field takes a value.</summary>
    public static bool Fits(TemplateField field, FieldValue value) => (field.Kind, value) switch
    {
        (FieldKind.Choice, FieldValue.Choice(var code)) => field.Options.Any(option => option.Code == code),
        (FieldKind.Choices, FieldValue.Choices(var codes)) =>
            codes.All(code => field.Options.Any(option => option.Code == code)) && !ContradictsItself(codes),
        (FieldKind.Number, FieldValue.Number(var number)) =>
            double.IsFinite(number) && !(number < field.Min) && !(number > field.Max),
        (FieldKind.Text, FieldValue.Text) => true,
        (FieldKind.Statements, FieldValue.Statements(var items)) => items.All(item => Fits(field, item)),
        (FieldKind.Table, FieldValue.Table(var rows)) => rows.All(row => Fits(field, row)),
        _ => false,
    };

    /// <summary>"None", "clear" and "normal" are said alone or not at all.</summary>
    private static bool ContradictsItself(ImmutableArray<string> codes) =>
        codes.Length > 1 && codes.Any(code => code is "none" or "clear" or "normal");

    private static bool Fits(TemplateField field, CodedStatement item) =>
        ReportCatalogue.StatementsByCode.TryGetValue(item.Code, out var statement)
        && field.Groups.Contains(statement.Group)
        && item.Modifiers.All(code =>
            ReportCatalogue.StatementsByCode.TryGetValue(code, out var modifier)
            && modifier.Group == StatementGroup.Modifier);

    private static bool Fits(TemplateField table, ImmutableDictionary<string, FieldValue> row) =>
        row.All(cell => table.Columns.Any(column => column.Code == cell.Key && Fits(column, cell.Value)))
        && table.Columns.All(column =>
            !column.Required || row.GetValueOrDefault(column.Code) is { IsEmpty: false });
}
