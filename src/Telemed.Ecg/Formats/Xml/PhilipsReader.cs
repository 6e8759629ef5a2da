using System.Xml.Linq;

namespace Telemed.Ecg.Formats.Xml;

/// <summary>Reads Philips Sierra ECG XML 1.03, 1.04 and 1.04.01, with or without XLI compression.</summary>
internal static class PhilipsReader
{
    private const string Section = "Philips XML";

    internal static EcgRecording Read(ReadOnlyMemory<byte> file)
    {
        var root = XmlTree.Load(file, Section);
        var waveforms = root.Element("waveforms");
        var acquisition = root.Element("dataacquisition");
        var signal = acquisition.At("signalcharacteristics");
        var parsed = waveforms.At("parsedwaveforms")
            ?? throw new EcgFormatException(Section, 0, "The file has no waveform.");
        var filters = new EcgFilters(Number(parsed.Attr("hipass") ?? signal.Text("hipass")),
            Number(parsed.Attr("lowpass") ?? signal.Text("lowpass")), NotchHz(parsed, signal));
        var groups = new List<EcgGroup> { ReadRhythm(parsed, signal, filters) };
        if (ReadBeats(waveforms.At("repbeats"), filters) is { } beats) groups.Add(beats);
        var interpretation = root.Elements("interpretations").Elements("interpretation").FirstOrDefault();
        return new EcgRecording
        {
            Format = EcgFormat.PhilipsXml,
            Variant = root.Text("documentinfo", "documentversion"),
            Groups = groups,
            Acquired = Time(acquisition),
            Patient = ReadPatient(root.At("patient", "generalpatientdata")),
            Device = new EcgDevice("Philips", acquisition.Text("machine"), acquisition.At("machine").Attr("machineid"),
                acquisition.Text("acquirer", "institutionname")),
            OrderNumber = root.Text("orderinfo", "ordernumber"),
            Statements = ReadStatements(interpretation),
            Measurements = PhilipsMeasurements.Read(root, interpretation),
        };
    }

    private static double? Number(string? text) => EcgText.Number(text);

    private static double? NotchHz(XElement parsed, XElement? signal) =>
        (parsed.Attr("notchfiltered") ?? signal.Text("notchfiltered")) == "True"
            ? Number(parsed.Attr("notchfilterfreqs")) : null;

