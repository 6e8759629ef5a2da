namespace Telemed.Ecg.Measure;

/// <summary>Measures a trace: beats, wave borders, intervals, axes, signal quality, and flags for the reader.</summary>
public static class EcgMeasurer
{
    /// <summary>The version of the measuring; results carry it, and a newer one measures again.</summary>
    public const int Version = 3;

    /// <summary>Samples of all leads together that are measured; of a longer trace the beginning is.</summary>
    private const double MostSamples = 3_600_000;

    /// <summary>Below this rate a QRS is a sample or two, and nothing can be measured.</summary>
    private const double LowestRateHz = 50;

    /// <summary>Measures the rhythm of a recording.</summary>
    /// <returns>The findings, or null when the recording has no voltage lead, lasts less than two seconds,
    /// or has fewer than 50 samples a second.</returns>
    public static EcgAnalysis? Measure(EcgRecording recording) => Measure(recording, new TriageThresholds());

    /// <summary>Measures the rhythm of a recording and judges it by the given limits.</summary>
    /// <returns>The findings, or null when the recording has no voltage lead, lasts less than two seconds,
    /// or has fewer than 50 samples a second.</returns>
    public static EcgAnalysis? Measure(EcgRecording recording, TriageThresholds limits)
    {
        if (recording.Rhythm is not { } rhythm || rhythm.Leads.All(lead => !lead.IsVoltage)) return null;
        if (rhythm.SamplingRateHz < LowestRateHz || rhythm.DurationSeconds < 2) return null;
        var group = Shorten(rhythm);
        var signal = Signal.From(group);
        var detected = QrsDetector.Detect(signal);
        var median = MedianBeat.From(signal, detected.Beats);
        var rr = RrMs(median?.Beats ?? detected.Beats);
        var borders = median is null ? null : FindBorders(signal, median, rr);
        var withP = median is null || borders is null ? [] : PWavePresence.Find(signal, median, borders);
        var secondP = PWavePresence.HasSecond(signal, median, borders, rr);
        if (borders is { POn: not null } && !PWavePresence.IsUsual(withP, median!))
            borders = borders with { POn = null, PPeak = null, POff = null };
        var beats = median is null ? [] : PlaceBeats(signal, median, borders, withP);
        var quality = QualityRules.Grade(signal, group);
        var share = PWavePresence.Share(withP, median, rr);
        var facts = new Facts(recording, signal, detected, median, borders, beats, rr, quality, share, secondP);
        var (intervals, stUv) = (IntervalRules.Of(facts), AmplitudeRules.StLevels(facts));
        var amplitudes = AmplitudeRules.Of(facts);
        return new EcgAnalysis
        {
            Beats = beats,
            Intervals = intervals,
            StLevelsUv = stUv,
            Amplitudes = amplitudes,
            Quality = quality,
            Flags = TriageRules.Of(facts, intervals, stUv, amplitudes, limits),
        };
    }

    private static EcgGroup Shorten(EcgGroup group)
    {
        var longestSeconds = Math.Max(10, MostSamples / Signal.RateHz / group.Leads.Count);
        if (group.DurationSeconds <= longestSeconds) return group;
        var keep = (int)(longestSeconds * group.SamplingRateHz);
        return group with
        {
            Leads = [.. group.Leads.Select(lead => lead with
            {
                Samples = lead.Samples[..Math.Min(keep, lead.Samples.Length)],
            })],
        };
    }

    private static double[] RrMs(int[] beats) =>
        [.. beats.Zip(beats.Skip(1), (first, second) => (second - first) * Signal.MsPerSample)];

    private static Borders? FindBorders(Signal signal, MedianBeat median, double[] rrMs)
    {
        var usable = median.Leads.Where((_, lead) => signal.Usable[lead]).ToArray();
        var usual = rrMs.Length == 0 ? 800 : Smooth.Median(rrMs);
        var next = (int)(usual / Signal.MsPerSample);
        return usable.Length == 0 ? null : Delineator.Find(usable, median.Fiducial, next, next);
    }

