using System.Globalization;
using System.Text;

namespace Telemed.Ecg.Formats;

/// <summary>Reads EDF, EDF+ (Kemp 1992, 2003) and BDF (24 bit).</summary>
internal static class EdfReader
{
    private const int FixedBytes = 256;

    private sealed record Signal(
        string Label, string Unit, double PhysicalMin, double PhysicalMax, double DigitalMin, double DigitalMax,
        string Prefilter, int PerRecord)
    {
        internal bool IsAnnotations => Label is "EDF Annotations" or "BDF Annotations";
    }

    internal static EcgRecording Read(ReadOnlyMemory<byte> file, EcgFormat format)
    {
        var bytes = file.Span;
        var name = format == EcgFormat.Edf ? "EDF" : "BDF";
        var header = new ByteCursor(bytes, name + " header");
        header.Skip(8);
        var patientField = Text(header.Take(80));
        var recordingField = Text(header.Take(80));
        var date = Text(header.Take(8));
        var time = Text(header.Take(8));
        header.Skip(8);
        var variant = Text(header.Take(44));
        var declared = Number(header.Take(8), ref header, "the number of records");
        var recordSeconds = Number(header.Take(8), ref header, "the duration of a record");
        var signalCount = (int)Number(header.Take(4), ref header, "the number of signals");
        if (signalCount is < 1 or > EcgLimits.Leads) throw header.Broken($"{signalCount} signals are not possible.");
        if (recordSeconds < 0 || recordSeconds > 86400) throw header.Broken("The duration of a record is impossible.");
        var signals = ReadSignals(ref header, signalCount);
        var warnings = new List<EcgWarning>();
        var width = format == EcgFormat.Edf ? 2 : 3;
        var recordBytes = signals.Sum(signal => (long)signal.PerRecord) * width;
        if (recordBytes == 0) throw header.Broken("The records are empty.");
        var records = (int)Math.Min((bytes.Length - FixedBytes * (signalCount + 1L)) / recordBytes, int.MaxValue);
        if (declared >= 0 && declared < records) records = (int)declared;
        else if (declared > records) warnings.Add(EcgWarning.Of("file_records", declared, records));
        if (declared < 0) warnings.Add(EcgWarning.Of("never_finished"));
        if (records == 0) throw header.Broken("The file has no records.");
        if (recordSeconds == 0) throw header.Broken("The records have no duration, so there is no time axis.");

        var data = bytes[(FixedBytes * (signalCount + 1))..];
        var groups = new List<EcgGroup>();
        foreach (var (signal, samples) in Decode(data, signals, records, width, recordBytes))
            Append(groups, signal, samples, signal.PerRecord / recordSeconds, warnings);
        if (groups.Count == 0) throw header.Broken("The file has annotations and no signals.");
        return new EcgRecording
        {
            Format = format,
            Variant = variant.Length == 0 ? null : variant.Split(' ')[0],
            Groups = groups,
            Patient = ReadPatient(patientField, variant),
            Acquired = ReadTime(date, time, recordingField),
            Device = ReadDevice(recordingField),
            Annotations = EdfAnnotations.Read(data,
                [.. signals.Select(signal => (signal.IsAnnotations, signal.PerRecord * width))],
                records, (int)recordBytes),
            Warnings = [.. warnings, .. variant.StartsWith("EDF+D", StringComparison.Ordinal)
                ? (EcgWarning[])[EcgWarning.Of("gaps")] : []],
        };
    }

