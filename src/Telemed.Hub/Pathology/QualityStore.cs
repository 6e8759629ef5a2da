using System.Text.Json;
using System.Text.Json.Serialization;
using Telemed.Domain;
using Telemed.Pathology.Quality;
using Telemed.Storage;

namespace Telemed.Hub.Pathology;

/// <summary>What is known of a slide's fitness, as it is kept and as it is told.</summary>
/// <param name="State">"pending", "measured" or "unmeasurable"; the rest is there when it was measured.</param>
/// <param name="TissueShare">Share of the scan that is tissue.</param>
/// <param name="BlankShare">Share that is bare glass.</param>
/// <param name="PenShare">Share that is pen.</param>
/// <param name="InFocusShare">Share of the judged tissue that is in focus.</param>
/// <param name="Verdict">"good", "fair" or "poor".</param>
/// <param name="Reasons">Codes of the list slide_quality_reason.</param>
/// <param name="Columns">Cells of the focus map across.</param>
/// <param name="Rows">Cells down.</param>
/// <param name="Focus">One byte a cell: 0 washed out to 254 sharp, in focus from 127; 255 nothing to judge.</param>
internal sealed record QualityView(
    string State, double? TissueShare, double? BlankShare, double? PenShare, double? InFocusShare, string? Verdict,
    IReadOnlyList<string> Reasons, int? Columns, int? Rows, byte[]? Focus)
{
    private const int Digits = 4;

    internal static readonly QualityView Pending = Without("pending");

    /// <summary>Null says that it could not be measured.</summary>
    internal static QualityView Of(SlideQuality? measured) => measured is null ? Without("unmeasurable")
        : new QualityView(
        "measured", Math.Round(measured.TissueShare, Digits), Math.Round(measured.BlankShare, Digits),
        Math.Round(measured.PenShare, Digits), Math.Round(measured.InFocusShare, Digits), TextCode.Of(measured.Verdict),
        [.. measured.Reasons.Select(TextCode.Of)], measured.Columns, measured.Rows, [.. measured.Focus]);

    internal static QualityView Read(string? stored) => stored is null ? Pending
        : JsonSerializer.Deserialize(stored, QualityJson.Default.QualityView) ?? Pending;

    private static QualityView Without(string state) => new(state, null, null, null, null, null, [], null, null, null);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(QualityView))]
internal sealed partial class QualityJson : JsonSerializerContext;

/// <summary>All SQL of what was measured of a slide.</summary>
internal static class QualityStore
{
    private const string SaveSql = """
        UPDATE slide SET quality = @quality::jsonb WHERE id = @id RETURNING consultation_id
        """;

    // The list of files tells the clinic at once, without opening the slide.
    private const string TellSql = """
        UPDATE attachment SET summary = jsonb_set(summary, '{quality}',
            jsonb_build_object('state', @state, 'verdict', @verdict::text, 'reasons', to_jsonb(@reasons::text[])))
        WHERE subject_id = @id AND kind = 'slide'
        """;

    /// <summary>Keeps it; the case of the slide, or null.</summary>
    public static async Task<Guid?> Save(Work work, Guid id, QualityView quality, CancellationToken cancel)
    {
        var text = JsonSerializer.Serialize(quality, QualityJson.Default.QualityView);
        var ofCase = await work.RowOrNone<Guid?>(SaveSql, new { id, quality = text }, cancel);
        await work.Execute(TellSql,
            new { id, state = quality.State, verdict = quality.Verdict, reasons = quality.Reasons.ToArray() }, cancel);
        return ofCase;
    }
}
