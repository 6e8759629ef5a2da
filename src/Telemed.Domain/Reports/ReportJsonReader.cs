using System.Collections.Immutable;
using System.Text.Json;

namespace Telemed.Domain.Reports;

/// <summary>Reads the written form of report content; see <see cref="ReportJson"/>.</summary>
internal static class ReportJsonReader
{
    private const int LimitLetters = 20_000;
    private const int LimitItems = 200;

    internal static ReportContent Content(JsonElement root)
    {
        Expect(root, JsonValueKind.Object, "report");
        var code = Text(root, "template", "template");
        if (!ReportCatalogue.Templates.TryGetValue(code, out var template))
            throw new DomainFormatException("template", 0, "There is no such template.");
        return new ReportContent
        {
            Template = code,
            Values = Values(root, template),
            Answers = Answers(root),
            Conclusion = Text(root, "conclusion", "conclusion"),
            Certainty = Sure(root, "certainty"),
            Limits = Text(root, "limits", "limits"),
            Action = Action(root),
        };
    }

    private static ImmutableDictionary<string, FieldValue> Values(JsonElement root, ReportTemplate template)
    {
        if (!root.TryGetProperty("values", out var values)) return ImmutableDictionary<string, FieldValue>.Empty;
        Expect(values, JsonValueKind.Object, "values");
        var fields = template.Fields().ToDictionary(entry => entry.Path, entry => entry.Field);
        var read = ImmutableDictionary.CreateBuilder<string, FieldValue>();
        foreach (var entry in values.EnumerateObject())
        {
            if (!fields.TryGetValue(entry.Name, out var field))
                throw new DomainFormatException("values", 0, "The template has no field of this name.");
            read[entry.Name] = Value(entry.Value, field, entry.Name);
        }
        return read.ToImmutable();
    }

    private static FieldValue Value(JsonElement json, TemplateField field, string path) => field.Kind switch
    {
        FieldKind.Choice => new FieldValue.Choice(Text(json, path)),
        FieldKind.Text => new FieldValue.Text(Text(json, path)),
        FieldKind.Number => new FieldValue.Number(Number(json, path)),
        FieldKind.Choices => new FieldValue.Choices(Items(json, path, item => Text(item, path))),
        FieldKind.Statements => new FieldValue.Statements(Items(json, path, item => Statement(item, path))),
        FieldKind.Table => new FieldValue.Table(Items(json, path, item => Row(item, field, path))),
    };

    private static CodedStatement Statement(JsonElement json, string path)
    {
        Expect(json, JsonValueKind.Object, path);
        var modifiers = json.TryGetProperty("modifiers", out var list)
            ? Items(list, path, item => Text(item, path))
            : [];
        return new CodedStatement(Text(json, "code", path), modifiers);
    }

    private static ImmutableDictionary<string, FieldValue> Row(JsonElement json, TemplateField table, string path)
    {
        Expect(json, JsonValueKind.Object, path);
        var row = ImmutableDictionary.CreateBuilder<string, FieldValue>();
        foreach (var cell in json.EnumerateObject())
        {
            var column = table.Columns.FirstOrDefault(column => column.Code == cell.Name)
                ?? throw new DomainFormatException(path, 0, "The table has no column of this name.");
            row[cell.Name] = Value(cell.Value, column, path);
        }
        return row.ToImmutable();
    }

    private static ImmutableArray<Answer> Answers(JsonElement root)
    {
        if (!root.TryGetProperty("answers", out var answers)) return [];
        var read = Items(answers, "answers", item =>
        {
            Expect(item, JsonValueKind.Object, "answers");
            if (!item.TryGetProperty("number", out var number) || !number.TryGetInt32(out var value) || value < 1)
                throw new DomainFormatException("answers", 0, "An answer names its question's number, from 1.");
            return new Answer(value, Text(item, "text", "answers"), Sure(item, "answers"));
        });
        return read.DistinctBy(answer => answer.Number).Count() == read.Length
            ? read
            : throw new DomainFormatException("answers", 0, "A question is answered twice.");
    }

    private static ActionCard Action(JsonElement root)
    {
        if (!root.TryGetProperty("action", out var card)) return ActionCard.Empty;
        Expect(card, JsonValueKind.Object, "action");
        return new ActionCard(
            Text(card, "doNow", "action"), Text(card, "give", "action"), Text(card, "doNot", "action"),
            Text(card, "sendIf", "action"), Text(card, "callBackAt", "action"));
    }

    private static Certainty? Sure(JsonElement owner, string path)
    {
        if (!owner.TryGetProperty("certainty", out var json) || json.ValueKind == JsonValueKind.Null) return null;
        return TextCode.TryParse<Certainty>(Text(json, path), out var sure)
            ? sure
            : throw new DomainFormatException(path, 0, "This is no word of the certainty scale.");
    }

    private static ImmutableArray<T> Items<T>(JsonElement json, string path, Func<JsonElement, T> read)
    {
        Expect(json, JsonValueKind.Array, path);
        if (json.GetArrayLength() > LimitItems)
            throw new DomainFormatException(path, 0, $"A list has at most {LimitItems} items.");
        return [.. json.EnumerateArray().Select(read)];
    }

    private static double Number(JsonElement json, string path)
    {
        Expect(json, JsonValueKind.Number, path);
        return json.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw new DomainFormatException(path, 0, "This number is too large.");
    }

    /// <summary>A member's text; empty when the member is absent.</summary>
    private static string Text(JsonElement owner, string name, string path) =>
        owner.TryGetProperty(name, out var json) && json.ValueKind != JsonValueKind.Null ? Text(json, path) : "";

    private static string Text(JsonElement json, string path)
    {
        Expect(json, JsonValueKind.String, path);
        var text = json.GetString()!;
        return text.Length <= LimitLetters
            ? text
            : throw new DomainFormatException(path, 0, $"A text has at most {LimitLetters} letters.");
    }

    private static void Expect(JsonElement json, JsonValueKind kind, string path)
    {
        if (json.ValueKind == kind) return;
        throw new DomainFormatException(path, 0, $"Here stands {kind} in JSON, or nothing.");
    }
}