    private static Signal[] ReadSignals(ref ByteCursor header, int count)
    {
        var labels = Fields(ref header, count, 16);
        Fields(ref header, count, 80);
        var units = Fields(ref header, count, 8);
        var physicalMin = Fields(ref header, count, 8);
        var physicalMax = Fields(ref header, count, 8);
        var digitalMin = Fields(ref header, count, 8);
        var digitalMax = Fields(ref header, count, 8);
        var prefilters = Fields(ref header, count, 80);
        var perRecord = Fields(ref header, count, 8);
        Fields(ref header, count, 32);
        var signals = new Signal[count];
        for (var index = 0; index < count; index++)
        {
            if (EcgText.Integer(perRecord[index]) is not { } samples || samples is < 0 or > EcgLimits.SamplesPerLead)
                throw header.Broken($"Signal {index + 1} has an impossible number of samples.");
            signals[index] = new Signal(labels[index], units[index], Field(physicalMin[index]),
                Field(physicalMax[index]),
                Field(digitalMin[index]), Field(digitalMax[index]), prefilters[index], samples);
            if (!signals[index].IsAnnotations && !(Math.Abs(signals[index].DigitalMax - signals[index].DigitalMin) > 0
                && Math.Abs(signals[index].PhysicalMax - signals[index].PhysicalMin) > 0))
                throw header.Broken($"Signal {index + 1} has an empty range.");
        }
        return signals;
    }

    private static double Field(string text) => EcgText.Number(text) ?? 0;

    private static string[] Fields(ref ByteCursor header, int count, int width)
    {
        var fields = new string[count];
        for (var index = 0; index < count; index++) fields[index] = Text(header.Take(width));
        return fields;
    }

    private static List<(Signal, int[])> Decode(
        ReadOnlySpan<byte> data, Signal[] signals, int records, int width, long recordBytes)
    {
        var total = signals.Where(signal => !signal.IsAnnotations).Sum(signal => (long)signal.PerRecord * records);
        if (total > EcgLimits.Samples) throw new EcgFormatException("EDF", 0, "The recording has too many samples.");
        var decoded = new List<(Signal, int[])>();
        var offset = 0;
        foreach (var signal in signals)
        {
            if (!signal.IsAnnotations && signal.PerRecord > 0)
            {
                var samples = new int[signal.PerRecord * records];
                for (var record = 0; record < records; record++)
                    Copy(data.Slice((int)(record * recordBytes) + offset, signal.PerRecord * width), width,
                        samples.AsSpan(record * signal.PerRecord));
                decoded.Add((signal, samples));
            }
            offset += signal.PerRecord * width;
        }
        return decoded;
    }

    private static void Copy(ReadOnlySpan<byte> from, int width, Span<int> to)
    {
        for (int at = 0, index = 0; at < from.Length; at += width, index++)
            to[index] = width == 2
                ? unchecked((short)(from[at] | from[at + 1] << 8))
                : unchecked((from[at] | from[at + 1] << 8 | from[at + 2] << 16) << 8) >> 8;
    }

    /// <summary>Signals of the same rate that follow one another make one group.</summary>
    private static void Append(
        List<EcgGroup> groups, Signal signal, int[] samples, double rateHz, List<EcgWarning> warnings)
    {
        if (!(rateHz > 0 && rateHz <= EcgLimits.RateHz))
            throw new EcgFormatException("EDF", 0, "A sampling rate is impossible.");
        var scale = (signal.PhysicalMax - signal.PhysicalMin) / (signal.DigitalMax - signal.DigitalMin);
        var toUv = Xml.AecgReader.MicrovoltsOf(signal.Unit);
        var lead = new EcgLead
        {
            Label = Leads.Canonical(signal.Label), SourceLabel = signal.Label, Samples = samples,
            Unit = toUv is null ? signal.Unit : EcgLead.Microvolt,
            UnitsPerCount = scale * (toUv ?? 1),
            Offset = (signal.PhysicalMin - signal.DigitalMin * scale) * (toUv ?? 1),
        };
        if (lead.IsVoltage && Leads.IsStandard(lead.Label) && IsImplausible(lead))
            warnings.Add(EcgWarning.Of("lead_amplitude", lead.Label));
        rateHz = Math.Round(rateHz, 6);
        if (groups.Count > 0 && groups[^1].SamplingRateHz.Equals(rateHz))
            groups[^1] = groups[^1] with { Leads = [.. groups[^1].Leads, lead] };
        else groups.Add(
            new EcgGroup { Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = rateHz, Leads = [lead] });
    }

