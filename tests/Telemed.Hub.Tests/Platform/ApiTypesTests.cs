using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Platform;

public sealed partial class ApiTypesTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private const string Types = "src/Telemed.Web/src/platform/api-types.ts";

    [PostgresFact]
    public async Task The_browsers_types_are_those_of_the_hub()
    {
        using var client = hub.Anonymous();
        var description = ServersOf().Replace(await client.GetStringAsync("/openapi/v1.json"), "", 1);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)));
        var head = File.ReadLines(Path.Combine(Top(), Types)).Take(2).Last();
        Assert.True(head == $"// OpenAPI sha256: {hash}",
            $"Run infra/api-types and commit {Types}: the hub's interfaces changed.");
    }

    // What these answer is a file or a page, not JSON.
    private static readonly string[] Files =
        ["/page", "/pdf", "/trace", "/content", ".geojson", ".dcm", "/picture", "/without-identity"];

    [PostgresFact]
    public async Task Every_question_to_the_hub_says_what_its_answer_holds()
    {
        using var client = hub.Anonymous();
        using var description = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var silent = description.RootElement.GetProperty("paths").EnumerateObject()
            .Where(path => path.Name.StartsWith("/api/", StringComparison.Ordinal)
                && !Files.Any(end => path.Name.EndsWith(end, StringComparison.Ordinal)))
            .Where(path => path.Value.TryGetProperty("get", out var get)
                && !get.GetProperty("responses").GetProperty("200").TryGetProperty("content", out _))
            .Select(path => path.Name);
        Assert.Empty(silent);
    }

    private static string Top()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Telemed.sln"))) return at.FullName;
        throw new DirectoryNotFoundException("The tests run outside the source tree.");
    }

    // The address of the hub that was asked is no part of the description.
    [GeneratedRegex("""
        "servers":\s*\[[^\]]*\],?\s*
        """)]
    private static partial Regex ServersOf();
}
