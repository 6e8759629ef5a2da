using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemed.Hub.Platform;

namespace House.Tests;

public sealed partial class SettingTests
{
    private static readonly JsonDocumentOptions Commented = new() { CommentHandling = JsonCommentHandling.Skip };

    [Fact]
    public void Every_setting_stands_in_the_sample_and_no_other()
    {
        using var sample = JsonDocument.Parse(House.Text("samples/settings.jsonc"), Commented);
        var shown = Leaves(sample.RootElement, "").ToHashSet();
        Assert.Equal(Settings().Order(), shown.Order());
    }

    [Fact]
    public void Every_short_variable_moves_a_setting_that_exists()
    {
        var known = Settings().Append("Telemed:Dimse:Port").ToHashSet();
        Assert.Empty(Telemed.Hub.Platform.Settings.Variables.Select(each => each.Key)
            .Where(key => !known.Contains(key)));
    }

    private static List<string> Settings()
    {
        var types = typeof(HubOptions).Assembly.GetTypes().ToLookup(type => type.Name);
        var found = new List<string>();
        foreach (var file in House.Files("src/Telemed.Hub", "*.cs"))
        {
            foreach (Match match in Bound().Matches(House.Text(file)))
            {
                found.AddRange(types[match.Groups[1].Value].Single()
                    .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(property => property.CanWrite)
                    .Select(property => $"{match.Groups[2].Value}:{property.Name}"));
            }
        }
        return [.. found.Distinct()];
    }

    private static IEnumerable<string> Leaves(JsonElement element, string path) =>
        element.EnumerateObject().SelectMany(member =>
        member.Value.ValueKind == JsonValueKind.Object
            ? Leaves(member.Value, $"{path}{member.Name}:")
            : [$"{path}{member.Name}"]);

    [GeneratedRegex("AddSettings<([A-Za-z]+)>\\([^\"]*\"(Telemed[A-Za-z0-9:]*)\"\\)")]
    private static partial Regex Bound();
}
