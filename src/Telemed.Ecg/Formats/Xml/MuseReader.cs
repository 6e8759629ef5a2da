using System.Xml.Linq;

namespace Telemed.Ecg.Formats.Xml;

/// <summary>Reads GE MUSE RestingECG XML.</summary>
internal static class MuseReader
{
    private const string Section = "MUSE XML";
    private const string OriginalBlock = "OriginalRestingECGMeasurements";

    internal static EcgRecording Read(ReadOnlyMemory<byte> file)
    {
        var root = XmlTree.Load(file, Section);
        var warnings = new List<EcgWarning>();
        var groups = root.Elements("Waveform").Select(waveform => ReadWaveform(waveform, warnings)).ToList();
        if (!groups.Any(group => group.Kind == EcgGroupKind.Rhythm))
            throw new EcgFormatException(Section, 0, "The file has no rhythm waveform.");
        var edited = root.Element("RestingECGMeasurements");
        var original = root.Element(OriginalBlock);
        var test = root.Element("TestDemographics");
        return new EcgRecording
        {
            Format = EcgFormat.MuseXml,
            Variant = root.Text("MuseInfo", "MuseVersion"),
            Groups = [.. groups.OrderBy(group => group.Kind)],
            Patient = ReadPatient(root.Element("PatientDemographics")),
            Acquired = ReadTime(test),
            Device = new EcgDevice("GE", test.Text("AcquisitionDevice"), test.Text("CartNumber"),
                test.Text("SiteName")),
            OrderNumber = root.Text("Order", "HISOrderNumber") ?? root.Text("TestDemographics", "HISOrderNumber"),
            Statements = ReadStatements(root.Element("Diagnosis") ?? root.Element("OriginalDiagnosis")),
            Measurements = edited is null ? ReadMeasurements(original)
                : [.. ReadMeasurements(edited), .. Overwritten(edited, original)],
            Annotations = ReadBeats(root.Element("QRSTimesTypes")),
            Warnings = warnings,
        };
    }

    private static EcgGroup ReadWaveform(XElement waveform, List<EcgWarning> warnings)
    {
        var kind = waveform.Text("WaveformType") ?? "";
        var @base = EcgText.Number(waveform.Text("SampleBase")) ?? 0;
        var rateHz = @base * Math.Pow(10, EcgText.Number(waveform.Text("SampleExponent")) ?? 0);
        if (!(rateHz > 0 && rateHz <= EcgLimits.RateHz))
            throw new EcgFormatException(Section, 0, "The sampling rate is missing or impossible.");
        var leads = waveform.Elements("LeadData").Take(EcgLimits.Leads).Select(lead => ReadLead(lead, warnings))
            .ToList();
        if (leads.Count == 0) throw new EcgFormatException(Section, 0, "A waveform has no leads.");
        return new EcgGroup
        {
            Label = kind,
            Kind = kind.Equals("Median", StringComparison.OrdinalIgnoreCase) ? EcgGroupKind.MedianBeat
                : EcgGroupKind.Rhythm,
            Originality = kind.Equals("Median", StringComparison.OrdinalIgnoreCase) ? "DERIVED" : "ORIGINAL",
            SamplingRateHz = rateHz,
            Leads = DerivedLeads.Complete(leads),
            // High-pass cut-offs are stored in hundredths of a hertz: 16 means 0.16 Hz.
            Filters = new EcgFilters(EcgText.Number(waveform.Text("HighPassFilter")) / 100,
                EcgText.Number(waveform.Text("LowPassFilter")), EcgText.Number(waveform.Text("ACFilter"))),
        };
    }

    private static EcgLead ReadLead(XElement lead, List<EcgWarning> warnings)
    {
        var name = lead.Text("LeadID") ?? "";
        var bytes = Base64Samples.Bytes(lead.Element("WaveFormData")?.Value ?? "", Section);
        var samples = Base64Samples.Int16(bytes);
        if (EcgText.Integer(lead.Text("LeadSampleCountTotal")) is { } declared && declared != samples.Length)
            warnings.Add(EcgWarning.Of("lead_samples", name, declared, samples.Length));
        if (EcgText.Number(lead.Text("LeadDataCRC32")) is { } crc && !crc.Equals(MuseCrc.Of(bytes)))
            warnings.Add(EcgWarning.Of("lead_check_sum", name));
        var perBit = EcgText.Number(lead.Text("LeadAmplitudeUnitsPerBit"));
        var unit = lead.Text("LeadAmplitudeUnits") ?? "MICROVOLTS";
        double? toUv = unit.ToUpperInvariant() switch { "MICROVOLTS" => 1, "MILLIVOLTS" => 1000, "NANOVOLTS" =>
            0.001, _ => null };
        if (perBit is not { } size || size == 0)
            throw new EcgFormatException(Section, 0, $"Lead {name} has no amplitude for a count.");
        if (lead.Text("LeadOff") == "TRUE") warnings.Add(EcgWarning.Of("lead_was_off", name));
        return new EcgLead
        {
            Label = Leads.Canonical(name), SourceLabel = name, Samples = samples,
            Unit = toUv is null ? unit : EcgLead.Microvolt, UnitsPerCount = size * (toUv ?? 1),
        };
    }

