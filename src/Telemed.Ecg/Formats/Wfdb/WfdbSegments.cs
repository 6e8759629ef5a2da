namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>Joins the segments of a multi-segment WFDB record, fixed or variable layout, gaps left missing.</summary>
internal static class WfdbSegments
{
    /// <summary>
    /// Where segments of one lead differ in scale, the joined lead is kept in thousandths of its unit.
    /// </summary>
    private const double CommonScale = 0.001;

    internal static List<WfdbReader.Channel> Read(WfdbHeader header, EcgSibling sibling, List<EcgWarning> warnings)
    {
        var length = header.Segments.Sum(segment => segment.Samples);
        var joined = new List<Joined>();
        var start = 0L;
        foreach (var (name, samples) in header.Segments)
        {
            if (name != "~" && samples >= 0)
                ReadSegment(header, name, samples, start, length, sibling, joined, warnings);
            start += samples;
        }
        return [.. joined.Select(lead => lead.ToChannel())];
    }

    private sealed record Joined(double RateHz, EcgLead First, int[] Samples)
    {
        internal bool Rescaled { get; set; }

        internal WfdbReader.Channel ToChannel() => new(RateHz, Rescaled
            ? First with { Samples = Samples, UnitsPerCount = CommonScale, Offset = 0 }
            : First with { Samples = Samples });
    }

    private static void ReadSegment(
        WfdbHeader header, string name, long declared, long start, long length, EcgSibling sibling,
            List<Joined> joined, List<EcgWarning> warnings)
    {
        if (name != Path.GetFileName(name))
            throw new EcgFormatException("WFDB header", 0, "A segment is named by a path.");
        if (sibling(name + ".hea") is not { } file)
            throw new EcgFormatException("WFDB header", 0, "The header of a segment is not there.");
        var segment = WfdbHeader.Read(file);
        if (segment.Segments.Count > 0)
            throw new EcgFormatException("WFDB header", 1, "A segment has segments of its own.");
        // The first segment of a variable layout has no samples: it only names the signals.
        if (declared == 0) return;
        if (segment.SampleCount is { } count && count > declared) segment = segment with { SampleCount = declared };
        foreach (var channel in WfdbReader.ReadSignals(segment, sibling, warnings))
            Place(joined, channel, (int)Math.Round(channel.RateHz / header.RateHz), start, length);
    }

    private static void Place(List<Joined> joined, WfdbReader.Channel channel, int perFrame, long start, long length)
    {
        perFrame = Math.Max(1, perFrame);
        if (length * perFrame * (joined.Count + 1) > EcgLimits.Samples)
            throw new EcgFormatException("WFDB header", 0, "The joined record has too many samples.");
        var into = joined.FirstOrDefault(lead => lead.First.SourceLabel == channel.Lead.SourceLabel);
        if (into is null)
        {
            into = new Joined(channel.RateHz, channel.Lead, new int[length * perFrame]);
            Array.Fill(into.Samples, EcgLead.Missing);
            joined.Add(into);
        }
        var from = channel.Lead.Samples.Span;
        var to = into.Samples.AsSpan((int)Math.Min(start * perFrame, into.Samples.Length));
        var sameScale = into.First.UnitsPerCount.Equals(channel.Lead.UnitsPerCount)
            && into.First.Offset.Equals(channel.Lead.Offset);
        if (!sameScale && !into.Rescaled)
        {
            into.Rescaled = true;
            for (var index = 0; index < into.Samples.Length; index++)
                into.Samples[index] = Common(into.First, into.Samples[index]);
        }
        for (var index = 0; index < from.Length && index < to.Length; index++)
            to[index] = into.Rescaled ? Common(channel.Lead, from[index]) : from[index];
    }

    private static int Common(EcgLead lead, int sample) => sample == EcgLead.Missing ? sample
        : (int)Math.Clamp(Math.Round((sample * lead.UnitsPerCount + lead.Offset) / CommonScale), -int.MaxValue,
            int.MaxValue);
}
