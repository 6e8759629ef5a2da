using System.Text.Json;
using Dapper;
using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Reports;

/// <summary>A picture of a report or of one that is being written.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Caption">What it shows, in the reader's words.</param>
/// <param name="WidthPx">Its width.</param>
/// <param name="HeightPx">Its height.</param>
/// <param name="UmPerPx">Micrometres a pixel of the picture; null when nobody stated a scale.</param>
/// <param name="SubjectKind">slide, imaging or image.</param>
/// <param name="SubjectId">The slide's id, the study's UID or the attachment's id.</param>
/// <param name="View">Where it was taken, in the viewer's own words.</param>
internal sealed record SnapshotLine(
    Guid Id, string Caption, int WidthPx, int HeightPx, double? UmPerPx, string SubjectKind, string SubjectId,
    JsonElement View);

/// <summary>A picture that is about to be kept.</summary>
internal sealed record NewSnapshot(
    Guid Id, string SubjectKind, string SubjectId, string Caption, string View, int WidthPx, int HeightPx,
    double? UmPerPx);

/// <summary>All SQL of snapshots.</summary>
internal static class SnapshotStore
{
    /// <summary>So many pictures a report takes: what is printed must stay a report.</summary>
    internal const int CaseLimit = 12;

    /// <summary>A column of <c>report r</c>: its pictures as a JSON list.</summary>
    internal const string PicturesColumn = """
        (SELECT jsonb_agg(jsonb_build_object('id', s.id, 'caption', k.caption, 'widthPx', s.width_px,
                'heightPx', s.height_px, 'umPerPx', s.um_per_px, 'subjectKind', s.subject_kind,
                'subjectId', s.subject_id, 'view', s.view) ORDER BY k.position)
         FROM report_snapshot k JOIN consultation_snapshot s ON s.id = k.snapshot_id
         WHERE k.report_id = r.id)::text AS pictures
        """;

    private const string ListSql = """
        SELECT s.id, s.caption, s.width_px, s.height_px, s.um_per_px, s.subject_kind, s.subject_id,
               s.view::text AS view
        FROM consultation_snapshot s WHERE s.consultation_id = @id AND s.removed_at IS NULL
        ORDER BY s.created_at, s.id LIMIT @limit
        """;

    private const string InsertSql = """
        INSERT INTO consultation_snapshot (id, consultation_id, blob_id, subject_kind, subject_id, caption, view,
            width_px, height_px, um_per_px, created_by, created_at)
        VALUES (@id, @consultation, @blob, @kind, @subject, @caption, @view::jsonb, @width, @height, @umPerPx, @person,
            @now)
        """;

    private const string CountSql = """
        SELECT count(*)::int FROM consultation_snapshot WHERE consultation_id = @id AND removed_at IS NULL
        """;

    private const string RemoveSql = """
        UPDATE consultation_snapshot SET removed_at = @now
        WHERE id = @snapshot AND consultation_id = @id AND removed_at IS NULL
        """;

    private const string CaptionSql = """
        UPDATE consultation_snapshot SET caption = @caption
        WHERE id = @snapshot AND consultation_id = @id AND removed_at IS NULL
        """;

    private const string KeepSql = """
        INSERT INTO report_snapshot (report_id, snapshot_id, position, caption)
        SELECT @report, s.id, row_number() OVER (ORDER BY s.created_at, s.id), s.caption
        FROM consultation_snapshot s WHERE s.consultation_id = @consultation AND s.removed_at IS NULL
        """;

    // Who reads sees what he took; everybody else sees what a report that he may read was made with.
    private const string BlobSql = $"""
        SELECT s.blob_id FROM consultation_snapshot s JOIN consultation c ON c.id = s.consultation_id
        WHERE s.id = @snapshot AND c.id = @id AND {ConsultationAccess.VisibleSql}
          AND {ConsultationAccess.ReportsOpenSql}
          AND (@visibleReads OR EXISTS (
              SELECT 1 FROM report_snapshot k JOIN report r ON r.id = k.report_id
              WHERE k.snapshot_id = s.id AND (r.status <> 'preliminary' OR c.first_visible_at IS NOT NULL)))
        """;

