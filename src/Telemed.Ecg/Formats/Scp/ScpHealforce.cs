namespace Telemed.Ecg.Formats.Scp;

/// <summary>
/// Reads the rhythm of the Healforce Prince 180D handheld. It departs from the standard: the leads lie interleaved in
/// one stream, four 12-bit samples share three 16-bit words (ten bits value, two bits beat marks), and the field of
/// the sample interval holds the rate.
/// </summary>
internal static class ScpHealforce
{
    internal static EcgRecording Read(
        ByteCursor section, int leadCount, ScpHeader header, List<EcgWarning> warnings)
    {
        if (section.Remaining < 8) throw section.Broken("The record has no waveform.");
        int nanovolt = section.U16();
        int rateHz = section.U16();
        section.Skip(2);
        int length = section.U16();
        if (nanovolt == 0 || rateHz == 0) throw section.Broken("The amplitude or the rate is zero.");
        if (length > section.Remaining) warnings.Add(EcgWarning.Of("waveform_cut"));
        var words = Math.Min(length, section.Remaining) / 6 * 3;
        var values = new int[words / 3 * 4];
        for (var quad = 0; quad < values.Length; quad += 4)
        {
            int first = section.U16();
            int second = section.U16();
            int third = section.U16();
            values[quad] = Value(first);
            values[quad + 1] = Value(second);
            values[quad + 2] = Value(third);
            values[quad + 3] = Value((first & 0x3C00) >> 2 | (second & 0x3C00) >> 6 | (third & 0x3C00) >> 10);
        }
        warnings.Add(EcgWarning.Of("healforce"));
        return header.ToRecording() with
        {
            Variant = "Healforce",
            Groups = [Group(values, leadCount, rateHz, nanovolt, header.Filters)],
            Warnings = [.. header.Warnings, .. warnings],
        };
    }

    private static EcgGroup Group(int[] values, int leadCount, int rateHz, int nanovolt, EcgFilters filters)
    {
        var leads = new List<EcgLead>();
        for (var lead = 0; lead < leadCount; lead++)
        {
            var samples = new int[values.Length / leadCount];
            for (var index = 0; index < samples.Length; index++) samples[index] = values[index * leadCount + lead];
            leads.Add(new EcgLead
            {
                Label = $"stream {lead}", SourceLabel = $"stream {lead}", Samples = samples,
                    UnitsPerCount = nanovolt / 1000.0,
            });
        }
        return new EcgGroup { Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = rateHz, Leads = leads,
            Filters = filters };
    }

    private static int Value(int word) => (word & 0x3FF) - 512;
}
