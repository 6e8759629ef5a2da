namespace Telemed.Ecg.Paper;

/// <summary>Millimetres on ECG paper; a type of its own, so that it cannot be taken for pixels or points.</summary>
/// <param name="Value">The number of millimetres.</param>
public readonly record struct Millimetres(double Value)
{
    /// <summary>Adds two lengths.</summary>
    public static Millimetres operator +(Millimetres left, Millimetres right) => new(left.Value + right.Value);

    /// <summary>Takes one length from another.</summary>
    public static Millimetres operator -(Millimetres left, Millimetres right) => new(left.Value - right.Value);

    /// <summary>A multiple of a length.</summary>
    public static Millimetres operator *(Millimetres length, double times) => new(length.Value * times);
}

/// <summary>How leads are laid out on the page.</summary>
public enum PaperLayout
{
    /// <summary>Three rows of four columns, and one rhythm strip.</summary>
    ThreeByFourPlusOne,
    /// <summary>Three rows of four columns, and three rhythm strips.</summary>
    ThreeByFourPlusThree,
    /// <summary>Six rows of two columns.</summary>
    SixByTwo,
    /// <summary>Twelve rows.</summary>
    TwelveByOne,
    /// <summary>Six rows of two columns, limb leads in Cabrera order.</summary>
    Cabrera,
    /// <summary>The device's median beat, four columns of three.</summary>
    MedianBeat,
}

/// <summary>Speed, gain and layout of a page.</summary>
/// <param name="Layout">Arrangement of the leads.</param>
/// <param name="SpeedMmPerS">Paper speed: 12.5, 25 or 50 mm/s.</param>
/// <param name="GainMmPerMv">Gain: 2.5, 5, 10 or 20 mm/mV.</param>
/// <param name="RhythmLead">The lead of the rhythm strip.</param>
/// <param name="StartMs">The first moment of the page, from the start of the trace.</param>
/// <param name="MostMs">The most time the page shows; what fits by default.</param>
public sealed record PaperOptions(
    PaperLayout Layout = PaperLayout.ThreeByFourPlusOne, double SpeedMmPerS = 25, double GainMmPerMv = 10,
    string RhythmLead = "II", double StartMs = 0, double MostMs = double.MaxValue);

/// <summary>One lead in its place on the paper.</summary>
/// <param name="Label">Lead to draw; "-aVR" is aVR turned over.</param>
/// <param name="Left">Left edge of its piece of trace.</param>
/// <param name="Baseline">Height of zero voltage, from the top of the trace field.</param>
/// <param name="Width">Room for its piece of trace.</param>
/// <param name="StartMs">First moment shown, from the start of the group.</param>
/// <param name="IsMedian">True when the piece is the median beat's.</param>
public sealed record PaperStrip(string Label, Millimetres Left, Millimetres Baseline, Millimetres Width, double StartMs,
    bool IsMedian = false);

/// <summary>
/// Where everything of an ECG lies on paper, in millimetres; pure, the same for screen, SVG and print.
/// </summary>
public static class PaperGeometry
{
    /// <summary>Distance of thin grid lines.</summary>
    public static Millimetres Minor { get; } = new(1);

    /// <summary>Distance of thick grid lines.</summary>
    public static Millimetres Major { get; } = new(5);

    /// <summary>Width of the calibration pulse at 25 mm/s: 200 ms.</summary>
    public const double PulseMs = 200;

    /// <summary>Height of the calibration pulse, in microvolts.</summary>
    public const double PulseUv = 1000;

    /// <summary>The length of a time on paper.</summary>
    public static Millimetres OfTime(double ms, double speedMmPerS) => new(ms / 1000 * speedMmPerS);

    /// <summary>The height of a voltage on paper.</summary>
    public static Millimetres OfVoltage(double uv, double gainMmPerMv) => new(uv / 1000 * gainMmPerMv);

