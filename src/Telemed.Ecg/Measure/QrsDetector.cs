namespace Telemed.Ecg.Measure;

/// <summary>
/// Finds QRS complexes in all leads at once: the slopes of the leads, each weighed by how far its steepest parts stand
/// out of its noise, are added and smoothed over the width of a QRS; peaks are judged against their neighbourhood.
/// </summary>
internal static class QrsDetector
{
    private const int SlopeSpan = 3;
    private const int SmoothWindow = 5;
    private const int QrsWindow = 40;
    private const int RefractorySamples = 100;
    private const int TWaveSamples = 250;
    private const int TooCloseSamples = 150;
    private const int SearchBackSamples = 180;
    private const int BlockSamples = 500;
    private const int NeighbourBlocks = 8;
    private const double AcceptShare = 0.30;
    private const double SearchBackShare = 0.18;
    private const double TWaveShare = 0.55;

    /// <summary>The activity curve and the peaks that are beats.</summary>
    internal sealed record Found(int[] Beats, double[] Activity);

    internal static Found Detect(Signal signal)
    {
        var activity = Activity(signal);
        if (activity.Length < RefractorySamples) return new Found([], activity);
        var (level, floor) = Neighbourhood(activity);
        var candidates = Peaks(activity);
        var beats = new List<int>();
        foreach (var peak in candidates)
        {
            var (top, low) = At(level, floor, peak);
            if (top < 3 * low || activity[peak] < low + AcceptShare * (top - low)) continue;
            Accept(beats, activity, peak, top);
        }
        return new Found([.. SearchBack(beats, candidates, activity, level, floor)], activity);
    }

    private static double[] Activity(Signal signal)
    {
        var sum = new double[signal.Count];
        for (var lead = 0; lead < signal.Leads.Length; lead++)
        {
            if (!signal.Usable[lead]) continue;
            var smooth = Smooth.Triangle(signal.Leads[lead], SmoothWindow);
            var slope = new double[smooth.Length];
            for (var at = SlopeSpan; at < smooth.Length - SlopeSpan; at++)
                slope[at] = Math.Abs(smooth[at + SlopeSpan] - smooth[at - SlopeSpan]);
            var (usual, steep) = Smooth.Quantiles(slope, 0.5, 0.98);
            if (steep <= 1) continue;
            var contrast = Math.Clamp(steep / (usual + 1e-9) / 10, 0, 1);
            var weight = contrast * contrast / steep;
            var most = 3 * contrast * contrast;
            for (var at = 0; at < sum.Length; at++) sum[at] += Math.Min(slope[at] * weight, most);
        }
        return Smooth.Box(sum, QrsWindow);
    }

    /// <summary>For each second the height beats have around it, and the height of the rest.</summary>
    private static (double[] Level, double[] Floor) Neighbourhood(double[] activity)
    {
        var blocks = (activity.Length + BlockSamples - 1) / BlockSamples;
        var tops = new double[blocks];
        var lows = new double[blocks];
        for (var block = 0; block < blocks; block++)
        {
            // Two seconds hold at least one beat of any rhythm above 30 a minute.
            var from = Math.Max(0, Math.Min(block * BlockSamples, activity.Length - 2 * BlockSamples));
            var part = activity.AsSpan(from, Math.Min(2 * BlockSamples, activity.Length - from));
            lows[block] = Smooth.Quantile(part, 0.25);
            foreach (var value in part) tops[block] = Math.Max(tops[block], value);
        }
        var level = new double[blocks];
        var floor = new double[blocks];
        for (var block = 0; block < blocks; block++)
        {
            var from = Math.Max(0, block - NeighbourBlocks);
            var to = Math.Min(blocks, block + NeighbourBlocks + 1);
            level[block] = Smooth.Median(tops.AsSpan(from, to - from));
            floor[block] = Smooth.Median(lows.AsSpan(from, to - from));
        }
        return (level, floor);
    }

    private static (double Top, double Low) At(double[] level, double[] floor, int at) =>
        (level[at / BlockSamples], floor[at / BlockSamples]);

    /// <summary>Samples that nothing within the refractory time exceeds.</summary>
    private static List<int> Peaks(double[] activity)
    {
        var peaks = new List<int>();
        for (var at = 1; at < activity.Length - 1; at++)
        {
            if (activity[at] < activity[at - 1] || activity[at] <= activity[at + 1]) continue;
            if (peaks.Count > 0 && at - peaks[^1] < RefractorySamples)
            {
                if (activity[at] > activity[peaks[^1]]) peaks[^1] = at;
            }
            else peaks.Add(at);
        }
        return peaks;
    }

    private static void Accept(List<int> beats, double[] activity, int peak, double usual)
    {
        if (beats.Count > 0 && peak - beats[^1] < TWaveSamples)
        {
            // Close behind a beat lies its T wave; only something nearly as steep is another beat.
            if (activity[peak] < TWaveShare * Math.Min(activity[beats[^1]], usual)) return;
            if (peak - beats[^1] < TooCloseSamples
                && activity[beats[^1]] < TWaveShare * Math.Min(activity[peak], usual)) beats.RemoveAt(beats.Count - 1);
        }
        beats.Add(peak);
    }

    /// <summary>In a gap of more than one and a half usual intervals the highest lower peak is taken.</summary>
    private static List<int> SearchBack(
        List<int> beats, List<int> candidates, double[] activity, double[] level, double[] floor)
    {
        if (beats.Count < 3) return beats;
        var usual = Smooth.Median([.. beats.Zip(beats.Skip(1), (first, second) => (double)(second - first))]);
        var all = new List<int> { beats[0] };
        foreach (var next in beats.Skip(1))
        {
            if (next - all[^1] > 1.5 * usual)
            {
                var best = candidates.Where(peak => peak - all[^1] > SearchBackSamples
                    && next - peak > RefractorySamples)
                    .Where(peak => At(level, floor, peak) is var (top, low)
                        && activity[peak] > low + SearchBackShare * (top - low))
                    .DefaultIfEmpty(-1).MaxBy(peak => peak < 0 ? -1 : activity[peak]);
                if (best >= 0) all.Add(best);
            }
            all.Add(next);
        }
        return all;
    }
}
