using System.Globalization;
using System.Net;
using System.Text;

namespace Telemed.Ecg.Paper;

/// <summary>What stands around the trace; texts come in the reader's language.</summary>
/// <param name="Heading">Patient, date and device, one text a line.</param>
/// <param name="Values">Measured values with their labels, in order.</param>
/// <param name="Footer">Identifier, hash and filters.</param>
/// <param name="LeadOff">Leads to mark as off, and the word for it.</param>
public sealed record PaperTexts(
    IReadOnlyList<string> Heading, IReadOnlyList<(string Label, string Value)> Values, string Footer,
    (IReadOnlyList<string> Leads, string Word) LeadOff);

/// <summary>
/// Draws an ECG page as a vector picture in true millimetres: one unit of the picture is one millimetre.
/// </summary>
public static class EcgPaperSvg
{
    /// <summary>Width of A4 landscape.</summary>
    public const double PageWidthMm = 297;

    /// <summary>Height of A4 landscape.</summary>
    public const double PageHeightMm = 210;

    private const double MarginMm = 10;
    private const double PulseRoomMm = 12;
    private const double HeadMm = 26;
    private const double FootMm = 8;
    private const double TraceWidthMm = 265;
    private const string TraceStyle = "fill=\"none\" stroke=\"#111\" stroke-width=\"0.25\" stroke-linejoin=\"round\"";

    /// <summary>Where the trace field begins on the page and how large it is.</summary>
    public static (double LeftMm, double TopMm, double WidthMm, double HeightMm) Field { get; } =
        (MarginMm + PulseRoomMm, MarginMm + HeadMm, TraceWidthMm, PageHeightMm - 2 * MarginMm - HeadMm - FootMm);

    /// <summary>A whole page.</summary>
    /// <param name="recording">Its rhythm and median beat are drawn.</param>
    /// <param name="options">Speed, gain and layout.</param>
    /// <param name="texts">What stands around the trace.</param>
    /// <returns>An svg element of 297 mm by 210 mm.</returns>
    /// <exception cref="ArgumentException">The recording has no trace, or no median beat where the layout asks for
    /// it.</exception>
    public static string Page(EcgRecording recording, PaperOptions options, PaperTexts texts)
    {
        var median = options.Layout == PaperLayout.MedianBeat;
        var group = (median ? recording.MedianBeat : recording.Rhythm)
            ?? throw new ArgumentException("There is nothing to draw.", nameof(recording));
        var svg = new StringBuilder();
        Begin(svg, "ecg-paper", PageWidthMm, PageHeightMm);
        DrawGrid(svg);
        DrawTexts(svg, texts, options);
        var (left, top, width, height) = Field;
        Say(svg, $"""<g transform="translate({left} {top})" {TraceStyle}>""");
        var strips = PaperGeometry.Strips(options, group.DurationSeconds * 1000,
            (new Millimetres(width), new Millimetres(height)));
        foreach (var strip in strips) DrawStrip(svg, group, strip, options, texts);
        foreach (var baseline in strips.Select(strip => strip.Baseline.Value).Distinct())
            DrawPulse(svg, baseline, options);
        svg.Append("</g></svg>");
        return svg.ToString();
    }

    /// <summary>One lead alone, without page or texts, for lists and messages.</summary>
    /// <exception cref="ArgumentException">The recording has no such lead.</exception>
    public static string Strip(EcgRecording recording, string lead, PaperOptions options, double startMs,
        double lengthMs)
    {
        var group = recording.Rhythm;
        if (group?.Lead(lead) is null) throw new ArgumentException("There is no such lead.", nameof(lead));
        var width = PaperGeometry.OfTime(lengthMs, options.SpeedMmPerS);
        const double heightMm = 30;
        var svg = new StringBuilder();
        Begin(svg, "ecg-strip", width.Value, heightMm);
        Lines(svg, 0, 0, width.Value, heightMm, 1, "#f3c6c6", 0.1);
        Lines(svg, 0, 0, width.Value, heightMm, 5, "#e39a9a", 0.2);
        svg.Append("<g " + TraceStyle + ">");
        var strip = new PaperStrip(lead, new Millimetres(0), new Millimetres(heightMm / 2), width, startMs);
        DrawStrip(svg, group, strip, options, new PaperTexts([], [], "", ([], "")));
        svg.Append("</g></svg>");
        return svg.ToString();
    }

    private static void Begin(StringBuilder svg, string kind, double widthMm, double heightMm)
    {
        svg.Append("""<svg xmlns="http://www.w3.org/2000/svg" """);
        Say(svg, $"""class="{kind}" width="{widthMm}mm" height="{heightMm}mm" viewBox="0 0 {widthMm} {heightMm}">""");
    }

