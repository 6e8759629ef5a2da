namespace Telemed.Ecg.Measure;

/// <summary>The trace made ready for measuring: aligned voltage leads at one fixed rate.</summary>
internal sealed class Signal
{
    /// <summary>Everything is measured at this rate, so that windows in samples are windows in time.</summary>
    internal const double RateHz = 500;

    internal const double MsPerSample = 1000 / RateHz;

    private const double UsableShare = 0.8;

    private Signal(string[] labels, double[][] leads, bool[] usable) =>
        (Labels, Leads, Usable) = (labels, leads, usable);

    internal string[] Labels { get; }

    /// <summary>Microvolts, lead after lead; holes are filled with the value before them.</summary>
    internal double[][] Leads { get; }

    /// <summary>False for a lead that is off, flat or mostly missing.</summary>
    internal bool[] Usable { get; }

    internal int Count => Leads.Length == 0 ? 0 : Leads[0].Length;

    internal double[]? Lead(string label) => Array.IndexOf(Labels, label) is >= 0 and var index && Usable[index]
        ? Leads[index] : null;

    internal static Signal From(EcgGroup group)
    {
        var leads = group.Leads.Where(lead => lead.IsVoltage && lead.Samples.Length > 0).ToArray();
        var shortest = leads.Length == 0 ? 0 : leads.Min(lead => lead.Samples.Length);
        var length = shortest == 0 ? 0 : WithoutCalibration(leads, shortest);
        var resampled = new double[leads.Length][];
        var usable = new bool[leads.Length];
        for (var index = 0; index < leads.Length; index++)
        {
            var values = leads[index].Aligned().ToUnits().AsSpan(0, length);
            usable[index] = FillHoles(values) >= UsableShare * length;
            resampled[index] = Resample(values, group.SamplingRateHz);
            usable[index] &= IsAlive(resampled[index]);
        }
        return new Signal([.. leads.Select(lead => lead.Label)], resampled, usable);
    }

    /// <summary>
    /// Some carts write a calibration pulse behind the trace: the same values in every lead, which no heart makes; a
    /// converter that filtered them again leaves them a few microvolts apart.
    /// </summary>
    private static int WithoutCalibration(EcgLead[] leads, int length)
    {
        if (leads.Length < 3) return length;
        var keep = length;
        while (keep > 0 && AreAlike(leads, keep - 1)) keep--;
        // Behind the trace means at its end: leads that are equal throughout are a test signal, and that is all there
        // is.
        return length - keep > 8 && keep > length / 2 ? keep : length;
    }

    private static bool AreAlike(EcgLead[] leads, int at)
    {
        const double alikeUv = 12;
        var (low, high) = (double.MaxValue, double.MinValue);
        foreach (var lead in leads)
        {
            var value = lead.ValueAt(at);
            if (double.IsNaN(value)) return false;
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        return high - low <= alikeUv;
    }

    /// <summary>Half a second in which nothing changes, over and over, is an electrode that is off.</summary>
    private static bool IsAlive(double[] values)
    {
        const int window = (int)(RateHz / 2);
        const double aliveUv = 20;
        var (alive, windows) = (0, 0);
        for (var at = 0; at + window <= values.Length; at += window, windows++)
        {
            var (low, high) = (double.MaxValue, double.MinValue);
            for (var index = at; index < at + window; index++)
                (low, high) = (Math.Min(low, values[index]), Math.Max(high, values[index]));
            if (high - low >= aliveUv) alive++;
        }
        return alive * 4 >= windows;
    }

    private static int FillHoles(Span<double> values)
    {
        var known = 0;
        var last = double.NaN;
        foreach (ref var value in values)
        {
            if (double.IsNaN(value)) { value = last; continue; }
            if (known++ == 0) last = value;
            last = value;
        }
        var first = 0.0;
        foreach (var value in values) if (!double.IsNaN(value)) { first = value; break; }
        foreach (ref var value in values) { if (!double.IsNaN(value)) break; value = first; }
        return known;
    }

    /// <summary>Straight lines between samples; a faster signal is first averaged over the longer step.</summary>
    private static double[] Resample(ReadOnlySpan<double> values, double rateHz)
    {
        if (rateHz.Equals(RateHz)) return values.ToArray();
        var source = rateHz > RateHz * 1.2 ? Smooth.Box(values, (int)Math.Round(rateHz / RateHz)) : values;
        var count = (int)(values.Length * RateHz / rateHz);
        var resampled = new double[count];
        for (var index = 0; index < count; index++)
        {
            var at = index * rateHz / RateHz;
            var left = Math.Min((int)at, source.Length - 1);
            var right = Math.Min(left + 1, source.Length - 1);
            resampled[index] = source[left] + (source[right] - source[left]) * (at - left);
        }
        return resampled;
    }
}