    /// <summary>
    /// Dominant beats carry the borders of their median, those of another shape the borders of theirs; what looks like
    /// no other beat is measured on its own. Only dominant beats show a P.
    /// </summary>
    private static EcgBeat[] PlaceBeats(Signal signal, MedianBeat median, Borders? dominant, bool[] withP)
    {
        var others = OtherBorders(signal, median);
        var beats = new EcgBeat[median.Beats.Length];
        for (var index = 0; index < beats.Length; index++)
        {
            var (at, own) = median.Dominant[index] ? (median.Beats[index], dominant)
                : others.TryGetValue(index, out var shared) ? shared
                : (median.Beats[index], OwnBorders(signal, median.Beats, index));
            double? Place(double? border) => border is { } place ? (at + place - median.Fiducial) * Signal.MsPerSample
                : null;
            var showsP = median.Dominant[index] && index < withP.Length && withP[index];
            beats[index] = new EcgBeat(at * Signal.MsPerSample, median.Dominant[index],
                showsP ? Place(own?.POn) : null, showsP ? Place(own?.POff) : null,
                Place(own?.QrsOn), Place(own?.QrsOff), Place(own?.TPeak), Place(own?.TOff));
        }
        return beats;
    }

    /// <summary>Where each beat of a shape that others share lies, and the borders of that shape.</summary>
    private static Dictionary<int, (int At, Borders? Borders)> OtherBorders(Signal signal, MedianBeat median)
    {
        var found = new Dictionary<int, (int, Borders?)>();
        foreach (var shape in median.Others)
        {
            var usable = shape.Leads.Where((_, lead) => signal.Usable[lead]).ToArray();
            double Usual(int step) => Smooth.Median(
                [.. shape.Indices.Select(index => (double)Distance(median.Beats, index, step))]);
            var borders = usable.Length == 0 ? null
                : Delineator.Find(usable, MedianBeat.BeforeSamples, (int)Usual(1), (int)Usual(-1));
            for (var member = 0; member < shape.Indices.Length; member++)
                found[shape.Indices[member]] = (shape.Places[member], borders);
        }
        return found;
    }

    /// <summary>Samples to the next or from the last beat; a usual distance where there is none.</summary>
    private static int Distance(int[] beats, int index, int step)
    {
        const int usual = 400;
        var other = index + step;
        return other >= 0 && other < beats.Length ? Math.Abs(beats[other] - beats[index]) : usual;
    }

    private static Borders? OwnBorders(Signal signal, int[] beats, int index)
    {
        var start = beats[index] - MedianBeat.BeforeSamples;
        if (start < 0 || start + MedianBeat.BeforeSamples + MedianBeat.AfterSamples > signal.Count) return null;
        var leads = signal.Leads.Where((_, lead) => signal.Usable[lead])
            .Select(lead => lead.AsSpan(start, MedianBeat.BeforeSamples + MedianBeat.AfterSamples).ToArray()).ToArray();
        return leads.Length == 0 ? null : Delineator.Find(leads, MedianBeat.BeforeSamples, Distance(beats, index, 1),
            Distance(beats, index, -1), Delineator.LateShareAlone);
    }
}

/// <summary>Everything the rules look at.</summary>
internal sealed record Facts(
    EcgRecording Recording, Signal Signal, QrsDetector.Found Detected, MedianBeat? Median, Borders? Borders,
    IReadOnlyList<EcgBeat> Beats, double[] RrMs, SignalQuality Quality, double PShare, bool HasSecondP)
{
    /// <summary>A lead of the median beat, or null where it is not usable.</summary>
    internal double[]? MedianLead(string label)
    {
        var index = Array.IndexOf(Signal.Labels, label);
        return Median is not null && index >= 0 && Signal.Usable[index] ? Median.Leads[index] : null;
    }

    /// <summary>Labels of usable leads.</summary>
    internal IEnumerable<string> UsableLeads => Signal.Labels.Where((_, index) => Signal.Usable[index]);
}
