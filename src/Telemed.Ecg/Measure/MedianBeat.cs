namespace Telemed.Ecg.Measure;

/// <summary>Beats of one shape laid over each other: the median of all of them, lead by lead.</summary>
internal sealed record MedianBeat(double[][] Leads, int Fiducial, int[] Beats, bool[] Dominant)
{
    internal const int BeforeSamples = 225;
    internal const int AfterSamples = 375;

    private const int ShapeSamples = 60;
    private const int ShiftSamples = 12;
    private const int SeedsLimit = 40;
    private const int MembersLimit = 200;
    private const double SameShape = 0.90;

    /// <summary>Aligns the beats, finds which share the commonest shape and lays those over each other.</summary>
    internal static MedianBeat? From(Signal signal, int[] found)
    {
        var shapes = ShapeLeads(signal);
        var beats = found.Where(at => at >= ShapeSamples + ShiftSamples && at < signal.Count - ShapeSamples - ShiftSamples).ToArray();
        if (shapes.Length == 0 || beats.Length == 0) return null;
        var seed = CommonestShape(shapes, beats);
        var template = Template(shapes, beats, seed);
        var (aligned, likeness) = Align(shapes, found, template, signal.Count);
        var dominant = likeness.Select(like => like >= SameShape).ToArray();
        if (!dominant.Contains(true)) dominant = [.. likeness.Select(_ => true)];
        var members = aligned.Where((at, index) => dominant[index] && at >= BeforeSamples / 2 && at < signal.Count - AfterSamples / 2).Take(MembersLimit).ToArray();
        if (members.Length == 0) members = aligned;
        return new MedianBeat(LayOver(signal, members, aligned), BeforeSamples, aligned, dominant);
    }

    /// <summary>Slopes of the usable leads: they show the shape and leave baseline and ST out.</summary>
    private static double[][] ShapeLeads(Signal signal)
    {
        var shapes = new List<double[]>();
        for (var lead = 0; lead < signal.Leads.Length; lead++)
        {
            if (!signal.Usable[lead]) continue;
            var smooth = Smooth.Triangle(signal.Leads[lead], 7);
            var slope = new double[smooth.Length];
            for (var at = 4; at < smooth.Length - 4; at++) slope[at] = smooth[at + 4] - smooth[at - 4];
            shapes.Add(slope);
        }
        return [.. shapes];
    }

    private static int CommonestShape(double[][] shapes, int[] beats)
    {
        var some = beats.Length <= SeedsLimit ? beats : [.. Enumerable.Range(0, SeedsLimit).Select(index => beats[index * beats.Length / SeedsLimit])];
        return some.MaxBy(seed => some.Count(other => BestShift(shapes, other, Cut(shapes, seed)).Likeness >= SameShape));
    }

    private static double[] Template(double[][] shapes, int[] beats, int seed)
    {
        var first = Cut(shapes, seed);
        var alike = beats.Take(MembersLimit).Select(beat => (Beat: beat, Best: BestShift(shapes, beat, first)))
            .Where(pair => pair.Best.Likeness >= SameShape).Select(pair => Cut(shapes, pair.Beat + pair.Best.Shift)).ToArray();
        if (alike.Length < 3) return first;
        var template = new double[first.Length];
        var column = new double[alike.Length];
        for (var at = 0; at < template.Length; at++)
        {
            for (var beat = 0; beat < alike.Length; beat++) column[beat] = alike[beat][at];
            template[at] = Smooth.Median(column);
        }
        return template;
    }

    private static (int[] Aligned, double[] Likeness) Align(double[][] shapes, int[] beats, double[] template, int count)
    {
        var aligned = new int[beats.Length];
        var likeness = new double[beats.Length];
        for (var index = 0; index < beats.Length; index++)
        {
            var inside = beats[index] >= ShapeSamples + ShiftSamples && beats[index] < count - ShapeSamples - ShiftSamples;
            var best = inside ? BestShift(shapes, beats[index], template) : (Shift: 0, Likeness: 1.0);
            aligned[index] = beats[index] + best.Shift;
            likeness[index] = best.Likeness;
        }
        return (aligned, likeness);
    }

