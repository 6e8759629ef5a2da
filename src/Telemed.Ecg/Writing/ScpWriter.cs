using System.Buffers.Binary;
using System.Text;
using Telemed.Ecg.Formats.Scp;

namespace Telemed.Ecg.Writing;

/// <summary>Writes SCP-ECG records with raw 16-bit samples (EN 1064: section 2 absent, encoding 0).</summary>
internal static class ScpWriter
{
    private const int SectionCount = 12;
    private const int LeadBytesLimit = 65_535;

    internal static byte[] Write(EcgRecording recording)
    {
        var (group, leads) = Writable.Rhythm(recording, derived: false);
        Refuse(leads);
        var sections = new byte[]?[SectionCount];
        sections[1] = Header(recording);
        sections[3] = Definition(leads);
        sections[6] = Signals(leads, group.SamplingRateHz);
        if (recording.MedianBeat is { } median && Beat(median, leads) is { } beat)
            sections[5] = Signals(beat, median.SamplingRateHz);
        return Assemble(sections);
    }

    private static void Refuse(IReadOnlyList<EcgLead> leads)
    {
        if (leads.Count > 255) throw new NotSupportedException("SCP-ECG holds at most 255 leads.");
        if (leads.Any(Writable.HasMissing))
            throw new NotSupportedException("Samples are missing, and SCP-ECG cannot say so.");
        if (leads.FirstOrDefault(lead => Leads.NumberOf(lead.Label) is null) is { } foreign)
            throw new NotSupportedException($"Lead {foreign.Label} has no number in SCP-ECG.");
        if (leads[0].Samples.Length * 2 > LeadBytesLimit)
            throw new NotSupportedException("A lead is too long for SCP-ECG.");
    }

    /// <summary>Section 5 must have the leads of section 3 in the same order.</summary>
    private static List<EcgLead>? Beat(EcgGroup median, IReadOnlyList<EcgLead> leads)
    {
        var beat = leads.Select(lead => median.Lead(lead.Label)).OfType<EcgLead>().ToList();
        return beat.Count == leads.Count && !beat.Any(Writable.HasMissing)
            && beat.All(lead => lead.Samples.Length * 2 <= LeadBytesLimit)
            && beat.Select(lead => lead.Samples.Length).Distinct().Count() == 1 ? beat : null;
    }

    private static byte[] Header(EcgRecording recording)
    {
        var section = new List<byte>();
        var patient = recording.Patient;
        if (patient.FamilyName is { } family) Text(section, 0, family);
        if (patient.GivenName is { } given) Text(section, 1, given);
        if (patient.Id is { } id) Text(section, 2, id);
        if (patient.BirthDate is { } birth) Tag(section, 5, Date(birth));
        Tag(section, 8, [(byte)(patient.Sex switch { EcgSex.Male => 1, EcgSex.Female => 2, _ => 0 })]);
        Tag(section, 14, Device(recording.Device));
        if (recording.Acquired is { } at)
        {
            Tag(section, 25, Date(DateOnly.FromDateTime(at.Local)));
            Tag(section, 26, [(byte)at.Local.Hour, (byte)at.Local.Minute, (byte)at.Local.Second]);
            if (at.Offset is { } zone)
                Tag(section, 34, [.. Word(unchecked((ushort)(short)zone.TotalMinutes)), 0, 0, 0]);
        }
        Tag(section, 255, []);
        return [.. section];
    }

    private static void Text(List<byte> section, byte tag, string text) =>
        Tag(section, tag, [.. Encoding.UTF8.GetBytes(text), 0]);

    private static void Tag(List<byte> section, byte tag, ReadOnlySpan<byte> value)
    {
        section.Add(tag);
        section.AddRange(Word((ushort)value.Length));
        section.AddRange(value);
    }

    private static byte[] Date(DateOnly date) => [.. Word((ushort)date.Year), (byte)date.Month, (byte)date.Day];

    /// <summary>The 36 fixed bytes of the device field, then its five strings (EN 1064, 5.4.5 tag 14).</summary>
    private static byte[] Device(EcgDevice device)
    {
        var fixedPart = new byte[41];
        Encoding.ASCII.GetBytes((device.Model ?? "")[..Math.Min(5, device.Model?.Length ?? 0)]).CopyTo(fixedPart, 8);
        fixedPart[14] = 20;
        var strings = string.Join('\0', "", device.Serial ?? "", "", "", device.Manufacturer ?? "", "");
        return [.. fixedPart, .. Encoding.UTF8.GetBytes(strings)];
    }