    private static EcgPatient ReadPatient(XElement? patient) => new()
    {
        Id = patient.Text("PatientID"),
        FamilyName = patient.Text("PatientLastName"),
        GivenName = patient.Text("PatientFirstName"),
        BirthDate = EcgText.Date(patient.Text("DateofBirth"), "MM-dd-yyyy"),
        AgeYears = EcgText.Number(patient.Text("PatientAge")) is not { } age ? null
            : patient.Text("AgeUnits")?.ToUpperInvariant() switch
        {
            "MONTHS" => age / 12, "WEEKS" => age * 7 / 365.25, "DAYS" => age / 365.25, "HOURS" => age / 8766, _ => age,
        },
        Sex = EcgText.Sex(patient.Text("Gender")),
    };

    private static EcgTime? ReadTime(XElement? test)
    {
        if (EcgText.Date(test.Text("AcquisitionDate"), "MM-dd-yyyy") is not { } date) return null;
        var time = TimeOnly.TryParseExact(test.Text("AcquisitionTime"), "HH:mm:ss", out var known) ? known
            : TimeOnly.MinValue;
        return new EcgTime(date.ToDateTime(time));
    }

    /// <summary>A statement may run over several entries; ENDSLINE closes the line.</summary>
    private static List<DeviceStatement> ReadStatements(XElement? diagnosis) =>
        [.. (diagnosis?.Elements("DiagnosisStatement") ?? []).Take(1000)
            .Select(statement => statement.Text("StmtText")).OfType<string>()
                .Select(text => new DeviceStatement(text))];

    private static readonly (string Element, string Name, string Unit)[] Known =
    [
        ("VentricularRate", MeasurementNames.HeartRate, "bpm"), ("AtrialRate", MeasurementNames.AtrialRate, "bpm"),
        ("PRInterval", MeasurementNames.Pr, "ms"), ("QRSDuration", MeasurementNames.Qrs, "ms"),
        ("QTInterval", MeasurementNames.Qt, "ms"), ("QTCorrected", MeasurementNames.Qtc, "ms"),
        ("QTcFrederica", MeasurementNames.QtcFridericia, "ms"), ("PAxis", MeasurementNames.PAxis, "deg"),
        ("RAxis", MeasurementNames.QrsAxis, "deg"), ("TAxis", MeasurementNames.TAxis, "deg"),
    ];

    private static List<DeviceMeasurement> ReadMeasurements(XElement? block) =>
        [.. Known.Where(row => EcgText.Number(block.Text(row.Element)) is not null)
            .Select(row => new DeviceMeasurement(row.Name, EcgText.Number(block.Text(row.Element))!.Value, row.Unit,
                row.Element))];

    /// <summary>
    /// What the cart measured before somebody edited it, where the two differ: kept beside, never in its place.
    /// </summary>
    private static IEnumerable<DeviceMeasurement> Overwritten(XElement edited, XElement? original) =>
        from value in ReadMeasurements(original)
        where EcgText.Number(edited.Text(value.Code!)) is { } now && !now.Equals(value.Value)
        select value with { Name = $"{value.Name} (original)", Code = $"{OriginalBlock}/{value.Code}" };

    /// <summary>Beat times are milliseconds, whatever the sampling rate of the file.</summary>
    private static List<EcgAnnotation> ReadBeats(XElement? beats) =>
        [.. (beats?.Elements("QRS") ?? []).Take(100_000)
            .Where(beat => EcgText.Number(beat.Text("Time")) is not null)
            .Select(beat =>
                new EcgAnnotation(EcgText.Number(beat.Text("Time"))!.Value, "QRS", $"type {beat.Text("Type")}"))];
}
