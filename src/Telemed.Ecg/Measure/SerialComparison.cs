namespace Telemed.Ecg.Measure;

/// <summary>A suggested coded statement with its reason; the reader decides.</summary>
/// <param name="Code">AHA/ACC/HRS statement number (Mason JW et al., Circulation 2007;115:1325–1332).</param>
/// <param name="Because">Why, in parts that every language can say.</param>
public sealed record SuggestedStatement(int Code, IReadOnlyList<ReasonPart> Because)
{
    /// <summary>Why, in English.</summary>
    public string Reason => Reasons.English(Because);
}

/// <summary>Compares an ECG with an earlier one of the same patient (comparison statements 400 to 404).</summary>
public static class SerialComparison
{
    private const double RateChangeBpm = 20;
    private const double QtcChangeMs = 60;
    private static readonly string[] Conduction = ["first_degree_av_block", "wide_qrs"];
    private static readonly string[] Ischaemia = ["st_elevation", "st_depression", "posterior_hint"];
    private static readonly string[] Rhythms = ["atrial_fibrillation", "ventricular_run", "ventricular_fibrillation"];

    /// <summary>What changed since the earlier ECG; "no change" (400) where nothing did.</summary>
    public static IReadOnlyList<SuggestedStatement> Of(EcgAnalysis now, EcgAnalysis before)
    {
        var found = new List<SuggestedStatement>();
        var (rate, former) = (now.Intervals.HeartRateBpm, before.Intervals.HeartRateBpm);
        if (New(now, before, Rhythms) is { } rhythm) found.Add(new(401, rhythm));
        else if (Math.Abs((rate - former) ?? 0) > RateChangeBpm && rate is < 50 or > 100)
            found.Add(new(401, [Reasons.Part("rate_changed", $"{former:F0}", $"{rate:F0}")]));
        if (New(now, before, Ischaemia) is { } ischaemia) found.Add(new(402, ischaemia));
        if (New(now, before, Conduction) is { } conduction) found.Add(new(403, conduction));
        var (qtc, formerQtc) = (now.Intervals.QtcFridericiaMs, before.Intervals.QtcFridericiaMs);
        if (Math.Abs((qtc - formerQtc) ?? 0) > QtcChangeMs)
            found.Add(new(404, [Reasons.Part("qtc_changed", $"{formerQtc:F0}", $"{qtc:F0}")]));
        return found.Count > 0 ? found : [new(400, [Reasons.Part("unchanged")])];
    }

    private static IReadOnlyList<ReasonPart>? New(EcgAnalysis now, EcgAnalysis before, string[] codes)
    {
        var fresh = now.Flags
            .Where(flag => codes.Contains(flag.Code) && before.Flags.All(old => old.Code != flag.Code)).ToArray();
        return fresh.Length == 0 ? null : [Reasons.Part("new"), .. fresh.SelectMany(flag => flag.Because)];
    }
}

/// <summary>Coded statements that follow from flags.</summary>
public static class StatementSuggestions
{
    /// <summary>
    /// Suggestions in the order of the statement groups; sinus rhythm only where a P wave stands before the beats.
    /// </summary>
    public static IReadOnlyList<SuggestedStatement> Of(EcgAnalysis analysis)
    {
        var sinus = analysis.Intervals.PrMs is not null;
        var found = analysis.Flags.Select(flag => (Code: CodeOf(flag.Code, sinus), flag.Because))
            .Where(pair => pair.Code is not null)
            .Select(pair => new SuggestedStatement(pair.Code!.Value, pair.Because))
            .DistinctBy(statement => statement.Code).ToList();
        var hasRhythm = found.Any(statement => statement.Code is >= 20 and < 80);
        if (sinus && !hasRhythm) found.Add(new(20, [Reasons.Part("sinus_p")]));
        return [.. found.OrderBy(statement => statement.Code)];
    }

    private static int? CodeOf(string flag, bool sinus) => flag switch
    {
        "arm_reversal" or "leg_reversal" or "precordial_order" => 10,
        "lead_off" => 12,
        "noise" or "mains" or "baseline_wander" => 14,
        "tachycardia" when sinus => 21,
        "bradycardia" when sinus => 22,
        "supraventricular_ectopic" => 30,
        "atrial_fibrillation" => 50,
        "ventricular_ectopic" => 60,
        "ventricular_run" => 71,
        "ventricular_fibrillation" => 74,
        "first_degree_av_block" => 82,
        "wide_qrs" => 107,
        "st_elevation" or "st_depression" => 145,
        "long_qtc" => 148,
        _ => null,
    };
}
