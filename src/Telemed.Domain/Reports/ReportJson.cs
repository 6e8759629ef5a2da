using System.Buffers;
using System.Text.Json;

namespace Telemed.Domain.Reports;

/// <summary>
/// The written form of report content, in the database and over the wire:
/// <c>{"template", "values": {"section.field": value}, "answers": [{"number", "text", "certainty"}], "conclusion",
/// "certainty", "limits", "action": {"doNow", "give", "doNot", "sendIf", "callBackAt"}}</c>. A value is a string
/// (choice, text), a number, a list of codes (choices), a list of <c>{"code", "modifiers"}</c> (statements) or a list
/// of objects by column (table), as the template's field says.
/// </summary>
public static class ReportJson
{
    /// <summary>Writes content as UTF-8 JSON.</summary>
    public static ReadOnlyMemory<byte> Write(ReportContent content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("template", content.Template);
            json.WriteStartObject("values");
            foreach (var (path, value) in content.Values.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(path);
                WriteValue(json, value);
            }
            json.WriteEndObject();
            WriteAnswers(json, content);
            json.WriteString("conclusion", content.Conclusion);
            WriteCertainty(json, content.Certainty);
            json.WriteString("limits", content.Limits);
            WriteAction(json, content.Action);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Reads content; every field must exist in the content's template and have its kind.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <exception cref="DomainFormatException">The text is no JSON, or not of the described form.</exception>
    public static ReportContent Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return ReportJsonReader.Content(document.RootElement);
        }
        catch (JsonException problem)
        {
            throw new DomainFormatException("report", problem.BytePositionInLine ?? 0, "This is not JSON.");
        }
    }

    private static void WriteAnswers(Utf8JsonWriter json, ReportContent content)
    {
        json.WriteStartArray("answers");
        foreach (var answer in content.Answers)
        {
            json.WriteStartObject();
            json.WriteNumber("number", answer.Number);
            json.WriteString("text", answer.Text);
            WriteCertainty(json, answer.Certainty);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCertainty(Utf8JsonWriter json, Certainty? certainty)
    {
        if (certainty is { } sure) json.WriteString("certainty", TextCode.Of(sure));
    }

    private static void WriteAction(Utf8JsonWriter json, ActionCard action)
    {
        json.WriteStartObject("action");
        json.WriteString("doNow", action.DoNow);
        json.WriteString("give", action.Give);
        json.WriteString("doNot", action.DoNot);
        json.WriteString("sendIf", action.SendIf);
        json.WriteString("callBackAt", action.CallBackAt);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, FieldValue value)
    {
        switch (value)
        {
            case FieldValue.Choice(var code): json.WriteStringValue(code); break;
            case FieldValue.Text(var words): json.WriteStringValue(words); break;
            case FieldValue.Number(var number): json.WriteNumberValue(number); break;
            case FieldValue.Choices(var codes): WriteCodes(json, codes); break;
            case FieldValue.Statements(var items): WriteStatements(json, items); break;
            case FieldValue.Table(var rows): WriteRows(json, rows); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void WriteCodes(Utf8JsonWriter json, IEnumerable<string> codes)
    {
        json.WriteStartArray();
        foreach (var code in codes) json.WriteStringValue(code);
        json.WriteEndArray();
    }

    private static void WriteStatements(Utf8JsonWriter json, IEnumerable<CodedStatement> items)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("code", item.Code);
            json.WritePropertyName("modifiers");
            WriteCodes(json, item.Modifiers);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRows(
        Utf8JsonWriter json, IEnumerable<System.Collections.Immutable.ImmutableDictionary<string, FieldValue>> rows)
    {
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            foreach (var (column, cell) in row.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(column);
                WriteValue(json, cell);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
