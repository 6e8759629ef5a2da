using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.Pathology;
using Telemed.Pathology.Tests;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Pathology;

[Collection(nameof(SlideHub))]
public sealed class SlideTests(HubFixture hub)
{
    [PostgresFact]
    public async Task A_slide_that_was_sent_shows_its_tiles_as_stored()
    {
        var file = SlideMaker.Make(1200, 900);
        using var client = await hub.SignIn("village-a");
        var slide = await Send(client, file, "HE 1.svs");
        var info = await client.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}");
        Assert.Equal((1200, 900, 0.5, 20d, "HE 1"), (info.GetProperty("widthPx").GetInt32(),
            info.GetProperty("heightPx").GetInt32(),
            info.GetProperty("umPerPx").GetDouble(), info.GetProperty("objective").GetDouble(),
                info.GetProperty("label").GetString()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), info.GetProperty("sha256").GetString());
        Assert.Equal(4, info.GetProperty("levels").GetArrayLength());

        using var tile = await client.GetAsync($"/slides/{slide}/tiles/0/4_3");
        Assert.Equal("image/jpeg", tile.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", tile.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(StoredTile(file, 0, 4, 3), await tile.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/slides/{slide}/thumbnail")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/slides/{slide}/tiles/0/5_3")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/slides/{slide}/tiles/9/0_0")).StatusCode);
    }

    [PostgresFact]
    public async Task Who_may_not_see_the_case_sees_no_tile()
    {
        using var sender = await hub.SignIn("village-a");
        var slide = await Send(sender, SlideMaker.Make(300, 200), "a.svs");
        using var other = await hub.SignIn("village-b");
        foreach (var address in new[] { $"/api/slides/{slide}", $"/slides/{slide}/tiles/0/0_0",
            $"/slides/{slide}/thumbnail" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(address)).StatusCode);
        using var reader = await hub.SignIn("county-a");
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"/slides/{slide}/tiles/0/0_0")).StatusCode);
    }

    [RealSlideFact]
    public async Task A_label_is_shown_only_on_demand_and_leaves_a_trace()
    {
        using var client = await hub.SignIn("village-a");
        var slide = await Send(client, await File.ReadAllBytesAsync(
            Path.Combine(TestData.Folder("pathology")!, "svs/cmu-1-small-region.svs")), "x.svs");
        using var label = await client.GetAsync($"/slides/{slide}/beside/label");
        Assert.Equal("image/png", label.Content.Headers.ContentType?.MediaType);
        await using var reading = await hub.Database.Read(CancellationToken.None);
        Assert.Equal(1, await reading.Row<int>(
            "SELECT count(*)::int FROM audit_row WHERE action = 'slide.label_shown' AND entity_id = @id",
                new { id = slide.ToString() },
            CancellationToken.None));
    }

    private Task<Guid> Send(HttpClient client, byte[] file, string name) => SlideSender.Send(hub, client, file, name);

    private static byte[] StoredTile(byte[] file, int level, int column, int row)
    {
        var slide = SlideReader.Open(new MemoryStream(file), CancellationToken.None);
        var span = ServedTile.Spans(slide.Levels[level], column, row)[0];
        return [.. slide.Levels[level].JpegPrefix.Span, .. file.AsSpan((int)span.Offset + 2, span.Length - 2)];
    }
}

/// <summary>Needs PostgreSQL and the real slides.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealSlideFactAttribute : FactAttribute
{
    public RealSlideFactAttribute() =>
        Skip = PostgresCluster.WhyAbsent ?? (TestData.Root is null ? "The folder of real files is absent." : null);
}

/// <summary>As <see cref="RealSlideFactAttribute"/>, with other people's decoders to judge ours.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OracleSlideFactAttribute : FactAttribute
{
    public OracleSlideFactAttribute() => Skip = new RealSlideFactAttribute().Skip ?? NativeOracles.Missing;
}

/// <summary>Classes that look at slides share one hub; each makes its own.</summary>
[CollectionDefinition(nameof(SlideHub))]
public sealed class SlideHub : ICollectionFixture<HubFixture>;