    // The scale is the hub's own knowledge of the source; what a browser says of it is not asked.
    private const string SlideScaleSql = """
        SELECT um_per_px FROM slide WHERE id = @subject AND consultation_id = @id
        """;

    private const string PhotoScaleSql = """
        SELECT um_per_px FROM attachment
        WHERE id = @subject AND consultation_id = @id AND kind = 'image' AND removed_at IS NULL
        """;

    [method: ExplicitConstructor]
    private sealed record SnapshotRecord(
        Guid Id, string Caption, int WidthPx, int HeightPx, double? UmPerPx, string SubjectKind, string SubjectId,
        string View);

    internal static async Task<IReadOnlyList<SnapshotLine>> Of(
        Reading reading, ConsultationId id, CancellationToken cancel)
    {
        var rows = await reading.Rows<SnapshotRecord>(ListSql, new { id = id.Value, limit = CaseLimit }, cancel);
        return [.. rows.Select(row =>
        {
            using var view = JsonDocument.Parse(row.View);
            return new SnapshotLine(row.Id, row.Caption, row.WidthPx, row.HeightPx, row.UmPerPx, row.SubjectKind,
                row.SubjectId, view.RootElement.Clone());
        })];
    }

    internal static Task<int> Count(Reading reading, ConsultationId id, CancellationToken cancel) =>
        reading.Row<int>(CountSql, new { id = id.Value }, cancel);

    /// <summary>Whether the source is of the case, and its micrometres a pixel where they are known.</summary>
    internal static async Task<(bool IsThere, double? UmPerPx)> Scale(
        Reading reading, ConsultationId id, string kind, Guid subject, CancellationToken cancel)
    {
        var rows = await reading.Rows<double?>(
            kind == "slide" ? SlideScaleSql : PhotoScaleSql, new { subject, id = id.Value }, cancel);
        return rows.Count == 0 ? (false, null) : (true, rows[0]);
    }

    internal static void Add(CaseChange change, NewSnapshot taken, Storage.Blobs.BlobId blob) =>
        change.Batch.Add(InsertSql,
            ("id", taken.Id), ("consultation", change.Its.Id.Value), ("blob", blob.Value), ("kind", taken.SubjectKind),
            ("subject", taken.SubjectId), ("caption", taken.Caption), ("view", taken.View), ("width", taken.WidthPx),
            ("height", taken.HeightPx), ("umPerPx", taken.UmPerPx), ("person", change.Person!.Id.Value),
            ("now", change.Now));

    internal static Task<int> Remove(CaseChange change, Guid snapshot, CancellationToken cancel) => change.Work.Execute(
        RemoveSql, new { id = change.Its.Id.Value, snapshot, now = change.Now }, cancel);

    internal static Task<int> Caption(CaseChange change, Guid snapshot, string caption, CancellationToken cancel) =>
        change.Work.Execute(CaptionSql, new { id = change.Its.Id.Value, snapshot, caption }, cancel);

    /// <summary>Binds the case's pictures to a report in the same round trip as the report itself.</summary>
    internal static void Keep(CaseChange change, ReportId report)
    {
        // An ECG has its own page in the report and is signed every few seconds: nothing to ask for.
        if (change.Its.Service != ServiceKind.Ecg)
            change.Batch.Add(KeepSql, ("report", report.Value), ("consultation", change.Its.Id.Value));
    }

    /// <summary>The bytes of a picture the person may see; null when there is none.</summary>
    internal static async Task<BlobRow?> Picture(
        Reading reading, CurrentPerson person, Guid consultation, Guid snapshot, CancellationToken cancel)
    {
        var parameters = ConsultationAccess.Parameters(person, Permission.ViewReports);
        parameters.Add("id", consultation);
        parameters.Add("snapshot", snapshot);
        return await reading.RowOrNone<Guid?>(BlobSql, parameters, cancel) is { } blob
            ? await BlobTable.Find(reading, new(blob), cancel)
            : null;
    }
}