    private static (int Shift, double Likeness) BestShift(double[][] shapes, int beat, double[] template)
    {
        var best = (Shift: 0, Likeness: double.MinValue);
        for (var shift = -ShiftSamples; shift <= ShiftSamples; shift++)
        {
            var like = Likeness(shapes, beat + shift, template);
            if (like > best.Likeness) best = (shift, like);
        }
        return best;
    }

    private static double[] Cut(double[][] shapes, int beat)
    {
        var cut = new double[shapes.Length * ShapeSamples * 2];
        for (var lead = 0; lead < shapes.Length; lead++)
            for (var at = -ShapeSamples; at < ShapeSamples; at++)
            {
                var from = beat + at;
                cut[lead * ShapeSamples * 2 + at + ShapeSamples] = from >= 0 && from < shapes[lead].Length ? shapes[lead][from] : 0;
            }
        return cut;
    }

    /// <summary>Correlation without removing means: slopes have none. Every second sample is enough.</summary>
    private static double Likeness(double[][] shapes, int beat, double[] template)
    {
        var (dot, own, theirs) = (0.0, 0.0, 0.0);
        for (var lead = 0; lead < shapes.Length; lead++)
        {
            var shape = shapes[lead];
            var offset = lead * ShapeSamples * 2 + ShapeSamples;
            for (var at = -ShapeSamples; at < ShapeSamples; at += 2)
            {
                var from = beat + at;
                if (from < 0 || from >= shape.Length) continue;
                var (one, two) = (shape[from], template[offset + at]);
                (dot, own, theirs) = (dot + one * two, own + one * one, theirs + two * two);
            }
        }
        return own > 0 && theirs > 0 ? dot / Math.Sqrt(own * theirs) : 0;
    }

    private static double[][] LayOver(Signal signal, int[] members, int[] all)
    {
        var leads = new double[signal.Leads.Length][];
        for (var lead = 0; lead < leads.Length; lead++)
        {
            leads[lead] = new double[BeforeSamples + AfterSamples];
            if (!signal.Usable[lead]) continue;
            var levels = members.Select(beat => Level(signal.Leads[lead], beat)).ToArray();
            var nextLevels = members.Select(beat => NextLevel(signal.Leads[lead], beat, all)).ToArray();
            var column = new double[members.Length];
            for (var at = 0; at < leads[lead].Length; at++)
            {
                var count = 0;
                for (var member = 0; member < members.Length; member++)
                {
                    var from = members[member] + at - BeforeSamples;
                    if (from < 0 || from >= signal.Count) continue;
                    var (next, nextLevel) = nextLevels[member];
                    var slope = next > 0 ? (nextLevel - levels[member]) / next : 0;
                    column[count++] = signal.Leads[lead][from] - levels[member] - slope * (at - BeforeSamples);
                }
                leads[lead][at] = count == 0 ? 0 : Smooth.Median(column.AsSpan(0, count));
            }
        }
        return leads;
    }

    /// <summary>The baseline is a straight line from the PR segment of a beat to that of the next.</summary>
    private static double Level(double[] lead, int beat)
    {
        var (from, to) = (Math.Clamp(beat - 45, 0, lead.Length - 1), Math.Clamp(beat - 32, 1, lead.Length));
        return from >= to ? lead[from] : Smooth.Median(lead.AsSpan(from, to - from));
    }

    private static (int Distance, double Level) NextLevel(double[] lead, int beat, int[] all)
    {
        var index = Array.BinarySearch(all, beat + ShiftSamples + 1);
        if (index < 0) index = ~index;
        return index < all.Length ? (all[index] - beat, Level(lead, all[index])) : (0, 0);
    }
}
