using System.Text.Json;
using System.Text.Json.Nodes;
using Telemed.Dicom;
using Telemed.Ecg;
using Telemed.Ecg.Measure;

namespace Telemed.Hub.Inspect;

/// <summary>Says what an ECG file holds; also for the ECG inside a DICOM object.</summary>
internal static class InspectEcg
{
    /// <summary>Looks at a whole file; answers false when it is no ECG.</summary>
    public static async Task<bool> Run(
        InspectSource source, InspectOptions options, InspectResult result, CancellationToken cancel)
    {
        if (EcgReader.Detect(source.Head.Span) is not { } format || format == EcgFormat.Dicom) return false;
        result.Kind = "ecg";
        try
        {
            await using var stream = File.OpenRead(source.Path);
            var reading = new EcgReadOptions { Sibling = Beside(source.Path) };
            var recording = await EcgReader.Read(stream, reading, cancel);
            foreach (var warning in recording.Warnings) result.Warn(warning.ToString());
            foreach (var (name, value) in Describe(recording, options).ToArray())
                result.Details[name] = value?.DeepClone();
        }
        catch (EcgFormatException broken)
        {
            result.Refuse(broken.Section, broken.Offset, broken.Problem);
        }
        return true;
    }

    /// <summary>Adds the member <c>ecg</c> for a DICOM object with a waveform.</summary>
    public static async Task InsideDicom(
        InspectSource source, DicomFile file, InspectOptions options, InspectResult result, CancellationToken cancel)
    {
        if (!DicomEcg.HasWaveform(file.Dataset)) return;
        try
        {
            // The first reading kept long values by place only; the waveform is wanted in memory.
            await using var stream = File.OpenRead(source.Path);
            var recording = DicomEcg.Read(DicomReader.Read(stream, DicomEcg.ReadOptions).Dataset);
            cancel.ThrowIfCancellationRequested();
            foreach (var warning in recording.Warnings) result.Warn(warning.ToString());
            result.Details["ecg"] = Describe(recording, options);
        }
        catch (EcgFormatException broken)
        {
            result.Refuse(broken.Section, broken.Offset, broken.Problem);
        }
    }

