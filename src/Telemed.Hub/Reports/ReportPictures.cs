using System.Globalization;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Reports;

/// <summary>A picture of a report with its bytes, for paper.</summary>
internal sealed record PrintedPicture(SnapshotLine About, byte[] Png);

/// <summary>
/// The pictures of a report on paper. The page may load nothing, so their bytes stand in it; a scale bar is drawn over
/// a picture only when its scale is known, in whole steps of 1, 2 or 5.
/// </summary>
internal static class ReportPictures
{
    private const double BarShare = 0.25;

    private const string BlobsSql = """
        SELECT s.id AS snapshot, s.blob_id AS blob FROM report_snapshot k
        JOIN consultation_snapshot s ON s.id = k.snapshot_id WHERE k.report_id = @id ORDER BY k.position LIMIT @limit
        """;

    [method: Dapper.ExplicitConstructor]
    private sealed record BlobLine(Guid Snapshot, Guid Blob);

    /// <summary>The pictures as the report keeps them; empty when it has none.</summary>
    internal static IReadOnlyList<SnapshotLine> Of(ReportStore.ReportRecord report) => report.Pictures is { } json
        ? JsonSerializer.Deserialize(json, ReportsJson.Default.IReadOnlyListSnapshotLine) ?? [] : [];

    /// <summary>The same with their bytes.</summary>
    internal static async Task<IReadOnlyList<PrintedPicture>> Load(
        ReportStore.ReportRecord report, Reading reading, IBlobStore store, CancellationToken cancel)
    {
        if (report.Pictures is null) return [];
        var blobs = await reading.Rows<BlobLine>(
            BlobsSql, new { id = report.Id, limit = SnapshotStore.CaseLimit }, cancel);
        var pictures = new List<PrintedPicture>();
        foreach (var about in Of(report))
        {
            var blob = blobs.First(line => line.Snapshot == about.Id).Blob;
            if (await BlobTable.Find(reading, new(blob), cancel) is { } row)
                pictures.Add(new PrintedPicture(about, await ListSnapshots.Bytes(store, row, cancel)));
        }
        return pictures;
    }

    internal static void Add(PageHtml page, IReadOnlyList<PrintedPicture> pictures, Language language)
    {
        if (pictures.Count == 0) return;
        page.Element("h2", ReportHeadings.Pictures[language]).Raw("<div class=\"pictures\">");
        foreach (var (picture, at) in pictures.Select((picture, at) => (picture, at + 1)))
        {
            page.Raw("<figure>").Raw(Drawing(picture)).Element("figcaption",
                picture.About.Caption.Length > 0 ? $"{at}. {picture.About.Caption}" : $"{at}.").Raw("</figure>");
        }
        page.Raw("</div>");
    }

    // Attributes only: the page's policy forbids styles of elements, and the numbers and base64 need no encoding.
    private static string Drawing(PrintedPicture picture)
    {
        var (width, height) = (picture.About.WidthPx, picture.About.HeightPx);
        var svg = string.Create(CultureInfo.InvariantCulture,
            $"<svg role=\"img\" viewBox=\"0 0 {width} {height}\"><image width=\"{width}\" height=\"{height}\" ");
        svg += $"href=\"data:image/png;base64,{Convert.ToBase64String(picture.Png)}\"/>";
        return svg + (ScaleBar(picture.About) is { } bar ? Bar(bar.WidthPx, bar.Text, width, height) : "") + "</svg>";
    }

    private static string Bar(double barPx, string text, int width, int height)
    {
        var unit = width / 60.0;
        return string.Create(CultureInfo.InvariantCulture, $"""
            <rect x="{unit:0.#}" y="{height - 4 * unit:0.#}"
                width="{barPx + 1.6 * unit:0.#}" height="{3.2 * unit:0.#}" fill="#fff" fill-opacity="0.85"/>
            <rect x="{1.8 * unit:0.#}" y="{height - 1.9 * unit:0.#}"
                width="{barPx:0.#}" height="{0.5 * unit:0.#}" fill="#111"/>
            <text x="{1.8 * unit:0.#}" y="{height - 2.3 * unit:0.#}"
                font-size="{1.5 * unit:0.#}" font-weight="600" fill="#111">{text}</text>
            """);
    }

    /// <summary>The longest round length within a quarter of a picture's width; null without a scale.</summary>
    internal static (double WidthPx, string Text)? ScaleBar(SnapshotLine picture)
    {
        if (picture.UmPerPx is not > 0 || !double.IsFinite(picture.UmPerPx.Value)) return null;
        var limitUm = picture.WidthPx * BarShare * picture.UmPerPx.Value;
        var power = Math.Pow(10, Math.Floor(Math.Log10(limitUm)));
        var um = power * (limitUm / power >= 5 ? 5 : limitUm / power >= 2 ? 2 : 1);
        var text = um >= 1000 ? $"{(um / 1000).ToString("0.###", CultureInfo.InvariantCulture)} mm"
            : $"{um.ToString("0.###", CultureInfo.InvariantCulture)} µm";
        return (um / picture.UmPerPx.Value, text);
    }
}
