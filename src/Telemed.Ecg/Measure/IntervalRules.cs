namespace Telemed.Ecg.Measure;

/// <summary>Intervals and axes from borders.</summary>
internal static class IntervalRules
{
    internal static EcgIntervals Of(Facts facts)
    {
        double? rr = facts.RrMs.Length == 0 ? null : facts.RrMs.Average();
        if (facts.Borders is not { } borders) return new EcgIntervals { RrMs = rr, HeartRateBpm = 60_000 / rr };
        var qt = (borders.TOff - borders.QrsOn) * Signal.MsPerSample;
        return new EcgIntervals
        {
            RrMs = rr,
            HeartRateBpm = 60_000 / rr,
            PMs = (borders.POff - borders.POn) * Signal.MsPerSample,
            PrMs = (borders.QrsOn - borders.POn) * Signal.MsPerSample,
            QrsMs = (borders.QrsOff - borders.QrsOn) * Signal.MsPerSample,
            QtMs = qt,
            QtcBazettMs = qt is > 0 && rr is > 0 ? QtCorrection.Bazett(qt.Value, rr.Value) : null,
            QtcFridericiaMs = qt is > 0 && rr is > 0 ? QtCorrection.Fridericia(qt.Value, rr.Value) : null,
            PAxisDeg = Axis(facts, borders.POn, borders.POff),
            QrsAxisDeg = Axis(facts, borders.QrsOn, borders.QrsOff),
            TAxisDeg = Axis(facts, borders.TPeak - 35, borders.TOff),
        };
    }

    /// <summary>
    /// The frontal axis from net areas in I and aVF. The augmented lead is shorter by √3/2 than a bipolar one, which
    /// the factor 2/√3 makes up for (Novosel D et al., J Electrocardiol 1999;32:317–321).
    /// </summary>
    private static double? Axis(Facts facts, double? on, double? off)
    {
        if (on is not { } from || off is not { } to || facts.MedianLead("I") is not { } one) return null;
        var foot = facts.MedianLead("aVF");
        var two = facts.MedianLead("II");
        if (foot is null && two is null) return null;
        var x = Area(one, from, to);
        var y = foot is not null ? Area(foot, from, to) : Area(two!, from, to) - x / 2;
        return Math.Abs(x) + Math.Abs(y) < 1 ? null : Math.Atan2(y * 2 / Math.Sqrt(3), x) * 180 / Math.PI;
    }

    /// <summary>Area over the straight line between the borders.</summary>
    private static double Area(double[] lead, double on, double off)
    {
        var (from, to) = (Math.Max(0, (int)on), Math.Min(lead.Length - 1, (int)off));
        var sum = 0.0;
        for (var at = from; at <= to; at++)
            sum += lead[at] - (lead[from] + (lead[to] - lead[from]) * (at - from) / Math.Max(1, to - from));
        return sum;
    }
}

/// <summary>Amplitudes and ST levels of the median beat.</summary>
internal static class AmplitudeRules
{
    internal static IReadOnlyDictionary<string, double> StLevels(Facts facts)
    {
        var levels = new Dictionary<string, double>();
        if (facts.Borders is not { } borders) return levels;
        foreach (var label in facts.UsableLeads)
            if (facts.MedianLead(label) is { } lead)
                levels[label] = Mean(lead, borders.QrsOff, 3) - Mean(lead, borders.QrsOn - 3, 4);
        return levels;
    }

    internal static IReadOnlyDictionary<string, LeadAmplitudes> Of(Facts facts)
    {
        var all = new Dictionary<string, LeadAmplitudes>();
        if (facts.Borders is not { } borders) return all;
        foreach (var label in facts.UsableLeads)
        {
            if (facts.MedianLead(label) is not { } lead) continue;
            var level = Mean(lead, borders.QrsOn - 3, 4);
            all[label] = Waves(lead, level, borders);
        }
        return all;
    }

    private static LeadAmplitudes Waves(double[] lead, double level, Borders borders)
    {
        var (from, to) = (Math.Max(0, (int)borders.QrsOn), Math.Min(lead.Length - 1, (int)borders.QrsOff));
        var (high, low) = (from, from);
        for (var at = from; at <= to; at++)
        {
            if (lead[at] > lead[high]) high = at;
            if (lead[at] < lead[low]) low = at;
        }
        var q = 0.0;
        for (var at = from; at < high; at++) q = Math.Min(q, lead[at] - level);
        var s = 0.0;
        for (var at = high; at <= to; at++) s = Math.Min(s, lead[at] - level);
        var r = Math.Max(0, lead[high] - level);
        return new LeadAmplitudes(Largest(lead, level, borders.POn, borders.POff), r == 0 ? 0 : q, r, r == 0 ? q + s
            : s,
            Largest(lead, level, borders.QrsOff + 30, borders.TOff));
    }

    private static double Largest(double[] lead, double level, double? on, double? off)
    {
        var largest = 0.0;
        for (var at = (int)Math.Max(0, on ?? 0); on is not null && off is not null && at <= off
            && at < lead.Length; at++)
            if (Math.Abs(lead[at] - level) > Math.Abs(largest)) largest = lead[at] - level;
        return largest;
    }

    private static double Mean(double[] lead, double from, int count)
    {
        var start = Math.Clamp((int)from, 0, lead.Length - count);
        var sum = 0.0;
        for (var at = start; at < start + count; at++) sum += lead[at];
        return sum / count;
    }
}
