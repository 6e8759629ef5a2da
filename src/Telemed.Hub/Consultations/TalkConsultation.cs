using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>The conversation of a case: what the reader asks, what the sender answers, and words between.</summary>
internal static class TalkConsultation
{
    private const int TextLimitChars = 4000;
    private const int CodesLimit = 10;

    internal sealed record InfoRequest(string[] Codes, string Text);

    internal sealed record Words(string Text);

    private const string InsertSql = """
        INSERT INTO consultation_message (id, consultation_id, person_id, kind, codes, text, created_at)
        VALUES (@id, @consultation, @person, @kind, @codes, @text, @at)
        """;

    /// <summary>The holder asks the sender; the report clock stands still until the answer.</summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> Ask(
        Guid id, InfoRequest request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        var codes = request.Codes ?? [];
        if (codes.Length is 0 or > CodesLimit || !codes.All(code => TextCode.TryParse<InfoReason>(code, out _)))
            return Task.FromResult<IResult>(Problems.BadField("codes", "Say with codes of the list what is missing."));
        if (Refuse(request.Text) is { } refusal) return Task.FromResult<IResult>(refusal);
        return changes.Run(id, person, Permission.WriteReport, http, change =>
        {
            if (OpenIfClaimed(change) is { } notOpened) return notOpened;
            var command = new Command.RequestInfo(TextCode.Parse<InfoReason>(codes[0]), request.Text.Trim());
            if (change.Do(command) is { } refused) return refused;
            Add(change, person, "info_request", codes, request.Text);
            change.TellSender("info_requested");
            return null;
        }, cancel);
    }

    /// <summary>The sender answers; the clock runs on and the reader is told.</summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> Answer(
        Guid id, Words request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        Refuse(request.Text) is { } refusal
            ? Task.FromResult<IResult>(refusal)
            : changes.Run(id, person, Permission.AnswerInfo, http, change =>
            {
                if (change.Do(new Command.AnswerInfo()) is { } refused) return refused;
                Add(change, person, "info_answer", [], request.Text);
                change.TellReader("info_answered");
                return null;
            }, cancel);

    /// <summary>A word between the two sides; it moves nothing. What has ended takes none.</summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> Say(
        Guid id, Words request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        Refuse(request.Text) is { } refusal
            ? Task.FromResult<IResult>(refusal)
            : changes.Run(id, person, Permission.ViewConsultations, http, change =>
            {
                if (!change.Its.TakesWords(change.Now))
                {
                    return Problems.Answer(409, "conversation_ended", "This case has ended; its conversation with it.",
                        "Begin a new case, and name this one.");
                }
                Add(change, person, "message", [], request.Text);
                change.AlsoAudit("consultation.message");
                change.TellSender("message");
                change.TellReader("message");
                return null;
            }, cancel);

    internal static IResult? OpenIfClaimed(CaseChange change) =>
        change.Its.State == ConsultationState.Claimed && change.Its.Holder == change.Person?.Id
            ? change.Do(new Command.Open())
            : null;

    internal static void Add(CaseChange change, CurrentPerson person, string kind, string[] codes, string text) =>
        change.Batch.Add(InsertSql, ("id", Guid.CreateVersion7(change.Now)), ("consultation", change.Its.Id.Value),
            ("person", person.Id.Value), ("kind", kind), ("codes", codes), ("text", text.Trim()), ("at", change.Now));

    private static ProblemHttpResult? Refuse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Problems.BadField("text", "Write a few words.")
        : text.Length > TextLimitChars ? Problems.BadField("text", $"At most {TextLimitChars} characters.")
        : null;
}
