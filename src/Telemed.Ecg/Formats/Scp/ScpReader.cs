using System.Buffers.Binary;

namespace Telemed.Ecg.Formats.Scp;

/// <summary>Reads SCP-ECG records (EN 1064:2005, ISO 11073-91064) and the Healforce variant.</summary>
internal static class ScpReader
{
    private const int SectionsLimit = 1024;
    private const int HeaderBytes = 16;

    internal sealed record Section(int Id, int At, int Length);

    internal static EcgRecording Read(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        var warnings = new List<EcgWarning>();
        var sections = ReadPointers(bytes, warnings, out var healforce);
        var header = ScpHeader.Read(Body(bytes, sections, 1));
        var definition = ReadLeads(bytes, sections, healforce);
        if (healforce) return ScpHealforce.Read(Body(bytes, sections, 6), definition.Count, header, warnings);

        CheckSums(bytes, sections, warnings);
        var huffman = ScpHuffman.Read(Body(bytes, sections, 2));
        var beats = ScpBeats.Read(Body(bytes, sections, 4));
        var signals = new ScpSignals(definition, huffman, beats, warnings);
        var median = signals.ReadReferenceBeat(Body(bytes, sections, 5));
        var groups = new List<EcgGroup>();
        if (signals.ReadRhythm(Body(bytes, sections, 6), median) is { } rhythm)
            groups.Add(Group("RHYTHM", EcgGroupKind.Rhythm, rhythm, header.Filters));
        if (median is not null) groups.Add(Group("REFERENCE BEAT", EcgGroupKind.MedianBeat, median, header.Filters));
        if (groups.Count == 0) throw new EcgFormatException("SCP-ECG section 6", 0, "The record has no waveform.");
        return header.ToRecording() with
        {
            Groups = groups,
            Measurements = ScpMeasurements.Read(Body(bytes, sections, 7), warnings),
            Statements = ScpStatements.Read(Body(bytes, sections, 8), warnings),
            Warnings = [.. header.Warnings, .. warnings],
        };
    }

    /// <summary>One lead as section 3 defines it; start and end are one-based sample numbers.</summary>
    internal sealed record LeadDefinition(int Number, long Start, long End);

    internal sealed record Definition(IReadOnlyList<LeadDefinition> Leads, bool ReferenceSubtracted)
    {
        internal int Count => Leads.Count;
    }

    private static EcgGroup Group(string label, EcgGroupKind kind, ScpSignals.Decoded decoded, EcgFilters filters) =>
        new()
    {
        Label = label, Kind = kind, Originality = kind == EcgGroupKind.Rhythm ? "ORIGINAL" : "DERIVED",
        SamplingRateHz = decoded.RateHz, Leads = DerivedLeads.Complete(decoded.Leads, wholeCounts: true),
            Filters = filters,
    };

    /// <summary>A section's content after its 16-byte header, empty where the record has no such section.</summary>
    private static ByteCursor Body(ReadOnlySpan<byte> bytes, IReadOnlyList<Section> sections, int id)
    {
        var section = sections.FirstOrDefault(section => section.Id == id);
        return section is null
            ? new ByteCursor([], $"SCP-ECG section {id}")
            : new ByteCursor(bytes.Slice(section.At + HeaderBytes, section.Length - HeaderBytes),
                $"SCP-ECG section {id}", section.At + HeaderBytes);
    }

    private static List<Section> ReadPointers(ReadOnlySpan<byte> bytes, List<EcgWarning> warnings, out bool healforce)
    {
        var cursor = new ByteCursor(bytes, "SCP-ECG section 0");
        cursor.Skip(2);
        var declared = cursor.U32();
        cursor.Skip(4);
        var zeroBytes = cursor.U32();
        cursor.Skip(8);
        if (zeroBytes < HeaderBytes || zeroBytes - HeaderBytes > SectionsLimit * 10)
            throw cursor.Broken($"Section 0 cannot be {zeroBytes} bytes long.");
        healforce = bytes.Length >= 28 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) == 6;
        if (!healforce && declared != bytes.Length)
            warnings.Add(EcgWarning.Of("record_length", declared, bytes.Length));
        var sections = new List<Section>();
        for (var pointer = 0; pointer < (zeroBytes - HeaderBytes) / 10; pointer++)
        {
            var id = cursor.U16();
            var length = cursor.U32();
            var index = cursor.U32();
            if (id == 0 || length <= HeaderBytes || index == 0) continue;
            // The pointers of conforming records count from one, those of the Healforce recorders from zero.
            var at = healforce ? index : index - 1L;
            if (at + length > bytes.Length)
            {
                if (at + HeaderBytes >= bytes.Length)
                    throw cursor.Broken($"Section {id} lies beyond the end of the file.");
                warnings.Add(EcgWarning.Of("section_cut", id));
                length = (uint)(bytes.Length - at);
            }
            sections.Add(new Section(id, (int)at, (int)length));
        }
        if (sections.Count == 0) throw cursor.Broken("The record has no sections.");
        return sections;
    }

    /// <summary>
    /// A wrong check sum is told and the record is kept: a cart that writes wrong sums still has a patient.
    /// </summary>
    private static void CheckSums(ReadOnlySpan<byte> bytes, List<Section> sections, List<EcgWarning> warnings)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes) != ScpCrc.Of(bytes[2..]))
            warnings.Add(EcgWarning.Of("record_check_sum"));
        foreach (var section in sections)
        {
            var content = bytes.Slice(section.At, section.Length);
            if (BinaryPrimitives.ReadUInt16LittleEndian(content) != ScpCrc.Of(content[2..]))
                warnings.Add(EcgWarning.Of("section_check_sum", section.Id));
        }
    }

    private static Definition ReadLeads(ReadOnlySpan<byte> bytes, List<Section> sections, bool healforce)
    {
        var cursor = Body(bytes, sections, 3);
        if (cursor.Remaining < 2) throw cursor.Broken("The record defines no leads.");
        int count = cursor.U8();
        var flags = cursor.U8();
        if (count == 0) throw cursor.Broken("The record defines no leads.");
        var leads = new List<LeadDefinition>(count);
        for (var index = 0; index < count; index++)
        {
            if (healforce) { leads.Add(new LeadDefinition(0, 1, 0)); continue; }
            long start = cursor.U32();
            long end = cursor.U32();
            if (start < 1 || end < start - 1 || end > EcgLimits.SamplesPerLead)
                throw cursor.Broken($"Lead {index + 1} cannot run from sample {start} to {end}.");
            leads.Add(new LeadDefinition(cursor.U8(), start, end));
        }
        return new Definition(leads, (flags & 1) != 0);
    }
}
