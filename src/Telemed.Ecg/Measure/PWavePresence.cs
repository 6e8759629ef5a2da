namespace Telemed.Ecg.Measure;

/// <summary>Looks for the averaged P wave in each single beat: in fibrillation or complete block it is not there.</summary>
internal static class PWavePresence
{
    private const double Present = 0.5;
    private const int MarginSamples = 10;

    /// <summary>For each beat whether the P wave of the median shows before it.</summary>
    internal static bool[] Find(Signal signal, MedianBeat median, Borders borders)
    {
        var found = new bool[median.Beats.Length];
        if (borders.POn is not { } on || borders.POff is not { } off) return found;
        var (from, to) = (Math.Max(0, (int)on - MarginSamples), Math.Min((int)off + MarginSamples, (int)borders.QrsOn - 2));
        if (to - from < 15) return found;
        var waves = signal.Leads.Select(lead => Smooth.Triangle(lead, 9)).ToArray();
        var templates = median.Leads.Select(lead => Level(Smooth.Triangle(lead, 9), from, to)).ToArray();
        for (var beat = 0; beat < found.Length; beat++)
            found[beat] = Likeness(signal, waves, templates, median.Beats[beat] - median.Fiducial + from, to - from) >= Present;
        return found;
    }

    /// <summary>True when at least half of the dominant beats have the wave.</summary>
    internal static bool IsUsual(bool[] withP, MedianBeat median)
    {
        var (dominant, present) = (0, 0);
        for (var beat = 0; beat < withP.Length; beat++)
        {
            if (!median.Dominant[beat] || median.Beats[beat] < median.Fiducial) continue;
            dominant++;
            if (withP[beat]) present++;
        }
        return dominant > 0 && present * 2 >= dominant;
    }

    /// <summary>
    /// How many of the beats that come no earlier than usual have the wave. Before an early beat P lies in the T wave of
    /// the beat before; and what only shows at the usual distance is that T wave itself, as in fibrillation.
    /// </summary>
    internal static double Share(bool[] withP, MedianBeat? median, double[] rrMs)
    {
        if (median is null || withP.Length < 2 || rrMs.Length == 0) return withP.Contains(true) ? 1 : 0;
        var usual = Smooth.Median(rrMs);
        // Where most beats have shapes of their own, shape says nothing about their origin.
        var shapesTell = median.Dominant.Count(same => same) * 10 >= median.Dominant.Length * 7;
        var (late, present) = (0, 0);
        for (var beat = 1; beat < withP.Length; beat++)
        {
            if ((shapesTell && !median.Dominant[beat]) || rrMs[beat - 1] < usual) continue;
            late++;
            if (withP[beat]) present++;
        }
        return late == 0 ? 0 : (double)present / late;
    }

    private static double Likeness(Signal signal, double[][] waves, double[][] templates, int start, int length)
    {
        if (start < 0 || start + length > signal.Count) return 0;
        var (dot, own, theirs) = (0.0, 0.0, 0.0);
        for (var lead = 0; lead < waves.Length; lead++)
        {
            if (!signal.Usable[lead]) continue;
            var single = Level(waves[lead], start, start + length);
            for (var at = 0; at < length; at++)
                (dot, own, theirs) = (dot + single[at] * templates[lead][at], own + single[at] * single[at], theirs + templates[lead][at] * templates[lead][at]);
        }
        return own > 0 && theirs > 0 ? dot / Math.Sqrt(own * theirs) : 0;
    }

    /// <summary>The piece without the straight line between its ends.</summary>
    private static double[] Level(double[] wave, int from, int to)
    {
        var piece = new double[to - from];
        var (first, last) = (wave[from], wave[Math.Min(to, wave.Length) - 1]);
        for (var at = 0; at < piece.Length; at++) piece[at] = wave[from + at] - first - (last - first) * at / Math.Max(1, piece.Length - 1);
        return piece;
    }
}
