using System.Text.Json.Nodes;

namespace Telemed.Hub.Inspect;

/// <summary>The line about one file, filled by whoever knows its kind.</summary>
internal sealed class InspectResult
{
    private readonly JsonArray warnings = [];
    private JsonObject? problem;

    /// <summary>The members that the kind of file adds.</summary>
    public JsonObject Details { get; } = [];

    /// <summary>dicom, ecg, slide, image, pdf or unknown.</summary>
    public string Kind { get; set; } = "unknown";

    public bool IsRefused => problem is not null;

    public void Warn(string sentence) => warnings.Add((JsonNode)sentence);

    public void Refuse(string section, long offset, string message) => problem ??= new JsonObject
    {
        ["section"] = section, ["offset"] = offset, ["message"] = message,
    };

    public JsonObject ToJson(string file, InspectSource? source)
    {
        var line = new JsonObject
        {
            ["file"] = file, ["bytes"] = source?.Bytes, ["sha256"] = source?.Sha256, ["kind"] = Kind,
            ["outcome"] = IsRefused ? "refused" : warnings.Count > 0 ? "warned" : "accepted",
            ["warnings"] = warnings,
        };
        if (problem is not null) line["problem"] = problem;
        foreach (var (name, value) in Details.ToArray())
        {
            Details.Remove(name);
            line[name] = value;
        }
        return line;
    }
}
