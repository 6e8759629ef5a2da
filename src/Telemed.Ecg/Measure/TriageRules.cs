namespace Telemed.Ecg.Measure;

/// <summary>
/// Flags for the reader: rate, conduction and QT here; signal, rhythm and ST have rules of their own.
/// </summary>
internal static class TriageRules
{
    /// <summary>Below this grade an analysis is not trusted to name rhythms.</summary>
    private const int ReadableGrade = 20;

    internal static List<EcgFlag> Of(Facts facts, EcgIntervals intervals, IReadOnlyDictionary<string, double> stUv,
        IReadOnlyDictionary<string, LeadAmplitudes> amplitudes, TriageThresholds limits)
    {
        var flags = new List<EcgFlag>();
        flags.AddRange(LeadRules.Of(facts, amplitudes));
        if (Pacing.Of(facts.Recording) is { } paced) flags.Add(paced);
        if (facts.Quality.Grade >= ReadableGrade)
        {
            // No QRS stands out of coarse fibrillation either, so that is asked first.
            if (VentricularRules.Fibrillation(facts) is { } chaotic) flags.Add(chaotic);
            else if (RhythmRules.Asystole(facts) is { } asystole) flags.Add(asystole);
            else
            {
                flags.AddRange(Rate(facts, intervals, limits));
                flags.AddRange(VentricularRules.Of(facts, intervals));
                flags.AddRange(RhythmRules.Of(facts, limits));
                flags.AddRange(Conduction(facts, intervals, limits));
                flags.AddRange(StRules.Of(facts, intervals, stUv, amplitudes, limits));
            }
            if (CartRules.Of(facts, intervals, flags) is { } disagrees) flags.Add(disagrees);
        }
        return [.. flags.OrderByDescending(flag => flag.Level)];
    }

    private static IEnumerable<EcgFlag> Rate(Facts facts, EcgIntervals intervals, TriageThresholds limits)
    {
        if (intervals.HeartRateBpm is not { } bpm) yield break;
        var at = facts.Beats.Count > 0 ? facts.Beats[0].AtMs : (double?)null;
        if (bpm < limits.BradycardiaBpm)
            yield return EcgFlag.Of("bradycardia",
                bpm <= limits.CriticalSlowBpm ? FlagLevel.Critical
                    : bpm < limits.UrgentSlowBpm ? FlagLevel.Abnormal : FlagLevel.Info,
                at, [], Reasons.Part("rate_below", $"{bpm:F0}", $"{limits.BradycardiaBpm:F0}"));
        if (bpm > limits.TachycardiaBpm)
            yield return EcgFlag.Of("tachycardia",
                bpm >= limits.CriticalFastBpm ? FlagLevel.Critical
                    : bpm > limits.UrgentFastBpm ? FlagLevel.Abnormal : FlagLevel.Info,
                at, [], Reasons.Part("rate_above", $"{bpm:F0}", $"{limits.TachycardiaBpm:F0}"));
    }

    private static IEnumerable<EcgFlag> Conduction(Facts facts, EcgIntervals intervals, TriageThresholds limits)
    {
        var at = facts.Beats.FirstOrDefault(beat => beat.Dominant)?.AtMs;
        if (intervals.PrMs > limits.LongPrMs)
            yield return EcgFlag.Of("first_degree_av_block", FlagLevel.Info, at, [],
                Reasons.Part("pr_above", $"{intervals.PrMs:F0}", $"{limits.LongPrMs:F0}"));
        if (facts.HasSecondP)
            yield return EcgFlag.Of("av_block_2_to_1", FlagLevel.Abnormal, at, [], Reasons.Part("two_p"));
        if (intervals.QrsMs >= limits.WideQrsMs)
            yield return EcgFlag.Of("wide_qrs", FlagLevel.Abnormal, at, [],
                Reasons.Part("qrs_from", $"{intervals.QrsMs:F0}", $"{limits.WideQrsMs:F0}"));
        if (LongQt(facts, intervals, limits) is { } longQt) yield return longQt with { AtMs = at };
    }

    /// <summary>Fridericia decides outside 50 to 90 beats a minute, where Bazett over- and undercorrects.</summary>
    private static EcgFlag? LongQt(Facts facts, EcgIntervals intervals, TriageThresholds limits)
    {
        if (intervals.QtcBazettMs is not { } bazett || intervals.QtcFridericiaMs is not { } fridericia) return null;
        var useFridericia = intervals.HeartRateBpm is < 50 or > 90;
        var qtc = useFridericia ? fridericia : bazett;
        var sex = facts.Recording.Patient.Sex;
        var limit = sex == EcgSex.Female ? limits.LongQtcFemaleMs : limits.LongQtcMaleMs;
        if (qtc < limit) return null;
        List<ReasonPart> because =
            [Reasons.Part("qtc_from", $"{qtc:F0}", $"{(useFridericia ? "Fridericia" : "Bazett")}", $"{limit:F0}")];
        if (sex == EcgSex.Unknown) because.Add(Reasons.Part("sex_unknown"));
        var wide = intervals.QrsMs > limits.WideQrsMs;
        if (wide) because.Add(Reasons.Part("qtc_wide"));
        return EcgFlag.Of("long_qtc", qtc > limits.CriticalQtcMs && !wide ? FlagLevel.Critical : FlagLevel.Abnormal,
            null, [], because);
    }
}
