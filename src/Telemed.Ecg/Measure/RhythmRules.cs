namespace Telemed.Ecg.Measure;

/// <summary>Rhythm: standstill, pauses, early beats, atrial fibrillation.</summary>
internal static class RhythmRules
{
    private const int FewestIntervals = 5;
    private const double IrregularShare = 0.09;
    private const double MostPShare = 0.88;
    private const double AsystoleSeconds = 3;

    /// <summary>The waves of the beat beside a standstill do not belong to it.</summary>
    private const int EdgeSamples = 300;
    private const double StillUv = 5;

    internal static EcgFlag? Asystole(Facts facts)
    {
        var usable = facts.Signal.Usable.Count(usable => usable);
        if (facts.Signal.Count < AsystoleSeconds * Signal.RateHz || usable * 2 < facts.Signal.Usable.Length)
            return null;
        return facts.Detected.Beats.Length > 0 ? null
            : EcgFlag.Of("asystole", FlagLevel.Critical, 0, [], Reasons.Part("no_qrs"));
    }

    /// <summary>
    /// A heart that stops before the strip ends, or beats only late in it, leaves no interval to call a pause. A trace
    /// that lies still in most leads is an electrode problem, and told as one.
    /// </summary>
    private static EcgFlag? Standstill(Facts facts)
    {
        var beats = facts.Detected.Beats;
        if (beats.Length == 0) return null;
        (int From, int To)[] ends = [(beats[^1], facts.Signal.Count), (0, beats[0])];
        foreach (var (from, to) in ends)
        {
            var seconds = (to - from) / Signal.RateHz;
            if (seconds <= AsystoleSeconds || !Moves(facts.Signal, from + EdgeSamples, to - EdgeSamples)) continue;
            return EcgFlag.Of("asystole", FlagLevel.Critical, from * Signal.MsPerSample, [],
                Reasons.Part("no_qrs_for", $"{seconds:F1}"));
        }
        return null;
    }

    private static bool Moves(Signal signal, int from, int to)
    {
        var (alive, usable) = (0, 0);
        for (var lead = 0; lead < signal.Leads.Length; lead++)
        {
            if (!signal.Usable[lead]) continue;
            usable++;
            var (low, high) = (double.MaxValue, double.MinValue);
            foreach (var value in signal.Leads[lead].AsSpan(from, to - from))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            if (high - low > StillUv) alive++;
        }
        return alive * 2 >= usable;
    }

    internal static IEnumerable<EcgFlag> Of(Facts facts, TriageThresholds limits)
    {
        if (Standstill(facts) is { } standstill) yield return standstill;
        var pause = Array.FindIndex(facts.RrMs, interval => interval >= limits.CriticalPauseMs);
        if (pause >= 0)
            yield return EcgFlag.Of("long_pause", FlagLevel.Critical, facts.Beats.ElementAtOrDefault(pause)?.AtMs, [],
                Reasons.Part("pause", $"{facts.RrMs[pause] / 1000:F1}"));
        foreach (var flag in Ectopic(facts)) yield return flag;
        if (AtrialFibrillation(facts) is { } fibrillation) yield return fibrillation;
    }

    private static IEnumerable<EcgFlag> Ectopic(Facts facts)
    {
        var usual = facts.RrMs.Length == 0 ? 0 : Smooth.Median(facts.RrMs);
        var wide = new List<EcgBeat>();
        var early = new List<EcgBeat>();
        for (var index = 1; index < facts.Beats.Count; index++)
        {
            var beat = facts.Beats[index];
            if (beat.AtMs - facts.Beats[index - 1].AtMs >= 0.85 * usual) continue;
            if (!beat.Dominant && beat.QrsOffMs - beat.QrsOnMs > 110) wide.Add(beat);
            else if (beat.Dominant) early.Add(beat);
        }
        if (wide.Count > 0)
            yield return EcgFlag.Of("ventricular_ectopic", wide.Count >= 3 ? FlagLevel.Abnormal : FlagLevel.Info,
                wide[0].AtMs, [], Reasons.Part("early_wide", $"{wide.Count}"));
        if (early.Count > 0 && early.Count * 4 < facts.Beats.Count && Irregularity(facts) < IrregularShare)
            yield return EcgFlag.Of("supraventricular_ectopic", FlagLevel.Info, early[0].AtMs, [],
                Reasons.Part("early_same", $"{early.Count}"));
    }

    /// <summary>Root mean square of successive differences over the mean.</summary>
    private static double Irregularity(Facts facts)
    {
        var intervals = SteadyIntervals(facts);
        if (intervals.Count < FewestIntervals) return 0;
        var squares = intervals.Zip(intervals.Skip(1), (first, second) => (second - first) * (second - first));
        return Math.Sqrt(squares.Average()) / intervals.Average();
    }

    /// <summary>Intervals that touch no beat of another shape, unless so many do that shape says nothing.</summary>
    private static List<double> SteadyIntervals(Facts facts)
    {
        var shapesTell = facts.Beats.Count(beat => beat.Dominant) * 10 >= facts.Beats.Count * 7;
        var intervals = new List<double>();
        for (var index = 1; index < facts.Beats.Count; index++)
            if (!shapesTell || (facts.Beats[index].Dominant && facts.Beats[index - 1].Dominant))
                intervals.Add(facts.Beats[index].AtMs - facts.Beats[index - 1].AtMs);
        return intervals;
    }

    /// <summary>Share of intervals near the middle one: high with single early beats, low in fibrillation.</summary>
    private static double RegularShare(Facts facts)
    {
        var intervals = SteadyIntervals(facts);
        if (intervals.Count == 0) return 1;
        var middle = Smooth.Median([.. intervals]);
        return (double)intervals.Count(interval => Math.Abs(interval - middle) < 0.05 * middle) / intervals.Count;
    }

    /// <summary>
    /// Irregular RR without a P wave that stands before most beats. Ten seconds are little: the text says so.
    /// </summary>
    private static EcgFlag? AtrialFibrillation(Facts facts)
    {
        var irregular = Irregularity(facts);
        // The more irregular, the more P-like undulations may be chance; a P before nearly every beat rules it out.
        var allowed = Math.Min(MostPShare, 0.55 + 2.6 * (irregular - IrregularShare));
        if (irregular < IrregularShare || facts.PShare >= allowed || RegularShare(facts) > 0.6) return null;
        return EcgFlag.Of("atrial_fibrillation", FlagLevel.Abnormal,
            facts.Beats.Count > 0 ? facts.Beats[0].AtMs : null, [], Reasons.Part("rr_vary", $"{100 * irregular:F0}"),
            facts.PShare < 0.05 ? Reasons.Part("no_p") : Reasons.Part("few_p", $"{100 * facts.PShare:F0}"),
            Reasons.Part("short_strip"));
    }
}
