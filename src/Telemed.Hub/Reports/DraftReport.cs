using Dapper;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Domain.Reports;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>The draft of a report: read when the case opens, saved every two seconds while it is written.</summary>
internal static class DraftReport
{
    private const string CaseSql = $"""
        SELECT c.kind, c.service_code, c.critical AND {ConsultationAccess.ReportsOpenSql} AS critical, c.state,
               {ConsultationAccess.ReportsOpenSql} AS is_open, l.code AS critical_code, l.finding AS critical_text
        FROM consultation c
        LEFT JOIN LATERAL (SELECT code, finding FROM critical_loop WHERE consultation_id = c.id AND c.critical
                           ORDER BY number DESC LIMIT 1) l ON true
        WHERE c.id = @id AND {ConsultationAccess.VisibleSql}
        """;

    [method: ExplicitConstructor]
    private sealed record CaseLine(
        string Kind, string ServiceCode, bool Critical, string State, bool IsOpen,
        string? CriticalCode, string? CriticalText);

    [Answers<DraftView>]
    internal static async Task<IResult> Get(
        Guid id, CurrentPerson person, CaseChanges changes, ServiceBook services, CancellationToken cancel)
    {
        await using var reading = await changes.Database.Read(cancel);
        var parameters = ConsultationAccess.Parameters(person, Permission.WriteReport);
        parameters.Add("id", id);
        if (await reading.RowOrNone<CaseLine>(CaseSql, parameters, cancel) is not { } its) return Problems.NotFound();
        var service = await services.Find(its.ServiceCode, cancel);
        var template = ReportWords.Template(service?.Template, TextCode.Parse<ServiceKind>(its.Kind));
        var consultation = new ConsultationId(id);
        var draft = its.IsOpen ? await ReportStore.FindDraft(reading, consultation, cancel) : null;
        var questions = await ReportStore.Questions(reading, consultation, cancel);
        var previous = await ReportStore.Previous(reading, person, consultation, cancel);
        var written = draft is null ? WrittenReport.Empty(template.Code) : WrittenReport.Read(draft.Content);
        return TypedResults.Ok(View(template, written, draft, its, questions.Length, previous));
    }

    private static DraftView View(
        ReportTemplate template, WrittenReport written, ReportStore.DraftRecord? draft, CaseLine its, int questionCount,
        ReportStore.ReportRecord? previous) => new()
        {
            Template = template.Code,
            Version = draft?.Version ?? 0,
            Content = written.Values(),
            Answers = written.Answers(),
            Impression = written.Content.Conclusion,
            Advice = written.Advice,
            Limits = written.Content.Limits,
            Certainty = written.CertaintyCode,
            ActionCard = written.Card,
            Critical = its.IsOpen
                ? new CriticalMark(its.Critical, its.CriticalCode, its.CriticalText)
                : new CriticalMark(false, null, null),
            Missing = ReportWords.Missing(
                template, Completeness.Of(template, written.Content, questionCount, its.Critical)),
            SavedAt = draft?.SavedAt,
            Previous = previous is null ? null : ReportStore.View(previous),
        };

    [Answers<DraftSaved>]
    internal static async Task<IResult> Save(
        Guid id, DraftForm form, CurrentPerson person, HttpContext http, CaseChanges changes, ServiceBook services,
        CancellationToken cancel)
    {
        await using var work = await changes.Database.Begin(cancel);
        var found = await ConsultationStore.FindForUpdate(
            work, person, Permission.WriteReport, new ConsultationId(id), cancel);
        if (found is null) return Problems.NotFound();
        var change = await changes.Begin(work, found, person, Permission.WriteReport, http, cancel);
        var template = await TemplateOf(change, services, cancel);
        if (Read(form, template, out var written) is { } unreadable) return unreadable;
        if (await ReviewedText.Refusal(change, written, cancel) is { } other) return other;
        // The draft goes first: its row count says whether somebody else saved meanwhile.
        ReportStore.AddDraft(change.Batch, change, written, form.Version);
        if (TakeUp(change, form, template, written) is { } refusal) return refusal;
        var touched = change.Step.Events.Count > 0 ? await change.Save(cancel) : await change.Batch.Run(cancel);
        if (touched == 0) return await Conflict(work, change.Its.Id, cancel);
        await work.Commit(cancel);
        var missing = ReportWords.Missing(template, Completeness.Of(
            template, written.Content, found.QuestionCount, change.Its.IsCritical));
        return TypedResults.Ok(new DraftSaved(form.Version + 1, change.Now, missing));
    }

    /// <summary>Reads the form; an answer when a value is none of the template's.</summary>
    internal static IResult? Read(ReportForm form, ReportTemplate template, out WrittenReport written)
    {
        try
        {
            written = WrittenReport.Of(form, template.Code);
            return null;
        }
        catch (DomainFormatException broken)
        {
            written = WrittenReport.Empty(template.Code);
            var problem = Problems.Because(
                "bad_report", broken.Problem, "Mend this field; what was saved before is kept.");
            problem.Extensions["section"] = broken.Section;
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, problem);
        }
    }

    internal static async ValueTask<ReportTemplate> TemplateOf(
        CaseChange change, ServiceBook services, CancellationToken cancel) =>
        ReportWords.Template((await services.Find(change.Its.ServiceCode, cancel))?.Template, change.Its.Service);

    // Writing opens what was only claimed, keeps the lease alive, and starts the relay of what is critical.
    private static IResult? TakeUp(CaseChange change, ReportForm form, ReportTemplate template, WrittenReport written)
    {
        if (MayWriteTieBreak(change)) return null;
        if (change.Its.State is ConsultationState.Claimed or ConsultationState.Drafted
            && change.Do(new Command.Open()) is { } notOpened) return notOpened;
        if (change.Its.State is ConsultationState.SecondOpinion or ConsultationState.Reviewed
            && change.Its.Holder == change.Person?.Id) return null;
        if (change.Step.Events.Count == 0 && RenewLease.Renew(change) is { } refusal) return refusal;
        return MarkCritical(change, form, template, written);
    }

    internal static bool MayWriteTieBreak(CaseChange change) =>
        change.Its is { State: ConsultationState.Reviewed, TieBreak: true }
        && change.Person!.Has(Permission.ReviewReport)
        && change.Its.Author != change.Person.Id && change.Its.SecondReader != change.Person.Id;

    /// <summary>Starts the relay when the reader marks a finding, or writes one of the critical set.</summary>
    internal static IResult? MarkCritical(
        CaseChange change, ReportForm form, ReportTemplate template, WrittenReport written)
    {
        if (change.Its.IsCritical) return null;
        if (form.Critical is { Is: true } mark)
            return CriticalLoops.Start(change, new CriticalLoops.Finding(mark.Code, mark.Text));
        return CriticalFindings.Of(template, written.Content) == Actionability.Minutes
            ? CriticalLoops.Start(change, new CriticalLoops.Finding("by_template", written.Content.Conclusion))
            : null;
    }

    internal static async Task<IResult> Conflict(Work work, ConsultationId id, CancellationToken cancel)
    {
        var now = await ReportStore.FindDraft(work, id, cancel);
        return Problems.VersionConflict(now?.Version ?? 0);
    }
}
