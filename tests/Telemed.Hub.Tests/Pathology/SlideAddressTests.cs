using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using Telemed.Hub.Tests.Platform;
using Telemed.Pathology;
using Telemed.Pathology.Tests;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Pathology;

/// <summary>The same tiles under the addresses of IIIF and DeepZoom, and previews of many in one answer.</summary>
[Collection(nameof(SlideHub))]
public sealed class SlideAddressTests(HubFixture hub)
{
    private static readonly byte[] Slide = SlideMaker.Make(1200, 900);

    [PostgresFact]
    public async Task IIIF_describes_the_slide_and_gives_stored_tiles_as_they_are()
    {
        using var client = await hub.SignIn("village-a");
        var slide = await SlideSender.Send(hub, client, Slide, "HE.svs");
        using var answer = await client.GetAsync($"/slides/{slide}/iiif/info.json");
        Assert.Equal("application/ld+json", answer.Content.Headers.ContentType?.MediaType);
        var info = await answer.Content.ReadFromJsonAsync<JsonElement>();
        // The members that Image API 3.0 section 5.2 wants.
        Assert.Equal(
            ("http://iiif.io/api/image/3/context.json", "ImageService3", "http://iiif.io/api/image", "level1"),
            (info.GetProperty("@context").GetString(), info.GetProperty("type").GetString(),
                info.GetProperty("protocol").GetString(), info.GetProperty("profile").GetString()));
        Assert.Equal((1200, 900), (info.GetProperty("width").GetInt32(), info.GetProperty("height").GetInt32()));
        Assert.EndsWith($"/slides/{slide}/iiif", info.GetProperty("id").GetString(), StringComparison.Ordinal);
        var tiles = info.GetProperty("tiles")[0];
        Assert.Equal([1, 2, 4, 8],
            tiles.GetProperty("scaleFactors").EnumerateArray().Select(factor => factor.GetInt32()));

        Assert.Equal(await client.GetByteArrayAsync($"/slides/{slide}/tiles/0/1_2"),
            await client.GetByteArrayAsync($"/slides/{slide}/iiif/256,512,256,256/256,256/0/default.jpg"));
        Assert.Equal(await client.GetByteArrayAsync($"/slides/{slide}/tiles/1/1_0"),
            await client.GetByteArrayAsync($"/slides/{slide}/iiif/512,0,512,512/256,256/0/default.jpg"));
    }

    [PostgresFact]
    public async Task IIIF_makes_any_region_at_any_smaller_size_and_refuses_what_is_outside()
    {
        using var client = await hub.SignIn("village-a");
        var slide = await SlideSender.Send(hub, client, Slide, "HE.svs");
        foreach (var (wish, width, height) in new[]
        {
            ("full/max", 1200, 900), ("full/300,", 300, 225), ("full/,90", 120, 90), ("full/!100,100", 100, 75),
            ("square/90,90", 90, 90), ("1000,800,900,900/max", 200, 100), ("17,33,100,50/50,25", 50, 25),
        })
        {
            using var made = await client.GetAsync($"/slides/{slide}/iiif/{wish}/0/default.jpg");
            Assert.True(made.IsSuccessStatusCode, wish);
            Assert.Equal((width, height), SizeOf(await made.Content.ReadAsByteArrayAsync()));
        }
        foreach (var wrong in new[]
        {
            "full/1300,/0/default.jpg", "1200,0,10,10/max/0/default.jpg", "full/max/90/default.jpg",
            "full/max/0/default.png", "full/0,0/0/default.jpg", "1,2,3/max/0/default.jpg",
        })
            Assert.Equal(HttpStatusCode.BadRequest,
                (await client.GetAsync($"/slides/{slide}/iiif/{wrong}")).StatusCode);
        using var other = await hub.SignIn("village-b");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/slides/{slide}/iiif/info.json")).StatusCode);
    }

