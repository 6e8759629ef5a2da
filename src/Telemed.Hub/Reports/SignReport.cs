using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
using Telemed.Domain.Reports;
using Telemed.Hub.Consultations;
using Telemed.Hub.Pathology;
using Telemed.Hub.Platform;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Reports;

/// <summary>
/// Signs a report with a fresh credential: complete or not at all; final, delivered and told to the sender in the same
/// transaction. What was signed is never changed afterwards.
/// </summary>
internal static class SignReport
{
    // No letters or digits that are mistaken for each other on paper or by telephone.
    private const string CodeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    [Answers<ReportView>]
    internal static async Task<IResult> Handle(
        Guid id, SignForm? form, CurrentPerson person, FreshCredential fresh, HttpContext http, CaseChanges changes,
        ServiceBook services, IJobOutbox jobs, CancellationToken cancel)
    {
        var reportId = default(ReportId);
        await using (var work = await changes.Database.Begin(cancel))
        {
            var found = await ConsultationStore.FindForUpdate(
                work, person, Permission.SignReport, new ConsultationId(id), cancel);
            if (found is null) return Problems.NotFound();
            var change = await changes.Begin(work, found, person, Permission.SignReport, http, cancel);
            var template = await DraftReport.TemplateOf(change, services, cancel);
            var (written, refusal) = await WhatIsSigned(change, form, template, cancel);
            if (refusal is not null) return refusal;
            if (!await PhoneBacks.AllowSigning(change, cancel)) return NotCalled();
            if (Decide(change, form, template, written) is { } refused) return refused;
            if (await SlidesBehindReport.Refusal(change, cancel) is { } notWhole) return notWhole;
            reportId = ReportId.New(change.Now);
            ReportStore.AddReport(change, Final(change, reportId, written));
            SlidesBehindReport.Keep(change, reportId);
            change.TellSender(change.Its.IsCritical ? "signed_critical" : "signed");
            change.AlsoAudit("report.signed");
            // A form that came along is the first statement: no row means that somebody else saved meanwhile.
            if (await change.Save(cancel) == 0) return await DraftReport.Conflict(work, change.Its.Id, cancel);
            await FileReport.Ask(change, reportId.Value, jobs, cancel);
            await work.Commit(cancel);
        }
        return await ViewReport.Answer(changes.Database, person, reportId.Value, StatusCodes.Status200OK, cancel);
    }

    // A form in the request is saved and signed at once; without one the saved draft of that version is signed.
    private static async Task<(WrittenReport Written, IResult? Refusal)> WhatIsSigned(
        CaseChange change, SignForm? form, ReportTemplate template, CancellationToken cancel)
    {
        if (form?.Content is not null)
        {
            if (DraftReport.Read(form, template, out var sent) is { } unreadable) return (sent, unreadable);
            ReportStore.AddDraft(change.Batch, change, sent, form.Version ?? 0);
            return (sent, null);
        }
        var draft = await ReportStore.FindDraft(change.Work, change.Its.Id, cancel);
        if (draft is null) return (WrittenReport.Empty(template.Code), null);
        var written = WrittenReport.Read(draft.Content);
        return form?.Version is { } version && version != draft.Version
            ? (written, Problems.VersionConflict(draft.Version))
            : (written, null);
    }

    // The operating room waits for a voice; the paper comes after it.
    private static ProblemHttpResult NotCalled()
    {
        var problem = Problems.Because("incomplete", "A frozen section is answered by telephone before it is signed.",
            "Call back and record the call, also when nobody answered.");
        problem.Extensions["missing"] = JsonSerializer.SerializeToElement(
            [new MissingLine("phoneBack", null, ReportWords.Labels(ReportHeadings.PhoneBack))],
            ReportsJson.Default.IReadOnlyListMissingLine);
        return Problems.Answer(StatusCodes.Status409Conflict, problem);
    }

