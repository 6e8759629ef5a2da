namespace Telemed.Ecg.Measure;

/// <summary>
/// Pacing spikes: marked in the file, or more than 2 mV up and down again within two milliseconds, which only a trace
/// of
/// a thousand samples a second can show.
/// </summary>
internal static class Pacing
{
    private const double LowestRateHz = 1000;
    private const double SpikeUv = 2000;
    private const int FewestSpikes = 3;
    private const double ApartMs = 200;

    internal static EcgFlag? Of(EcgRecording recording)
    {
        // "/" is the paced beat of WFDB annotations.
        var marked = recording.Annotations.Where(mark => mark.Code == "/").Select(mark => mark.AtMs).ToArray();
        if (marked.Length > 0) return Flag(marked);
        if (recording.Rhythm is not { } rhythm || rhythm.SamplingRateHz < LowestRateHz) return null;
        foreach (var lead in rhythm.Leads.Where(lead => lead.IsVoltage))
            if (Spikes(lead, rhythm.SamplingRateHz) is { Count: >= FewestSpikes } spikes) return Flag(spikes);
        return null;
    }

    private static EcgFlag Flag(IReadOnlyList<double> atMs) =>
        EcgFlag.Of("pacing", FlagLevel.Info, atMs[0], [], Reasons.Part("pacing", $"{atMs.Count}"));

    private static List<double> Spikes(EcgLead lead, double rateHz)
    {
        var reach = Math.Max(1, (int)(0.002 * rateHz));
        var spikes = new List<double>();
        for (var at = reach; at + reach < lead.Samples.Length; at++)
        {
            var (before, top, after) = (lead.ValueAt(at - reach), lead.ValueAt(at), lead.ValueAt(at + reach));
            var rise = Math.Abs(top - before) > SpikeUv && Math.Abs(top - after) > SpikeUv
                && Math.Sign(top - before) == Math.Sign(top - after);
            if (!rise || (spikes.Count > 0 && at * 1000 / rateHz - spikes[^1] < ApartMs)) continue;
            spikes.Add(at * 1000 / rateHz);
        }
        return spikes;
    }
}
