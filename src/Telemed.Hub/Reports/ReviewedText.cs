using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain.Consultations;
using Telemed.Domain.Reports;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Reports;

/// <summary>
/// What a reviewer had to agree with is signed by its author as the reviewer read it. Only the action card may still be
/// completed: a finding that was marked critical meanwhile asks for it.
/// </summary>
internal static class ReviewedText
{
    private const string ReviewedSql = """
        SELECT r.content::text FROM report r
        WHERE r.consultation_id = @id AND r.status = 'preliminary' ORDER BY r.number DESC LIMIT 1
        """;

    internal static async Task<ProblemHttpResult?> Refusal(
        CaseChange change, WrittenReport written, CancellationToken cancel)
    {
        if (!Binds(change)) return null;
        var stored = await change.Work.Row<string>(ReviewedSql, new { id = change.Its.Id.Value }, cancel);
        var reviewed = WrittenReport.Read(stored);
        var isOther = reviewed.Advice != written.Advice
            || ReportDiff.Between(reviewed.Content, written.Content)
                .Any(field => !field.Path.StartsWith("action.", StringComparison.Ordinal));
        return isOther
            ? Problems.Answer(409, "reviewed_differs", "This says something other than what was reviewed.",
                "Take the reviewed text and sign it, or let the reviewer sign.")
            : null;
    }

    private static bool Binds(CaseChange change) =>
        change.Its is { State: ConsultationState.Reviewed, TieBreak: false }
        && change.Its.ReviewNeeded is not (null or ReviewReason.AskedByReporter)
        && change.Its.Author == change.Person!.Id;
}
