using System.Numerics;
using System.Runtime.InteropServices;

namespace Telemed.Ecg.Measure;

/// <summary>
/// Slopes of the usable leads: they show the shape of a beat and leave baseline and ST out. Every second sample is
/// enough to compare by, so even and odd samples are kept apart, all leads of a moment together: the surroundings of a
/// beat are then one run of numbers.
/// </summary>
internal sealed class BeatShapes
{
    /// <summary>A beat is what lies this far around its fiducial.</summary>
    internal const int ReachSamples = 60;

    private const int SlopeSpan = 4;
    private const int SmoothWindow = 7;

    private readonly double[][] phases;

    private BeatShapes(double[][] phases, int leadCount) => (this.phases, LeadCount) = (phases, leadCount);

    internal int LeadCount { get; }

    /// <summary>A beat to compare with, and its power.</summary>
    internal sealed record Template(double[] Values, double Power);

    internal static BeatShapes Of(Signal signal)
    {
        var usable = signal.Leads.Where((_, lead) => signal.Usable[lead]).ToArray();
        var half = (signal.Count + 1) / 2;
        double[][] phases = [new double[half * usable.Length], new double[half * usable.Length]];
        for (var lead = 0; lead < usable.Length; lead++)
        {
            var smooth = Smooth.Triangle(usable[lead], SmoothWindow);
            for (var at = SlopeSpan; at < smooth.Length - SlopeSpan; at++)
                phases[at & 1][(at >> 1) * usable.Length + lead] = smooth[at + SlopeSpan] - smooth[at - SlopeSpan];
        }
        return new BeatShapes(phases, usable.Length);
    }

    /// <summary>The shape around a sample at least <see cref="ReachSamples"/> from both ends.</summary>
    internal Template Cut(int beat) => Of(Around(beat).ToArray());

    /// <summary>Moment by moment the middle of several beats.</summary>
    internal static Template MedianOf(Template[] beats)
    {
        var values = new double[beats[0].Values.Length];
        var column = new double[beats.Length];
        for (var at = 0; at < values.Length; at++)
        {
            for (var beat = 0; beat < beats.Length; beat++) column[beat] = beats[beat].Values[at];
            values[at] = Smooth.Median(column);
        }
        return Of(values);
    }

    /// <summary>Where near a beat the template fits best, and how well, −1 to 1.</summary>
    internal (int Shift, double Likeness) BestShift(int beat, Template template, int shiftSamples)
    {
        var best = (Shift: 0, Likeness: double.MinValue);
        for (var shift = -shiftSamples; shift <= shiftSamples; shift++)
        {
            var like = Likeness(Around(beat + shift), template);
            if (like > best.Likeness) best = (shift, like);
        }
        return best;
    }

    private ReadOnlySpan<double> Around(int beat)
    {
        var first = beat - ReachSamples;
        return phases[first & 1].AsSpan((first >> 1) * LeadCount, ReachSamples * LeadCount);
    }

    private static Template Of(double[] values) => new(values, Products(values, values).Own);

    /// <summary>Correlation without removing means: slopes have none.</summary>
    private static double Likeness(ReadOnlySpan<double> beat, Template template)
    {
        var (dot, own) = Products(beat, template.Values);
        return own > 0 && template.Power > 0 ? dot / Math.Sqrt(own * template.Power) : 0;
    }

    private static (double Dot, double Own) Products(ReadOnlySpan<double> beat, ReadOnlySpan<double> template)
    {
        var ones = MemoryMarshal.Cast<double, Vector<double>>(beat);
        var others = MemoryMarshal.Cast<double, Vector<double>>(template);
        var (dots, owns) = (Vector<double>.Zero, Vector<double>.Zero);
        for (var at = 0; at < ones.Length && at < others.Length; at++)
        {
            dots += ones[at] * others[at];
            owns += ones[at] * ones[at];
        }
        var (dot, own) = (Vector.Sum(dots), Vector.Sum(owns));
        for (var at = ones.Length * Vector<double>.Count; at < beat.Length; at++)
            (dot, own) = (dot + beat[at] * template[at], own + beat[at] * beat[at]);
        return (dot, own);
    }
}