    /// <summary>The strips of a page.</summary>
    /// <param name="options">Speed, gain and layout.</param>
    /// <param name="durationMs">Length of the trace.</param>
    /// <param name="field">Room for traces, width and height.</param>
    public static IReadOnlyList<PaperStrip> Strips(
        PaperOptions options, double durationMs, (Millimetres Width, Millimetres Height) field) =>
        options.Layout switch
        {
            PaperLayout.ThreeByFourPlusOne =>
                Grid(Columns(Leads.Twelve, 3), [options.RhythmLead], options, durationMs, field),
            PaperLayout.ThreeByFourPlusThree =>
                Grid(Columns(Leads.Twelve, 3), ["II", "V1", "V5"], options, durationMs, field),
            PaperLayout.SixByTwo => Grid(Columns(Leads.Twelve, 6), [], options, durationMs, field),
            PaperLayout.Cabrera =>
                Grid(Columns([.. Leads.Cabrera, .. Leads.Twelve.Skip(6)], 6), [], options, durationMs, field),
            PaperLayout.TwelveByOne => Grid(Columns(Leads.Twelve, 12), [], options, durationMs, field),
            PaperLayout.MedianBeat => Median(options, durationMs, field),
            _ => throw new ArgumentOutOfRangeException(nameof(options)),
        };

    /// <summary>The pages a whole trace fills, each with its start; a trace that fits on one page is one.</summary>
    /// <param name="options">Speed, gain and layout; pages follow from its start.</param>
    /// <param name="durationMs">Length of the trace.</param>
    /// <param name="width">Width of the trace field.</param>
    /// <param name="pagesLimit">The most pages.</param>
    public static IReadOnlyList<PaperOptions> Pages(
        PaperOptions options, double durationMs, Millimetres width, int pagesLimit)
    {
        var fitsMs = width.Value / options.SpeedMmPerS * 1000;
        // Half a second more, where many carts write a calibration pulse, is not worth a second page.
        if (options.Layout == PaperLayout.MedianBeat || durationMs - options.StartMs <= fitsMs + 500) return [options];
        // Whole seconds, so that each page begins where a reader would count from: ten seconds at 25 mm/s.
        var stepMs = Math.Floor(250 / options.SpeedMmPerS) * 1000;
        var pages = new List<PaperOptions>();
        for (var startMs = options.StartMs; startMs < durationMs && pages.Count < pagesLimit; startMs += stepMs)
            pages.Add(options with { StartMs = startMs, MostMs = stepMs });
        return pages;
    }

    private static string[][] Columns(IReadOnlyList<string> leads, int rows) => [.. leads.Chunk(rows)];

    /// <summary>
    /// Columns show successive pieces of time, so that the page reads as one sweep; rhythm strips run its whole width.
    /// </summary>
    private static List<PaperStrip> Grid(
        string[][] columns, string[] rhythm, PaperOptions options, double durationMs,
            (Millimetres Width, Millimetres Height) field)
    {
        var rows = columns[0].Length + rhythm.Length;
        var rowHeight = field.Height.Value / rows;
        var fitsMs = Math.Min(options.MostMs, field.Width.Value / options.SpeedMmPerS * 1000);
        var shownMs = Math.Min(Math.Max(0, durationMs - options.StartMs), fitsMs);
        var pieceMs = shownMs / columns.Length;
        var strips = new List<PaperStrip>();
        for (var column = 0; column < columns.Length; column++)
            for (var row = 0; row < columns[column].Length; row++)
                strips.Add(new PaperStrip(columns[column][row], OfTime(column * pieceMs, options.SpeedMmPerS),
                    new Millimetres((row + 0.5) * rowHeight), OfTime(pieceMs, options.SpeedMmPerS),
                    options.StartMs + column * pieceMs));
        for (var row = 0; row < rhythm.Length; row++)
            strips.Add(new PaperStrip(rhythm[row], new Millimetres(0),
                new Millimetres((columns[0].Length + row + 0.5) * rowHeight),
                OfTime(shownMs, options.SpeedMmPerS), options.StartMs));
        return strips;
    }

    private static List<PaperStrip> Median(
        PaperOptions options, double durationMs, (Millimetres Width, Millimetres Height) field)
    {
        var (rowHeight, columnWidth) = (field.Height.Value / 3, field.Width.Value / 4);
        var width = Math.Min(OfTime(durationMs, options.SpeedMmPerS).Value, columnWidth - Major.Value);
        var strips = new List<PaperStrip>();
        for (var index = 0; index < Leads.Twelve.Count; index++)
            strips.Add(new PaperStrip(Leads.Twelve[index], new Millimetres(index / 3 * columnWidth),
                new Millimetres((index % 3 + 0.5) * rowHeight),
                new Millimetres(width), 0, IsMedian: true));
        return strips;
    }
}
