using System.Buffers.Binary;

namespace Telemed.Ecg.Formats.Scp;

/// <summary>
/// Decodes the waveforms of an SCP-ECG record: the reference beat (section 5) and the rhythm (section 6).
/// </summary>
internal sealed class ScpSignals(
    ScpReader.Definition definition, ScpHuffman? huffman, ScpBeats? beats, List<EcgWarning> warnings)
{
    /// <summary>Leads of one section at one rate, with the nanovolts of a count.</summary>
    internal sealed record Decoded(double RateHz, int Nanovolt, IReadOnlyList<EcgLead> Leads);

    private sealed record Coded(int Nanovolt, int IntervalUs, int Differences, bool Bimodal, int[][] Leads);

    internal Decoded? ReadReferenceBeat(ByteCursor section)
    {
        if (section.Remaining < 6) return null;
        var coded = ReadCoded(ref section, _ => int.MaxValue);
        // The filling bits at the end of a lead would decode as samples: section 4 says how long the beat is.
        var length = coded.Leads.Min(lead => lead.Length);
        if (beats is { LengthMs: > 0 }) length = Math.Min(length, (int)(beats.LengthMs * 1000L / coded.IntervalUs));
        coded = coded with { Leads = [.. coded.Leads.Select(lead => lead[..length])] };
        return new Decoded(1e6 / coded.IntervalUs, coded.Nanovolt,
            [.. coded.Leads.Select((samples, index) => Lead(index, samples, coded.Nanovolt))]);
    }

    internal Decoded? ReadRhythm(ByteCursor section, Decoded? reference)
    {
        if (section.Remaining < 6) return null;
        var coded = ReadCoded(ref section, index => definition.Leads[index].End - definition.Leads[index].Start + 1);
        var first = definition.Leads.Min(lead => lead.Start);
        var nanovolt = coded.Nanovolt;
        var intervalUs = coded.IntervalUs;
        var samples = coded.Leads;
        if (coded.Bimodal && beats is not null)
        {
            var factor = reference is null ? 4
                : Math.Max(1, (int)Math.Round(coded.IntervalUs * reference.RateHz / 1e6));
            if (factor == 1) factor = 4;
            else intervalUs /= factor;
            samples = [.. samples.Select((lead, index) => ScpBimodal.Expand(lead, beats.Zones, Length(index), factor))];
            warnings.Add(EcgWarning.Of("interpolated"));
        }
        if (definition.ReferenceSubtracted && beats is not null && reference is not null)
            (samples, nanovolt) = AddReference(samples, coded.Nanovolt, reference);
        var leads = new List<EcgLead>();
        for (var index = 0; index < samples.Length; index++)
            leads.Add(Lead(index, Place(samples[index], index, first), nanovolt));
        return new Decoded(1e6 / intervalUs, nanovolt, leads);
    }

    private long Length(int index) => definition.Leads[index].End - definition.Leads[index].Start + 1;

    /// <summary>
    /// Puts a lead on the common time axis and marks what the section promised and does not hold as missing.
    /// </summary>
    private int[] Place(int[] samples, int index, long first)
    {
        var lead = definition.Leads[index];
        var before = lead.Start - first;
        var length = before + Length(index);
        if (length == samples.Length) return samples;
        if (length > EcgLimits.SamplesPerLead || length > 16L * samples.Length + 65536)
            throw new EcgFormatException("SCP-ECG section 3", 0,
                $"Lead {index + 1} declares {length} samples and holds {samples.Length}.");
        if (Length(index) > samples.Length)
            warnings.Add(EcgWarning.Of("lead_samples", index + 1, Length(index), samples.Length));
        var placed = new int[length];
        Array.Fill(placed, EcgLead.Missing);
        samples.AsSpan(0, (int)Math.Min(samples.Length, Length(index))).CopyTo(placed.AsSpan((int)before));
        return placed;
    }

    private EcgLead Lead(int index, int[] samples, int nanovolt)
    {
        var number = definition.Leads[index].Number;
        var name = Leads.FromNumber(number) ?? $"lead {number}";
        return new EcgLead
        {
            Label = name, SourceLabel = name, Code = $"5.6.3-9-{number}", Samples = samples,
                UnitsPerCount = nanovolt / 1000.0,
        };
    }

    private Coded ReadCoded(ref ByteCursor section, Func<int, long> lengthOf)
    {
        int nanovolt = section.U16();
        int intervalUs = section.U16();
        int differences = section.U8();
        var bimodal = section.U8() == 1;
        if (nanovolt == 0) throw section.Broken("The amplitude of one count is zero.");
        if (intervalUs == 0) throw section.Broken("The time between samples is zero.");
        if (differences > 2) throw section.Broken($"Difference coding {differences} is not known.");
        var lengths = new int[definition.Count];
        for (var lead = 0; lead < lengths.Length; lead++) lengths[lead] = section.U16();
        var leads = new int[definition.Count][];
        for (var lead = 0; lead < leads.Length; lead++)
        {
            var take = Math.Min(lengths[lead], section.Remaining);
            if (take < lengths[lead]) warnings.Add(EcgWarning.Of("lead_cut", lead + 1));
            leads[lead] = DecodeLead(section.Take(take), lengthOf(lead), differences);
        }
        return new Coded(nanovolt, intervalUs, differences, bimodal, leads);
    }

    private int[] DecodeLead(ReadOnlySpan<byte> bytes, long declared, int differences)
    {
        var most = huffman is null ? bytes.Length / 2 : bytes.Length * 8L;
        var values = new int[Math.Min(most, declared)];
        var count = values.Length;
        if (huffman is not null) count = huffman.Decode(bytes, values);
        else for (var index = 0; index < values.Length; index++)
            values[index] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(index * 2)..]);
        unchecked
        {
            // A hostile stream may run out of range; the sum wraps like the cart's own arithmetic would.
            if (differences == 1) for (var index = 1; index < count; index++) values[index] += values[index - 1];
            if (differences == 2) for (var index = 2; index < count; index++)
                values[index] += 2 * values[index - 1] - values[index - 2];
        }
        return count == values.Length ? values : values[..count];
    }

    /// <summary>
    /// Adds the reference beat back. The residual counts in the multiplier of section 6, the beat in that of
    /// section 5; both are whole nanovolts, so the sum is kept in their greatest common divisor without rounding.
    /// </summary>
    private (int[][], int) AddReference(int[][] residuals, int residualNv, Decoded reference)
    {
        var nanovolt = Gcd(residualNv, reference.Nanovolt);
        var (ofResidual, ofBeat) = (residualNv / nanovolt, reference.Nanovolt / nanovolt);
        var sums = new int[residuals.Length][];
        for (var lead = 0; lead < residuals.Length; lead++)
        {
            var sum = Smooth(Array.ConvertAll(residuals[lead], value => unchecked(value * ofResidual)));
            var beat = reference.Leads[lead].Samples.Span;
            foreach (var subtracted in beats!.Subtractions)
                for (var at = Math.Max(0, subtracted.Start); at <= subtracted.End && at < sum.Length; at++)
                {
                    var index = at - subtracted.Fiducial + beats.Fiducial;
                    if (index >= 0 && index < beat.Length) sum[at] = unchecked(sum[at] + beat[(int)index] * ofBeat);
                }
            sums[lead] = sum;
        }
        return (sums, nanovolt);
    }

    /// <summary>
    /// Outside the subtracted beats the residual was filtered and coarsely quantised before storing; a mean over three
    /// samples, rounded away from zero, takes the steps out again, as the reference decoder (WFDB parsescp) does.
    /// </summary>
    private int[] Smooth(int[] residual)
    {
        var smooth = (int[])residual.Clone();
        for (var index = 1; index < residual.Length - 1; index++)
        {
            var sum = unchecked(residual[index - 1] + residual[index] + residual[index + 1]);
            smooth[index] = sum > 0 ? unchecked(sum + 2) / 3 : unchecked(sum - 2) / 3;
            if (sum == 0) smooth[index] = 0;
        }
        foreach (var zone in beats!.Subtractions)
            for (var at = Math.Max(0, zone.Start); at <= zone.End + 2 && at < residual.Length; at++)
                smooth[at] = residual[at];
        return smooth;
    }

    private static int Gcd(int one, int two)
    {
        while (two != 0) (one, two) = (two, one % two);
        return one;
    }
}