    /// <summary>Siblings lie in the folder of the file itself and nowhere else.</summary>
    private static EcgSibling Beside(string path) => name =>
    {
        var sibling = new FileInfo(
            Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(name)));
        return sibling is { Exists: true, Length: <= EcgLimits.FileBytes } ? File.ReadAllBytes(sibling.FullName) : null;
    };

    private static JsonObject Describe(EcgRecording recording, InspectOptions options)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("format", EcgJsonNames.Of(recording.Format));
            json.WriteString("variant", recording.Variant);
            WritePatient(json, recording.Patient);
            json.WriteString("acquired", recording.Acquired?.ToString());
            WriteDevice(json, recording);
            json.WriteStartArray("groups");
            foreach (var group in recording.Groups) WriteGroup(json, group, options.Samples);
            json.WriteEndArray();
            WriteDeviceSays(json, recording);
            WriteOurs(json, EcgMeasurer.Measure(recording));
            json.WriteEndObject();
        }
        return JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length))!.AsObject();
    }

    private static void WritePatient(Utf8JsonWriter json, EcgPatient patient)
    {
        json.WriteStartObject("patient");
        json.WriteString("id", patient.Id);
        json.WriteString("familyName", patient.FamilyName);
        json.WriteString("givenName", patient.GivenName);
        json.WriteString("birthDate", patient.BirthDate?.ToString("yyyy-MM-dd"));
        if (patient.AgeYears is { } age) json.WriteNumber("ageYears", Math.Round(age, 2));
        json.WriteString("sex", EcgJsonNames.Of(patient.Sex));
        json.WriteEndObject();
    }

    private static void WriteDevice(Utf8JsonWriter json, EcgRecording recording)
    {
        json.WriteStartObject("device");
        json.WriteString("manufacturer", recording.Device.Manufacturer);
        json.WriteString("model", recording.Device.Model);
        json.WriteString("serial", recording.Device.Serial);
        json.WriteString("institution", recording.Device.Institution);
        json.WriteEndObject();
        json.WriteString("orderNumber", recording.OrderNumber);
    }

    private static void WriteGroup(Utf8JsonWriter json, EcgGroup group, bool samples)
    {
        json.WriteStartObject();
        json.WriteString("label", group.Label);
        json.WriteString("kind", group.Kind == EcgGroupKind.Rhythm ? "rhythm" : "median_beat");
        json.WriteString("originality", group.Originality);
        json.WriteNumber("samplingFrequencyHz", group.SamplingRateHz);
        WriteFilters(json, group.Filters);
        json.WriteStartArray("leads");
        foreach (var lead in group.Leads) WriteLead(json, lead, samples);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFilters(Utf8JsonWriter json, EcgFilters filters)
    {
        json.WriteStartObject("filters");
        if (filters.HighPassHz is { } high) json.WriteNumber("highPassHz", high);
        if (filters.LowPassHz is { } low) json.WriteNumber("lowPassHz", low);
        if (filters.NotchHz is { } notch) json.WriteNumber("notchHz", notch);
        json.WriteEndObject();
    }

    private static void WriteLead(Utf8JsonWriter json, EcgLead lead, bool samples)
    {
        var suffix = lead.IsVoltage ? "Uv" : "";
        json.WriteStartObject();
        json.WriteString("label", lead.Label);
        json.WriteString("sourceLabel", lead.SourceLabel);
        json.WriteString("code", lead.Code);
        json.WriteBoolean("derived", lead.Derived);
        json.WriteNumber("samples", lead.Samples.Length);
        json.WriteString("unit", lead.Unit);
        json.WriteNumber("unitsPerCount", lead.UnitsPerCount);
        json.WriteNumber("offset", lead.Offset);
        if (lead.SkewSamples != 0) json.WriteNumber("skewSamples", lead.SkewSamples);
        var values = lead.ToUnits();
        var (min, max, sum, count) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0);
        foreach (var value in values)
        {
            if (double.IsNaN(value)) continue;
            (min, max, sum, count) = (Math.Min(min, value), Math.Max(max, value), sum + value, count + 1);
        }
        json.WriteNumber("missing", values.Length - count);
        if (count > 0)
        {
            json.WriteNumber("min" + suffix, min);
            json.WriteNumber("max" + suffix, max);
            json.WriteNumber("mean" + suffix, sum / count);
        }
        if (samples) WriteValues(json, "values" + suffix, values);
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            if (double.IsNaN(value)) json.WriteNullValue();
            else json.WriteNumberValue(value);
        }
        json.WriteEndArray();
    }

    private static void WriteDeviceSays(Utf8JsonWriter json, EcgRecording recording)
    {
        json.WriteStartArray("deviceStatements");
        foreach (var statement in recording.Statements)
        {
            json.WriteStartObject();
            json.WriteString("text", statement.Text);
            json.WriteString("code", statement.Code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("deviceMeasurements");
        foreach (var measurement in recording.Measurements)
        {
            json.WriteStartObject();
            json.WriteString("name", measurement.Name);
            json.WriteNumber("value", measurement.Value);
            json.WriteString("unit", measurement.Unit);
            json.WriteString("code", measurement.Code);
            json.WriteString("lead", measurement.Lead);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>
    /// Our own values and flags, computer-suggested; both are null and empty where there is nothing to measure.
    /// </summary>
    private static void WriteOurs(Utf8JsonWriter json, EcgAnalysis? analysis)
    {
        json.WriteStartObject("measurements");
        if (analysis is not null)
        {
            foreach (var (name, value) in EcgJsonNames.Intervals(analysis.Intervals))
                if (value is { } known) json.WriteNumber(name, Math.Round(known, 1));
            json.WriteNumber("beats", analysis.Beats.Count);
            json.WriteNumber("signalGrade", analysis.Quality.Grade);
        }
        json.WriteEndObject();
        json.WriteStartArray("flags");
        foreach (var flag in analysis?.Flags ?? [])
        {
            json.WriteStartObject();
            json.WriteString("code", flag.Code);
            json.WriteString("level", EcgJsonNames.Of(flag.Level));
            json.WriteString("reason", flag.Reason);
            if (flag.AtMs is { } at) json.WriteNumber("atMs", at);
            json.WriteStartArray("leads");
            foreach (var lead in flag.Leads) json.WriteStringValue(lead);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

/// <summary>The names formats and sexes have outside.</summary>
internal static class EcgJsonNames
{
    public static string Of(EcgFormat format) => format switch
    {
        EcgFormat.Dicom => "dicom",
        EcgFormat.ScpEcg => "scp",
        EcgFormat.Hl7Aecg => "aecg",
        EcgFormat.MuseXml => "muse",
        EcgFormat.PhilipsXml => "philips",
        EcgFormat.Edf => "edf",
        EcgFormat.Bdf => "bdf",
        EcgFormat.Mfer => "mfer",
        EcgFormat.Wfdb => "wfdb",
        EcgFormat.Contec => "contec",
        EcgFormat.Csv => "csv",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string? Of(EcgSex sex) =>
        sex switch { EcgSex.Male => "M", EcgSex.Female => "F", EcgSex.Other => "O", _ => null };

    public static string Of(FlagLevel level) =>
        level switch { FlagLevel.Critical => "critical", FlagLevel.Abnormal => "abnormal", _ => "info" };

    public static IEnumerable<(string Name, double? Value)> Intervals(EcgIntervals intervals) =>
    [
        ("heartRateBpm", intervals.HeartRateBpm), ("rrMs", intervals.RrMs), ("pMs", intervals.PMs),
        ("prMs", intervals.PrMs), ("qrsMs", intervals.QrsMs), ("qtMs", intervals.QtMs),
        ("qtcBazettMs", intervals.QtcBazettMs), ("qtcFridericiaMs", intervals.QtcFridericiaMs),
        ("pAxisDeg", intervals.PAxisDeg), ("qrsAxisDeg", intervals.QrsAxisDeg), ("tAxisDeg", intervals.TAxisDeg),
    ];
}
