using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.Hub.Tests.Uploads;
using Telemed.Pathology;
using Telemed.Pathology.Dicom;
using Telemed.Pathology.Tests;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Pathology;

/// <summary>Tiles that are decoded, filled or built, and slides that arrive as DICOM.</summary>
[Collection(nameof(SlideHub))]
public sealed class MadeTilesTests(HubFixture hub)
{
    private static string Real(string name) => Path.Combine(TestData.Folder("pathology")!, name);

    [OracleSlideFact]
    public async Task JPEG_2000_tiles_show_the_pixels_of_OpenSlide()
    {
        using var client = await hub.SignIn("village-a");
        var path = Real("svs/tcga-cr-7395-jp2k.svs");
        var slide = await SlideSender.Send(hub, client, await File.ReadAllBytesAsync(path), "tcga.svs");
        var info = await client.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}");
        var level = info.GetProperty("levels")[0];
        var width = level.GetProperty("tileWidthPx").GetInt32();
        var height = level.GetProperty("tileHeightPx").GetInt32();
        Assert.True(level.GetProperty("shown").GetBoolean());

        using var tile = await client.GetAsync($"/slides/{slide}/tiles/0/3_2");
        Assert.True(tile.IsSuccessStatusCode, await tile.Content.ReadAsStringAsync());
        Assert.Equal("image/png", tile.Content.Headers.ContentType?.MediaType);
        var (pixels, _) = PngPixels.Read(await tile.Content.ReadAsByteArrayAsync());
        var theirs = NativeOracles.ReadRegion(path, 0, 3 * width, 2 * height, width, height);
        Assert.InRange(pixels.Zip(theirs).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 2);
    }

    [OracleSlideFact]
    public async Task A_slide_of_one_large_level_gets_the_smaller_ones_and_keeps_the_old_addresses_apart()
    {
        using var client = await hub.SignIn("village-a");
        var path = Real("svs/cmu-1-small-region.svs");
        var slide = await SlideSender.Send(hub, client, await File.ReadAllBytesAsync(path), "cmu.svs");
        var info = await SlideSender.Until(
            client, $"/api/slides/{slide}", now => now.GetProperty("version").GetInt32() == 2);
        var levels = info.GetProperty("levels");
        Assert.Equal((555, 742),
            (levels[1].GetProperty("widthPx").GetInt32(), levels[1].GetProperty("heightPx").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/slides/{slide}/tiles/1/1_1?v=2")).StatusCode);
        using var late = await client.GetAsync($"/slides/{slide}/tiles/1/1_1?v=1");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.True(late.Headers.CacheControl!.NoStore);

        // The built tile is the mean of sixteen pixels each, but for the loss of JPEG.
        var (ours, width, _) = NativeOracles.DecodeJpeg(
            await client.GetByteArrayAsync($"/slides/{slide}/tiles/1/0_0?v=2"));
        var theirs = NativeOracles.ReadRegion(path, 0, 0, 0, 1024, 1024);
        for (var (y, x) = (8, 8); y < 250; (y, x) = (y + 31, x + 29))
            for (var channel = 0; channel < 3; channel++)
                Assert.InRange(
                    Mean(ours, width, x, y, 8, channel) - Mean(theirs, 1024, 4 * x, 4 * y, 32, channel), -6, 6);
    }

    [RealSlideFact]
    public async Task A_zip_of_a_DICOM_series_becomes_a_slide_of_the_case()
    {
        using var client = await hub.SignIn("village-a");
        var consultation = await CaseForFiles.Draft(hub);
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var file in Directory.GetFiles(Real("dicom/cmu-1-small-region"), "*.dcm"))
                archive.CreateEntryFromFile(file, Path.GetFileName(file), CompressionLevel.NoCompression);
        var upload = await new TusSender(client).Send(zip.ToArray(), "series.zip", consultation);
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}");
        Assert.True(seen.GetProperty("state").GetString() == "accepted", seen.ToString());

        var slide = await SlideOf(consultation);
        var info = await client.GetFromJsonAsync<JsonElement>($"/api/slides/{slide}");
        Assert.Equal(("dicom", true, 12), (info.GetProperty("format").GetString(),
            info.GetProperty("complete").GetBoolean(), info.GetProperty("levels").GetArrayLength()));
        using var tile = await client.GetAsync($"/slides/{slide}/tiles/0/1_1?v=1");
        Assert.Equal("image/jpeg", tile.Content.Headers.ContentType?.MediaType);
    }

    [RealSlideFact]
    public async Task JPEG_LS_frames_are_decoded_without_loss()
    {
        using var client = await hub.SignIn("village-a");
        var consultation = await CaseForFiles.Draft(hub);
        await new TusSender(client).Send(
            await File.ReadAllBytesAsync(Real("dicom/sm_image_jpegls_nobot.dcm")), "a.dcm", consultation);
        var slide = await SlideOf(consultation);
        var (ours, _) = PngPixels.Read(await client.GetByteArrayAsync($"/slides/{slide}/tiles/0/1_2"));

        // The same picture without compression, opened by the library alone.
        using var plain = File.OpenRead(Real("dicom/sm_image.dcm"));
        var level = DicomSlide.Open([plain], CancellationToken.None).Levels[0];
        var span = ServedTile.Spans(level, 1, 2)[0];
        var theirs = new byte[span.Length];
        plain.Position = span.Offset;
        plain.ReadExactly(theirs);
        Assert.Equal(theirs[..ours.Length], ours);
    }

    [PostgresFact]
    public async Task A_damaged_tile_of_a_smaller_level_is_filled_from_the_level_before_it_and_says_so()
    {
        using var client = await hub.SignIn("village-a");
        var id = await SlideSender.Send(hub, client, Damaged(level: 1, quality: 79), "HE.svs");
        using var mended = await client.GetAsync($"/slides/{id}/tiles/1/0_0");
        Assert.True(mended.IsSuccessStatusCode, await mended.Content.ReadAsStringAsync());
        Assert.Equal("filled", mended.Headers.GetValues("X-Tile").Single());
        using var beside = await client.GetAsync($"/slides/{id}/tiles/1/1_0");
        Assert.False(beside.Headers.Contains("X-Tile"));
        // Full size has nothing to be made from, so its damage is said.
        id = await SlideSender.Send(hub, client, Damaged(level: 0, quality: 80), "HE 2.svs");
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await client.GetAsync($"/slides/{id}/tiles/0/0_0")).StatusCode);
    }

    private async Task<Guid?> SlideOf(Guid consultation)
    {
        Guid? slide = null;
        for (var tries = 0; tries < 60 && slide is null; tries++)
        {
            await Task.Delay(500);
            hub.Clock.Advance(TimeSpan.FromSeconds(2));
            await using var reading = await hub.Database.Read(CancellationToken.None);
            slide = await reading.RowOrNone<Guid?>(
                "SELECT subject_id FROM attachment WHERE consultation_id = @consultation AND kind = 'slide'",
                new { consultation }, CancellationToken.None);
        }
        return slide;
    }

    private static byte[] Damaged(int level, int quality)
    {
        var file = SlideMaker.Make(1200, 900, quality);
        var slide = SlideReader.Open(new MemoryStream(file), CancellationToken.None);
        file.AsSpan((int)slide.Levels[level].Tiles[0].Offset, 64).Clear();
        return file;
    }

    private static double Mean(byte[] rgb, int width, int left, int top, int size, int channel)
    {
        var sum = 0;
        for (var y = top; y < top + size; y++)
            for (var x = left; x < left + size; x++) sum += rgb[(y * width + x) * 3 + channel];
        return (double)sum / (size * size);
    }
}
