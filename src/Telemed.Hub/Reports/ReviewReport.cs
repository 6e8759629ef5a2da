using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Reports;

/// <summary>A second pair of eyes before signing.</summary>
internal static class ReviewReport
{
    /// <summary>
    /// Finishes the draft when it is still being written, and gives it to a reviewer. What must be reviewed must be
    /// complete, for it is signed as it was reviewed; who asks of his own accord may ask with less.
    /// </summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> Ask(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, ServiceBook services,
        CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.WriteReport, http, async change =>
        {
            var draft = await DraftToFinish.Load(change, services, cancel);
            if (change.Its.State is ConsultationState.Claimed or ConsultationState.Reading
                && PublishPreliminary.Publish(change, draft) is { } refusal) return refusal;
            var needed = change.Its.ReviewNeeded ?? draft.Review(change);
            if (needed is not null && IncompleteReport.Refusal(change, draft.Template, draft.Written) is { } incomplete)
                return incomplete;
            if (change.Do(new Command.AskReview(needed ?? ReviewReason.AskedByReporter)) is { } refused) return refused;
            change.TellAfterwards(Audience.Reviewers, "review_requested", (Audience.Coordinator, "no_reviewer"));
            return null;
        }, cancel);

    [Answers<ConsultationView>]
    internal static Task<IResult> Answer(
        Guid id, ReviewForm form, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        changes.Run(id, person, Permission.ReviewReport, http, change =>
        {
            if (!change.Step.Current.MayReview)
                return Problems.Answer(403, "not_qualified", "Reports of this service are not yours to review.");
            var done = form.Agree
                ? change.Do(new Command.PassReview())
                : change.Do(new Command.SendBack(form.Comment ?? ""));
            if (done is not null) return done;
            change.TellReader(form.Agree ? "review_passed" : "review_sent_back");
            return null;
        }, cancel);

    /// <summary>
    /// The second reader agrees with the first, or not; then a third signs. Asked blind, he has read himself before.
    /// </summary>
    [Answers<ConsultationView>]
    internal static Task<IResult> AnswerSecondOpinion(
        Guid id, SecondOpinionForm form, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.WriteReport, http, async change =>
        {
            if (change.Its.IsBlind && !await GiveReading.WasGiven(change, person, cancel))
                return Problems.Answer(409, "read_first", "This second opinion was asked blind.",
                    "Give your own reading first; then the first report opens.");
            if (form.Comment?.Length > Command.WordsLimitChars)
                return Problems.BadField("comment", $"At most {Command.WordsLimitChars} characters.");
            var done = form.Agree ? change.Do(new Command.ConfirmFirst()) : change.Do(new Command.Contradict());
            if (done is not null) return done;
            var kind = form.Agree ? "second_opinion_agrees" : "second_opinion_differs";
            if (form.Comment is { Length: > 0 }) TalkConsultation.Add(change, person, kind, [], form.Comment);
            change.TellSender(kind);
            return null;
        }, cancel);
}
