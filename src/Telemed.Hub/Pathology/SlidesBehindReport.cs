using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Domain;
using Telemed.Domain.Consultations;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Pathology;

/// <summary>
/// What a report may be signed on: slides that are here whole, whose hash agreed, and of which the signer saw the
/// stored pixels wherever a preview had been shown.
/// </summary>
internal static class SlidesBehindReport
{
    internal const string Code = "slides_not_whole";

    private const string OpenedSlides = """
        SELECT s.id, s.label, s.complete, v.level, v.cells, v.preview_cells
        FROM slide s JOIN slide_view v ON v.slide_id = s.id AND v.person_id = @person
        WHERE s.consultation_id = @consultation ORDER BY s.created_at, s.id, v.level
        """;

    private const string KeepSql = """
        INSERT INTO report_slide (report_id, slide_id, sha256, views)
        SELECT @report, s.id, b.sha256,
            jsonb_agg(jsonb_build_object('closeness', v.level, 'cells', encode(v.cells, 'hex'), 'seenMs', v.seen_ms)
                ORDER BY v.level)
        FROM slide s JOIN slide_view v ON v.slide_id = s.id AND v.person_id = @person
        LEFT JOIN blob b ON b.id = s.blob_id
        WHERE s.consultation_id = @consultation GROUP BY s.id, b.sha256
        """;

    private sealed record Opened
    {
        public required Guid Id { get; init; }
        public required string Label { get; init; }
        public required bool Complete { get; init; }
        public required short Level { get; init; }
        public required byte[] Cells { get; init; }
        public byte[]? PreviewCells { get; init; }
    }

    /// <summary>Null when nothing stands against signing, else the refusal that names the slides.</summary>
    internal static async Task<ProblemHttpResult?> Refusal(CaseChange change, CancellationToken cancel)
    {
        if (!MayHaveSlides(change)) return null;
        var rows = await change.Work.Rows<Opened>(OpenedSlides,
            new { consultation = change.Its.Id.Value, person = change.Person!.Id.Value }, cancel);
        var slides = rows.GroupBy(row => row.Id).ToArray();
        string[] arriving = [.. slides.Where(slide => !slide.First().Complete).Select(slide => slide.First().Label)];
        if (arriving.Length > 0)
            return Problems.Answer(StatusCodes.Status409Conflict, Code,
                $"You looked at slides that have not arrived whole: {string.Join(", ", arriving)}.",
                "Sign when the last part is here and its hash agrees; the slide says so by itself.", arriving);
        string[] rough = [.. slides.Where(SeenRoughly).Select(slide => slide.First().Label)];
        return rough.Length == 0 ? null : Problems.Answer(StatusCodes.Status409Conflict, "slides_seen_in_preview",
            $"Places were shown in preview quality only: {string.Join(", ", rough)}.",
            "Look again at the places marked amber on the overview until the original has loaded.", rough);
    }

    /// <summary>Binds the slides to the report in the same round trip as the report itself.</summary>
    internal static void Keep(CaseChange change, ReportId report)
    {
        if (!MayHaveSlides(change)) return;
        change.Batch.Add(KeepSql, ("report", report.Value), ("consultation", change.Its.Id.Value),
            ("person", change.Person!.Id.Value));
        AdequacyStore.TakeFromReport(change, report);
    }

    // An ECG is signed every few seconds in a busy county; it has no slides to ask for.
    private static bool MayHaveSlides(CaseChange change) => change.Its.Service != ServiceKind.Ecg;

    /// <summary>A place counts as seen when its stored pixels were shown at that power or a higher one.</summary>
    private static bool SeenRoughly(IEnumerable<Opened> views)
    {
        var levels = views.ToArray();
        return Array.Exists(levels, rough => rough.PreviewCells is { } preview
            && Enumerable.Range(0, preview.Length).Any(at => (preview[at]
                & ~levels.Where(view => view.Level >= rough.Level)
                    .Aggregate(0, (seen, view) => seen | view.Cells[at])) != 0));
    }
}