    [PostgresFact]
    public async Task DeepZoom_levels_halve_down_to_a_pixel()
    {
        using var client = await hub.SignIn("village-a");
        var slide = await SlideSender.Send(hub, client, Slide, "HE.svs");
        var image = XDocument.Parse(await client.GetStringAsync($"/slides/{slide}.dzi")).Root!;
        Assert.Equal("http://schemas.microsoft.com/deepzoom/2008", image.Name.NamespaceName);
        Assert.Equal(("256", "0", "jpg"), ((string?)image.Attribute("TileSize"), (string?)image.Attribute("Overlap"),
            (string?)image.Attribute("Format")));
        var size = image.Elements().Single();
        Assert.Equal(("1200", "900"), ((string?)size.Attribute("Width"), (string?)size.Attribute("Height")));

        // 2^11 is the first power of two that holds 1200: level 11 is the whole, level 10 half of it.
        Assert.Equal(await client.GetByteArrayAsync($"/slides/{slide}/tiles/0/4_3"),
            await client.GetByteArrayAsync($"/slides/{slide}_files/11/4_3.jpg"));
        Assert.Equal(await client.GetByteArrayAsync($"/slides/{slide}/tiles/1/1_1"),
            await client.GetByteArrayAsync($"/slides/{slide}_files/10/1_1.jpg"));
        Assert.Equal((1, 1), SizeOf(await client.GetByteArrayAsync($"/slides/{slide}_files/0/0_0.jpg")));
        Assert.Equal((38, 29), SizeOf(await client.GetByteArrayAsync($"/slides/{slide}_files/6/0_0.jpg")));
        foreach (var absent in new[] { "12/0_0.jpg", "11/5_0.jpg", "11/0_4.jpg", "0/1_0.jpg", "11/x.jpg" })
            Assert.Equal(HttpStatusCode.NotFound,
                (await client.GetAsync($"/slides/{slide}_files/{absent}")).StatusCode);
    }

    [PostgresFact]
    public async Task A_tile_that_was_never_stored_is_one_white_picture_at_every_address()
    {
        using var client = await hub.SignIn("village-a");
        var file = SlideMaker.Make(1200, 900, 77);
        var level = SlideReader.Open(new MemoryStream(file), CancellationToken.None).Levels[0];
        // The place of the second tile stands once in the file, in the list of places; zero there says "blank".
        var place = BitConverter.GetBytes((uint)level.Tiles[1].Offset);
        var at = file.AsSpan().IndexOf(place);
        Assert.Equal(-1, file.AsSpan(at + 4).IndexOf(place));
        file.AsSpan(at, 4).Clear();
        var slide = await SlideSender.Send(hub, client, file, "blank.svs");
        var info = await client.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}");
        Assert.Equal(2, info.GetProperty("levels")[0].GetProperty("blank").GetBytesFromBase64()[0]);
        var tile = await client.GetByteArrayAsync($"/slides/{slide}/tiles/0/1_0");
        var last = (int)Math.Ceiling(Math.Log2(1200));
        Assert.Equal(tile, await client.GetByteArrayAsync($"/slides/{slide}_files/{last}/1_0.jpg"));
        Assert.All(PngPixels.Read(tile).Pixels, value => Assert.Equal(255, value));
    }

    [PostgresFact]
    public async Task A_preview_is_rough_small_and_says_so()
    {
        using var client = await hub.SignIn("village-a");
        var slide = await SlideSender.Send(hub, client, Slide, "HE.svs");
        using var preview = await client.GetAsync($"/slides/{slide}/tiles/0/1_1?v=1&look=preview");
        Assert.Equal("preview", preview.Headers.GetValues("X-Tile").Single());
        var rough = await preview.Content.ReadAsByteArrayAsync();
        var stored = await client.GetByteArrayAsync($"/slides/{slide}/tiles/0/1_1");
        Assert.InRange(rough.Length, 1, stored.Length / 2);
        Assert.Equal((256, 256), SizeOf(rough));

        var batch = await client.GetByteArrayAsync($"/slides/{slide}/batch?v=1&tiles=0/1_1,1/0_0,3/0_0");
        var at = 0;
        for (var number = 0; number < 3; number++)
        {
            Assert.Equal(number, BinaryPrimitives.ReadUInt16LittleEndian(batch.AsSpan(at)));
            var length = BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(at + 2));
            var tile = batch[(at + 6)..(at + 6 + length)];
            if (number == 0) Assert.Equal(rough, tile);
            Assert.Equal([0xFF, 0xD8], tile[..2]);
            at += 6 + length;
        }
        Assert.Equal(batch.Length, at);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"/slides/{slide}/batch?tiles=0-1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound,
            (await client.GetAsync($"/slides/{slide}/batch?tiles=0/99_0")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict,
            (await client.GetAsync($"/slides/{slide}/batch?v=9&tiles=0/0_0")).StatusCode);
    }

    /// <summary>Width and height of the frame header (ISO/IEC 10918-1 B.2.2).</summary>
    private static (int Width, int Height) SizeOf(byte[] jpeg)
    {
        for (var at = 2; at + 9 < jpeg.Length; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2)))
            if (jpeg[at + 1] is >= 0xC0 and <= 0xC2)
                return (BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 7)),
                    BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 5)));
        return (0, 0);
    }
}
