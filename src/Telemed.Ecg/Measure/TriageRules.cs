using System.Globalization;

namespace Telemed.Ecg.Measure;

/// <summary>Flags for the reader: rate, rhythm, conduction, QT and signal. ST has rules of its own.</summary>
internal static class TriageRules
{
    /// <summary>Below this grade an analysis is not trusted to name rhythms.</summary>
    private const int ReadableGrade = 20;

    internal static List<EcgFlag> Of(Facts facts, EcgIntervals intervals, IReadOnlyDictionary<string, double> stUv,
        IReadOnlyDictionary<string, LeadAmplitudes> amplitudes, TriageThresholds limits)
    {
        var flags = new List<EcgFlag>();
        flags.AddRange(LeadRules.Of(facts, amplitudes));
        if (facts.Quality.Grade >= ReadableGrade)
        {
            if (RhythmRules.Asystole(facts) is { } asystole) flags.Add(asystole);
            else if (RhythmRules.Fibrillation(facts) is { } chaotic) flags.Add(chaotic);
            else
            {
                flags.AddRange(Rate(facts, intervals, limits));
                flags.AddRange(RhythmRules.Of(facts, limits));
                flags.AddRange(Conduction(facts, intervals, limits));
                flags.AddRange(StRules.Of(facts, intervals, stUv, amplitudes, limits));
            }
        }
        return [.. flags.OrderByDescending(flag => flag.Level)];
    }

    private static IEnumerable<EcgFlag> Rate(Facts facts, EcgIntervals intervals, TriageThresholds limits)
    {
        if (intervals.HeartRateBpm is not { } bpm) yield break;
        var at = facts.Beats.Count > 0 ? facts.Beats[0].AtMs : (double?)null;
        if (bpm < limits.BradycardiaBpm)
            yield return new EcgFlag("bradycardia",
                bpm <= limits.CriticalSlowBpm ? FlagLevel.Critical : bpm < limits.UrgentSlowBpm ? FlagLevel.Abnormal : FlagLevel.Info,
                Text($"Mean ventricular rate {bpm:F0}/min is below {limits.BradycardiaBpm:F0}."), at, []);
        if (bpm > limits.TachycardiaBpm)
            yield return new EcgFlag("tachycardia",
                bpm >= limits.CriticalFastBpm ? FlagLevel.Critical : bpm > limits.UrgentFastBpm ? FlagLevel.Abnormal : FlagLevel.Info,
                Text($"Mean ventricular rate {bpm:F0}/min is above {limits.TachycardiaBpm:F0}."), at, []);
    }

    private static IEnumerable<EcgFlag> Conduction(Facts facts, EcgIntervals intervals, TriageThresholds limits)
    {
        var at = facts.Beats.FirstOrDefault(beat => beat.Dominant)?.AtMs;
        if (intervals.PrMs > limits.LongPrMs)
            yield return new EcgFlag("first_degree_av_block", FlagLevel.Info,
                Text($"PR {intervals.PrMs:F0} ms is longer than {limits.LongPrMs:F0}."), at, []);
        if (intervals.QrsMs >= limits.WideQrsMs)
            yield return new EcgFlag("wide_qrs", FlagLevel.Abnormal, Text($"QRS {intervals.QrsMs:F0} ms is at least {limits.WideQrsMs:F0}."), at, []);
        if (LongQt(facts, intervals, limits) is { } longQt) yield return longQt with { AtMs = at };
    }

    /// <summary>Fridericia decides outside 50 to 90 beats a minute, where Bazett over- and undercorrects.</summary>
    private static EcgFlag? LongQt(Facts facts, EcgIntervals intervals, TriageThresholds limits)
    {
        if (intervals.QtcBazettMs is not { } bazett || intervals.QtcFridericiaMs is not { } fridericia) return null;
        var useFridericia = intervals.HeartRateBpm is < 50 or > 90;
        var qtc = useFridericia ? fridericia : bazett;
        var female = facts.Recording.Patient.Sex == EcgSex.Female;
        var limit = female ? limits.LongQtcFemaleMs : limits.LongQtcMaleMs;
        if (qtc < limit) return null;
        var sex = facts.Recording.Patient.Sex == EcgSex.Unknown ? " (sex unknown: the stricter limit)" : "";
        var wide = intervals.QrsMs > limits.WideQrsMs ? " The wide QRS lengthens it." : "";
        return new EcgFlag("long_qtc", qtc > limits.CriticalQtcMs && wide.Length == 0 ? FlagLevel.Critical : FlagLevel.Abnormal,
            Text($"QTc {qtc:F0} ms ({(useFridericia ? "Fridericia" : "Bazett")}) reaches {limit:F0}{sex}.{wide}"), null, []);
    }

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Rhythm: pauses, ectopic beats, ventricular runs, atrial fibrillation, and the rhythms without QRS.</summary>
internal static class RhythmRules
{
    private const int FewestIntervals = 5;
    private const double IrregularShare = 0.09;
    private const double MostPShare = 0.88;
    private const double FibrillationBandShare = 0.7;

    internal static EcgFlag? Asystole(Facts facts)
    {
        if (facts.Signal.Count < 3 * Signal.RateHz || facts.Signal.Usable.Count(usable => usable) * 2 < facts.Signal.Usable.Length) return null;
        return facts.Detected.Beats.Length > 0 ? null
            : new EcgFlag("asystole", FlagLevel.Critical, "No QRS complex was found although the electrodes are on.", 0, []);
    }

