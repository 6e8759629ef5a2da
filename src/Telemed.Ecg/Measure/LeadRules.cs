namespace Telemed.Ecg.Measure;

/// <summary>Electrodes: off, exchanged, or drowned in noise.</summary>
internal static class LeadRules
{
    private const double EinthovenLimitUv = 50;

    internal static IEnumerable<EcgFlag> Of(Facts facts, IReadOnlyDictionary<string, LeadAmplitudes> amplitudes)
    {
        var off = facts.Quality.Leads.Where(lead => lead.Off).Select(lead => lead.Lead).ToArray();
        if (off.Length > 0)
            yield return new EcgFlag("lead_off", FlagLevel.Abnormal, $"No signal for more than a second in {string.Join(", ", off)}.", null, off);
        if (facts.Quality.EinthovenResidualUv > EinthovenLimitUv)
            yield return new EcgFlag("channel_error", FlagLevel.Abnormal,
                TriageRules.Text($"I + III differs from II by {facts.Quality.EinthovenResidualUv:F0} µV."), null, ["I", "II", "III"]);
        var noisy = facts.Quality.Leads.Where(lead => !lead.Off && lead.Grade < 50).Select(lead => lead.Lead).ToArray();
        if (noisy.Length > 0) yield return new EcgFlag("noise", FlagLevel.Info, $"Noise or wandering baseline in {string.Join(", ", noisy)}.", null, noisy);
        var mains = facts.Quality.Leads.Where(lead => lead.MainsShare > 0.3).Select(lead => lead.Lead).ToArray();
        if (mains.Length > 0) yield return new EcgFlag("mains", FlagLevel.Info, $"Mains hum in {string.Join(", ", mains)}.", null, mains);
        if (Reversal(facts, amplitudes) is { } reversal) yield return reversal;
    }

    /// <summary>
    /// Left and right arm exchanged: lead I upside down (P and QRS) and aVR upright while V5 and V6 stay upright, which
    /// tells it from dextrocardia. Right arm and right leg exchanged: lead II nearly flat.
    /// </summary>
    private static EcgFlag? Reversal(Facts facts, IReadOnlyDictionary<string, LeadAmplitudes> amplitudes)
    {
        if (!amplitudes.TryGetValue("I", out var one) || !amplitudes.TryGetValue("aVR", out var right)) return null;
        double Net(LeadAmplitudes lead) => lead.RUv + lead.SUv + lead.QUv;
        var chest = ((string[])["V5", "V6"]).Select(label => amplitudes.GetValueOrDefault(label)).OfType<LeadAmplitudes>().ToArray();
        if (chest.Length > 0 && chest.All(lead => Net(lead) > 100) && Net(one) < -100 && one.PUv < -20 && Net(right) > 0)
            return new EcgFlag("arm_reversal", FlagLevel.Abnormal, "Lead I is upside down and aVR upright while V5 and V6 are normal: arm electrodes exchanged?", null, ["I", "aVR"]);
        if (amplitudes.TryGetValue("II", out var two) && two.RUv - two.SUv < 100 && one.RUv - one.SUv > 400)
            return new EcgFlag("leg_reversal", FlagLevel.Abnormal, "Lead II is nearly flat: right arm and right leg electrodes exchanged?", null, ["II"]);
        return null;
    }
}
