namespace Telemed.Ecg.Measure;

/// <summary>
/// Where the waves of one averaged beat begin and end, in samples of its window; null where a wave is not seen.
/// </summary>
internal sealed record Borders(double QrsOn, double QrsOff, double? POn, double? PPeak, double? POff, double? TPeak,
    double? TOff);

/// <summary>Finds wave borders lead by lead and takes their middle: no single lead's noise decides.</summary>
internal static class Delineator
{
    private const double QrsOnShare = 0.05;
    private const double QrsOffShare = 0.08;
    private const double ClearShare = 0.15;
    private const double LateShare = 0.8;
    internal const double LateShareAlone = 0.6;
    private const int QrsReach = 75;
    private const int QuietSamples = 6;

    /// <param name="leads">Usable leads of the beat, baseline removed.</param>
    /// <param name="fiducial">Sample of the QRS.</param>
    /// <param name="nextBeat">Samples to the next beat; bounds T.</param>
    /// <param name="previousBeat">Samples from the beat before; bounds P.</param>
    /// <param name="lateShare">Which of the leads' ends is the end of QRS: a late one where beats were averaged, one
    /// nearer to the middle where noise was not.</param>
    internal static Borders? Find(
        IReadOnlyList<double[]> leads, int fiducial, int nextBeat, int previousBeat, double lateShare = LateShare)
    {
        var complexes = leads.Select(lead => Qrs(lead, fiducial)).OfType<Complex>().ToArray();
        if (complexes.Length == 0) return null;
        // A lead in which the complex hardly shows says little about its borders.
        var steepest = complexes.Max(complex => complex.Slope);
        var clear = complexes.Where(complex => complex.Slope >= ClearShare * steepest).ToArray();
        double[] onsets = [.. clear.Select(complex => complex.On)];
        double[] offsets = [.. clear.Select(complex => complex.Off)];
        // The earliest and latest leads define the complex; the very first and the very last are noise.
        var qrsOn = Smooth.Quantile(onsets, 0.2);
        var qrsOff = Smooth.Quantile(offsets, lateShare);
        var t = TWave.Find(leads, qrsOff, fiducial, nextBeat);
        var p = PWave.Find(leads, qrsOn, t is { } end ? Math.Max(0, end.Off - fiducial) : 150, fiducial, previousBeat);
        return new Borders(qrsOn, qrsOff, p?.On, p?.Peak, p?.Off, t?.Peak, t?.Off);
    }

    private readonly record struct Complex(double On, double Off, double Slope);

    /// <summary>From the steepest slope outwards until the slope stays low.</summary>
    private static Complex? Qrs(double[] lead, int fiducial)
    {
        var smooth = Smooth.Box(lead, 5);
        var slope = new double[smooth.Length];
        for (var at = 2; at < smooth.Length - 2; at++) slope[at] = Math.Abs(smooth[at + 2] - smooth[at - 2]);
        var from = Math.Max(2, fiducial - QrsReach);
        var to = Math.Min(slope.Length - 2, fiducial + QrsReach);
        var steepest = from;
        for (var at = Math.Max(from, fiducial - 40); at < Math.Min(to, fiducial + 40); at++)
            if (slope[at] > slope[steepest]) steepest = at;
        var noise = Smooth.Quantile(slope.AsSpan(Math.Max(0, fiducial - 110), 60), 0.5);
        const double leastUv = 8;
        if (slope[steepest] < Math.Max(leastUv, 6 * noise)) return null;
        var on = Walk(slope, steepest, from, -1, Math.Max(QrsOnShare * slope[steepest], 2.0 * noise));
        var off = Walk(slope, steepest, to, +1, Math.Max(QrsOffShare * slope[steepest], 2.0 * noise));
        return new Complex(on, off, slope[steepest]);
    }

    private static int Walk(double[] slope, int start, int end, int step, double low)
    {
        var (last, quiet) = (start, 0);
        for (var at = start; at != end; at += step)
        {
            if (slope[at] >= low) (last, quiet) = (at, 0);
            else if (++quiet >= QuietSamples) break;
        }
        return last + step;
    }
}

/// <summary>
/// Finds the end of a wave by the largest trapezium (Zhang Q et al., Med Biol Eng Comput 2006;44:1115–1128).
/// </summary>
internal static class Trapezium
{
    /// <param name="wave">The wave and what follows it.</param>
    /// <param name="steep">Sample of the steepest slope behind the peak.</param>
    /// <param name="rest">A later sample at rest; smaller than <paramref name="steep"/> to search backwards.</param>
    internal static int Corner(double[] wave, int steep, int rest)
    {
        var step = Math.Sign(rest - steep);
        var (best, corner) = (double.MinValue, rest);
        for (var at = steep; at != rest; at += step)
        {
            var area = Math.Abs(wave[steep] - wave[at]) * (2 * Math.Abs(rest - at) + Math.Abs(at - steep)) / 2;
            if (area > best) (best, corner) = (area, at);
        }
        return corner;
    }
}

/// <summary>The T wave of an averaged beat.</summary>
internal static class TWave
{
    internal readonly record struct Place(double Peak, double Off);

    private const double LeastUv = 40;
    private const int PeakReach = 30;
    private const int RestSamples = 48;

    /// <summary>
    /// At 60 beats a minute no T wave peaks later; the limit moves with the cube root of the interval.
    /// </summary>
    private const double LatestPeakMs = 430;

