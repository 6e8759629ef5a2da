using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Pathology;

/// <summary>
/// The reader says whether a slide is fit to be judged, and why not. It stands in the conversation of the case, and the
/// sender is told: what nobody hears of is scanned the same way again.
/// </summary>
internal static class AnswerAdequacy
{
    private const string MessageKind = "slide_adequacy";
    private const int ReasonsLimit = 10;
    private const int TextLimitChars = 2000;
    private static readonly string[] Answers = ["adequate", "limited", "inadequate"];

    private static readonly string[] KnownReasons =
    [
        "out_of_focus", "too_little_tissue", "no_lesion", "thick_section", "folds", "bubbles", "crushed", "autolysis",
        "poor_stain", "wrong_stain", "pen_marks", "incomplete_scan", "low_power", "wrong_slide", "other",
    ];

    /// <param name="Answer">"adequate", "limited" or "inadequate".</param>
    /// <param name="Reasons">Codes of the list slide_adequacy_reason; at least one unless the slide is
    /// adequate.</param>
    /// <param name="Text">More in words.</param>
    internal sealed record Request(string Answer, string[]? Reasons, string? Text);

    [Answers<AdequacyView>]
    internal static async Task<IResult> Handle(
        Guid id, Request request, CurrentPerson person, HttpContext http, CaseChanges changes, CancellationToken cancel)
    {
        if (Wrong(request) is { } wrong) return wrong;
        await using var work = await changes.Database.Begin(cancel);
        if (await SlideStore.Find(work, person, id, cancel) is not { } slide) return Problems.NotFound();
        if (slide.ConsultationId is not { } ofCase)
            return Problems.Answer(StatusCodes.Status409Conflict, "no_case", "The slide belongs to no case.");
        if (await ConsultationStore.FindForUpdate(work, person, Permission.WriteReport, new ConsultationId(ofCase),
            cancel)
            is not { } found) return Problems.NotFound();
        if (!Reads(found.Its, person.Id))
            return Problems.Answer(StatusCodes.Status409Conflict, "not_your_case",
                "Only who reads the case says this of its slides.", "Take the case first.");
        var change = await changes.Begin(work, found, person, Permission.WriteReport, http, cancel);
        var said = new AdequacyView(request.Answer, request.Reasons ?? [], request.Text?.Trim() ?? "", person.Name,
            change.Now);
        AdequacyStore.Add(change, id, person.Id, said);
        TalkConsultation.Add(change, person, MessageKind, [said.Answer, .. said.Reasons],
            said.Text.Length == 0 ? slide.Label : $"{slide.Label}: {said.Text}");
        change.AlsoAudit("slide.adequacy_answered");
        change.TellSender(MessageKind);
        await change.Save(cancel);
        await work.Commit(cancel);
        return TypedResults.Ok(said);
    }

    private static bool Reads(Consultation its, PersonId person) =>
        its.Holder == person || its.Author == person || its.SignedBy == person || its.SecondReader == person;

    private static ProblemHttpResult? Wrong(Request request)
    {
        var reasons = request.Reasons ?? [];
        if (!Answers.Contains(request.Answer))
            return Problems.BadField("answer", "A slide is adequate, limited or inadequate.");
        if (reasons.Length > ReasonsLimit || !reasons.All(KnownReasons.Contains))
            return Problems.BadField("reasons", "Say with codes of the list what is wrong.");
        if (request.Answer != "adequate" && reasons.Length == 0)
            return Problems.BadField("reasons", "Say what is wrong, so that the laboratory can mend it.");
        return request.Text?.Length > TextLimitChars
            ? Problems.BadField("text", $"At most {TextLimitChars} characters.") : null;
    }
}
