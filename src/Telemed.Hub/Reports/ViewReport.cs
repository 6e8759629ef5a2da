using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Domain.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Reports;

/// <summary>One version of a report, as it was signed.</summary>
internal static class ViewReport
{
    [Answers<ReportView>]
    internal static Task<IResult> Handle(Guid id, CurrentPerson person, Database database, CancellationToken cancel) =>
        Answer(database, person, id, StatusCodes.Status200OK, cancel);

    internal static async Task<IResult> Answer(
        Database database, CurrentPerson person, Guid id, int status, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        return await Find(reading, person, id, cancel) is { } row
            ? TypedResults.Json(ReportStore.View(row), ReportsJson.Default.ReportView, statusCode: status)
            : Problems.NotFound();
    }

    /// <summary>A report the person may read now: a preliminary one only when the rules show it.</summary>
    internal static async Task<ReportStore.ReportRecord?> Find(
        Reading reading, CurrentPerson person, Guid id, CancellationToken cancel) =>
        await ReportStore.Find(reading, person, id, cancel) is { } row && MayShow(row, person) ? row : null;

    private static bool MayShow(ReportStore.ReportRecord row, CurrentPerson person) =>
        row.Status != "preliminary" || row.CaseSignedAt is not null || row.Critical || row.Unreviewed
        || TextCode.Parse<Colour>(row.Colour) == Colour.Red || person.Has(Permission.WriteReport);
}
