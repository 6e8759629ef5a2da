namespace Telemed.Ecg;

/// <summary>The file formats this library reads.</summary>
public enum EcgFormat
{
    /// <summary>DICOM waveform object (PS3.3 A.34).</summary>
    Dicom,
    /// <summary>SCP-ECG, EN 1064 / ISO 11073-91064, and its vendor variants.</summary>
    ScpEcg,
    /// <summary>HL7 V3 annotated ECG (FDA XML).</summary>
    Hl7Aecg,
    /// <summary>GE MUSE RestingECG XML.</summary>
    MuseXml,
    /// <summary>Philips Sierra ECG XML 1.03, 1.04.</summary>
    PhilipsXml,
    /// <summary>European Data Format, 16 bit, with EDF+.</summary>
    Edf,
    /// <summary>BioSemi Data Format, 24 bit.</summary>
    Bdf,
    /// <summary>Medical waveform format encoding rules, ISO 22077.</summary>
    Mfer,
    /// <summary>WFDB record: a header file and its signal files.</summary>
    Wfdb,
    /// <summary>Contec ECG90A native file.</summary>
    Contec,
    /// <summary>Comma-separated values.</summary>
    Csv,
}

/// <summary>What a group of leads shows.</summary>
public enum EcgGroupKind
{
    /// <summary>The recorded trace.</summary>
    Rhythm,
    /// <summary>One averaged or representative beat; never joined to the trace.</summary>
    MedianBeat,
}

/// <summary>One received ECG: everything its file says, in one form for all formats, nothing invented.</summary>
public sealed record EcgRecording
{
    /// <summary>The format the bytes were in.</summary>
    public required EcgFormat Format { get; init; }

    /// <summary>The version or variant the file names, for example "1.04" or "Healforce".</summary>
    public string? Variant { get; init; }

    /// <summary>Groups of simultaneous channels with one rate each, in file order.</summary>
    public required IReadOnlyList<EcgGroup> Groups { get; init; }

    /// <summary>The patient as the device's header names him.</summary>
    public EcgPatient Patient { get; init; } = new();

    /// <summary>When the recording began.</summary>
    public EcgTime? Acquired { get; init; }

    /// <summary>The device and where it stood.</summary>
    public EcgDevice Device { get; init; } = new();

    /// <summary>The order number the header carries, if any.</summary>
    public string? OrderNumber { get; init; }

    /// <summary>Interpretation texts of the device; kept as "device says".</summary>
    public IReadOnlyList<DeviceStatement> Statements { get; init; } = [];

    /// <summary>Values the device measured; kept as "device says".</summary>
    public IReadOnlyList<DeviceMeasurement> Measurements { get; init; } = [];

    /// <summary>Marks on the time axis of the first rhythm group: beats, rhythm changes, notes.</summary>
    public IReadOnlyList<EcgAnnotation> Annotations { get; init; } = [];

    /// <summary>What was odd but readable.</summary>
    public IReadOnlyList<EcgWarning> Warnings { get; init; } = [];

    /// <summary>The recorded trace to show and measure: the rhythm group with the most voltage leads.</summary>
    public EcgGroup? Rhythm => Groups.Where(group => group.Kind == EcgGroupKind.Rhythm)
        .MaxBy(group => group.Leads.Count(lead => lead.IsVoltage) * 1000.0 + Math.Min(group.DurationSeconds, 999));

    /// <summary>The median beat the device made, if the file has one.</summary>
    public EcgGroup? MedianBeat => Groups.FirstOrDefault(group => group.Kind == EcgGroupKind.MedianBeat);
}

/// <summary>Channels recorded together at one rate.</summary>
public sealed record EcgGroup
{
    /// <summary>The source's name for the group, for example "RHYTHM".</summary>
    public required string Label { get; init; }

    /// <summary>Trace or median beat.</summary>
    public required EcgGroupKind Kind { get; init; }

    /// <summary>"ORIGINAL" or "DERIVED" (DICOM PS3.3 C.10.9.1, Waveform Originality).</summary>
    public string Originality { get; init; } = "ORIGINAL";

    /// <summary>Samples a second, greater than zero.</summary>
    public required double SamplingRateHz { get; init; }