    private static EcgGroup ReadRhythm(XElement parsed, XElement? signal, EcgFilters filters)
    {
        var rateHz = Number(parsed.Attr("samplespersecond") ?? signal.Text("samplingrate")) ?? 0;
        var resolutionUv = Number(parsed.Attr("resolution") ?? signal.Text("resolution")
            ?? signal.Text("signalresolution")) ?? 0;
        var durationMs = Number(parsed.Attr("durationperchannel")) ?? 0;
        if (!(rateHz > 0 && rateHz <= EcgLimits.RateHz)) throw Broken("The sampling rate is missing or impossible.");
        if (!(resolutionUv > 0)) throw Broken("The amplitude of one count is missing.");
        if (!(durationMs > 0 && durationMs / 1000 * rateHz <= EcgLimits.SamplesPerLead / 100.0))
            throw Broken("The duration is missing or impossible.");
        var labels = (parsed.Attr("leadlabels") ?? "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (labels.Length > EcgLimits.Leads) throw Broken("The file names too many leads.");
        var channels = (int)Math.Clamp(Number(parsed.Attr("numberofleads") ?? signal.Text("numberchannelsvalid"))
            ?? labels.Length, 1, labels.Length);
        var samples = ReadSamples(parsed, (int)Math.Round(durationMs / 1000 * rateHz), channels, out var compressed);
        if (samples.Count == 0) throw Broken("The waveform is empty.");
        if (compressed) RebuildLimbLeads(labels, samples);
        var leads = samples.Select((values, index) => Lead(labels[index], values, resolutionUv)).ToList();
        return new EcgGroup
        {
            Label = "RHYTHM", Kind = EcgGroupKind.Rhythm, SamplingRateHz = rateHz,
            Leads = DerivedLeads.Complete(leads), Filters = filters,
        };
    }

    private static EcgLead Lead(string label, int[] samples, double resolutionUv) => new()
    {
        Label = Leads.Canonical(label), SourceLabel = label, Samples = samples, UnitsPerCount = resolutionUv,
    };

    private static List<int[]> ReadSamples(XElement parsed, int samplesPerLead, int channels, out bool compressed)
    {
        compressed = parsed.Attr("compression") == "XLI"
            || (parsed.Attr("compressflag") == "True" && parsed.Attr("compressmethod") == "XLI");
        if (parsed.Attr("dataencoding") == "Base64")
        {
            var bytes = Base64Samples.Bytes(parsed.Value, Section);
            return compressed
                ? XliDecoder.Decode(bytes, samplesPerLead, channels)
                : Divide(Base64Samples.Int16(bytes), samplesPerLead, channels);
        }
        compressed = false;
        return Divide(AecgDigits.Read(parsed.Value, "the waveform"), samplesPerLead, channels);
    }

    private static List<int[]> Divide(int[] samples, int samplesPerLead, int channels) =>
        [.. samples.Chunk(samplesPerLead).Take(channels)];

    /// <summary>
    /// With XLI the four dependent limb leads hold only how far they are from what Einthoven's law says (rounding
    /// included), so they are rebuilt from I and II in whole numbers, halves rounded down.
    /// </summary>
    private static void RebuildLimbLeads(string[] labels, List<int[]> samples)
    {
        int[]? Of(string label) => Array.IndexOf(labels, label) is >= 0 and var index && index < samples.Count
            ? samples[index] : null;
        if (Of("I") is not { } one || Of("II") is not { } two) return;
        var (three, right, left, foot) = (Of("III"), Of("aVR"), Of("aVL"), Of("aVF"));
        foreach (var lead in (int[]?[])[two, three, right, left, foot])
            if (lead is not null && lead.Length != one.Length) throw Broken("The limb leads differ in length.");
        for (var index = 0; index < one.Length; index++)
        {
            var third = two[index] - one[index] - (three?[index] ?? 0);
            if (three is not null) three[index] = third;
            if (right is not null) right[index] = -right[index] - ((one[index] + two[index]) >> 1);
            if (left is not null) left[index] = ((one[index] - third) >> 1) - left[index];
            if (foot is not null) foot[index] = ((two[index] + third) >> 1) - foot[index];
        }
    }

    private static EcgGroup? ReadBeats(XElement? beats, EcgFilters filters)
    {
        var rateHz = Number(beats.Attr("samplespersec"));
        var resolutionUv = Number(beats.Attr("resolution"));
        if (beats is null || rateHz is not > 0 || resolutionUv is not > 0) return null;
        var leads = beats.Elements("repbeat").Take(EcgLimits.Leads)
            .Select(beat => Lead(beat.Attr("leadname") ?? "", BeatSamples(beats, beat), resolutionUv.Value)).ToList();
        return leads.Count == 0 ? null : new EcgGroup
        {
            Label = "REPRESENTATIVE BEAT", Kind = EcgGroupKind.MedianBeat, Originality = "DERIVED",
            SamplingRateHz = rateHz.Value, Leads = leads, Filters = filters,
        };
    }

    private static int[] BeatSamples(XElement beats, XElement beat)
    {
        var text = (beat.Element("waveform") ?? beat).Value;
        return beats.Attr("dataencoding") == "Base64"
            ? Base64Samples.Int16(Base64Samples.Bytes(text, Section)) : AecgDigits.Read(text, "a representative beat");
    }

    private static EcgPatient ReadPatient(XElement? patient) => new()
    {
        Id = Known(patient.Text("patientid")),
        FamilyName = Known(patient.Text("name", "lastname")),
        GivenName = Known(patient.Text("name", "firstname")),
        BirthDate = EcgText.Date(patient.Text("age", "dateofbirth"), "yyyy-MM-dd"),
        AgeYears = Number(patient.Text("age", "years")),
        Sex = EcgText.Sex(patient.Text("sex")),
    };

    /// <summary>Anonymising tools leave dashes.</summary>
    private static string? Known(string? text) => text?.All(at => at == '-') == true ? null : text;

    private static EcgTime? Time(XElement? acquisition) =>
        EcgText.Date(acquisition.Attr("date"), "yyyy-MM-dd") is { } date
            ? new EcgTime(date.ToDateTime(TimeOnly.TryParse(acquisition.Attr("time"), out var time) ? time
                : TimeOnly.MinValue))
            : null;

    private static List<DeviceStatement> ReadStatements(XElement? interpretation) =>
        [.. (interpretation?.Elements("statement") ?? []).Take(1000)
            .Where(statement => statement.Text("leftstatement") is not null)
            .Select(statement =>
                new DeviceStatement(statement.Text("leftstatement")!, statement.Text("statementcode")))];

    private static EcgFormatException Broken(string problem) => new(Section, 0, problem);
}

/// <summary>The cart's measurements: the reader's block first, the measuring program's where that has none.</summary>
internal static class PhilipsMeasurements
{
    private static readonly (string Name, string Unit, string[] Elements)[] Known =
    [
        (MeasurementNames.HeartRate, "bpm", ["heartrate", "meanventrate"]), (MeasurementNames.Rr, "ms", ["rrint"]),
        (MeasurementNames.AtrialRate, "bpm", ["atrialrate"]), (MeasurementNames.Pr, "ms", ["print", "meanprint"]),
        (MeasurementNames.Qrs, "ms", ["qrsdur", "meanqrsdur"]), (MeasurementNames.Qt, "ms", ["qtint", "meanqtint"]),
        (MeasurementNames.Qtc, "ms", ["meanqtc"]), (MeasurementNames.QtcBazett, "ms", ["qtcb"]),
        (MeasurementNames.QtcFridericia, "ms", ["qtcf"]), (MeasurementNames.PAxis, "deg", ["pfrontaxis"]),
        (MeasurementNames.QrsAxis, "deg", ["qrsfrontaxis"]), (MeasurementNames.TAxis, "deg", ["tfrontaxis"]),
    ];

    internal static List<DeviceMeasurement> Read(XElement root, XElement? interpretation)
    {
        XElement?[] blocks =
        [
            interpretation?.Element("globalmeasurements"), interpretation?.Element("interpretationmeasurements"),
            root.At("internalmeasurements", "crossleadmeasurements"), root.At("measurements", "globalmeasurements"),
        ];
        return [.. Known.Select(row => Find(row.Name, row.Unit, row.Elements, blocks)).OfType<DeviceMeasurement>()];
    }

    private static DeviceMeasurement? Find(string name, string unit, string[] elements, XElement?[] blocks)
    {
        foreach (var block in blocks)
            foreach (var element in elements)
                if (EcgText.Number(block.Text(element)) is { } value)
                    return new DeviceMeasurement(name, value, unit, element);
        return null;
    }
}