    internal static Place? Find(IReadOnlyList<double[]> leads, double qrsOff, int fiducial, int nextBeat)
    {
        var from = (int)qrsOff + 30;
        // Behind the T wave the next P begins; at high rates the window shrinks with the interval.
        var last = Math.Min(leads[0].Length - 8, fiducial + (int)Math.Min(0.72 * nextBeat + 20, 310));
        if (last - from < 40) return null;
        var waves = leads.Select(lead => Smooth.Triangle(lead, 11)).ToArray();
        var latest = (int)(fiducial + LatestPeakMs * Math.Cbrt(nextBeat / Signal.RateHz) / Signal.MsPerSample);
        var common = CommonPeak(waves, from, last, Math.Max(from + 20, latest));
        var peaks = new List<double>();
        var ends = new List<double>();
        foreach (var wave in waves)
        {
            var peak = common;
            for (var at = Math.Max(from, common - PeakReach); at < Math.Min(last - 8, common + PeakReach); at++)
                if (Prominence(wave, at, from, last) > Prominence(wave, peak, from, last)) peak = at;
            if (Prominence(wave, peak, from, last) < LeastUv || peak <= from + 2) continue;
            var steep = peak;
            for (var at = peak; at < Math.Min(last, peak + 80); at++)
                if (Math.Abs(wave[at + 2] - wave[at - 2]) > Math.Abs(wave[steep + 2] - wave[steep - 2])) steep = at;
            peaks.Add(peak);
            ends.Add(Trapezium.Corner(wave, steep, Math.Min(last, steep + RestSamples)));
        }
        if (peaks.Count == 0) return null;
        return new Place(Smooth.Median([.. peaks]), Smooth.Quantile([.. ends], 0.45));
    }

    /// <summary>Where the leads together stand out most.</summary>
    private static int CommonPeak(double[][] waves, int from, int last, int latest)
    {
        var (best, peak) = (-1.0, from);
        for (var at = from; at < Math.Min(last - 10, latest); at++)
        {
            var sum = 0.0;
            foreach (var wave in waves) sum += Prominence(wave, at, from, last);
            if (sum > best) (best, peak) = (sum, at);
        }
        return peak;
    }

    /// <summary>Height over the straight line between the ends of the window.</summary>
    private static double Prominence(double[] wave, int at, int from, int last)
    {
        var line = wave[from] + (wave[last] - wave[from]) * (at - from) / (last - from);
        return Math.Abs(wave[at] - line);
    }
}

/// <summary>The P wave of an averaged beat.</summary>
internal static class PWave
{
    internal readonly record struct Place(double On, double Peak, double Off);

    private const double LeastUv = 18;
    private const int LongestPr = 170;

    internal static Place? Find(
        IReadOnlyList<double[]> leads, double qrsOn, double tEndAfter, int fiducial, int previousBeat)
    {
        var to = (int)qrsOn - 6;
        // The T wave of the beat before ends where this one's would, one interval earlier.
        var afterT = fiducial - previousBeat + (int)tEndAfter;
        var from = Math.Max(Math.Max(8, (int)qrsOn - LongestPr), Math.Min(afterT, to - 60));
        if (to - from < 40) return null;
        var waves = leads.Select(lead => Smooth.Triangle(lead, 5)).ToArray();
        var peak = CommonPeak(waves, from, to);
        if (peak is not { } at) return null;
        var onsets = new List<double>();
        var ends = new List<double>();
        var peaks = new List<double>();
        foreach (var wave in waves)
        {
            var own = at;
            for (var near = Math.Max(from, at - 18); near <= Math.Min(to, at + 18); near++)
                if (Height(wave, near, from, to) > Height(wave, own, from, to)) own = near;
            if (Height(wave, own, from, to) < LeastUv) continue;
            peaks.Add(own);
            onsets.Add(Side(wave, own, Math.Max(from, own - 48)));
            ends.Add(Side(wave, own, Math.Min(to, own + 30)));
        }
        // The corner of a rounded foot lies a little outside of where a reader sees the wave begin.
        return peaks.Count == 0 ? null
            : new Place(Smooth.Quantile([.. onsets], 0.6), Smooth.Median([.. peaks]), Smooth.Quantile([.. ends], 0.45));
    }

    /// <summary>Where the leads together stand out most from the line between the window's ends.</summary>
    private static int? CommonPeak(double[][] waves, int from, int to)
    {
        var (best, peak, highest) = (0.0, -1, 0.0);
        for (var at = from + 4; at < to - 4; at++)
        {
            var sum = 0.0;
            var high = 0.0;
            foreach (var wave in waves)
            {
                var height = Height(wave, at, from, to);
                sum += height;
                high = Math.Max(high, height);
            }
            if (sum > best) (best, peak, highest) = (sum, at, high);
        }
        return peak >= 0 && highest >= LeastUv ? peak : null;
    }

    private static double Height(double[] wave, int at, int from, int to) =>
        Math.Abs(wave[at] - (wave[from] + (wave[to] - wave[from]) * (at - from) / (to - from)));

    private static int Side(double[] wave, int peak, int rest)
    {
        var step = Math.Sign(rest - peak);
        if (step == 0) return rest;
        var steep = peak;
        for (var at = peak; at != rest; at += step)
            if (at >= 2 && at < wave.Length - 2
                && Math.Abs(wave[at + 2] - wave[at - 2]) > Math.Abs(wave[steep + 2] - wave[steep - 2])) steep = at;
        return Trapezium.Corner(wave, steep, rest);
    }
}