    /// <summary>The channels in file order, derived ones after the stored.</summary>
    public required IReadOnlyList<EcgLead> Leads { get; init; }

    /// <summary>Filters the device applied before storing.</summary>
    public EcgFilters Filters { get; init; } = new();

    /// <summary>Start of this group after the start of the recording, in milliseconds.</summary>
    public double OffsetMs { get; init; }

    /// <summary>Length of the longest channel in samples.</summary>
    public int SampleCount => Leads.Count == 0 ? 0 : Leads.Max(lead => lead.Samples.Length);

    /// <summary>Length in seconds.</summary>
    public double DurationSeconds => SampleCount / SamplingRateHz;

    /// <summary>The lead of a canonical name, or null.</summary>
    public EcgLead? Lead(string label) => Leads.FirstOrDefault(lead => lead.Label == label);
}

/// <summary>One channel: stored integers and the exact way from them to its unit.</summary>
public sealed record EcgLead
{
    /// <summary>Marks a sample the device did not record; never a value.</summary>
    public const int Missing = int.MinValue;

    /// <summary>The unit of every voltage channel.</summary>
    public const string Microvolt = "uV";

    /// <summary>
    /// Canonical name (I, II, … aVF, V1 … V9, V3R, V4R, X, Y, Z) or the source's own where there is none.
    /// </summary>
    public required string Label { get; init; }

    /// <summary>The name as the file spells it.</summary>
    public required string SourceLabel { get; init; }

    /// <summary>The code the file gives the lead, for example "5.6.3-9-1" or "MDC_ECG_LEAD_I".</summary>
    public string? Code { get; init; }

    /// <summary>True when the channel was calculated from stored ones.</summary>
    public bool Derived { get; init; }

    /// <summary>Stored numbers in time order; <see cref="Missing"/> where nothing was recorded.</summary>
    public required ReadOnlyMemory<int> Samples { get; init; }

    /// <summary>"uV" for a voltage, else the file's own unit.</summary>
    public string Unit { get; init; } = Microvolt;

    /// <summary>Units for one count.</summary>
    public required double UnitsPerCount { get; init; }

    /// <summary>Units at count zero.</summary>
    public double Offset { get; init; }

    /// <summary>
    /// How many samples later than the group's clock this channel was taken; <see cref="Aligned"/> moves it back.
    /// </summary>
    public int SkewSamples { get; init; }

    /// <summary>
    /// The channel on the group's clock: moved back by its skew, the end that is then unknown missing.
    /// </summary>
    public EcgLead Aligned()
    {
        if (SkewSamples == 0) return this;
        var aligned = new int[Samples.Length];
        Array.Fill(aligned, Missing);
        var skew = Math.Clamp(SkewSamples, -aligned.Length, aligned.Length);
        if (skew >= 0) Samples.Span[skew..].CopyTo(aligned);
        else Samples.Span[..^-skew].CopyTo(aligned.AsSpan(-skew));
        return this with { Samples = aligned, SkewSamples = 0 };
    }

    /// <summary>True when values are microvolts.</summary>
    public bool IsVoltage => Unit == Microvolt;

    /// <summary>The value at a sample in <see cref="Unit"/>; not a number where it is missing.</summary>
    public double ValueAt(int index) => ToUnit(Samples.Span[index]);

    /// <summary>Converts the whole channel to its unit.</summary>
    /// <param name="values">Receives one value per sample, not a number where missing; as long as <see
    /// cref="Samples"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void ToUnits(Span<double> values)
    {
        var samples = Samples.Span;
        if (values.Length != samples.Length)
            throw new ArgumentException("One value per sample is needed.", nameof(values));
        for (var index = 0; index < samples.Length; index++) values[index] = ToUnit(samples[index]);
    }

    /// <summary>Converts the whole channel to its unit, not a number where missing.</summary>
    public double[] ToUnits()
    {
        var values = new double[Samples.Length];
        ToUnits(values);
        return values;
    }

    private double ToUnit(int sample) => sample == Missing ? double.NaN : sample * UnitsPerCount + Offset;
}

/// <summary>Cut-off frequencies in hertz the device applied; null where the file does not say.</summary>
public sealed record EcgFilters(double? HighPassHz = null, double? LowPassHz = null, double? NotchHz = null);

