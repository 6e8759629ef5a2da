namespace Telemed.Ecg.Measure;

/// <summary>Grades the signal of each lead before anyone reads it.</summary>
internal static class QualityRules
{
    private const double FlatUv = 5;
    private const double OffSeconds = 1;
    private const double WanderLimitUv = 500;

    internal static SignalQuality Grade(Signal signal, EcgGroup group)
    {
        var leads = new LeadQuality[signal.Leads.Length];
        for (var index = 0; index < leads.Length; index++)
        {
            var source = group.Leads.First(lead => lead.Label == signal.Labels[index] && lead.IsVoltage);
            leads[index] = GradeLead(signal.Labels[index], signal.Leads[index], signal.Usable[index],
                MissingShare(source));
        }
        var grade = leads.Length == 0 ? 0 : (int)Math.Round(leads.Average(lead => lead.Grade));
        return new SignalQuality(grade, leads, Einthoven(group));
    }

    private static double MissingShare(EcgLead lead)
    {
        var missing = 0;
        foreach (var sample in lead.Samples.Span) if (sample == EcgLead.Missing) missing++;
        return lead.Samples.IsEmpty ? 1 : (double)missing / lead.Samples.Length;
    }

    private static LeadQuality GradeLead(string label, double[] values, bool usable, double missingShare)
    {
        if (!usable) return new LeadQuality(label, Off: true, 0, 0, 0, 0);
        var slow = Smooth.Triangle(values, 400);
        var (low, high) = Smooth.Quantiles(slow, 0.05, 0.95);
        var wander = high - low;
        // What a 25 ms mean leaves over lies above some 40 Hz; its usual size is that between the complexes.
        var fast = Smooth.Triangle(values, 7);
        var residual = new double[values.Length];
        for (var at = 0; at < values.Length; at++) residual[at] = Math.Abs(values[at] - fast[at]);
        var noise = Smooth.Quantile(residual, 0.6);
        var mains = MainsShare(values);
        var off = missingShare * values.Length / Signal.RateHz > OffSeconds
            || LongestFlat(values).Length / Signal.RateHz > OffSeconds;
        var grade = 100 - 60 * Math.Min(1, noise / 60) - 30 * Math.Min(1, wander / (2 * WanderLimitUv))
            - (off ? 40 : 0);
        return new LeadQuality(label, off, noise, wander, mains, (int)Math.Clamp(Math.Round(grade), 0, 100));
    }

    /// <summary>The longest stretch in which a lead stays within a few microvolts, in samples.</summary>
    internal static (int Start, int Length) LongestFlat(double[] values)
    {
        var longest = (Start: 0, Length: 0);
        var start = 0;
        var (low, high) = (double.MaxValue, double.MinValue);
        for (var at = 0; at < values.Length; at++)
        {
            (low, high) = (Math.Min(low, values[at]), Math.Max(high, values[at]));
            if (high - low > FlatUv) { start = at; (low, high) = (values[at], values[at]); }
            if (at - start + 1 > longest.Length) longest = (start, at - start + 1);
        }
        return longest;
    }

    /// <summary>Power of 50 or 60 Hz against the power of everything, by Goertzel over the first ten seconds.</summary>
    private static double MainsShare(double[] values)
    {
        var first = values.AsSpan(0, Math.Min(values.Length, (int)(10 * Signal.RateHz)));
        var mean = 0.0;
        foreach (var value in first) mean += value;
        mean /= Math.Max(1, first.Length);
        var (fifty, sixty) = (2 * Math.Cos(2 * Math.PI * 50 / Signal.RateHz),
            2 * Math.Cos(2 * Math.PI * 60 / Signal.RateHz));
        var (power, one50, two50, one60, two60) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var raw in first)
        {
            var value = raw - mean;
            power += value * value;
            (one50, two50) = (value + fifty * one50 - two50, one50);
            (one60, two60) = (value + sixty * one60 - two60, one60);
        }
        var tone = Math.Max(one50 * one50 + two50 * two50 - fifty * one50 * two50,
            one60 * one60 + two60 * two60 - sixty * one60 * two60);
        return power > 0 ? Math.Clamp(tone * 2 / first.Length / power, 0, 1) : 0;
    }

    private static double? Einthoven(EcgGroup group)
    {
        if (group.Lead("I") is not { Derived: false } one || group.Lead("II") is not { Derived: false } two
            || group.Lead("III") is not { Derived: false } three) return null;
        var (first, second, third) = (one.ToUnits(), two.ToUnits(), three.ToUnits());
        var residuals = new List<double>();
        for (var at = 0; at < Math.Min(first.Length, Math.Min(second.Length, third.Length)); at += 4)
            if (double.IsFinite(first[at] + second[at] + third[at]))
                residuals.Add(Math.Abs(first[at] + third[at] - second[at]));
        return residuals.Count == 0 ? null : Smooth.Median([.. residuals]);
    }
}
