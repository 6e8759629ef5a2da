namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>
/// Reads WFDB records: a header, its signal files, and an "atr" annotation file where one lies beside it.
/// </summary>
internal static class WfdbReader
{
    private const string Section = "WFDB signal";

    internal static EcgRecording Read(ReadOnlyMemory<byte> file, EcgSibling sibling)
    {
        var header = WfdbHeader.Read(file);
        var warnings = new List<EcgWarning>();
        var channels = header.Segments.Count > 0
            ? WfdbSegments.Read(header, sibling, warnings)
            : ReadSignals(header, sibling, warnings);
        if (channels.Count == 0) throw new EcgFormatException("WFDB header", 1, "The record has no signals.");
        var groups = new List<EcgGroup>();
        foreach (var channel in channels)
        {
            if (groups.Count > 0 && groups[^1].SamplingRateHz.Equals(channel.RateHz))
                groups[^1] = groups[^1] with { Leads = [.. groups[^1].Leads, channel.Lead] };
            else groups.Add(new EcgGroup
            {
                Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = channel.RateHz, Leads = [channel.Lead],
            });
        }
        var info = WfdbComments.Read(header.Comments);
        return new EcgRecording
        {
            Format = EcgFormat.Wfdb, Groups = groups, Acquired = header.Start, Patient = info.Patient,
                Statements = info.Statements,
            Annotations = sibling(header.Name + ".atr") is { } atr
                ? [.. WfdbAnnotations.Read(atr.Span)
                    .Select(mark => new EcgAnnotation(mark.Sample * 1000.0 / header.RateHz, mark.Symbol, mark.Text))]
                : [],
            Warnings = warnings,
        };
    }

    internal sealed record Channel(double RateHz, EcgLead Lead);

    internal static List<Channel> ReadSignals(WfdbHeader header, EcgSibling sibling, List<EcgWarning> warnings)
    {
        var channels = new List<Channel>();
        var total = 0L;
        for (var first = 0; first < header.Signals.Count;)
        {
            var next = first + 1;
            while (next < header.Signals.Count && header.Signals[next].File == header.Signals[first].File) next++;
            var interleaved = header.Signals.Skip(first).Take(next - first).ToArray();
            foreach (var (signal, samples) in ReadFile(header, interleaved, sibling, warnings))
            {
                total += samples.Length;
                if (total > EcgLimits.Samples)
                    throw new EcgFormatException(Section, 0, "The record has too many samples.");
                channels.Add(ToChannel(header, signal, samples));
            }
            first = next;
        }
        return channels;
    }

    private static List<(WfdbSignal, int[])> ReadFile(
        WfdbHeader header, WfdbSignal[] signals, EcgSibling sibling, List<EcgWarning> warnings)
    {
        var name = signals[0].File;
        if (name != Path.GetFileName(name) || name is "." or "..")
            throw new EcgFormatException("WFDB header", 0, "A signal file is named by a path.");
        if (sibling(name) is not { } file)
            throw new EcgFormatException("WFDB header", 0,
                $"The signal file {name} is not there; send the files of a record together, in one zip.");
        if (signals.Any(signal => signal.Format != signals[0].Format))
            throw new EcgFormatException("WFDB header", 0, "Signals of one file have different formats.");
        if (WfdbFlac.Knows(signals[0].Format)) return WfdbFlac.Read(file, signals, header.SampleCount, warnings);
        if (signals[0].ByteOffset > file.Length)
            throw new EcgFormatException(Section, file.Length, "The signal file ends before its samples begin.");
        var bytes = file.Span[signals[0].ByteOffset..];
        var frame = signals.Sum(signal => signal.PerFrame);
        var held = WfdbSamples.Capacity(signals[0].Format, bytes.Length) / frame;
        var frames = Math.Min(header.SampleCount ?? held, EcgLimits.SamplesPerLead / frame);
        if (held < frames)
        {
            if (held == 0) throw new EcgFormatException(Section, 0, "The signal file has no samples.");
            warnings.Add(EcgWarning.Of("file_frames", frames, held));
            frames = held;
        }
        if (frames * frame > EcgLimits.Samples)
            throw new EcgFormatException(Section, 0, "The record has too many samples.");
        var stream = new int[frames * frame];
        WfdbSamples.Decode(signals[0].Format, bytes, stream);
        return Divide(stream, signals, frame, (int)frames, warnings);
    }

    private static List<(WfdbSignal, int[])> Divide(
        int[] stream, WfdbSignal[] signals, int frame, int frames, List<EcgWarning> warnings)
    {
        var divided = new List<(WfdbSignal, int[])>();
        var offset = 0;
        foreach (var signal in signals)
        {
            var samples = new int[frames * signal.PerFrame];
            for (var at = 0; at < frames; at++)
                stream.AsSpan(at * frame + offset, signal.PerFrame).CopyTo(samples.AsSpan(at * signal.PerFrame));
            if (signal.Format == 8) Integrate(samples, signal.InitialValue ?? 0);
            Verify(signal, samples, warnings);
            divided.Add((signal, MarkMissing(signal, samples)));
            offset += signal.PerFrame;
        }
        return divided;
    }

    /// <summary>Format 8 stores first differences; the header's initial value starts them.</summary>
    private static void Integrate(int[] samples, int initial)
    {
        var sum = initial;
        for (var index = 0; index < samples.Length; index++) samples[index] = sum = unchecked(sum + samples[index]);
    }

    /// <summary>Header and samples check each other: the first value, and the sum of all in 16 bits.</summary>
    internal static void Verify(WfdbSignal signal, int[] samples, List<EcgWarning> warnings)
    {
        if (samples.Length == 0) return;
        if (signal.InitialValue is { } initial && initial != samples[0] && signal.Format != 8)
            warnings.Add(EcgWarning.Of("signal_start", signal.Description));
        if (signal.CheckSum is not { } expected) return;
        var sum = 0;
        foreach (var sample in samples) sum = unchecked(sum + sample);
        if (unchecked((short)sum) != unchecked((short)expected))
            warnings.Add(EcgWarning.Of("signal_check_sum", signal.Description));
    }

    private static int[] MarkMissing(WfdbSignal signal, int[] samples)
    {
        if (WfdbSamples.MissingOf(signal.Format) is { } missing && missing != EcgLead.Missing)
            samples.AsSpan().Replace(missing, EcgLead.Missing);
        return samples;
    }

    private static Channel ToChannel(WfdbHeader header, WfdbSignal signal, int[] samples)
    {
        double? toUv = signal.Unit.ToUpperInvariant() switch { "MV" => 1000, "UV" => 1, "V" => 1e6, "NV" => 0.001, _ =>
            null };
        var scale = (toUv ?? 1) / signal.Gain;
        var label = signal.Description.Length == 0 ? "signal" : signal.Description;
        return new Channel(header.RateHz * signal.PerFrame, new EcgLead
        {
            Label = Leads.Canonical(label), SourceLabel = label, Samples = samples,
            Unit = toUv is null ? signal.Unit : EcgLead.Microvolt, UnitsPerCount = scale,
                Offset = -signal.Baseline * scale,
            SkewSamples = (int)Math.Min((long)signal.Skew * signal.PerFrame, samples.Length),
        });
    }
}
