using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

internal sealed record PhoneBackCall(DateTimeOffset At, string By, string Outcome, string ToldTo, string Said);

/// <summary>Whom a frozen section is answered to by telephone, and the calls that were made.</summary>
internal sealed record PhoneBackView(string Name, string Number, IReadOnlyList<PhoneBackCall> Calls);

/// <summary>The calls that answer a frozen section while the patient lies on the table.</summary>
internal static class PhoneBacks
{
    private const int CallsLimit = 50;
    private const int ToldLimitChars = 120;
    private const int SaidLimitChars = 1000;

    internal sealed record Request(string Outcome, string? ToldTo, string? Said);

    /// <summary>
    /// A column over <c>consultation_request q</c>: whom to call, with the calls; null for other cases.
    /// </summary>
    internal const string Column = """
        CASE WHEN q.phone_back_name IS NOT NULL OR q.phone_back_number IS NOT NULL THEN jsonb_build_object(
            'name', COALESCE(q.phone_back_name, ''), 'number', COALESCE(q.phone_back_number, ''),
            'calls', COALESCE((
                SELECT jsonb_agg(jsonb_build_object('at', b.called_at, 'by', bp.name, 'outcome', b.outcome,
                    'toldTo', b.told_to, 'said', b.said) ORDER BY b.called_at, b.id)
                FROM phone_back b JOIN person bp ON bp.id = b.person_id
                WHERE b.consultation_id = q.consultation_id), '[]'))::text END AS phone_back
        """;

    private const string InsertSql = """
        INSERT INTO phone_back (id, consultation_id, person_id, called_at, outcome, told_to, said)
        VALUES (@id, @consultation, @person, @at, @outcome, @told, @said)
        """;

    private const string OutcomesSql =
        "SELECT outcome FROM phone_back WHERE consultation_id = @id ORDER BY called_at LIMIT @limit";

    internal static PhoneBackView? Read(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, ConsultationJson.Default.PhoneBackView);

    /// <summary>Records a call, whether somebody answered or not; each try is kept.</summary>
    [Answers<ConsultationView>]
    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        var (told, said) = (request.ToldTo?.Trim() ?? "", request.Said?.Trim() ?? "");
        if (!TextCode.TryParse<PhoneBackOutcome>(request.Outcome, out var outcome))
            return Problems.BadField("outcome", "A call was told, no_answer or wrong_number.");
        if (told.Length > ToldLimitChars) return Problems.BadField("toldTo", $"At most {ToldLimitChars} characters.");
        if (said.Length > SaidLimitChars) return Problems.BadField("said", $"At most {SaidLimitChars} characters.");
        if (outcome == PhoneBackOutcome.Told && told.Length == 0)
            return Problems.BadField("toldTo", "Write who heard the answer.");
        if (outcome == PhoneBackOutcome.Told && said.Length == 0)
            return Problems.BadField("said", "Write the answer as it was spoken.");
        return await changes.RunReading(id, person, Permission.WriteReport, http, async change =>
        {
            if (!FrozenSection.Is(change.Its.ServiceCode))
                return Problems.Answer(409, "not_frozen", "Only a frozen section is answered by telephone.");
            if ((change.Its.Holder ?? change.Its.SignedBy) != person.Id)
                return Problems.Answer(
                    409, "not_reading", "Who reads the case makes the call.", "Claim the case first.");
            if ((await Outcomes(change, cancel)).Count >= CallsLimit)
                return Problems.Answer(409, "too_many_calls", $"A case keeps {CallsLimit} calls.");
            if (TalkConsultation.OpenIfClaimed(change) is { } notOpened) return notOpened;
            change.Batch.Add(InsertSql, ("id", Guid.CreateVersion7(change.Now)), ("consultation", id),
                ("person", person.Id.Value), ("at", change.Now), ("outcome", TextCode.Of(outcome)), ("told", told),
                ("said", said));
            change.AlsoAudit($"consultation.phone_back_{TextCode.Of(outcome)}");
            return null;
        }, cancel);
    }

    /// <summary>Whether the report of a case may be signed as far as the telephone goes.</summary>
    internal static async Task<bool> AllowSigning(CaseChange change, CancellationToken cancel) =>
        !FrozenSection.Is(change.Its.ServiceCode) || FrozenSection.MaySign(await Outcomes(change, cancel));

    private static async Task<IReadOnlyCollection<PhoneBackOutcome>> Outcomes(
        CaseChange change, CancellationToken cancel) =>
    [
        .. (await change.Work.Rows<string>(OutcomesSql, new { id = change.Its.Id.Value, limit = CallsLimit }, cancel))
            .Select(TextCode.Parse<PhoneBackOutcome>),
    ];
}
