namespace Telemed.Ecg.Measure;

/// <summary>ST deviation after the Fourth Universal Definition of Myocardial Infarction (Thygesen K et al., 2018), and T shape.</summary>
internal static class StRules
{
    /// <summary>Leads that lie side by side on the heart.</summary>
    private static readonly string[][] Neighbours =
        [["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9"], ["II", "aVF", "III"], ["aVL", "I", "-aVR", "II"], ["V3R", "V4R"]];

    internal static IEnumerable<EcgFlag> Of(Facts facts, EcgIntervals intervals, IReadOnlyDictionary<string, double> stUv,
        IReadOnlyDictionary<string, LeadAmplitudes> amplitudes, TriageThresholds limits)
    {
        var at = facts.Beats.FirstOrDefault(beat => beat.Dominant)?.AtMs;
        var secondary = Secondary(intervals, amplitudes, limits);
        var raised = Contiguous(lead => Level(stUv, lead) >= LimitUv(lead, facts.Recording.Patient));
        if (raised.Count > 0)
        {
            var known = facts.Recording.Patient is { Sex: not EcgSex.Unknown } && Age(facts.Recording) is not null;
            yield return new EcgFlag("st_elevation", secondary is null ? FlagLevel.Critical : FlagLevel.Abnormal,
                $"ST at J is raised in {Tell(raised, stUv)}.{(known ? "" : " Sex or age is unknown: the strictest limits were used.")}{secondary}", at, raised);
        }
        var lowered = Contiguous(lead => Level(stUv, lead) <= -50);
        var posterior = lowered.Intersect(["V1", "V2", "V3"]).ToArray();
        if (raised.Count == 0 && posterior.Length >= 2)
            yield return new EcgFlag("posterior_hint", FlagLevel.Abnormal,
                $"ST is lowered in {Tell(posterior, stUv)}: consider a posterior infarct (V7 to V9).{secondary}", at, posterior);
        else if (lowered.Count > 0)
            yield return new EcgFlag("st_depression", FlagLevel.Abnormal, $"ST at J is lowered in {Tell(lowered, stUv)}.{secondary}", at, lowered);
        if (TallT(intervals, amplitudes, limits) is { Count: > 0 } tall)
            yield return new EcgFlag("hyperkalaemia_hint", FlagLevel.Info, "Tall T waves with a wide QRS.", at, tall);
    }

    /// <summary>Why ST may deviate for another reason; the criteria ask for its absence.</summary>
    private static string? Secondary(EcgIntervals intervals, IReadOnlyDictionary<string, LeadAmplitudes> amplitudes, TriageThresholds limits)
    {
        if (intervals.QrsMs >= limits.WideQrsMs) return " The wide QRS may be the cause.";
        var voltage = -(amplitudes.GetValueOrDefault("V1")?.SUv ?? 0) + Math.Max(amplitudes.GetValueOrDefault("V5")?.RUv ?? 0, amplitudes.GetValueOrDefault("V6")?.RUv ?? 0);
        const double sokolowUv = 3500;
        return voltage >= sokolowUv ? " High left ventricular voltage may be the cause." : null;
    }

    private static double Level(IReadOnlyDictionary<string, double> stUv, string lead) =>
        lead == "-aVR" ? -stUv.GetValueOrDefault("aVR") : stUv.GetValueOrDefault(lead);

    private static double? Age(EcgRecording recording) => recording.Patient switch
    {
        { AgeYears: { } age } => age,
        { BirthDate: { } birth } when recording.Acquired is { } at => (at.Local - birth.ToDateTime(TimeOnly.MinValue)).TotalDays / 365.25,
        _ => null,
    };

    private static double LimitUv(string lead, EcgPatient patient) => lead switch
    {
        "V2" or "V3" => patient.Sex switch { EcgSex.Male => patient.AgeYears is >= 40 ? 200 : 250, EcgSex.Female => 150, _ => 250 },
        "V7" or "V8" or "V9" => patient is { Sex: EcgSex.Male, AgeYears: < 40 } ? 100 : 50,
        "V3R" or "V4R" => patient is { Sex: EcgSex.Male, AgeYears: < 30 } ? 100 : 50,
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

    private static string Tell(IEnumerable<string> leads, IReadOnlyDictionary<string, double> stUv) =>
        string.Join(", ", leads.Select(lead => TriageRules.Text($"{lead} {stUv.GetValueOrDefault(lead) / 1000:+0.00;-0.00} mV")));

    private static List<string> TallT(EcgIntervals intervals, IReadOnlyDictionary<string, LeadAmplitudes> amplitudes, TriageThresholds limits) =>
        intervals.QrsMs < limits.WideQrsMs ? []
            : [.. amplitudes.Where(pair => pair.Key.StartsWith('V') && pair.Value.TUv > 1000 && pair.Value.TUv > pair.Value.RUv).Select(pair => pair.Key)];
}
