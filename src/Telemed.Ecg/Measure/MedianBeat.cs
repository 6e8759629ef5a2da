namespace Telemed.Ecg.Measure;

/// <summary>Beats of one shape laid over each other: the median of all of them, lead by lead.</summary>
internal sealed record MedianBeat(double[][] Leads, int Fiducial, int[] Beats, bool[] Dominant)
{
    internal const int BeforeSamples = 225;
    internal const int AfterSamples = 375;

    private const int ShiftSamples = 12;
    private const int SeedsLimit = 40;
    private const int MembersLimit = 200;
    private const double SameShape = 0.90;
    private const int OtherShapesLimit = 20;

    /// <summary>Other shapes that at least two beats have.</summary>
    internal IReadOnlyList<OtherShape> Others { get; private init; } = [];

    /// <summary>Beats of another shape laid over each other: which they are, and where each of them lies.</summary>
    internal sealed record OtherShape(int[] Indices, int[] Places, double[][] Leads);

    /// <summary>A beat is compared over this many samples and the shift on each side.</summary>
    private const int MarginSamples = BeatShapes.ReachSamples + ShiftSamples;

    /// <summary>Aligns the beats, finds which share the commonest shape and lays those over each other.</summary>
    internal static MedianBeat? From(Signal signal, int[] found)
    {
        var shapes = BeatShapes.Of(signal);
        var beats = found.Where(at => at >= MarginSamples && at < signal.Count - MarginSamples).ToArray();
        if (shapes.LeadCount == 0 || beats.Length == 0) return null;
        var template = Template(shapes, beats, CommonestShape(shapes, beats));
        var (aligned, likeness) = Align(shapes, found, template, signal.Count);
        var dominant = likeness.Select(like => like >= SameShape).ToArray();
        if (!dominant.Contains(true)) dominant = [.. likeness.Select(_ => true)];
        var members = aligned
            .Where((at, index) => dominant[index] && at >= BeforeSamples / 2 && at < signal.Count - AfterSamples / 2)
            .Take(MembersLimit).ToArray();
        if (members.Length == 0) members = aligned;
        return new MedianBeat(LayOver(signal, members, aligned), BeforeSamples, aligned, dominant)
        {
            Others = OtherShapes(signal, shapes, aligned, dominant),
        };
    }

    private static List<OtherShape> OtherShapes(Signal signal, BeatShapes shapes, int[] beats, bool[] dominant)
    {
        var left = Enumerable.Range(0, beats.Length)
            .Where(index => !dominant[index] && beats[index] >= MarginSamples
                && beats[index] < signal.Count - MarginSamples)
            .Take(MembersLimit).ToList();
        var others = new List<OtherShape>();
        while (left.Count > 1 && others.Count < OtherShapesLimit)
        {
            var seed = shapes.Cut(beats[left[0]]);
            (int Index, int Place)[] alike =
            [
                (left[0], beats[left[0]]),
                .. left.Skip(1)
                    .Select(index => (Index: index, Best: shapes.BestShift(beats[index], seed, ShiftSamples)))
                    .Where(pair => pair.Best.Likeness >= SameShape)
                    .Select(pair => (pair.Index, beats[pair.Index] + pair.Best.Shift)),
            ];
            left.RemoveAll(index => alike.Any(pair => pair.Index == index));
            if (alike.Length < 2) continue;
            int[] places = [.. alike.Select(pair => pair.Place)];
            others.Add(
                new OtherShape([.. alike.Select(pair => pair.Index)], places, LayOver(signal, places, beats)));
        }
        return others;
    }

    private static int CommonestShape(BeatShapes shapes, int[] beats)
    {
        var some = beats.Length <= SeedsLimit ? beats
            : [.. Enumerable.Range(0, SeedsLimit).Select(index => beats[index * beats.Length / SeedsLimit])];
        return some.MaxBy(seed =>
        {
            var template = shapes.Cut(seed);
            return some.Count(other => shapes.BestShift(other, template, ShiftSamples).Likeness >= SameShape);
        });
    }

    private static BeatShapes.Template Template(BeatShapes shapes, int[] beats, int seed)
    {
        var first = shapes.Cut(seed);
        var alike = beats.Take(MembersLimit)
            .Select(beat => (Beat: beat, Best: shapes.BestShift(beat, first, ShiftSamples)))
            .Where(pair => pair.Best.Likeness >= SameShape)
            .Select(pair => shapes.Cut(pair.Beat + pair.Best.Shift)).ToArray();
        return alike.Length < 3 ? first : BeatShapes.MedianOf(alike);
    }

    private static (int[] Aligned, double[] Likeness) Align(
        BeatShapes shapes, int[] beats, BeatShapes.Template template, int count)
    {
        var aligned = new int[beats.Length];
        var likeness = new double[beats.Length];
        for (var index = 0; index < beats.Length; index++)
        {
            var inside = beats[index] >= MarginSamples && beats[index] < count - MarginSamples;
            var best = inside ? shapes.BestShift(beats[index], template, ShiftSamples) : (Shift: 0, Likeness: 1.0);
            aligned[index] = beats[index] + best.Shift;
            likeness[index] = best.Likeness;
        }
        return (aligned, likeness);
    }

    private static double[][] LayOver(Signal signal, int[] members, int[] all)
    {
        var leads = new double[signal.Leads.Length][];
        var slopes = new double[members.Length];
        for (var lead = 0; lead < leads.Length; lead++)
        {
            leads[lead] = new double[BeforeSamples + AfterSamples];
            if (!signal.Usable[lead]) continue;
            var levels = members.Select(beat => Level(signal.Leads[lead], beat)).ToArray();
            for (var member = 0; member < members.Length; member++)
            {
                var (next, nextLevel) = NextLevel(signal.Leads[lead], members[member], all);
                slopes[member] = next > 0 ? (nextLevel - levels[member]) / next : 0;
            }
            LayOver(signal.Leads[lead], members, levels, slopes, leads[lead]);
        }
        return leads;
    }

    private static void LayOver(double[] lead, int[] members, double[] levels, double[] slopes, double[] beat)
    {
        var column = new double[members.Length];
        for (var at = 0; at < beat.Length; at++)
        {
            var count = 0;
            for (var member = 0; member < members.Length; member++)
            {
                var from = members[member] + at - BeforeSamples;
                if (from < 0 || from >= lead.Length) continue;
                column[count++] = lead[from] - levels[member] - slopes[member] * (at - BeforeSamples);
            }
            beat[at] = count == 0 ? 0 : Smooth.Median(column.AsSpan(0, count));
        }
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
