namespace House.Tests;

/// <summary>Which slice of the hub may use which. Platform puts everything together, so it alone may use all.</summary>
internal static class SliceEdges
{
    // Every slice that people's requests reach writes to the audit trail, tells live watchers and stands on Platform.
    internal static readonly string[] Common = ["Platform", "Audit", "Live", "Jobs"];

    internal static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Audit"] = [],
        ["Catalogue"] = [],
        ["Consultations"] = ["Notices", "Reports", "Patients"],
        ["Demo"] = ["Catalogue", "Consultations", "Devices", "Facilities", "Patients", "People", "Reports"],
        ["Desk"] = ["Consultations", "Facilities"],
        ["Devices"] = ["Facilities"],
        ["Dimse"] = ["Devices", "Imaging", "Uploads"],
        ["Ecg"] = ["Consultations", "Imaging", "Patients", "Uploads"],
        ["Facilities"] = ["Catalogue"],
        ["Imaging"] = ["Consultations", "Devices", "Ecg", "Facilities", "Patients", "Uploads"],
        ["Inspect"] = ["Imaging"],
        ["Jobs"] = ["People"],
        ["Live"] = ["Rooms"],
        ["Notices"] = ["Consultations"],
        ["Pathology"] = ["Consultations", "Imaging", "Patients", "Uploads"],
        ["Patients"] = ["Consultations"],
        ["People"] = ["Catalogue", "Facilities"],
        ["Reports"] = ["Catalogue", "Consultations", "Ecg", "Imaging", "Notices", "Pathology", "Patients"],
        ["Rooms"] = ["Consultations", "Notices", "Patients", "Uploads"],
        ["Search"] = ["Consultations", "Facilities", "Patients", "People"],
        ["Uploads"] = ["Consultations", "Ecg", "Imaging", "Pathology", "Patients"],
    };
}
