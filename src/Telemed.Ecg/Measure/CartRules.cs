namespace Telemed.Ecg.Measure;

/// <summary>
/// Where the cart and we say different things of one ECG: neither is believed by itself, and a person reads it sooner.
/// </summary>
internal static class CartRules
{
    private const double RateApartBpm = 10;

    /// <summary>More than three standard deviations of what we and the carts of the files at hand differ by.</summary>
    private static readonly (string Name, double ApartMs, Func<EcgIntervals, double?> Ours)[] Intervals =
    [
        (MeasurementNames.Pr, 60, intervals => intervals.PrMs),
        (MeasurementNames.Qrs, 60, intervals => intervals.QrsMs),
        (MeasurementNames.Qt, 60, intervals => intervals.QtMs),
    ];

    /// <summary>Statements about an earlier ECG say nothing of this one.</summary>
    private static readonly string[] OfBefore = ["compared", "replaced", "no longer", "previous", "prior ecg"];

    private static readonly string[] NotNormal =
        ["abnormal", "otherwise", "borderline", "not normal", "within normal limits except", "anormale", "不正常", "大致正常"];

    private static readonly string[] Normal =
        ["normal ecg", "normal electrocardiogram", "ecg normale", "正常心电图", "нормальная экг", "экг в норме"];

    private static readonly string[] Fibrillation =
        ["atrial fibrillation", "fibrillazione atriale", "心房颤动", "心房纤颤", "房颤", "фибрилляция предсердий"];

    private static readonly string[] Sinus = ["sinus", "窦性", "синусов"];

    private static readonly string[] Acute = ["acute", "急性", "остр", "stemi"];

    private static readonly string[] Infarct = ["infarct", " mi ", "stemi", "梗死", "инфаркт"];

    /// <summary>Faults of the recording are no findings of the heart.</summary>
    private static readonly string[] OfRecording =
        ["lead_off", "channel_error", "arm_reversal", "leg_reversal", "precordial_order"];

    internal static EcgFlag? Of(Facts facts, EcgIntervals intervals, IReadOnlyList<EcgFlag> ours)
    {
        List<ReasonPart> because = [.. Words(facts.Recording.Statements, ours), .. Values(facts.Recording, intervals)];
        return because.Count == 0 ? null : EcgFlag.Of(EcgFlag.CartDisagrees, FlagLevel.Abnormal,
            facts.Beats.Count > 0 ? facts.Beats[0].AtMs : null, [], because);
    }

    private static IEnumerable<ReasonPart> Words(IReadOnlyList<DeviceStatement> statements, IReadOnlyList<EcgFlag> ours)
    {
        var said = statements.Select(statement => $" {statement.Text.ToLowerInvariant()} ")
            .Where(text => !Has(text, OfBefore)).ToArray();
        var found = ours.Where(flag => flag.Level != FlagLevel.Info && !OfRecording.Contains(flag.Code)).ToArray();
        if (found.Length > 0 && said.Any(text => Has(text, Normal) && !Has(text, NotNormal)))
            yield return Reasons.Part("cart_normal");
        var fibrillates = ours.Any(flag => flag.Code == "atrial_fibrillation");
        var fibrillationSaid = said.Any(text => Has(text, Fibrillation));
        if (fibrillationSaid && !fibrillates) yield return Reasons.Part("cart_fibrillation");
        if (fibrillates && !fibrillationSaid && said.Any(text => Has(text, Sinus)))
            yield return Reasons.Part("cart_sinus");
        if (said.Any(text => Has(text, Acute) && Has(text, Infarct)) && ours.All(flag => flag.Code != "st_elevation"))
            yield return Reasons.Part("cart_infarct");
    }

    private static IEnumerable<ReasonPart> Values(EcgRecording recording, EcgIntervals intervals)
    {
        if (CartValue(recording, MeasurementNames.HeartRate) is { } rate && intervals.HeartRateBpm is { } own
            && Math.Abs(rate - own) > RateApartBpm)
            yield return Reasons.Part("cart_rate", $"{rate:F0}", $"{own:F0}");
        foreach (var (name, apartMs, of) in Intervals)
            if (CartValue(recording, name) is { } cart && of(intervals) is { } measured
                && Math.Abs(cart - measured) > apartMs)
                yield return Reasons.Part("cart_interval", $"{name}", $"{cart:F0}", $"{measured:F0}");
    }

    /// <summary>A zero is a cart's way of leaving a value out.</summary>
    private static double? CartValue(EcgRecording recording, string name) =>
        recording.Measurements.FirstOrDefault(one => one.Name == name && one is { Lead: null, Value: > 0 })?.Value;

    private static bool Has(string text, string[] words) =>
        words.Any(word => text.Contains(word, StringComparison.Ordinal));
}
