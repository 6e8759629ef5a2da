using Telemed.Domain;
using Telemed.Domain.Reports;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Catalogue;

/// <summary>The form of one kind of report, as the browser draws it.</summary>
internal static class ShowTemplate
{
    // Forms ship with the program and are told apart by their code alone; a new form gets a new code.
    private const int Version = 1;

    internal sealed record OptionView(string Code, Labels Labels, bool Critical);

    internal sealed record FieldView(
        string Code, string Path, Labels Labels, string Kind, bool Required, string? RequiredWhenField,
        IReadOnlyList<string>? RequiredWhenIs,
        string? Unit, double? Min, double? Max, IReadOnlyList<OptionView> Options, IReadOnlyList<FieldView>? Columns);

    internal sealed record SectionView(string Code, Labels Labels, IReadOnlyList<FieldView> Fields);

    internal sealed record Response(string Code, int Version, string Kind, Labels Labels,
        IReadOnlyList<SectionView> Sections);

    [Answers<Response>]
    internal static IResult Handle(string code, HttpContext context)
    {
        if (!ReportCatalogue.Templates.TryGetValue(code, out var template)) return Problems.NotFound();
        context.Response.Headers.CacheControl = "private, max-age=300";
        return TypedResults.Ok(new Response(template.Code, Version, TextCode.Of(template.Service),
            Labels.Of(template.Label),
            [.. template.Sections.Select(section => new SectionView(section.Code, Labels.Of(section.Label),
                [.. section.Fields.Select(field => ViewOf(field, $"{section.Code}.{field.Code}"))]))]));
    }

    private static FieldView ViewOf(TemplateField field, string path) => new(
        field.Code, path, Labels.Of(field.Label), TextCode.Of(field.Kind), field.Required, field.RequiredWhen?.Field,
        field.RequiredWhen?.Is,
        field.Unit, field.Min, field.Max, OptionsOf(field),
        field.Columns.IsEmpty ? null : [.. field.Columns.Select(column => ViewOf(column, $"{path}.{column.Code}"))]);

    // A statements field offers the statements of its groups, and the modifiers that any of them may carry.
    private static List<OptionView> OptionsOf(TemplateField field) => field.Kind == FieldKind.Statements
        ? [.. ReportCatalogue.Statements
            .Where(statement => field.Groups.IsEmpty || field.Groups.Contains(statement.Group)
                || statement.Group == StatementGroup.Modifier)
            .Select(statement => new OptionView(
                statement.Code, Labels.Of(statement.Label), statement.Critical == StatementCritical.Always))]
        : [.. field.Options.Select(option => new OptionView(
            option.Code, Labels.Of(option.Label), option.Category == Actionability.Minutes))];
}
