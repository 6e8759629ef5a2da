using System.Xml.Linq;

namespace Telemed.Ecg.Formats.Xml;

/// <summary>
/// Measurements and statements of an aECG's annotation sets; unknown vendor codes survive under their own name.
/// </summary>
internal sealed record AecgAnnotations(
    IReadOnlyList<DeviceMeasurement> Measurements, IReadOnlyList<DeviceStatement> Statements)
{
    private const int Limit = 20_000;

    internal static AecgAnnotations Read(XElement root)
    {
        var measurements = new List<DeviceMeasurement>();
        var statements = new List<DeviceStatement>();
        foreach (var annotation in root.Descendants("annotation").Take(Limit))
        {
            var code = annotation.Element("code").Attr("code") ?? "";
            var value = annotation.Element("value");
            if (value is null || code.StartsWith("MDC_ECG_WAVC", StringComparison.Ordinal)) continue;
            if (EcgText.Number(value.Attr("value")) is { } number)
            {
                var (name, unit) = Known(code);
                measurements.Add(new DeviceMeasurement(name, number, unit ?? value.Attr("unit")
                    ?? "", code, LeadOf(annotation)));
            }
            else if (value.Attr("code") is { } coded && !coded.StartsWith("MDC_ECG_BEAT", StringComparison.Ordinal))
                statements.Add(new DeviceStatement(value.Attr("displayName") ?? coded, coded));
            else if (EcgText.Clean(value.Value) is { } text) statements.Add(new DeviceStatement(text, code));
        }
        return new AecgAnnotations(measurements, statements);
    }

    private static string? LeadOf(XElement annotation) =>
        annotation.Elements("support").Elements("supportingROI").Elements("component").Elements("boundary")
            .Select(boundary => boundary.Element("code").Attr("code"))
            .Where(code => code?.StartsWith("MDC_ECG_LEAD_", StringComparison.Ordinal) == true)
            .Select(code => Leads.Canonical(code!)).FirstOrDefault();

    private static (string Name, string? Unit) Known(string code) => code switch
    {
        "MDC_ECG_HEART_RATE" => (MeasurementNames.HeartRate, "bpm"),
        "MDC_ECG_TIME_PD_RR" => (MeasurementNames.Rr, null),
        "MDC_ECG_TIME_PD_P" => (MeasurementNames.P, null),
        "MDC_ECG_TIME_PD_PR" => (MeasurementNames.Pr, null),
        "MDC_ECG_TIME_PD_QRS" => (MeasurementNames.Qrs, null),
        "MDC_ECG_TIME_PD_QT" => (MeasurementNames.Qt, null),
        "MDC_ECG_TIME_PD_QTc" => (MeasurementNames.Qtc, null),
        "MDC_ECG_TIME_PD_QTcB" => (MeasurementNames.QtcBazett, null),
        "MDC_ECG_TIME_PD_QTcF" => (MeasurementNames.QtcFridericia, null),
        "MDC_ECG_ANGLE_P_FRONT" => (MeasurementNames.PAxis, "deg"),
        "MDC_ECG_ANGLE_QRS_FRONT" => (MeasurementNames.QrsAxis, "deg"),
        "MDC_ECG_ANGLE_T_FRONT" => (MeasurementNames.TAxis, "deg"),
        _ => (code, null),
    };
}
