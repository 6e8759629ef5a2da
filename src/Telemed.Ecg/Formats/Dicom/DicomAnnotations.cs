using Telemed.Dicom;

namespace Telemed.Ecg.Formats.Dicom;

/// <summary>Measurements and statements of the waveform annotation sequence (PS3.3 C.10.10).</summary>
internal sealed record DicomAnnotations(
    IReadOnlyList<DeviceMeasurement> Measurements, IReadOnlyList<DeviceStatement> Statements)
{
    private const int Limit = 20_000;

    internal static DicomAnnotations Read(DicomDataset dataset, IReadOnlyList<EcgGroup> groups)
    {
        var measurements = new List<DeviceMeasurement>();
        var statements = new List<DeviceStatement>();
        foreach (var item in dataset.GetItems(DicomTags.WaveformAnnotationSequence).Take(Limit))
        {
            var concept = item.GetItem(DicomTags.ConceptNameCodeSequence);
            var code = concept?.GetString(DicomTags.CodeValue);
            var meaning = concept?.GetString(DicomTags.CodeMeaning);
            if (item.GetDouble(DicomTags.NumericValue) is { } value)
            {
                var name = NameOf(code, meaning);
                var unit = item.GetItem(DicomTags.MeasurementUnitsCodeSequence)?.GetString(DicomTags.CodeValue) ?? "";
                // Some carts label axes as milliseconds; an axis has no other unit than degrees.
                if (name is MeasurementNames.PAxis or MeasurementNames.QrsAxis or MeasurementNames.TAxis) unit = "deg";
                measurements.Add(new DeviceMeasurement(name, value, unit, code, LeadOf(item, groups)));
            }
            else if (EcgText.Clean(item.GetString(DicomTags.UnformattedTextValue)) is { } text)
                statements.Add(new DeviceStatement(text));
            else if (item.GetItem(DicomTags.ConceptCodeSequence) is { } finding
                && EcgText.Clean(finding.GetString(DicomTags.CodeMeaning)) is { } coded)
                statements.Add(new DeviceStatement(coded, finding.GetString(DicomTags.CodeValue)));
        }
        return new DicomAnnotations(measurements, statements);
    }

    /// <summary>A pair (group, channel) names one lead; channel zero stands for the whole group.</summary>
    private static string? LeadOf(DicomDataset item, IReadOnlyList<EcgGroup> groups)
    {
        var group = item.GetInt(DicomTags.ReferencedWaveformChannels) - 1;
        var channel = item.GetInt(DicomTags.ReferencedWaveformChannels, 1) - 1;
        return item.ValueCount(DicomTags.ReferencedWaveformChannels) == 2 && group >= 0 && group < groups.Count
            && channel >= 0 && channel < groups[group.Value].Leads.Count
                ? groups[group.Value].Leads[channel.Value].Label : null;
    }

    private static string NameOf(string? code, string? meaning) => code switch
    {
        "5.10.2.1-3" => MeasurementNames.Rr,
        "5.13.5-7" or "2:15872" => MeasurementNames.Pr,
        "5.13.5-9" or "2:16156" => MeasurementNames.Qrs,
        "5.13.5-11" or "2:16160" => MeasurementNames.Qt,
        "5.10.2.5-5" or "2:15876" => MeasurementNames.Qtc,
        "5.10.2.5-1" => MeasurementNames.HeartRate,
        "5.10.3-11" => MeasurementNames.PAxis,
        "5.10.3-13" => MeasurementNames.QrsAxis,
        "5.10.3-15" => MeasurementNames.TAxis,
        _ => meaning?.ToUpperInvariant() switch
        {
            "RR INTERVAL" => MeasurementNames.Rr,
            "PR INTERVAL" => MeasurementNames.Pr,
            "QRS DURATION" => MeasurementNames.Qrs,
            "QT INTERVAL" => MeasurementNames.Qt,
            "QTC INTERVAL" => MeasurementNames.Qtc,
            "P AXIS" => MeasurementNames.PAxis,
            "QRS AXIS" => MeasurementNames.QrsAxis,
            "T AXIS" => MeasurementNames.TAxis,
            "VENTRICULAR HEART RATE" or "HEART RATE" => MeasurementNames.HeartRate,
            _ => meaning ?? code ?? "",
        },
    };
}
