namespace Telemed.Ecg.Measure;

/// <summary>
/// ST deviation after the Fourth Universal Definition of Myocardial Infarction (Thygesen K et al., 2018), and T shape.
/// </summary>
internal static class StRules
{
    private const double LoweredUv = -50;
    private const double TallTUv = 1000;

    /// <summary>S in V1 and R in V5 or V6 together (Sokolow M, Lyon TP, Am Heart J 1949;37:161–186).</summary>
    private const double HighVoltageUv = 3500;

    /// <summary>Leads that lie side by side on the heart.</summary>
    private static readonly string[][] Neighbours =
    [
        ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9"], ["II", "aVF", "III"], ["aVL", "I", "-aVR", "II"],
        ["V3R", "V4R"],
    ];

    internal static IEnumerable<EcgFlag> Of(
        Facts facts, EcgIntervals intervals, IReadOnlyDictionary<string, double> stUv,
        IReadOnlyDictionary<string, LeadAmplitudes> amplitudes, TriageThresholds limits)
    {
        var at = facts.Beats.FirstOrDefault(beat => beat.Dominant)?.AtMs;
        ReasonPart[] secondary = Secondary(intervals, amplitudes, limits) is { } cause ? [cause] : [];
        var (sex, age) = (facts.Recording.Patient.Sex, Age(facts.Recording));
        var raised = Contiguous(lead => Level(stUv, lead) >= LimitUv(lead, sex, age));
        if (raised.Count > 0)
        {
            var known = sex != EcgSex.Unknown && age is not null;
            ReasonPart[] strict = known ? [] : [Reasons.Part("strict_limits")];
            yield return EcgFlag.Of("st_elevation", secondary.Length == 0 ? FlagLevel.Critical : FlagLevel.Abnormal,
                at, raised, [Told("st_raised", raised, stUv), .. strict, .. secondary]);
        }
        var lowered = Contiguous(lead => Level(stUv, lead) <= LoweredUv);
        var posterior = lowered.Intersect(["V1", "V2", "V3"]).ToArray();
        if (raised.Count == 0 && posterior.Length >= 2)
            yield return EcgFlag.Of("posterior_hint", FlagLevel.Abnormal, at, posterior,
                [Told("st_lowered", posterior, stUv), Reasons.Part("posterior"), .. secondary]);
        else if (lowered.Count > 0)
            yield return EcgFlag.Of("st_depression", FlagLevel.Abnormal, at, lowered,
                [Told("st_lowered", lowered, stUv), .. secondary]);
        if (TallT(intervals, amplitudes, limits) is { Count: > 0 } tall)
            yield return EcgFlag.Of("hyperkalaemia_hint", FlagLevel.Info, at, tall, Reasons.Part("tall_t"));
    }

    /// <summary>Why ST may deviate for another reason; the criteria ask for its absence.</summary>
    private static ReasonPart? Secondary(
        EcgIntervals intervals, IReadOnlyDictionary<string, LeadAmplitudes> amplitudes, TriageThresholds limits)
    {
        if (intervals.QrsMs >= limits.WideQrsMs) return Reasons.Part("wide_cause");
        var left = Math.Max(amplitudes.GetValueOrDefault("V5")?.RUv ?? 0, amplitudes.GetValueOrDefault("V6")?.RUv ?? 0);
        var voltage = left - (amplitudes.GetValueOrDefault("V1")?.SUv ?? 0);
        return voltage >= HighVoltageUv ? Reasons.Part("voltage_cause") : null;
    }

    private static double Level(IReadOnlyDictionary<string, double> stUv, string lead) =>
        lead == "-aVR" ? -stUv.GetValueOrDefault("aVR") : stUv.GetValueOrDefault(lead);

    private static double? Age(EcgRecording recording) => recording.Patient switch
    {
        { AgeYears: { } age } => age,
        { BirthDate: { } birth } when recording.Acquired is { } at =>
            (at.Local - birth.ToDateTime(TimeOnly.MinValue)).TotalDays / 365.25,
        _ => null,
    };

    private static double LimitUv(string lead, EcgSex sex, double? age) => lead switch
    {
        "V2" or "V3" => sex switch
        {
            EcgSex.Male => age is >= 40 ? 200 : 250, EcgSex.Female => 150, _ => 250,
        },
        "V7" or "V8" or "V9" => sex == EcgSex.Male && age is < 40 ? 100 : 50,
        "V3R" or "V4R" => sex == EcgSex.Male && age is < 30 ? 100 : 50,
        _ => 100,
    };

    private static List<string> Contiguous(Func<string, bool> meets)
    {
        var found = new List<string>();
        foreach (var row in Neighbours)
            for (var index = 0; index + 1 < row.Length; index++)
                if (meets(row[index]) && meets(row[index + 1])) found.AddRange([row[index], row[index + 1]]);
        return [.. found.Select(lead => lead == "-aVR" ? "aVR" : lead).Distinct()];
    }

    private static ReasonPart Told(string code, IEnumerable<string> leads, IReadOnlyDictionary<string, double> stUv) =>
        Reasons.Leads(code, leads.Select(lead =>
            FormattableString.Invariant($"{lead} {stUv.GetValueOrDefault(lead) / 1000:+0.00;-0.00}")));

    private static List<string> TallT(
        EcgIntervals intervals, IReadOnlyDictionary<string, LeadAmplitudes> amplitudes, TriageThresholds limits)
    {
        if (intervals.QrsMs < limits.WideQrsMs) return [];
        return [.. amplitudes.Where(pair => pair.Key.StartsWith('V') && pair.Value.TUv > TallTUv
            && pair.Value.TUv > pair.Value.RUv).Select(pair => pair.Key)];
    }
}
