using System.Text.RegularExpressions;

namespace House.Tests;

public sealed partial class EdgeTests
{
    // STYLE: Domain and Dicom use nothing of ours; readers may use Dicom; Storage may use Domain; only Hub uses all.
    // The hub names Decode so that its child program is built and published beside it; it never calls into it.
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Telemed.Domain"] = [], ["Telemed.Dicom"] = [], ["Telemed.Ecg"] = ["Telemed.Dicom"],
        ["Telemed.Pathology"] = ["Telemed.Dicom"],
        ["Telemed.Storage"] = ["Telemed.Domain"], ["Telemed.Decode"] = ["Telemed.Dicom", "Telemed.Pathology"],
        ["Telemed.Hub"] =
            ["Telemed.Domain", "Telemed.Dicom", "Telemed.Ecg", "Telemed.Pathology", "Telemed.Storage",
                "Telemed.Decode"],
    };

    [Fact]
    public void A_project_uses_only_those_below_it()
    {
        foreach (var file in House.Files("src", "*.csproj"))
        {
            var project = Path.GetFileNameWithoutExtension(file);
            var used = ProjectReference().Matches(House.Text(file)).Select(match => match.Groups[1].Value);
            Assert.True(Projects.ContainsKey(project), $"{project} is not in the house");
            Assert.Empty(used.Except(Projects[project]).Select(other => $"{project} uses {other}"));
        }
    }

    [Fact]
    public void A_slice_uses_only_its_listed_neighbours()
    {
        var wrong = new List<string>();
        foreach (var file in House.Files("src/Telemed.Hub", "*.cs"))
        {
            if (file.Split('/') is not [_, _, var slice, ..] || slice is "Platform" or "Program.cs") continue;
            if (!SliceEdges.Allowed.TryGetValue(slice, out var allowed))
            {
                wrong.Add($"{slice} is not a known slice");
                continue;
            }
            foreach (Match match in SliceUse().Matches(House.Text(file)))
            {
                var used = match.Groups[1].Value;
                if (used != slice && !SliceEdges.Common.Contains(used) && !allowed.Contains(used))
                    wrong.Add($"{file} uses {used}");
            }
        }
        Assert.Empty(wrong.Distinct());
    }

    [GeneratedRegex("ProjectReference Include=\"[^\"]*?([A-Za-z.]+)\\.csproj\"")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"(?m)^using (?:static )?Telemed\.Hub\.([A-Z][A-Za-z]*)")]
    private static partial Regex SliceUse();
}