    /// <summary>No surface QRS reaches 6 mV from peak to peak in a whole second after second trace.</summary>
    private static bool IsImplausible(EcgLead lead)
    {
        var values = lead.ToUnits();
        return values.Max() - values.Min() > 6000;
    }

    private static EcgPatient ReadPatient(string field, string variant)
    {
        var words = field.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!variant.Contains("DF+", StringComparison.Ordinal) || words.Length < 4) return new EcgPatient();
        return new EcgPatient
        {
            Id = Known(words[0]), Sex = EcgText.Sex(words[1]),
            BirthDate = EcgText.Date(Title(words[2]), "dd-MMM-yyyy"), FamilyName = Known(words[3].Replace('_', ' ')),
        };
    }

    private static string? Known(string word) => word == "X" ? null : EcgText.Clean(word);

    private static string Title(string text) =>
        CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant());

    private static EcgTime? ReadTime(string date, string time, string recording)
    {
        var words = recording.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var day = words.Length > 1 && words[0] == "Startdate" ? EcgText.Date(Title(words[1]), "dd-MMM-yyyy") : null;
        // Two-digit years turn at 85 (EDF+ specification, 2.1.3.1).
        if (day is null && date.Split('.') is [var d, var m, var y] && EcgText.Integer(y) is { } year)
            day = EcgText.Date(year + (year >= 85 ? 1900 : 2000), EcgText.Integer(m) ?? 0, EcgText.Integer(d) ?? 0);
        if (day is not { } known) return null;
        var clock = TimeOnly.TryParseExact(time, "HH.mm.ss", out var parsed) ? parsed : TimeOnly.MinValue;
        return new EcgTime(known.ToDateTime(clock));
    }

    private static EcgDevice ReadDevice(string recording)
    {
        var words = recording.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 5 && words[0] == "Startdate" ? new EcgDevice(Model: Known(words[4].Replace('_', ' ')))
            : new EcgDevice();
    }

    private static string Text(ReadOnlySpan<byte> field) => EcgText.Guess(field);

    private static double Number(ReadOnlySpan<byte> field, ref ByteCursor header, string what) =>
        EcgText.Number(Encoding.ASCII.GetString(field))
            ?? throw header.Broken($"The header gives no number for {what}.");
}

/// <summary>Time-stamped annotation lists of EDF+ and BDF+ (TAL).</summary>
internal static class EdfAnnotations
{
    private const byte Divider = 0x14;
    private const byte DurationMark = 0x15;

    internal static List<EcgAnnotation> Read(
        ReadOnlySpan<byte> data, (bool IsAnnotations, int Bytes)[] signals, int records, int recordBytes)
    {
        var found = new List<EcgAnnotation>();
        for (var record = 0; record < records; record++)
        {
            var offset = (long)record * recordBytes;
            foreach (var (isAnnotations, bytes) in signals)
            {
                if (isAnnotations) ReadLists(data.Slice((int)offset, bytes), found);
                offset += bytes;
                if (found.Count > EcgLimits.Annotations) return found;
            }
        }
        return found;
    }

    private static void ReadLists(ReadOnlySpan<byte> field, List<EcgAnnotation> found)
    {
        while (!field.IsEmpty)
        {
            var end = field.IndexOf((byte)0);
            var list = end < 0 ? field : field[..end];
            field = end < 0 ? [] : field[(end + 1)..];
            var stampEnd = list.IndexOf(Divider);
            if (stampEnd < 0) continue;
            var stamp = Encoding.ASCII.GetString(list[..stampEnd]).Split((char)DurationMark);
            if (EcgText.Number(stamp[0]) is not { } onset) continue;
            double? duration = stamp.Length > 1 ? EcgText.Number(stamp[1]) * 1000 : null;
            foreach (var range in list[(stampEnd + 1)..].Split(Divider))
                if (EcgText.Clean(EcgText.Decode(list[(stampEnd + 1)..][range])) is { } text)
                    found.Add(new EcgAnnotation(onset * 1000, "note", text, duration));
        }
    }
}
