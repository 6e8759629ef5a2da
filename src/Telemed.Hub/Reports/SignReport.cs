using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Clocks;
using Telemed.Domain.Consultations;
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
            var (draft, refusal) = await WhatIsSigned(change, form, services, cancel);
            if (refusal is not null) return refusal;
            if (await ReviewedText.Refusal(change, draft.Written, cancel) is { } other) return other;
            if (!await PhoneBacks.AllowSigning(change, cancel)) return NotCalled();
            if (Decide(change, form, draft) is { } refused) return refused;
            if (await SlidesBehindReport.Refusal(change, cancel) is { } notWhole) return notWhole;
            reportId = ReportId.New(change.Now);
            ReportStore.AddReport(change, Final(change, reportId, draft.Written));
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
    private static async Task<(DraftToFinish Draft, IResult? Refusal)> WhatIsSigned(
        CaseChange change, SignForm? form, ServiceBook services, CancellationToken cancel)
    {
        var saved = await DraftToFinish.Load(change, services, cancel);
        if (form?.Content is not null)
        {
            if (DraftReport.Read(form, saved.Template, out var sent) is { } unreadable) return (saved, unreadable);
            ReportStore.AddDraft(change.Batch, change, sent, form.Version ?? 0);
            return (saved with { Written = sent }, null);
        }
        return saved.Version is { } stored && form?.Version is { } version && version != stored
            ? (saved, Problems.VersionConflict(stored))
            : (saved, null);
    }

    // The operating room waits for a voice; the paper comes after it.
    private static ProblemHttpResult NotCalled() => IncompleteReport.Answer(
        "A frozen section is answered by telephone before it is signed.",
        "Call back and record the call, also when nobody answered.",
        [new MissingLine("phoneBack", null, ReportWords.Labels(ReportHeadings.PhoneBack))]);

    private static IResult? Decide(CaseChange change, ReportForm? form, DraftToFinish draft) =>
        OnTheWay(change, form ?? new ReportForm(), draft)
        ?? IncompleteReport.Refusal(change, draft.Template, draft.Written)
        ?? NotReviewed(change, draft)
        ?? change.Do(new Command.Sign())
        ?? change.DoByRule(new Command.Deliver());

    // From wherever the holder stands to the draft that is signed; each step leaves its event.
    private static IResult? OnTheWay(CaseChange change, ReportForm form, DraftToFinish draft)
    {
        if (change.Its.State == ConsultationState.Claimed && change.Do(new Command.Open()) is { } notOpened)
            return notOpened;
        if (change.Its.State == ConsultationState.Reading) return draft.Finish(change, form);
        return change.Its.State is ConsultationState.Drafted or ConsultationState.Reviewed
            ? DraftReport.MarkCritical(change, form, draft.Template, draft.Written) : null;
    }

    // What was finished before is asked about once more: its words, or what is measured by now, may differ.
    private static ProblemHttpResult? NotReviewed(CaseChange change, DraftToFinish draft) =>
        change.Its.State == ConsultationState.Drafted && change.Its.Holder == change.Person!.Id
        && draft.Review(change) is { } reason
            ? StepProblems.Answer(new CommandOutcome.ReviewFirst(change.Its.ReviewNeeded ?? reason)) : null;

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
