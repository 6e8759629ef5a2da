namespace Telemed.Ecg.Measure;

/// <summary>
/// Looks for the averaged P wave in each single beat: in fibrillation or complete block it is not there.
/// </summary>
internal static class PWavePresence
{
    private const double Present = 0.5;
    private const int MarginSamples = 10;
    private const double SecondPresent = 0.85;
    private const int GapSamples = 10;
    private const int SecondReachSamples = 25;

    /// <summary>For each beat whether the P wave of the median shows before it.</summary>
    internal static bool[] Find(Signal signal, MedianBeat median, Borders borders)
    {
        var found = new bool[median.Beats.Length];
        if (borders.POn is not { } on || borders.POff is not { } off) return found;
        var (from, to) = (Math.Max(0, (int)on - MarginSamples),
            Math.Min((int)off + MarginSamples, (int)borders.QrsOn - 2));
        if (to - from < 15) return found;
        var waves = signal.Leads.Select(lead => Smooth.Triangle(lead, 9)).ToArray();
        var templates = median.Leads.Select(lead => Level(Smooth.Triangle(lead, 9), from, to)).ToArray();
        for (var beat = 0; beat < found.Length; beat++)
        {
            var start = median.Beats[beat] - median.Fiducial + from;
            found[beat] = Likeness(signal, waves, templates, start, to - from) >= Present;
        }
        return found;
    }

    /// <summary>
    /// Whether in the averaged beat the P wave shows a second time half an interval later, behind the end of T: every
    /// second P is then not conducted. Only a slow rhythm leaves room to see it.
    /// </summary>
    internal static bool HasSecond(Signal signal, MedianBeat? median, Borders? borders, double[] rrMs)
    {
        if (median is null || borders is not { POn: { } on, POff: { } off, TOff: { } tOff } || rrMs.Length < 3)
            return false;
        var half = Smooth.Median(rrMs) / Signal.MsPerSample / 2;
        var length = (int)(off - on);
        if (on + half < tOff + GapSamples || length < 15) return false;
        var leads = median.Leads.Where((_, lead) => signal.Usable[lead]).Select(lead => Smooth.Triangle(lead, 9))
            .ToArray();
        var templates = leads.Select(lead => Level(lead, (int)on, (int)off)).ToArray();
        for (var shift = -SecondReachSamples; shift <= SecondReachSamples; shift++)
        {
            var start = (int)(on + half) + shift;
            if (start < tOff || start + length > leads[0].Length) continue;
            var (dot, own, theirs) = (0.0, 0.0, 0.0);
            for (var lead = 0; lead < leads.Length; lead++)
            {
                var single = Level(leads[lead], start, start + length);
                for (var at = 0; at < Math.Min(length, templates[lead].Length); at++)
                    (dot, own, theirs) = (dot + single[at] * templates[lead][at], own + single[at] * single[at],
                        theirs + templates[lead][at] * templates[lead][at]);
            }
            // As large as the first, and of its shape in all leads together.
            if (own > 0.4 * theirs && own < 2.5 * theirs && dot >= SecondPresent * Math.Sqrt(own * theirs)) return true;
        }
        return false;
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
    /// How many of the beats that come no earlier than usual have the wave. Before an early beat P lies in the T wave
    /// of
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
                (dot, own, theirs) = (dot + single[at] * templates[lead][at], own + single[at] * single[at],
                    theirs + templates[lead][at] * templates[lead][at]);
        }
        return own > 0 && theirs > 0 ? dot / Math.Sqrt(own * theirs) : 0;
    }

    /// <summary>The piece without the straight line between its ends.</summary>
    private static double[] Level(double[] wave, int from, int to)
    {
        var piece = new double[to - from];
        var (first, last) = (wave[from], wave[Math.Min(to, wave.Length) - 1]);
        for (var at = 0; at < piece.Length; at++)
            piece[at] = wave[from + at] - first - (last - first) * at / Math.Max(1, piece.Length - 1);
        return piece;
    }
}