    private static void DrawGrid(StringBuilder svg)
    {
        var (left, top, width, height) = (MarginMm, MarginMm + HeadMm, PageWidthMm - 2 * MarginMm, Field.HeightMm);
        Lines(svg, left, top, width, height, 1, "#f3c6c6", 0.1);
        Lines(svg, left, top, width, height, 5, "#e39a9a", 0.2);
    }

    private static void Lines(StringBuilder svg, double left, double top, double width, double height, double stepMm,
        string colour, double strokeMm)
    {
        Say(svg, $"<path stroke=\"{colour}\" stroke-width=\"{strokeMm}\" fill=\"none\" d=\"");
        for (var x = 0.0; x <= width + 1e-9; x += stepMm) Say(svg, $"M{left + x} {top}v{height}");
        for (var y = 0.0; y <= height + 1e-9; y += stepMm) Say(svg, $"M{left} {top + y}h{width}");
        svg.Append("\"/>");
    }

    private static void DrawTexts(StringBuilder svg, PaperTexts texts, PaperOptions options)
    {
        for (var line = 0; line < texts.Heading.Count; line++)
            Write(svg, MarginMm, MarginMm + 4 + line * 5, line == 0 ? 4.2 : 3.2, texts.Heading[line]);
        for (var index = 0; index < texts.Values.Count; index++)
        {
            var (column, row) = (index / 5, index % 5);
            Write(svg, 150 + column * 48, MarginMm + 4 + row * 4.4, 3.2,
                $"{texts.Values[index].Label}: {texts.Values[index].Value}");
        }
        var scale = string.Create(CultureInfo.InvariantCulture,
            $"{options.SpeedMmPerS} mm/s   {options.GainMmPerMv} mm/mV");
        Write(svg, MarginMm, PageHeightMm - MarginMm - 2, 3.2, $"{scale}   {texts.Footer}");
    }

    private static void DrawStrip(StringBuilder svg, EcgGroup group, PaperStrip strip, PaperOptions options,
        PaperTexts texts)
    {
        var name = strip.Label == "-aVR" ? "aVR" : strip.Label;
        // Above its trace, but inside the field: the first of twelve rows stands close below the heading.
        var labelMm = Math.Max(strip.Baseline.Value - 8, 3);
        Write(svg, strip.Left.Value + 1, labelMm, 3.4, strip.Label);
        if (texts.LeadOff.Leads.Contains(name)) Write(svg, strip.Left.Value + 12, labelMm, 3, texts.LeadOff.Word);
        if (group.Lead(name) is not { } lead) return;
        var sign = strip.Label == "-aVR" ? -1 : 1;
        var first = (int)Math.Ceiling(strip.StartMs * group.SamplingRateHz / 1000);
        var count = (int)Math.Floor(strip.Width.Value / options.SpeedMmPerS * group.SamplingRateHz);
        var level = Level(lead);
        var pen = false;
        svg.Append("<path d=\"");
        for (var index = first; index <= first + count && index < lead.Samples.Length; index++)
        {
            var uv = lead.ValueAt(index);
            if (double.IsNaN(uv)) { pen = false; continue; }
            var x = strip.Left
                + PaperGeometry.OfTime(index * 1000 / group.SamplingRateHz - strip.StartMs, options.SpeedMmPerS);
            var y = strip.Baseline - PaperGeometry.OfVoltage(sign * (uv - level), options.GainMmPerMv);
            Say(svg, $"{(pen ? 'L' : 'M')}{x.Value:0.###} {y.Value:0.###}");
            pen = true;
        }
        svg.Append("\"/>");
    }

    /// <summary>
    /// A lead is drawn around its usual level: a constant electrode offset must not push it off its row.
    /// </summary>
    private static double Level(EcgLead lead)
    {
        var values = lead.ToUnits().Where(double.IsFinite).Order().ToArray();
        return values.Length == 0 ? 0 : values[values.Length / 2];
    }

    /// <summary>One millivolt for 200 ms in front of each row.</summary>
    private static void DrawPulse(StringBuilder svg, double baseline, PaperOptions options)
    {
        var (wide, high) = (PaperGeometry.OfTime(PaperGeometry.PulseMs, options.SpeedMmPerS).Value,
            PaperGeometry.OfVoltage(PaperGeometry.PulseUv, options.GainMmPerMv).Value);
        var width = Math.Min(wide, PulseRoomMm - 4);
        Say(svg, $"""<path class="calibration" d="M{-PulseRoomMm + 1} {baseline}h1v{-high}h{width}v{high}h1"/>""");
    }

    private static void Write(StringBuilder svg, double x, double y, double sizeMm, string text) =>
        Say(svg, $"""<text x="{x}" y="{y}" font-size="{sizeMm}" fill="#111" stroke="none">""")
            .Append(WebUtility.HtmlEncode(text)).Append("</text>");

    private static StringBuilder Say(StringBuilder svg, FormattableString text) =>
        svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
