using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Telemed.Hub.Tests.Pathology;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>Parts of 8 KiB, so that a small slide has many.</summary>
public sealed class SmallPartsFixture : HubFixture
{
    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["Telemed:Uploads:PartBytes"] = "8192" };
}

/// <summary>Classes that send slides in parts share one hub.</summary>
[CollectionDefinition(nameof(PartsHub))]
public sealed class PartsHub : ICollectionFixture<SmallPartsFixture>;

[Collection(nameof(PartsHub))]
public sealed class PartDoorTests(SmallPartsFixture hub)
{
    private static readonly byte[] Slide = SlideMaker.Make(1800, 1500);

    [PostgresFact]
    public async Task A_slide_can_be_looked_at_after_a_tenth_of_its_bytes()
    {
        var consultation = await CaseForFiles.Draft(hub);
        using var client = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var sender = new PartSender(client, Slide);
        var answer = await sender.Begin("HE.svs", consultation);
        while (sender.SentBytes <= Slide.Length / 10 && PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.InRange(sender.SentBytes, 1, Slide.Length / 10 + 8192);
        var slide = answer.GetProperty("slideId").GetGuid();
        var info = await reader.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}");
        Assert.False(info.GetProperty("complete").GetBoolean());
        // Its case has it among the files already, under the number that it keeps.
        Assert.Equal([(slide, slide)], await Files(client, consultation));
        // Of the four levels the third is a quarter, 5x. The whole of it and of the smaller one is here.
        for (var level = 2; level < info.GetProperty("levels").GetArrayLength(); level++)
        {
            var shape = info.GetProperty("levels")[level];
            for (var row = 0; row < shape.GetProperty("rows").GetInt32(); row++)
                for (var column = 0; column < shape.GetProperty("columns").GetInt32(); column++)
                    Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(
                        $"/slides/{slide}/tiles/{level}/{column}_{row}")).StatusCode);
        }
        using var missing = await reader.GetAsync($"/slides/{slide}/tiles/0/3_3");
        Assert.Equal("not_arrived", (await missing.Content.ReadFromJsonAsync<JsonElement>()).GetProperty(
            "code").GetString());
        Assert.True(missing.Headers.CacheControl!.NoStore);

        while (PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("accepted", answer.GetProperty("state").GetString());
        Assert.Equal([(slide, slide)], await Files(client, consultation));
    }

    [PostgresFact]
    public async Task Twenty_cuts_cost_little_and_the_hash_is_that_of_the_file()
    {
        var consultation = await CaseForFiles.Draft(hub);
        using var client = await hub.SignIn("village-a");
        var sender = new PartSender(client, Slide);
        var answer = await sender.Begin("HE.svs", consultation);
        for (var sent = 0; PartSender.Next(answer) is { } next; sent++)
        {
            if (sent % 3 == 1 && sent < 60)
            {
                // The line drops in the middle of a part: half of it leaves, and the hub never sees the rest.
                using var cut = await sender.Put(next, sender.Part(next)[..(sender.Part(next).Length / 4)]);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, cut.StatusCode);
                answer = await sender.Look();
            }
            else answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        }
        Assert.InRange(sender.SentBytes - Slide.Length, 0, Slide.Length / 20);
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{sender.Id}");
        Assert.True(seen.GetProperty("state").GetString() == "accepted", seen.ToString());
        var info = await client.GetFromJsonAsync<JsonElement>($"/api/slides/{seen.GetProperty("slideId").GetGuid()}");
        Assert.True(info.GetProperty("complete").GetBoolean());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Slide)), info.GetProperty("sha256").GetString());
        using var tile = await client.GetAsync($"/slides/{seen.GetProperty("slideId").GetGuid()}/tiles/0/3_3");
        Assert.Equal(HttpStatusCode.OK, tile.StatusCode);
    }

    [PostgresFact]
    public async Task A_part_that_was_cut_goes_on_where_its_line_ended()
    {
        using var client = await hub.SignIn("village-a");
        var sender = new PartSender(client, Slide);
        await sender.Begin("HE.svs", null);
        using (await sender.Put(3, sender.Part(3)[..5000])) { }
        var begun = (await sender.Look()).GetProperty("begun")[0];
        Assert.Equal((3, 5000), (begun.GetProperty("number").GetInt32(), begun.GetProperty("bytes").GetInt32()));
        using (var other = await sender.Put(2, sender.Part(2)[4000..], offset: 4000))
            Assert.Equal("part_not_begun",
                (await other.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        using var rest = await sender.Put(3, sender.Part(3)[5000..], offset: 5000);
        var answer = await rest.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal([3], answer.GetProperty("here").EnumerateArray().Select(part => part.GetInt32()));
        Assert.Empty(answer.GetProperty("begun").EnumerateArray());
    }

    [PostgresFact]
    public async Task A_part_sent_twice_counts_once()
    {
        using var client = await hub.SignIn("village-a");
        var sender = new PartSender(client, Slide);
        await sender.Begin("HE.svs", null);
        using (await sender.Put(3)) { }
        using (await sender.Put(3)) { }
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{sender.Id}");
        Assert.Equal(8192, seen.GetProperty("receivedBytes").GetInt64());
    }

    [PostgresFact]
    public async Task A_withdrawn_slide_is_gone_with_what_was_to_be_seen_of_it()
    {
        using var client = await hub.SignIn("village-a");
        var sender = new PartSender(client, Slide);
        var answer = await sender.Begin("HE.svs", null);
        while (answer.GetProperty("slideId").ValueKind == JsonValueKind.Null && PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        var slide = answer.GetProperty("slideId").GetGuid();
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/uploads/{sender.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/slides/{slide}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/uploads/{sender.Id}")).StatusCode);
    }

    [PostgresFact]
    public async Task A_pin_keeps_its_number_and_leaves_as_GeoJSON()
    {
        using var client = await hub.SignIn("village-a");
        var sender = new PartSender(client, Slide);
        var answer = await sender.Begin("HE.svs", await CaseForFiles.Draft(hub));
        while (answer.GetProperty("slideId").ValueKind == JsonValueKind.Null && PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        var marks = $"/api/slides/{answer.GetProperty("slideId").GetGuid()}/marks";
        async Task Add(string kind, double[] points) =>
            Assert.Equal(HttpStatusCode.Created, (await client.PostAsJsonAsync(marks,
                new { kind, points, text = "atypia?" })).StatusCode);

        await Add("pin", [100, 200]);
        await Add("pin", [300, 400]);
        var first = (await client.GetFromJsonAsync<JsonElement>(marks)).GetProperty("items")[0];
        Assert.Equal(1, first.GetProperty("number").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(
            $"{marks}/{first.GetProperty("id").GetGuid()}")).StatusCode);
        await Add("region", [0, 0, 10, 0, 10, 10]);
        await Add("pin", [5, 5]);
        var items = (await client.GetFromJsonAsync<JsonElement>(marks)).GetProperty("items");
        Assert.Equal([2, 3], items.EnumerateArray().Where(item => item.GetProperty("kind").GetString() == "pin")
            .Select(item => item.GetProperty("number").GetInt32()));
        var geo = await client.GetFromJsonAsync<JsonElement>($"{marks}.geojson");
        // The slide states half a micrometre a pixel.
        Assert.Equal([0, 0, 5, 0, 5, 5],
            items[1].GetProperty("pointsUm").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(2.5,
            geo.GetProperty("features")[2].GetProperty("properties").GetProperty("pointsUm")[0].GetDouble());
        var ring = geo.GetProperty("features")[1].GetProperty("geometry");
        Assert.Equal(("Polygon", 4), (ring.GetProperty("type").GetString(),
            ring.GetProperty("coordinates")[0].GetArrayLength()));
    }

    [PostgresFact]
    public async Task A_mark_without_enough_points_is_refused()
    {
        using var client = await hub.SignIn("village-a");
        using var refused = await client.PostAsJsonAsync($"/api/slides/{Guid.NewGuid()}/marks",
            new { kind = "line", points = new[] { 1.0, 2 } });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static async Task<(Guid, Guid)[]> Files(HttpClient client, Guid consultation) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/api/consultations/{consultation}"))
            .GetProperty("attachmentList")
            .EnumerateArray()
            .Select(file => (file.GetProperty("id").GetGuid(), file.GetProperty("subjectId").GetGuid()))];
}
