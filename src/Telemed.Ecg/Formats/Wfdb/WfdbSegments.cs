namespace Telemed.Ecg.Formats.Wfdb;

/// <summary>Joins the segments of a multi-segment WFDB record, fixed or variable layout, gaps left missing.</summary>
internal static class WfdbSegments
{
    /// <summary>
    /// Where segments of one lead differ in scale, the joined lead is kept in thousandths of its unit.
    /// </summary>
    private const double CommonScale = 0.001;

    /// <summary>
    /// A joined lead may have this many samples for one that is recorded, and a million besides: a header of a line
    /// must not take the memory of a day.
    /// </summary>
    private const int LengthForRecorded = 64;
    private const int LengthFree = 1_000_000;

    /// <summary>A lead of one segment and where it belongs.</summary>
    private sealed record Piece(WfdbReader.Channel Channel, int PerFrame, long Start);

    internal static List<WfdbReader.Channel> Read(WfdbHeader header, EcgSibling sibling, List<EcgWarning> warnings)
    {
        var length = header.Segments.Sum(segment => segment.Samples);
        var pieces = new List<Piece>();
        var start = 0L;
        foreach (var (name, samples) in header.Segments)
        {
            if (name != "~" && samples >= 0) ReadSegment(header, name, samples, start, sibling, pieces, warnings);
            start += samples;
        }
        var recorded = pieces.Sum(piece => (long)piece.Channel.Lead.Samples.Length);
        if (length > recorded * LengthForRecorded + LengthFree)
            throw new EcgFormatException("WFDB header", 1, "The record is nearly all gap.");
        var joined = new List<Joined>();
        foreach (var piece in pieces) Place(joined, piece, length);
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
        WfdbHeader header, string name, long declared, long start, EcgSibling sibling, List<Piece> pieces,
        List<EcgWarning> warnings)
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
            pieces.Add(new Piece(channel, Math.Max(1, (int)Math.Round(channel.RateHz / header.RateHz)), start));
        if (pieces.Sum(piece => (long)piece.Channel.Lead.Samples.Length) > EcgLimits.Samples)
            throw new EcgFormatException("WFDB header", 0, "The joined record has too many samples.");
    }

    private static void Place(List<Joined> joined, Piece piece, long length)
    {
        var (channel, perFrame, start) = piece;
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
