using Microsoft.AspNetCore.Http.HttpResults;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Domain.Reports;
using Telemed.Hub.Consultations;
using Telemed.Hub.Pathology;
using Telemed.Hub.Platform;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Reports;

/// <summary>
/// After the signature: words that are added, or a new version with a visible difference. The old version stays
/// readable, and the sender acknowledges anew.
/// </summary>
internal static class AmendReport
{
    private const int TextLimitChars = 4000;

    [Answers<ReportView>]
    internal static Task<IResult> Add(
        Guid id, AddendumForm form, CurrentPerson person, FreshCredential fresh, HttpContext http, CaseChanges changes,
        IJobOutbox jobs, CancellationToken cancel)
    {
        var words = form.Text?.Trim() ?? "";
        if (words.Length is 0 or > TextLimitChars)
        {
            return Task.FromResult<IResult>(Problems.BadField(
                "text", $"An addendum has 1 to {TextLimitChars} characters."));
        }
        return Later(id, person, http, changes, jobs, "report.addendum_added", async change =>
        {
            if (await ReportStore.Current(change.Work, change.Its.Id, cancel) is not { } current) return NotSigned();
            if ((change.Do(new Command.AddAddendum()) ?? change.DoByRule(new Command.Deliver())) is { } refusal)
                return refusal;
            change.TellSender("addendum");
            return Sealed(change, "addendum", "addendum", current.Id,
                new WrittenReport(new ReportContent { Template = current.TemplateCode, Conclusion = words }, ""));
        }, cancel);
    }

    [Answers<ReportView>]
    internal static Task<IResult> Amend(
        Guid id, AmendForm form, CurrentPerson person, FreshCredential fresh, HttpContext http, CaseChanges changes,
        ServiceBook services, IJobOutbox jobs, CancellationToken cancel)
    {
        if (!TextCode.TryParse<AmendSeverity>(form.Severity ?? "minor", out var severity))
            return Task.FromResult<IResult>(Problems.BadField("severity", "The severity is one of the list."));
        return Later(id, person, http, changes, jobs, "report.amended", async change =>
        {
            if (await ReportStore.Current(change.Work, change.Its.Id, cancel) is not { } current) return NotSigned();
            var template = ReportWords.Template(current.TemplateCode, change.Its.Service);
            if (DraftReport.Read(form, template, out var written) is { } unreadable) return unreadable;
            var diff = ReportWords.Diff(template, WrittenReport.Read(current.Content), written);
            if (diff.Count == 0)
                return Problems.Answer(409, "nothing_changed", "This says what the signed report says.");
            if (IncompleteReport.Refusal(change, template, written) is { } incomplete) return incomplete;
            if (await SlidesBehindReport.Refusal(change, cancel) is { } notWhole) return notWhole;
            if ((change.Do(new Command.Amend(severity, form.Reason ?? "")) ?? change.DoByRule(new Command.Deliver()))
                is { } refusal) return refusal;
            // What only the second look found does not wait for somebody to open the report either.
            if (DraftReport.MarkCritical(change, form, template, written) is { } notMarked) return notMarked;
            change.TellSender("amended");
            return Sealed(change, "amendment", "amended", current.Id, written, form.Reason, TextCode.Of(severity),
                JsonSerializer.Serialize(diff, ReportsJson.Default.IReadOnlyListDiffLine));
        }, cancel);
    }

    private static async Task<IResult> Later(
        Guid id, CurrentPerson person, HttpContext http, CaseChanges changes, IJobOutbox jobs,
        string action, Func<CaseChange, Task<object?>> decide, CancellationToken cancel)
    {
        var reportId = default(Guid);
        await using (var work = await changes.Database.Begin(cancel))
        {
            var found = await ConsultationStore.FindForUpdate(
                work, person, Permission.AmendReport, new ConsultationId(id), cancel);
            if (found is null) return Problems.NotFound();
            // What a person signs only after a review is not changed by that person alone.
            if (found.SignsAfterReview)
                return StepProblems.Answer(new CommandOutcome.ReviewFirst(ReviewReason.JuniorReporter));
            var change = await changes.Begin(work, found, person, Permission.AmendReport, http, cancel);
            switch (await decide(change))
            {
                case IResult refusal: return refusal;
                case ReportStore.NewReport report:
                    reportId = report.Id.Value;
                    ReportStore.AddReport(change, report);
                    SlidesBehindReport.Keep(change, report.Id);
                    break;
            }
            change.AlsoAudit(action);
            await change.Save(cancel);
            await FileReport.Ask(change, reportId, jobs, cancel);
            await work.Commit(cancel);
        }
        return await ViewReport.Answer(changes.Database, person, reportId, StatusCodes.Status200OK, cancel);
    }

    private static ReportStore.NewReport Sealed(
        CaseChange change, string kind, string status, Guid replaces, WrittenReport written, string? reason = null,
        string? severity = null, string? diff = null) => new()
        {
            Id = ReportId.New(change.Now),
            Kind = kind,
            Status = status,
            Written = written,
            IsSigned = true,
            IsCritical = change.Its.IsCritical,
            Replaces = replaces,
            Reason = reason,
            Severity = severity,
            Diff = diff,
            VerificationCode = SignReport.NewCode(),
        };

    private static ProblemHttpResult NotSigned() =>
        Problems.Answer(409, "not_signed_yet", "Only a signed report is amended or added to.", "Edit the draft.");
}
