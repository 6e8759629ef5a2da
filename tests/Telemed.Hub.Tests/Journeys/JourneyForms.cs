namespace Telemed.Hub.Tests.Journeys;

/// <summary>One kind of case: its service, its real file, and the report that its template asks for.</summary>
public sealed record Journey(string Service, string Sender, string Folder, string File, string Kind)
{
    public override string ToString() => Service;
}

/// <summary>Complete reports of the services' templates.</summary>
internal static class JourneyForms
{
    internal const string Question = "Is there anything that cannot wait?";

    internal static readonly Journey[] All =
    [
        new("ecg", "village-a", "ecg", "scp/Example.scp", "ecg"),
        new("trauma_ct", "township-a", "dicom", "valid/explicit/pydicom_CT_small.dcm", "imaging"),
        new("pathology_wsi", "township-a", "pathology", "svs/cmu-1-small-region.svs", "slide"),
    ];

    internal static Dictionary<string, object?> Report(string service, int version) => new()
    {
        ["version"] = version,
        ["content"] = Content(service),
        ["answers"] = new[] { new { number = 1, text = "No, nothing acute." } },
        ["impression"] = "Nothing acute is seen.",
        ["advice"] = "Routine control in a month.",
        ["certainty"] = "likely",
        ["actionCard"] = new { doNow = "reassure", give = "", doNot = "", sendIf = "new symptoms", callBackAt = "" },
    };

    private static Dictionary<string, object> Content(string service) => service switch
    {
        "ecg" => new()
        {
            ["quality.recording"] = "good", ["measurements.ventricular_rate"] = 72,
            ["comparison.prior"] = "none_available",
            ["statements.overall"] = new[] { new { code = "1", modifiers = Array.Empty<string>() } },
        },
        "trauma_ct" => new()
        {
            ["technique.procedure"] = "CT without contrast", ["technique.quality"] = "good",
            ["findings.findings"] = "No fracture, no free fluid.", ["findings.category"] = "none",
            ["comparison.prior"] = "none_available",
        },
        _ => new()
        {
            ["material.specimen"] = "A1, skin, excision", ["material.adequacy"] = "adequate",
            ["diagnosis.class"] = "negative", ["diagnosis.description"] = "Regular epithelium.",
            ["comparison.prior"] = "none_available",
        },
    };
}
