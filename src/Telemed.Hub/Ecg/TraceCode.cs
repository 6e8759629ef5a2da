using System.Buffers.Binary;
using System.Text.Json;
using Telemed.Ecg;

namespace Telemed.Hub.Ecg;

/// <summary>
/// The trace as it travels to a browser: "ECT1", the length of the head (u32), the head as JSON, then for each lead the
/// first differences of its samples modulo 65536, all low bytes before all high bytes, which shrink well under gzip.
/// -32768 before differencing marks a sample that was not recorded.
/// </summary>
internal static class TraceCode
{
    private const short Missing = short.MinValue;
    private const int LeadsLimit = 64;

    internal sealed record Head(IReadOnlyList<GroupHead> Groups);

    internal sealed record GroupHead(
        string Kind, string Label, string Originality, double SamplingRateHz, double StartMs, double TotalMs,
        EcgFilters Filters, IReadOnlyList<LeadHead> Leads);

    internal sealed record LeadHead(
        string Label, string SourceLabel, bool Derived, string Unit, double UnitsPerCount, double Offset, int Samples);

    /// <summary>Writes a window of the trace and the median beat.</summary>
    internal static byte[] Write(EcgRecording recording, double startMs, double seconds)
    {
        var groups = new List<(EcgGroup Group, int First, int Count)>();
        if (recording.Rhythm is { } rhythm)
        {
            var first = Math.Clamp((int)Math.Round(startMs * rhythm.SamplingRateHz / 1000), 0, rhythm.SampleCount);
            var count = (int)Math.Min(rhythm.SampleCount - first, Math.Ceiling(seconds * rhythm.SamplingRateHz));
            groups.Add((rhythm, first, count));
        }
        if (recording.MedianBeat is { } median) groups.Add((median, 0, median.SampleCount));
        using var body = new MemoryStream();
        var heads = groups.Select(part => WriteGroup(body, part.Group, part.First, part.Count)).ToArray();
        return Join(JsonSerializer.SerializeToUtf8Bytes(new Head(heads), EcgJson.Default.Head), body);
    }

    private static GroupHead WriteGroup(MemoryStream body, EcgGroup group, int first, int count)
    {
        var leads = group.Leads.Take(LeadsLimit).Select(lead => WriteLead(body, lead.Aligned(), first, count))
            .ToArray();
        return new GroupHead(group.Kind == EcgGroupKind.Rhythm ? "rhythm"
            : "median_beat", group.Label, group.Originality,
            group.SamplingRateHz, first * 1000 / group.SamplingRateHz, group.DurationSeconds * 1000, group.Filters,
                leads);
    }

    private static LeadHead WriteLead(MemoryStream body, EcgLead lead, int first, int count)
    {
        var samples = lead.Samples.Span;
        var window = samples[Math.Min(first, samples.Length)..Math.Min(first + count, samples.Length)];
        var step = StepThatFits(window);
        var planes = new byte[window.Length * 2];
        var before = 0;
        for (var at = 0; at < window.Length; at++)
        {
            var stored = window[at] == EcgLead.Missing ? Missing : (short)Math.Round((double)window[at] / step);
            var difference = unchecked((ushort)(stored - before));
            planes[at] = (byte)(difference & 0xFF);
            planes[window.Length + at] = (byte)(difference >> 8);
            before = stored;
        }
        body.Write(planes);
        return new LeadHead(lead.Label, lead.SourceLabel, lead.Derived, lead.Unit, lead.UnitsPerCount * step,
            lead.Offset, window.Length);
    }

    /// <summary>Counts for one step so that the largest fits 16 bits; one for every ordinary ECG.</summary>
    private static int StepThatFits(ReadOnlySpan<int> samples)
    {
        long largest = 0;
        foreach (var sample in samples)
            if (sample != EcgLead.Missing) largest = Math.Max(largest, Math.Abs((long)sample));
        return (int)(largest / short.MaxValue) + 1;
    }

    private static byte[] Join(byte[] head, MemoryStream body)
    {
        var whole = new byte[8 + head.Length + body.Length];
        "ECT1"u8.CopyTo(whole);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), head.Length);
        head.CopyTo(whole, 8);
        body.GetBuffer().AsSpan(0, (int)body.Length).CopyTo(whole.AsSpan(8 + head.Length));
        return whole;
    }
}