/// <summary>Administrative sex as ECG formats carry it.</summary>
public enum EcgSex
{
    /// <summary>Not given.</summary>
    Unknown,
    /// <summary>Male.</summary>
    Male,
    /// <summary>Female.</summary>
    Female,
    /// <summary>Stated as neither.</summary>
    Other,
}

/// <summary>The patient as a device's header names him; every part may be absent.</summary>
public sealed record EcgPatient
{
    /// <summary>Patient identifier.</summary>
    public string? Id { get; init; }

    /// <summary>Family name, or the whole name where the format does not divide it.</summary>
    public string? FamilyName { get; init; }

    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Date of birth.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>Age in years at recording.</summary>
    public double? AgeYears { get; init; }

    /// <summary>Administrative sex.</summary>
    public EcgSex Sex { get; init; }
}

/// <summary>A device's clock reading: local time, and its distance from UTC where the file tells.</summary>
public readonly record struct EcgTime(DateTime Local, TimeSpan? Offset = null)
{
    /// <summary>ISO 8601, with the zone where known.</summary>
    public override string ToString() => Offset is { } offset
        ? new DateTimeOffset(DateTime.SpecifyKind(Local, DateTimeKind.Unspecified), offset)
            .ToString("yyyy-MM-ddTHH:mm:ss.FFFzzz", System.Globalization.CultureInfo.InvariantCulture)
        : Local.ToString("yyyy-MM-ddTHH:mm:ss.FFF", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The device and where it stood.</summary>
public sealed record EcgDevice(
    string? Manufacturer = null, string? Model = null, string? Serial = null, string? Institution = null);

/// <summary>An interpretation text of the device, with its code where the file has one.</summary>
public sealed record DeviceStatement(string Text, string? Code = null);

/// <summary>A value the device measured.</summary>
/// <param name="Name">Canonical name (see <see cref="MeasurementNames"/>) or the source's own.</param>
/// <param name="Value">The number, in <paramref name="Unit"/>.</param>
/// <param name="Unit">"ms", "bpm", "deg", "uV" or the source's own.</param>
/// <param name="Code">The source's code or element name.</param>
/// <param name="Lead">Canonical lead for a value of one lead, null for a global one.</param>
public sealed record DeviceMeasurement(string Name, double Value, string Unit, string? Code = null,
    string? Lead = null);

/// <summary>A mark on the time axis.</summary>
/// <param name="AtMs">Milliseconds after the group's start.</param>
/// <param name="Code">Beat or event code of the source, for example "N" or "+".</param>
/// <param name="Text">Note attached to it.</param>
/// <param name="DurationMs">Length, where the mark is an episode.</param>
public sealed record EcgAnnotation(double AtMs, string Code, string? Text = null, double? DurationMs = null);

/// <summary>Canonical names of measurements, the same for every device's file.</summary>
public static class MeasurementNames
{
    /// <summary>Ventricular rate, beats a minute.</summary>
    public const string HeartRate = "HR";
    /// <summary>Atrial rate, beats a minute.</summary>
    public const string AtrialRate = "atrial rate";
    /// <summary>RR interval, ms.</summary>
    public const string Rr = "RR";
    /// <summary>P duration, ms.</summary>
    public const string P = "P";
    /// <summary>PR interval, ms.</summary>
    public const string Pr = "PR";
    /// <summary>QRS duration, ms.</summary>
    public const string Qrs = "QRS";
    /// <summary>QT interval, ms.</summary>
    public const string Qt = "QT";
    /// <summary>Corrected QT by the device's own formula, ms.</summary>
    public const string Qtc = "QTc";
    /// <summary>QT corrected by Bazett, ms.</summary>
    public const string QtcBazett = "QTcB";
    /// <summary>QT corrected by Fridericia, ms.</summary>
    public const string QtcFridericia = "QTcF";
    /// <summary>Frontal P axis, degrees.</summary>
    public const string PAxis = "P axis";
    /// <summary>Frontal QRS axis, degrees.</summary>
    public const string QrsAxis = "QRS axis";
    /// <summary>Frontal T axis, degrees.</summary>
    public const string TAxis = "T axis";
}
