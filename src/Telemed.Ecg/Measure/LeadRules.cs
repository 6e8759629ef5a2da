namespace Telemed.Ecg.Measure;

/// <summary>Electrodes: off, exchanged, or drowned in noise.</summary>
internal static class LeadRules
{
    private const double EinthovenLimitUv = 50;
    private const double WanderLimitUv = 500;
    private const double MainsLimitShare = 0.3;

    /// <summary>What goes through the whole strip is looked at from its beginning.</summary>
    private const double Throughout = 0;
    private static readonly string[] Chest = ["V1", "V2", "V3", "V4", "V5", "V6"];

    internal static IEnumerable<EcgFlag> Of(Facts facts, IReadOnlyDictionary<string, LeadAmplitudes> amplitudes)
    {
        var off = Named(facts, lead => lead.Off);
        if (off.Length > 0)
            yield return EcgFlag.Of("lead_off", FlagLevel.Abnormal, OffAtMs(facts, off[0]), off,
                Reasons.Leads("lead_off", off));
        if (facts.Quality.EinthovenResidualUv is { } residual && residual > EinthovenLimitUv)
            yield return EcgFlag.Of("channel_error", FlagLevel.Abnormal, Throughout, ["I", "II", "III"],
                Reasons.Part("einthoven", $"{residual:F0}"));
        var noisy = Named(facts, lead => !lead.Off && lead.Grade < 50 && lead.WanderUv <= WanderLimitUv);
        if (noisy.Length > 0)
            yield return EcgFlag.Of("noise", FlagLevel.Info, Throughout, noisy, Reasons.Leads("noise", noisy));
        var wandering = Named(facts, lead => !lead.Off && lead.WanderUv > WanderLimitUv);
        if (wandering.Length > 0)
            yield return EcgFlag.Of("baseline_wander", FlagLevel.Info, Throughout, wandering, Reasons.Part("wander",
                $"{string.Join(", ", wandering)}", $"{facts.Quality.Leads.Max(lead => lead.WanderUv) / 1000:F1}"));
        var mains = Named(facts, lead => lead.MainsShare > MainsLimitShare);
        if (mains.Length > 0)
            yield return EcgFlag.Of("mains", FlagLevel.Info, Throughout, mains, Reasons.Leads("mains", mains));
        var beatMs = facts.Beats.FirstOrDefault(beat => beat.Dominant)?.AtMs;
        if (Reversal(amplitudes) is { } reversal) yield return reversal with { AtMs = beatMs };
        if (ChestOrder(amplitudes) is { } order) yield return order with { AtMs = beatMs };
    }

    /// <summary>Where the lead lies still for longest: there the electrode shows that it is off.</summary>
    private static double OffAtMs(Facts facts, string label)
    {
        var index = Array.IndexOf(facts.Signal.Labels, label);
        return index < 0 ? Throughout : QualityRules.LongestFlat(facts.Signal.Leads[index]).Start * Signal.MsPerSample;
    }

    private static string[] Named(Facts facts, Func<LeadQuality, bool> which) =>
        [.. facts.Quality.Leads.Where(which).Select(lead => lead.Lead)];

    /// <summary>
    /// Left and right arm exchanged: lead I upside down (P and QRS) and aVR upright while V5 and V6 stay upright, which
    /// tells it from dextrocardia. Right arm and right leg exchanged: lead II nearly flat.
    /// </summary>
    private static EcgFlag? Reversal(IReadOnlyDictionary<string, LeadAmplitudes> amplitudes)
    {
        if (!amplitudes.TryGetValue("I", out var one) || !amplitudes.TryGetValue("aVR", out var right)) return null;
        double Net(LeadAmplitudes lead) => lead.RUv + lead.SUv + lead.QUv;
        var chest = ((string[])["V5", "V6"]).Select(label => amplitudes.GetValueOrDefault(label))
            .OfType<LeadAmplitudes>().ToArray();
        if (chest.Length > 0 && chest.All(lead => Net(lead) > 100)
            && Net(one) < -100 && one.PUv < -20 && Net(right) > 0)
            return EcgFlag.Of("arm_reversal", FlagLevel.Abnormal, null, ["I", "aVR"], Reasons.Part("arm_reversal"));
        if (amplitudes.TryGetValue("II", out var two) && two.RUv - two.SUv < 100 && one.RUv - one.SUv > 400)
            return EcgFlag.Of("leg_reversal", FlagLevel.Abnormal, null, ["II"], Reasons.Part("leg_reversal"));
        return null;
    }

    /// <summary>
    /// From V1 to V4 or so R grows, then it shrinks; a single lead in which R is far smaller and S far deeper than on
    /// both sides breaks that order.
    /// </summary>
    private static EcgFlag? ChestOrder(IReadOnlyDictionary<string, LeadAmplitudes> amplitudes)
    {
        for (var at = 1; at + 1 < Chest.Length; at++)
        {
            if (!amplitudes.TryGetValue(Chest[at - 1], out var before)
                || !amplitudes.TryGetValue(Chest[at], out var own)
                || !amplitudes.TryGetValue(Chest[at + 1], out var after)) continue;
            var least = Math.Min(before.RUv, after.RUv);
            const double clearUv = 400;
            if (least > clearUv && own.RUv < 0.35 * least && own.SUv < 1.3 * Math.Min(before.SUv, after.SUv))
                return EcgFlag.Of("precordial_order", FlagLevel.Info, null, [Chest[at]],
                    Reasons.Leads("chest_order", [Chest[at]]));
        }
        return null;
    }
}