    private static IResult? Decide(CaseChange change, ReportForm? form, ReportTemplate template, WrittenReport written)
    {
        if (OnTheWay(change, form, template, written) is { } refusal) return refusal;
        var missing = Completeness.Of(
            template, written.Content, change.Step.Current.QuestionCount, change.Its.IsCritical);
        if (!missing.IsEmpty)
        {
            var problem = Problems.Because(
                "incomplete", "Something must be filled in before this is signed.", "Fill in what is listed.");
            problem.Extensions["missing"] = JsonSerializer.SerializeToElement(
                ReportWords.Missing(template, missing), ReportsJson.Default.IReadOnlyListMissingLine);
            return Problems.Answer(StatusCodes.Status409Conflict, problem);
        }
        return change.Do(new Command.Sign()) ?? change.DoByRule(new Command.Deliver());
    }

    // From wherever the holder stands to the draft that is signed; each step leaves its event.
    private static IResult? OnTheWay(
        CaseChange change, ReportForm? form, ReportTemplate template, WrittenReport written)
    {
        if (change.Its.State == ConsultationState.Claimed && change.Do(new Command.Open()) is { } notOpened)
            return notOpened;
        if (change.Its.State is ConsultationState.Reading or ConsultationState.Drafted or ConsultationState.Reviewed
            && DraftReport.MarkCritical(change, form ?? new ReportForm(), template, written) is { } notMarked)
            return notMarked;
        return change.Its.State == ConsultationState.Reading ? change.Do(new Command.FinishDraft(null)) : null;
    }

    private static ReportStore.NewReport Final(CaseChange change, ReportId id, WrittenReport written) => new()
    {
        Id = id,
        Kind = "original",
        Status = "final",
        Written = written,
        IsSigned = true,
        IsCritical = change.Its.IsCritical,
        VerificationCode = NewCode(),
    };

    /// <summary>A short code for paper: 60 random bits as twelve letters in groups of four.</summary>
    internal static string NewCode()
    {
        var letters = RandomNumberGenerator.GetString(CodeLetters, 12);
        return $"{letters[..4]}-{letters[4..8]}-{letters[8..]}";
    }
}

/// <summary>Publishes the draft as preliminary: visible to the sender at once when Red or critical.</summary>
internal static class PublishPreliminary
{
    [Answers<ConsultationView>]
    internal static Task<IResult> Handle(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, ServiceBook services,
        CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.WriteReport, http,
            change => Publish(change, services, cancel), cancel);

    internal static async Task<IResult?> Publish(CaseChange change, ServiceBook services, CancellationToken cancel)
    {
        var template = await DraftReport.TemplateOf(change, services, cancel);
        if (await ReportStore.FindDraft(change.Work, change.Its.Id, cancel) is not { } draft)
            return Problems.Answer(409, "no_draft", "Nothing is written yet.");
        var written = WrittenReport.Read(draft.Content);
        if (written.Content.Conclusion.Length == 0)
        {
            return Problems.Answer(
                409, "incomplete", "A preliminary report has a conclusion.", missing: ["impression"]);
        }
        if (TalkConsultation.OpenIfClaimed(change) is { } notOpened) return notOpened;
        if (DraftReport.MarkCritical(change, new ReportForm(), template, written) is { } notMarked) return notMarked;
        if (change.Do(new Command.FinishDraft(null)) is { } refusal) return refusal;
        ReportStore.AddReport(change, new ReportStore.NewReport
        {
            Id = ReportId.New(change.Now),
            Kind = "original",
            Status = "preliminary",
            Written = written,
            IsSigned = false,
            IsCritical = change.Its.IsCritical,
        });
        if (change.Its.PreliminaryIsVisible) change.TellSender("preliminary_visible");
        return null;
    }
}

/// <summary>A second pair of eyes before signing.</summary>
internal static class ReviewReport
{
    [Answers<ConsultationView>]
    internal static Task<IResult> Ask(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, ServiceBook services,
        CancellationToken cancel) =>
        changes.RunReading(id, person, Permission.WriteReport, http, async change =>
        {
            if (change.Its.State is ConsultationState.Claimed or ConsultationState.Reading
                && await PublishPreliminary.Publish(change, services, cancel) is { } refusal) return refusal;
            if (change.Do(new Command.AskReview(ReviewReason.AskedByReporter)) is { } refused) return refused;
            change.TellAfterwards(Audience.Reviewers, "review_requested");
            return null;
        }, cancel);

    [Answers<ConsultationView>]
    internal static Task<IResult> Answer(
        Guid id, ReviewForm form, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        changes.Run(id, person, Permission.ReviewReport, http, change =>
        {
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
