using System.Collections.Immutable;

namespace Telemed.Domain.Reports;

/// <summary>What a field takes.</summary>
public enum FieldKind
{
    /// <summary>One option's code.</summary>
    Choice,
    /// <summary>Several options' codes.</summary>
    Choices,
    /// <summary>A number in the field's unit.</summary>
    Number,
    Text,
    /// <summary>Codes of the ECG statement table, each with its modifiers.</summary>
    Statements,
    /// <summary>Rows with the field's columns.</summary>
    Table,
}

/// <summary>How soon somebody must act on a finding (ACR categories 1 to 3). Minutes means critical.</summary>
public enum Actionability { None, Days, Hours, Minutes }

/// <summary>One answer a coded field offers.</summary>
public sealed record TemplateOption
{
    public required string Code { get; init; }
    public required Label Label { get; init; }

    /// <summary>How soon somebody must act when this is chosen.</summary>
    public Actionability Category { get; init; }
}

/// <summary>A field must be filled when another field of its section has one of these codes.</summary>
public sealed record RequiredWhen(string Field, ImmutableArray<string> Is);

// Generated JSON code sets every member, absent ones to their type's default: hence the checks in three accessors.
/// <summary>One field of a report form.</summary>
public sealed record TemplateField
{
    public required string Code { get; init; }
    public required FieldKind Kind { get; init; }
    public required Label Label { get; init; }
    public bool Required { get; init; }
    public RequiredWhen? RequiredWhen { get; init; }

    /// <summary>The unit of a number, as printed; null for other kinds.</summary>
    public string? Unit { get; init; }

    /// <summary>The least number taken, in the unit.</summary>
    public double? Min { get; init; }

    /// <summary>The greatest number taken, in the unit.</summary>
    public double? Max { get; init; }

    /// <summary>The options of a choice, in the order of their number keys.</summary>
    public ImmutableArray<TemplateOption> Options { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The groups of ECG statements a statements field takes.</summary>
    public ImmutableArray<StatementGroup> Groups { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The columns of a table.</summary>
    public ImmutableArray<TemplateField> Columns { get; init => field = value.IsDefault ? [] : value; } = [];
}

/// <summary>Fields that belong together.</summary>
public sealed record TemplateSection
{
    public required string Code { get; init; }
    public required Label Label { get; init; }
    public required ImmutableArray<TemplateField> Fields { get; init; }
}

/// <summary>
/// The form of one kind of report (practice 5). What every report has besides (answers to the numbered questions,
/// conclusion, certainty, action card) is in <see cref="ReportContent"/> and not repeated in templates.
/// </summary>
public sealed record ReportTemplate
{
    public required string Code { get; init; }
    public required ServiceKind Service { get; init; }
    public required Label Label { get; init; }
    public required ImmutableArray<TemplateSection> Sections { get; init; }

    /// <summary>Every field with its path, "section.field", in the order of the form.</summary>
    public IEnumerable<(string Path, TemplateSection Section, TemplateField Field)> Fields() =>
        Sections.SelectMany(section =>
            section.Fields.Select(field => ($"{section.Code}.{field.Code}", section, field)));

    /// <summary>The field at a path; null when there is none.</summary>
    public TemplateField? Find(string path) =>
        Fields().Where(entry => entry.Path == path).Select(entry => entry.Field).FirstOrDefault();
}
