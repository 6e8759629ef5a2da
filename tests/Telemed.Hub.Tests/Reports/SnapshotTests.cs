using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Consultations;
using Telemed.Hub.Tests.Pathology;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Reports;

public sealed class SnapshotTests(HubFixture hub) : IClassFixture<HubFixture>, IAsyncLifetime
{
    // Eight by eight grey pixels, written by Python's zlib after the PNG specification.
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR4nGNogAIGyhgAgIQgAQ2AJGEAAAAASUVORK5CYII=");

    private readonly DeskWorld desk = new(hub);

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is null) await desk.Prepare();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task A_picture_of_a_slide_is_printed_in_the_report_with_its_caption_and_its_scale()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (id, slide) = await Claimed(village, reader);
        // 0.5 µm a pixel of the slide, 40 of them a pixel of the picture: 20 µm.
        var taken = await DeskWorld.Json(await Take(reader, id, slide, "<b>Invasive front</b>", 40), 201);
        Assert.Equal((8, 8, 20d), (
            taken[0].GetProperty("widthPx").GetInt32(), taken[0].GetProperty("heightPx").GetInt32(),
            taken[0].GetProperty("umPerPx").GetDouble()));
        var picture = $"/api/consultations/{id}/snapshots/{taken[0].GetProperty("id").GetGuid()}/picture";
        Assert.Equal(HttpStatusCode.NotFound, (await village.GetAsync(picture)).StatusCode);  // nothing is signed yet

        var report = await DeskWorld.Json(await desk.Sign(reader, id, SlidesBehindReportTests.Report()), 200);
        Assert.Equal("<b>Invasive front</b>", report.GetProperty("pictures")[0].GetProperty("caption").GetString());
        Assert.Equal(Png, await village.GetByteArrayAsync(picture));
        var page = await village.GetStringAsync($"/api/reports/{report.GetProperty("id").GetGuid()}/page?language=en");
        Assert.Contains(Convert.ToBase64String(Png), page, StringComparison.Ordinal);
        Assert.Contains("1. &lt;b&gt;Invasive front&lt;/b&gt;", page, StringComparison.Ordinal);
        // A quarter of eight pixels of 20 µm is 40 µm; the longest round length within is 20 µm, one pixel.
        Assert.Contains(">20 µm</text>", page, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_picture_without_a_stated_scale_has_no_bar()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (id, slide) = await Claimed(village, reader);
        await desk.Execute("UPDATE slide SET um_per_px = NULL WHERE id = @slide", new { slide });
        var taken = await DeskWorld.Json(await Take(reader, id, slide, "", 40), 201);
        Assert.Equal(JsonValueKind.Null, taken[0].GetProperty("umPerPx").ValueKind);
        var report = await DeskWorld.Json(await desk.Sign(reader, id, SlidesBehindReportTests.Report()), 200);
        var page = await village.GetStringAsync($"/api/reports/{report.GetProperty("id").GetGuid()}/page?language=en");
        Assert.Contains("<figure>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("µm</text>", page, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Captions_change_and_pictures_go_until_the_report_is_signed_and_not_after()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (id, slide) = await Claimed(village, reader);
        await DeskWorld.Json(await Take(reader, id, slide, "one", 1), 201);
        var two = await DeskWorld.Json(await Take(reader, id, slide, "two", 1), 201);
        var first = $"/api/consultations/{id}/snapshots/{two[0].GetProperty("id").GetGuid()}";
        var second = $"/api/consultations/{id}/snapshots/{two[1].GetProperty("id").GetGuid()}";
        await DeskWorld.Json(await reader.DeleteAsync(first), 200);
        var left = await DeskWorld.Json(await reader.PutAsJsonAsync(second, new { caption = "The margin" }), 200);
        Assert.Equal(["The margin"], left.EnumerateArray().Select(each => each.GetProperty("caption").GetString()));
        Assert.Equal(4, await desk.Row<int>("""
            SELECT count(*)::int FROM audit_row WHERE entity_id = @id AND action LIKE 'report.snapshot_%'
            """, new { id = id.ToString("D") }));

        await DeskWorld.Json(await desk.Sign(reader, id, SlidesBehindReportTests.Report()), 200);
        Assert.Equal("not_reading", await DeskWorld.Code(await reader.DeleteAsync(second)));
        Assert.Equal("not_reading", await DeskWorld.Code(await Take(reader, id, slide, "late", 1)));
    }

    [PostgresFact]
    public async Task Only_who_reads_the_case_puts_pictures_in_and_only_pictures_of_its_own_slides()
    {
        using var village = await hub.SignIn("village-a");
        using var reader = await hub.SignIn("county-a");
        var (id, slide) = await Claimed(village, reader);
        Assert.Equal(HttpStatusCode.Forbidden, (await Take(village, id, slide, "", 1)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Take(reader, id, Guid.NewGuid(), "", 1)).StatusCode);
        Assert.Equal("bad_file", await DeskWorld.Code(await Take(reader, id, slide, "", 1, "<svg/>"u8.ToArray())));
        using var none = new MultipartFormDataContent { { new StringContent("{}"), "about" } };
        var refused = await reader.PostAsync($"/api/consultations/{id}/snapshots", none);
        Assert.Equal("bad_field", await DeskWorld.Code(refused));
        Assert.Equal(0, await desk.Row<int>(
            "SELECT count(*)::int FROM consultation_snapshot WHERE consultation_id = @id", new { id }));
    }

    private async Task<(Guid Case, Guid Slide)> Claimed(HttpClient village, HttpClient reader)
    {
        var id = await desk.Sent(village, "green", "text_consult");
        await DeskWorld.Json(await reader.PostAsync($"/api/consultations/{id}/claim", null), 200);
        var sender = new PartSender(village, SlideMaker.Make(600, 400));
        var answer = await sender.Begin("HE.svs", id);
        while (PartSender.Next(answer) is { } next)
            answer = await (await sender.Put(next)).Content.ReadFromJsonAsync<JsonElement>();
        return (id, await desk.Row<Guid>("SELECT id FROM slide WHERE consultation_id = @id", new { id }));
    }

    private static async Task<HttpResponseMessage> Take(
        HttpClient person, Guid id, Guid slide, string caption, double sourcePxPerPx, byte[]? bytes = null)
    {
        var about = JsonSerializer.Serialize(new
        {
            caption, subjectKind = "slide", subjectId = slide, view = new { x = 0.5, y = 0.5, zoom = 1, sourcePxPerPx },
        });
        var picture = new ByteArrayContent(bytes ?? Png);
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(about), "about" }, { picture, "picture", "snapshot.png" },
        };
        return await person.PostAsync($"/api/consultations/{id}/snapshots", form);
    }
}
