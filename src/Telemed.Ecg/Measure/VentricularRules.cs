namespace Telemed.Ecg.Measure;

/// <summary>Rhythms of the ventricles: fibrillation, runs of wide beats, fast wide rhythm.</summary>
internal static class VentricularRules
{
    private const double WindowSeconds = 8;
    private const double BandShareLeast = 0.6;
    private const double LeakageMost = 0.55;
    private const double FilledLeast = 0.25;
    private const double WideMs = 120;
    private const double RunIntervalMs = 600;
    private const double FastBpm = 120;

    /// <summary>At this width and a fast rate what looks like P may be the T wave of the beat before.</summary>
    private const double VeryWideMs = 150;

    /// <summary>
    /// Ventricular fibrillation, in pieces of eight seconds: the slopes never rest between beats, nearly all power lies
    /// between 3 and 9 Hz, where a QRS has much above and a T wave much below, and the wave half a period later is its
    /// own opposite (Kuo S, Dillman R, Computers in Cardiology 1978:347–349).
    /// </summary>
    internal static EcgFlag? Fibrillation(Facts facts)
    {
        var usable = facts.Signal.Leads.Where((_, lead) => facts.Signal.Usable[lead]).ToArray();
        var activity = facts.Detected.Activity;
        var window = (int)Math.Min(WindowSeconds * Signal.RateHz, facts.Signal.Count);
        if (usable.Length == 0 || window < 3 * Signal.RateHz) return null;
        for (var at = 0; at + window <= activity.Length; at += window)
        {
            var (rest, top) = Smooth.Quantiles(activity.AsSpan(at, window), 0.25, 0.95);
            if (!(rest >= FilledLeast * top) || top <= 0) continue;
            var start = at;
            if (Middle(usable, lead => Leakage(lead.AsSpan(start, window))) > LeakageMost) continue;
            var share = Middle(usable, lead => BandShare(lead.AsSpan(start, window)));
            if (share >= BandShareLeast)
                return EcgFlag.Of("ventricular_fibrillation", FlagLevel.Critical, at * Signal.MsPerSample, [],
                    Reasons.Part("vf_wave", $"{100 * share:F0}"));
        }
        return null;
    }

    private static double Middle(double[][] leads, Func<double[], double> of) => Smooth.Median([.. leads.Select(of)]);

    private static double BandShare(ReadOnlySpan<double> lead)
    {
        var (band, all) = (0.0, 0.0);
        for (var hertz = 1.0; hertz <= 25; hertz += 0.5)
        {
            var (cosine, one, two) = (2 * Math.Cos(2 * Math.PI * hertz / Signal.RateHz), 0.0, 0.0);
            foreach (var value in lead) (one, two) = (value + cosine * one - two, one);
            var power = one * one + two * two - cosine * one * two;
            all += power;
            if (hertz is >= 3 and <= 9) band += power;
        }
        return all > 0 ? band / all : 0;
    }

    /// <summary>
    /// What remains when the wave is added to itself half a mean period later: 0 for a sine, near 1 for beats.
    /// </summary>
    private static double Leakage(ReadOnlySpan<double> lead)
    {
        var wave = lead.ToArray();
        var slow = Smooth.Triangle(lead, (int)(Signal.RateHz / 2));
        for (var at = 0; at < wave.Length; at++) wave[at] -= slow[at];
        var (size, path) = (0.0, 0.0);
        for (var at = 1; at < wave.Length; at++)
            (size, path) = (size + Math.Abs(wave[at]), path + Math.Abs(wave[at] - wave[at - 1]));
        if (path <= 0) return 1;
        var half = Math.PI * size / path + 0.5;
        if (half >= wave.Length) return 1;
        var (rest, all) = (0.0, 0.0);
        for (var at = (int)half; at < wave.Length; at++)
        {
            var before = wave[at - (int)half];
            (rest, all) = (rest + Math.Abs(wave[at] + before), all + Math.Abs(wave[at]) + Math.Abs(before));
        }
        return all > 0 ? rest / all : 1;
    }

    internal static IEnumerable<EcgFlag> Of(Facts facts, EcgIntervals intervals)
    {
        if (Run(facts) is { } run) yield return run;
        else if (intervals is { QrsMs: > WideMs and var qrsMs, HeartRateBpm: >= FastBpm and var bpm }
            && (qrsMs >= VeryWideMs || (facts.PShare < 0.3 && facts.Borders?.POn is null)))
            yield return EcgFlag.Of("ventricular_run", FlagLevel.Critical, facts.Beats is [var first, ..] ? first.AtMs
                : null, [],
                Reasons.Part("wide_fast", $"{bpm:F0}"));
    }

    /// <summary>Three or more wide beats of another shape in a row at 100 a minute or faster.</summary>
    private static EcgFlag? Run(Facts facts)
    {
        var run = 0;
        for (var index = 0; index < facts.Beats.Count; index++)
        {
            var beat = facts.Beats[index];
            var fast = index == 0 || beat.AtMs - facts.Beats[index - 1].AtMs <= RunIntervalMs;
            var wide = beat.QrsOffMs - beat.QrsOnMs > WideMs;
            run = wide && !beat.Dominant && (fast || run == 0) ? run + 1 : 0;
            if (run >= 3)
                return EcgFlag.Of("ventricular_run", FlagLevel.Critical, facts.Beats[index - run + 1].AtMs, [],
                    Reasons.Part("wide_run", $"{run}"));
        }
        return null;
    }
}
