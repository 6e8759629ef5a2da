using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain.Reports;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Reports;

/// <summary>
/// Says what must be filled in before a report is signed, or reviewed so that it can be signed as it is.
/// </summary>
internal static class IncompleteReport
{
    /// <summary>The refusal with everything that is missing; null when nothing is.</summary>
    internal static ProblemHttpResult? Refusal(CaseChange change, ReportTemplate template, WrittenReport written)
    {
        var missing = Completeness.Of(
            template, written.Content, change.Step.Current.QuestionCount, change.Its.IsCritical);
        return missing.IsEmpty ? null : Answer(
            "Something must be filled in before this is signed.", "Fill in what is listed.",
            ReportWords.Missing(template, missing));
    }

    internal static ProblemHttpResult Answer(string title, string hint, IReadOnlyList<MissingLine> missing)
    {
        var problem = Problems.Because("incomplete", title, hint);
        problem.Extensions["missing"] =
            JsonSerializer.SerializeToElement(missing, ReportsJson.Default.IReadOnlyListMissingLine);
        return Problems.Answer(StatusCodes.Status409Conflict, problem);
    }
}
