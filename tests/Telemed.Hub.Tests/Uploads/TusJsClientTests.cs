using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>The tus door with the client that browsers use, in Node.</summary>
[Collection(nameof(FilesHub))]
public sealed class TusJsClientTests(HubFixture hub)
{
    [TusClientFact]
    public async Task Tus_js_client_sends_a_slide_through_a_cut_and_every_byte_arrives()
    {
        using var village = await hub.SignIn("village-a");
        var consultation = await CaseForFiles.Draft(hub);
        var file = Path.Combine(TestData.Folder("pathology")!, "svs", "cmu-1-small-region.svs");
        var happened = await Run(village, consultation, file);

        Assert.True(happened.GetProperty("cutAt").GetInt64() < new FileInfo(file).Length);
        Assert.Equal(happened.GetProperty("cutAt").GetInt64(), happened.GetProperty("resumedFrom").GetInt64());
        Assert.Contains("HEAD", happened.GetProperty("requests").EnumerateArray().Select(one => one.GetString()));
        var id = new Uri(happened.GetProperty("url").GetString()!).Segments[^1];
        var upload = await village.GetFromJsonAsync<JsonElement>($"/api/uploads/{id}");
        Assert.Equal("accepted", upload.GetProperty("state").GetString());
        var back =
            await village.GetByteArrayAsync($"/api/attachments/{upload.GetProperty("attachmentId").GetGuid()}/content");
        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(file)), SHA256.HashData(back));
    }

    private async Task<JsonElement> Run(HttpClient person, Guid consultation, string file)
    {
        var script =
            Path.Combine(TusClientFactAttribute.Root!, "tests", "Telemed.Hub.Tests", "Uploads", "tusClient.mjs");
        var start = new ProcessStartInfo("node",
            [
                script, TusClientFactAttribute.Modules!, hub.Address.ToString().TrimEnd('/'),
                person.DefaultRequestHeaders.GetValues("Cookie").Single(), consultation.ToString(), file,
            ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var (said, wrong) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(node.ExitCode == 0, await wrong);
        return JsonDocument.Parse(await said).RootElement;
    }
}

/// <summary>A fact that needs Node, the web application's packages, the shared files and PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TusClientFactAttribute : FactAttribute
{
    public TusClientFactAttribute() => Skip = PostgresCluster.WhyAbsent
        ?? (TestData.Root is null ? "The folder of real files is absent; set TELEMED_TEST_DATA." : null)
        ?? (Modules is null ? "tus-js-client is not installed: npm install in src/Telemed.Web." : null);

    public static string? Root { get; } = FindRoot();

    public static string? Modules { get; } = Root is null ? null
        : Directory.Exists(Path.Combine(Root, "src", "Telemed.Web", "node_modules", "tus-js-client"))
            ? Path.Combine(Root, "src", "Telemed.Web", "node_modules") : null;

    private static string? FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Telemed.sln"))) return at.FullName;
        return null;
    }
}
