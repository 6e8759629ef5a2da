using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Consultations;

/// <summary>
/// The own reading of somebody who was asked blind: signed with a fresh credential and never changed. After it the
/// first report opens, and the two are compared.
/// </summary>
internal static class GiveReading
{
    internal const string MessageKind = "second_opinion_reading";
    private const int TextLimitChars = 4000;

    internal sealed record Request(string? Text);

    private const string GivenSql = """
        SELECT EXISTS (SELECT 1 FROM consultation_message m
                       WHERE m.consultation_id = @id AND m.person_id = @person AND m.kind = @kind
                           AND m.created_at >= @since)
        """;

    internal static Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, FreshCredential fresh, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        var text = request.Text?.Trim() ?? "";
        if (text.Length is 0 or > TextLimitChars)
            return Task.FromResult<IResult>(
                Problems.BadField("text", $"A reading has 1 to {TextLimitChars} characters."));
        return changes.RunReading(id, person, Permission.WriteReport, http, async change =>
        {
            // Whoever may not judge may not read for judgement either: the rules are asked with the answer to come.
            var asked = change.Its.Apply(
                new Command.ConfirmFirst(), change.Step.Actor, change.Its.Version, change.Now, change.Step.Timers);
            if (asked is not CommandOutcome.Accepted) return StepProblems.Answer(asked);
            if (!change.Its.IsBlind)
                return Problems.Answer(409, "not_blind", "This second opinion shows the first report.",
                    "Say whether you agree.");
            if (await WasGiven(change, person, cancel))
                return Problems.Answer(409, "already_read", "Your reading is there already; it stays as it is.");
            TalkConsultation.Add(change, person, MessageKind, [], text);
            change.AlsoAudit("consultation.second_opinion_reading");
            return null;
        }, cancel);
    }

    /// <summary>Whether the person has given a reading since the opinion was asked.</summary>
    internal static Task<bool> WasGiven(CaseChange change, CurrentPerson person, CancellationToken cancel) =>
        change.Work.Row<bool>(GivenSql, new
        {
            id = change.Its.Id.Value, person = person.Id.Value, kind = MessageKind, since = change.Its.StateSince,
        }, cancel);
}