    private static byte[] Definition(IReadOnlyList<EcgLead> leads)
    {
        // Bit 2: all leads at once; bits 3 to 7: how many.
        var section = new List<byte> { (byte)leads.Count, (byte)(4 | Math.Min(leads.Count, 31) << 3) };
        foreach (var lead in leads)
        {
            section.AddRange(Long(1));
            section.AddRange(Long((uint)lead.Samples.Length));
            section.Add((byte)Leads.NumberOf(lead.Label)!.Value);
        }
        return [.. section];
    }

    private static byte[] Signals(IReadOnlyList<EcgLead> leads, double rateHz)
    {
        var intervalUs = 1e6 / rateHz;
        if (Math.Abs(intervalUs - Math.Round(intervalUs)) > 1e-6 || intervalUs > ushort.MaxValue)
            throw new NotSupportedException("The sampling interval is no whole number of microseconds.");
        var nanovolt = Step(leads);
        var section = new List<byte>();
        section.AddRange(Word((ushort)nanovolt));
        section.AddRange(Word((ushort)Math.Round(intervalUs)));
        section.AddRange((ReadOnlySpan<byte>)[0, 0]);
        foreach (var lead in leads) section.AddRange(Word((ushort)(lead.Samples.Length * 2)));
        foreach (var lead in leads)
            for (var index = 0; index < lead.Samples.Length; index++)
                section.AddRange(
                    Word(unchecked((ushort)(short)Math.Clamp(Math.Round(lead.ValueAt(index) * 1000 / nanovolt),
                    short.MinValue, short.MaxValue))));
        return [.. section];
    }

    /// <summary>
    /// The largest step of which every lead's count and offset is a whole multiple, or the finest that fits 16 bits.
    /// </summary>
    private static long Step(IReadOnlyList<EcgLead> leads)
    {
        var largest = leads.Max(lead => lead.ToUnits().Max(Math.Abs)) * 1000;
        var finest = Math.Max(1, (long)Math.Ceiling(largest / short.MaxValue));
        var common = 0L;
        foreach (var nanovolts in leads.SelectMany(lead => (double[])[lead.UnitsPerCount * 1000, lead.Offset * 1000]))
        {
            var whole = Math.Round(nanovolts);
            if (Math.Abs(nanovolts - whole) > 1e-6 * Math.Max(1, whole)) return finest;
            common = Gcd(common, (long)Math.Abs(whole));
        }
        return common >= finest && common <= ushort.MaxValue ? common : finest;
    }

    private static long Gcd(long one, long two)
    {
        while (two != 0) (one, two) = (two, one % two);
        return one;
    }

    private static byte[] Assemble(byte[]?[] sections)
    {
        const int headerBytes = 16;
        var pointerBytes = headerBytes + SectionCount * 10;
        var record = new List<byte>(new byte[6 + pointerBytes]);
        var pointers = new List<byte>();
        for (var id = 0; id < SectionCount; id++)
        {
            var body = sections[id];
            var padded = body is null ? 0 : headerBytes + body.Length + (body.Length & 1);
            pointers.AddRange(Word((ushort)id));
            pointers.AddRange(Long((uint)(id == 0 ? pointerBytes : padded)));
            pointers.AddRange(Long((uint)(id == 0 ? 7 : body is null ? 0 : record.Count + 1)));
            if (body is not null) record.AddRange(Section(id, body, padded));
        }
        var bytes = record.ToArray();
        var zero = Section(0, [.. pointers], pointerBytes);
        "SCPECG"u8.CopyTo(zero.AsSpan(10));
        BinaryPrimitives.WriteUInt16LittleEndian(zero, ScpCrc.Of(zero.AsSpan(2)));
        zero.CopyTo(bytes, 6);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(2), (uint)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, ScpCrc.Of(bytes.AsSpan(2)));
        return bytes;
    }

    private static byte[] Section(int id, byte[] body, int bytes)
    {
        const byte version = 20;
        var section = new byte[bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(section.AsSpan(2), (ushort)id);
        BinaryPrimitives.WriteUInt32LittleEndian(section.AsSpan(4), (uint)bytes);
        section[8] = section[9] = version;
        body.CopyTo(section, 16);
        BinaryPrimitives.WriteUInt16LittleEndian(section, ScpCrc.Of(section.AsSpan(2)));
        return section;
    }

    private static byte[] Word(ushort value) => [(byte)(value & 0xFF), (byte)(value >> 8)];

    private static byte[] Long(uint value) => [.. Word((ushort)(value & 0xFFFF)), .. Word((ushort)(value >> 16))];
}
