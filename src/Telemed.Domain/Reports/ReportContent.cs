using System.Collections.Immutable;

namespace Telemed.Domain.Reports;

/// <summary>How sure the reader is; the fixed scale of five steps.</summary>
public enum Certainty { Excluded, Unlikely, Possible, Likely, Certain }

/// <summary>An ECG statement with its modifiers, both as codes of the statement table.</summary>
public sealed record CodedStatement(string Code, ImmutableArray<string> Modifiers)
{
    /// <inheritdoc/>
    public bool Equals(CodedStatement? other) =>
        other is not null && Code == other.Code && Modifiers.AsSpan().SequenceEqual(other.Modifiers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Modifiers.Length);
}

/// <summary>What was filled into a field: one case per <see cref="FieldKind"/>.</summary>
public abstract record FieldValue
{
    private FieldValue()
    {
    }

    /// <summary>One option's code.</summary>
    public sealed record Choice(string Code) : FieldValue;

    /// <summary>Several options' codes.</summary>
    public sealed record Choices(ImmutableArray<string> Codes) : FieldValue;

    /// <summary>A number in the field's unit.</summary>
    public sealed record Number(double Value) : FieldValue;

    /// <summary>Words.</summary>
    public sealed record Text(string Words) : FieldValue;

    /// <summary>ECG statements.</summary>
    public sealed record Statements(ImmutableArray<CodedStatement> Items) : FieldValue;

    /// <summary>Rows of a table; each holds the values of its columns by column code.</summary>
    public sealed record Table(ImmutableArray<ImmutableDictionary<string, FieldValue>> Rows) : FieldValue;

    /// <summary>The option codes in this value; none for numbers, words and tables.</summary>
    public IEnumerable<string> OptionCodes => this switch
    {
        Choice(var code) => [code],
        Choices(var codes) => codes,
        _ => [],
    };

    /// <summary>Whether nothing was filled in.</summary>
    public bool IsEmpty => this switch
    {
        Choice(var code) => code.Length == 0,
        Choices(var codes) => codes.IsEmpty,
        Text(var words) => string.IsNullOrWhiteSpace(words),
        Statements(var items) => items.IsEmpty,
        Table(var rows) => rows.IsEmpty,
        _ => false,
    };
}

/// <summary>The answer to one of the sender's numbered questions.</summary>
/// <param name="Number">The question's number, from 1.</param>
/// <param name="Text">The answer in words.</param>
/// <param name="Certainty">How sure the reader is.</param>
public sealed record Answer(int Number, string Text, Certainty? Certainty);

/// <summary>What the clinic shall do, readable on one phone screen.</summary>
public sealed record ActionCard(string DoNow, string Give, string DoNot, string SendIf, string CallBackAt)
{
    /// <summary>Nothing written yet.</summary>
    public static readonly ActionCard Empty = new("", "", "", "", "");
}

/// <summary>Everything a reader writes into one version of a report.</summary>
public sealed record ReportContent
{
    /// <summary>The template's code.</summary>
    public required string Template { get; init; }

    /// <summary>The filled fields by path, "section.field".</summary>
    public ImmutableDictionary<string, FieldValue> Values { get; init; } =
        ImmutableDictionary<string, FieldValue>.Empty;

    /// <summary>The answers to the numbered questions.</summary>
    public ImmutableArray<Answer> Answers { get; init; } = [];

    /// <summary>The conclusion in words.</summary>
    public string Conclusion { get; init; } = "";

    /// <summary>How sure the reader is of the conclusion.</summary>
    public Certainty? Certainty { get; init; }

    /// <summary>What limits the report: quality, missing history, partial data.</summary>
    public string Limits { get; init; } = "";

    /// <summary>What the clinic shall do.</summary>
    public ActionCard Action { get; init; } = ActionCard.Empty;
}
