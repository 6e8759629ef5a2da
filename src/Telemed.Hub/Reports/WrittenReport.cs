using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Reports;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>
/// What a reader wrote, in the domain's form, with the advice in words that stands beside it. Stored as one JSON
/// object: the domain's members and "advice".
/// </summary>
internal sealed record WrittenReport(ReportContent Content, string Advice)
{
    private const int AdviceLimitChars = 4000;

    /// <summary>The stored form.</summary>
    internal JsonText Stored => new(Encoding.UTF8.GetString(Bytes()));

    /// <summary>
    /// SHA-256 over the stored form as this program writes it, which does not depend on the database's.
    /// </summary>
    internal byte[] Sha256 => SHA256.HashData(Bytes());

    /// <summary>Reads what a reader sent.</summary>
    /// <exception cref="DomainFormatException">A value is not one of the template's.</exception>
    internal static WrittenReport Of(ReportForm form, string template)
    {
        var advice = form.Advice?.Trim() ?? "";
        if (advice.Length > AdviceLimitChars)
            throw new DomainFormatException("advice", 0, $"A text has at most {AdviceLimitChars} letters.");
        return new WrittenReport(ReportJson.Read(InDomainForm(form, template)), advice);
    }

    /// <summary>Reads what the database keeps.</summary>
    internal static WrittenReport Read(string stored)
    {
        using var document = JsonDocument.Parse(stored);
        var advice = document.RootElement.TryGetProperty("advice", out var words) ? words.GetString() ?? "" : "";
        return new WrittenReport(ReportJson.Read(Encoding.UTF8.GetBytes(stored)), advice);
    }

    /// <summary>Nothing written yet.</summary>
    internal static WrittenReport Empty(string template) => new(new ReportContent { Template = template }, "");

    /// <summary>The coded fields by path, as they go over the wire.</summary>
    internal JsonElement Values()
    {
        using var document = JsonDocument.Parse(ReportJson.Write(Content));
        return document.RootElement.GetProperty("values").Clone();
    }

    internal IReadOnlyList<AnswerLine> Answers() =>
        [.. Content.Answers.Select(answer => new AnswerLine(
            answer.Number, answer.Text, answer.Certainty is { } sure ? TextCode.Of(sure) : null))];

    internal string? CertaintyCode => Content.Certainty is { } sure ? TextCode.Of(sure) : null;

    internal ActionCardLine Card => new(
        Content.Action.DoNow, Content.Action.Give, Content.Action.DoNot, Content.Action.SendIf,
        Content.Action.CallBackAt);

    private byte[] Bytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            using (var document = JsonDocument.Parse(ReportJson.Write(Content)))
            {
                foreach (var member in document.RootElement.EnumerateObject()) member.WriteTo(json);
            }
            json.WriteString("advice", Advice);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static ReadOnlyMemory<byte> InDomainForm(ReportForm form, string template)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("template", template);
            json.WriteStartObject("values");
            foreach (var (path, value) in form.Content ?? [])
            {
                // An emptied field is one that was not filled.
                if (IsEmpty(value)) continue;
                json.WritePropertyName(path);
                value.WriteTo(json);
            }
            json.WriteEndObject();
            json.WriteStartArray("answers");
            foreach (var answer in form.Answers ?? [])
            {
                json.WriteStartObject();
                json.WriteNumber("number", answer.Number);
                json.WriteString("text", answer.Text ?? "");
                if (answer.Certainty is { Length: > 0 } sure) json.WriteString("certainty", sure);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("conclusion", form.Impression ?? "");
            if (form.Certainty is { Length: > 0 } certainty) json.WriteString("certainty", certainty);
            json.WriteString("limits", form.Limits ?? "");
            WriteCard(json, form.ActionCard);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null
        || (value.ValueKind == JsonValueKind.String && value.GetString() is "")
        || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    private static void WriteCard(Utf8JsonWriter json, ActionCardLine? card)
    {
        json.WriteStartObject("action");
        json.WriteString("doNow", card?.DoNow ?? "");
        json.WriteString("give", card?.Give ?? "");
        json.WriteString("doNot", card?.DoNot ?? "");
        json.WriteString("sendIf", card?.SendIf ?? "");
        json.WriteString("callBackAt", card?.CallBackAt ?? "");
        json.WriteEndObject();
    }
}
