using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Telemed.Domain;
using Telemed.Ecg;
using Telemed.Ecg.Measure;
using Telemed.Ecg.Paper;

namespace Telemed.Hub.Reports;

/// <summary>An ECG on A4 landscape in true millimetres, as one HTML page for screen, paper and PDF.</summary>
internal static class EcgPage
{
    /// <summary>Five minutes at the usual speed; a longer recording is printed from where the viewer stands.</summary>
    private const int PagesLimit = 30;

    private const string Style = """
        @page { size: 297mm 210mm; margin: 0 }
        html, body { margin: 0; padding: 0; background: #fff }
        svg { display: block; break-after: page }
        svg:last-child { break-after: auto }
        text { font-family: "Noto Sans", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", sans-serif }
        """;

    private static readonly Label Born = new("出生", "born", "род.", "туған күні");
    private static readonly Label Years = new("岁", "years", "лет", "жас");
    private static readonly Label Rate = new("心率", "Rate", "ЧСС", "ЖСЖ");
    private static readonly Label Axes = new("电轴 P/QRS/T", "Axes P/QRS/T", "Оси P/QRS/T", "Осьтер P/QRS/T");
    private static readonly Label PerMinute = new("次/分", "/min", "/мин", "/мин");
    private static readonly Label Suggested = new(
        "计算机测量，须经医师确认", "Computer-measured; to be confirmed by a physician",
        "Измерено компьютером; подтверждает врач", "Компьютер өлшеген; дәрігер растайды");
    private static readonly Label DeviceFilter = new("设备滤波", "device filter", "фильтр прибора", "құрылғы сүзгісі");
    private static readonly Label Unknown = new("未知", "unknown", "неизвестно", "белгісіз");
    private static readonly Label Unfiltered =
        new("显示未滤波", "drawn unfiltered", "без фильтра показа", "көрсету сүзгісіз");
    private static readonly Label LeadOff = new("导联脱落", "lead off", "нет контакта", "байланыс жоқ");

    /// <summary>What the page's own style needs of a browser; no script, no pictures, nothing from elsewhere.</summary>
    internal static string Policy { get; } =
        "default-src 'none'; "
        + $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <exception cref="ArgumentException">The recording has nothing to draw in this layout.</exception>
    internal static string Html(
        EcgRecording recording, EcgAnalysis? analysis, PaperOptions options, string identity, Language language)
    {
        var durationMs = (recording.Rhythm?.DurationSeconds ?? 0) * 1000;
        var width = new Millimetres(EcgPaperSvg.Field.WidthMm);
        var pages = PaperGeometry.Pages(options, durationMs, width, PagesLimit);
        var svg = string.Concat(pages.Select(page => EcgPaperSvg.Page(recording, page, TextsOf(
            recording, analysis, pages.Count == 1 ? identity : $"{identity}   {Place(page, durationMs)}", language))));
        var title = WebUtility.HtmlEncode(NameOf(recording.Patient));
        return $"<!doctype html><html lang=\"{ReportHeadings.CodeOf(language)}\"><head><meta charset=\"utf-8\">"
            + $"<title>ECG {title}</title><style>{Style}</style></head><body>{svg}</body></html>";
    }

    /// <summary>Which part of a long recording the page shows.</summary>
    private static string Place(PaperOptions page, double durationMs)
    {
        static string Clock(double ms) => TimeSpan.FromMilliseconds(ms).ToString(
            ms >= 3_600_000 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
        return $"{Clock(page.StartMs)}–{Clock(Math.Min(durationMs, page.StartMs + page.MostMs))} / {Clock(durationMs)}";
    }

    private static PaperTexts TextsOf(EcgRecording recording, EcgAnalysis? analysis, string identity, Language language)
    {
        var off = analysis?.Quality.Leads.Where(lead => lead.Off).Select(lead => lead.Lead).ToArray() ?? [];
        var filters = recording.Rhythm?.Filters ?? new EcgFilters();
        return new PaperTexts(HeadingOf(recording, analysis is not null, language), ValuesOf(analysis, language),
            $"{DeviceFilter[language]}: {FilterText(filters, language)}   {Unfiltered[language]}   {identity}",
            (off, LeadOff[language]));
    }

    private static List<string> HeadingOf(EcgRecording recording, bool isMeasured, Language language)
    {
        var patient = recording.Patient;
        string?[] about =
        [
            patient.Id, ReportHeadings.SexOf(TextCode.Of(patient.Sex), language),
            patient.BirthDate is { } born
                ? $"{Born[language]} {born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : null,
            patient.AgeYears is { } age
                ? string.Create(CultureInfo.InvariantCulture, $"{age:0} {Years[language]}") : null,
        ];
        var device = recording.Device;
        List<string> lines =
        [
            NameOf(patient), Joined(about), recording.Acquired?.ToString().Replace('T', ' ') ?? "",
            Joined([device.Institution, device.Manufacturer, device.Model]),
        ];
        if (isMeasured) lines.Add(Suggested[language]);
        return lines;
    }

    private static List<(string Label, string Value)> ValuesOf(EcgAnalysis? analysis, Language language)
    {
        if (analysis?.Intervals is not { } found) return [];
        static string Number(double? value) => value?.ToString("0", CultureInfo.InvariantCulture) ?? "–";
        return
        [
            (Rate[language], $"{Number(found.HeartRateBpm)} {PerMinute[language]}"),
            ("PR", $"{Number(found.PrMs)} ms"),
            ("QRS", $"{Number(found.QrsMs)} ms"),
            ("QT", $"{Number(found.QtMs)} ms"),
            ("QTcB / QTcF", $"{Number(found.QtcBazettMs)} / {Number(found.QtcFridericiaMs)} ms"),
            (Axes[language], $"{Number(found.PAxisDeg)} / {Number(found.QrsAxisDeg)} / {Number(found.TAxisDeg)}°"),
        ];
    }

    private static string FilterText(EcgFilters filters, Language language)
    {
        if (filters is { HighPassHz: null, LowPassHz: null }) return Unknown[language];
        static string Number(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "?";
        var notch = filters.NotchHz is > 0 ? $", {Number(filters.NotchHz)} Hz" : "";
        return $"{Number(filters.HighPassHz)}–{Number(filters.LowPassHz)} Hz{notch}";
    }

    private static string NameOf(EcgPatient patient) =>
        $"{patient.FamilyName} {patient.GivenName}".Trim() is { Length: > 0 } name ? name : "–";

    private static string Joined(IEnumerable<string?> parts) =>
        string.Join(" · ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
}
