using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Platform;

/// <summary>
/// A hub as a city runs it: objects in a bucket of a real S3 server, given by the settings of the README.
/// </summary>
public sealed class BucketHub : HubFixture, IAsyncLifetime
{
    private string endpoint = "";

    protected override IReadOnlyDictionary<string, string?> Settings => endpoint.Length == 0
        ? new Dictionary<string, string?>()
        : new Dictionary<string, string?>
        {
            ["Telemed:S3:Endpoint"] = endpoint, ["Telemed:S3:Bucket"] = "city",
            ["Telemed:S3:AccessKey"] = Radosgw.AccessKey, ["Telemed:S3:SecretKey"] = Radosgw.SecretKey,
        };

    async Task IAsyncLifetime.InitializeAsync()
    {
        if (Radosgw.WhyAbsent is null) endpoint = await Radosgw.Address();
        await InitializeAsync();
    }
}

public sealed class BucketHubTests(BucketHub hub) : IClassFixture<BucketHub>
{
    [BucketHubFact]
    public async Task An_ecg_is_kept_in_the_bucket_and_read_from_it()
    {
        var desk = new DeskWorld(hub);
        await desk.Prepare();
        using var village = await hub.SignIn("village-a");
        var draft = await desk.Draft(village, await desk.Patient(), service: "text_consult");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestData.Folder("ecg")!, "scp", "Example.scp"));
        var upload = await new TusSender(village).Send(bytes, "rest.scp", draft.GetProperty("id").GetGuid());
        var state = await village.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}");
        Assert.Equal("accepted", state.GetProperty("state").GetString());

        var attachment = state.GetProperty("attachmentId").GetGuid();
        Assert.Equal(bytes, await village.GetByteArrayAsync($"/api/attachments/{attachment}/content"));
        var ecg = await desk.Row<Guid>("SELECT subject_id FROM attachment WHERE id = @id", new { id = attachment });
        Assert.NotEmpty(await village.GetByteArrayAsync($"/api/ecgs/{ecg}/trace"));
    }
}

/// <summary>A fact that needs PostgreSQL, radosgw and the shared files.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BucketHubFactAttribute : FactAttribute
{
    public BucketHubFactAttribute() => Skip = PostgresCluster.WhyAbsent ?? Radosgw.WhyAbsent
        ?? (TestData.Root is null ? "The folder of real files is absent; set TELEMED_TEST_DATA." : null);
}