    /// <summary>
    /// Ventricular fibrillation: beats that do not resemble each other, and nearly all power between 3 and 9 Hz, where
    /// a QRS has much above and a T wave much below.
    /// </summary>
    internal static EcgFlag? Fibrillation(Facts facts)
    {
        if (facts.Median is not { } median || median.Beats.Length < 4) return null;
        var alike = (double)median.Dominant.Count(same => same) / median.Dominant.Length;
        if (alike > 0.5) return null;
        var shares = facts.Signal.Leads.Where((_, lead) => facts.Signal.Usable[lead]).Select(lead => BandShare(lead)).ToArray();
        if (shares.Length == 0 || Smooth.Median(shares) < FibrillationBandShare) return null;
        return new EcgFlag("ventricular_fibrillation", FlagLevel.Critical,
            TriageRules.Text($"{100 * Smooth.Median(shares):F0} % of the power lies between 3 and 9 Hz and only {100 * alike:F0} % of the complexes are alike."),
            facts.Beats.Count > 0 ? facts.Beats[0].AtMs : 0, []);
    }

    private static double BandShare(double[] lead)
    {
        var count = Math.Min(lead.Length, (int)(8 * Signal.RateHz));
        var (band, all) = (0.0, 0.0);
        for (var hertz = 1.0; hertz <= 25; hertz += 0.5)
        {
            var (cosine, one, two) = (2 * Math.Cos(2 * Math.PI * hertz / Signal.RateHz), 0.0, 0.0);
            for (var at = 0; at < count; at++) (one, two) = (lead[at] + cosine * one - two, one);
            var power = one * one + two * two - cosine * one * two;
            all += power;
            if (hertz is >= 3 and <= 9) band += power;
        }
        return all > 0 ? band / all : 0;
    }

    internal static IEnumerable<EcgFlag> Of(Facts facts, TriageThresholds limits)
    {
        for (var index = 0; index < facts.RrMs.Length; index++)
            if (facts.RrMs[index] >= limits.CriticalPauseMs)
            {
                yield return new EcgFlag("long_pause", FlagLevel.Critical,
                    TriageRules.Text($"A pause of {facts.RrMs[index] / 1000:F1} s."), facts.Beats.ElementAtOrDefault(index)?.AtMs, []);
                break;
            }
        if (VentricularRun(facts) is { } run) yield return run;
        foreach (var flag in Ectopic(facts)) yield return flag;
        if (AtrialFibrillation(facts) is { } fibrillation) yield return fibrillation;
    }

    /// <summary>Three or more wide beats of another shape in a row at 100 a minute or faster.</summary>
    private static EcgFlag? VentricularRun(Facts facts)
    {
        var run = 0;
        for (var index = 0; index < facts.Beats.Count; index++)
        {
            var beat = facts.Beats[index];
            var fast = index == 0 || beat.AtMs - facts.Beats[index - 1].AtMs <= 600;
            var wide = beat.QrsOffMs - beat.QrsOnMs > 120;
            run = wide && !beat.Dominant && (fast || run == 0) ? run + 1 : 0;
            if (run >= 3)
                return new EcgFlag("ventricular_run", FlagLevel.Critical, $"{run} wide beats in a row at 100/min or faster.", facts.Beats[index - run + 1].AtMs, []);
        }
        return null;
    }

    private static IEnumerable<EcgFlag> Ectopic(Facts facts)
    {
        var usual = facts.RrMs.Length == 0 ? 0 : Smooth.Median(facts.RrMs);
        var wide = new List<EcgBeat>();
        var early = new List<EcgBeat>();
        for (var index = 1; index < facts.Beats.Count; index++)
        {
            var premature = facts.Beats[index].AtMs - facts.Beats[index - 1].AtMs < 0.85 * usual;
            if (!premature) continue;
            if (!facts.Beats[index].Dominant && facts.Beats[index].QrsOffMs - facts.Beats[index].QrsOnMs > 110) wide.Add(facts.Beats[index]);
            else if (facts.Beats[index].Dominant) early.Add(facts.Beats[index]);
        }
        if (wide.Count > 0)
            yield return new EcgFlag("ventricular_ectopic", wide.Count >= 3 ? FlagLevel.Abnormal : FlagLevel.Info,
                $"{wide.Count} early wide beats of another shape.", wide[0].AtMs, []);
        if (early.Count > 0 && early.Count * 4 < facts.Beats.Count && !IsIrregular(facts))
            yield return new EcgFlag("supraventricular_ectopic", FlagLevel.Info, $"{early.Count} early beats of the usual shape.", early[0].AtMs, []);
    }

    /// <summary>Root mean square of successive differences over the mean.</summary>
    internal static double Irregularity(Facts facts)
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

    private static bool IsIrregular(Facts facts) => Irregularity(facts) >= IrregularShare;

    /// <summary>Irregular RR without a P wave that stands before most beats. Ten seconds are little: the text says so.</summary>
    private static EcgFlag? AtrialFibrillation(Facts facts)
    {
        var irregular = Irregularity(facts);
        // The more irregular, the more P-like undulations may be chance; a P before nearly every beat rules it out.
        var allowed = Math.Min(MostPShare, 0.55 + 2.6 * (irregular - IrregularShare));
        if (irregular < IrregularShare || facts.PShare >= allowed || RegularShare(facts) > 0.6) return null;
        return new EcgFlag("atrial_fibrillation", FlagLevel.Abnormal,
            TriageRules.Text($"RR intervals vary by {100 * irregular:F0} % from beat to beat and {(facts.PShare < 0.05 ? "no" : $"only {100 * facts.PShare:F0} % of beats have a")} matching P wave. A short strip cannot prove it."),
            facts.Beats.Count > 0 ? facts.Beats[0].AtMs : null, []);
    }
}
