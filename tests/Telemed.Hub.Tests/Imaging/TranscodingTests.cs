using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Telemed.Dicom;
using Telemed.Hub.Imaging;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>Which syntax a client gets, and pictures for the eye.</summary>
[Collection(nameof(ImagesHub))]
public sealed class TranscodingTests(HubFixture hub)
{
    private const string Plain = "1.2.840.10008.1.2.1", Jpeg2000 = "1.2.840.10008.1.2.4.90";
    private const string Rle = "1.2.840.10008.1.2.5";

    // SHA-256 of the decoded pixels as pydicom and gdcm give it, from the expected file beside the corpus.
    private const string PixelsSha256 = "1add6ede29758c6f0c68f01749ddc6c907e68a312be4eb9da8489e376e0bbd34";

    [DecoderFact]
    public async Task A_compressed_instance_comes_uncompressed_unless_the_stored_syntax_is_asked_for()
    {
        using var client = await hub.SignIn("village-a");
        var file = await File.ReadAllBytesAsync(
            Path.Combine(TestData.Folder("dicom")!, "compressed/j2k/cornerstone_CT1_J2KR.dcm"));
        using var stored = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(file));
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
        using var head = new MemoryStream(file);
        var dataset = DicomReader.Read(head).Dataset;
        var path = $"/dicom-web/studies/{dataset.GetString(DicomTags.StudyInstanceUID)}"
            + $"/series/{dataset.GetString(DicomTags.SeriesInstanceUID)}"
            + $"/instances/{dataset.GetString(DicomTags.SOPInstanceUID)}";

        Assert.Equal(file, await (await Get(client, path, "application/dicom; transfer-syntax=*"))
            .Content.ReadAsByteArrayAsync());
        Assert.Equal(file, await (await Get(client, path, $"application/dicom; transfer-syntax={Jpeg2000}"))
            .Content.ReadAsByteArrayAsync());
        foreach (var accept in new[] { "application/dicom", $"application/dicom; transfer-syntax={Plain}" })
            Assert.Equal(
                PixelsSha256, PixelsOf(await (await Get(client, path, accept)).Content.ReadAsByteArrayAsync()));
        var part = Assert.Single(
            await PartsOf(await Get(client, path, "multipart/related; type=\"application/dicom\"")));
        Assert.EndsWith($"transfer-syntax={Plain}", part.ContentType, StringComparison.Ordinal);
        Assert.Equal(PixelsSha256, PixelsOf(part.Body));
        Assert.Equal(HttpStatusCode.NotAcceptable,
            (await Get(client, path, "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.80")).StatusCode);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await Get(client, path + "/frames/1",
            "multipart/related; type=application/octet-stream; transfer-syntax=1.2.840.10008.1.2.4.80")).StatusCode);
        var frame = Assert.Single(
            await PartsOf(await Get(client, path + "/frames/1", "multipart/related; type=application/octet-stream")));
        Assert.Equal(PixelsSha256, Convert.ToHexStringLower(SHA256.HashData(frame.Body)));
    }

    [DecoderFact]
    public async Task An_instance_comes_in_run_lengths_or_in_implicit_little_endian_when_asked()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var file = Slice(study, series, sop, fill: 300);
        using var stored = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(file));
        var path = $"/dicom-web/studies/{study}/series/{series}/instances/{sop}";
        var pixels = PixelsOf(file);

        var implicitly = await (await Get(client, path, "application/dicom; transfer-syntax=1.2.840.10008.1.2"))
            .Content.ReadAsByteArrayAsync();
        Assert.Equal(pixels, PixelsOf(implicitly, "1.2.840.10008.1.2"));
        var packed = await (await Get(client, path, $"application/dicom; transfer-syntax={Rle}"))
            .Content.ReadAsByteArrayAsync();
        using var stream = new MemoryStream(packed);
        Assert.Equal(Rle, DicomReader.Read(stream).TransferSyntax.Uid);
        if (ForeignTool.Find("dcmdrle") is not null)
        {
            var folder = Directory.CreateTempSubdirectory("rle").FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, "packed.dcm"), packed);
            var unpacked = await ForeignTool.Run(
                "dcmdrle", Path.Combine(folder, "packed.dcm"), Path.Combine(folder, "plain.dcm"));
            Assert.True(unpacked.Code == 0, unpacked.Text);
            Assert.Equal(pixels, PixelsOf(await File.ReadAllBytesAsync(Path.Combine(folder, "plain.dcm"))));
        }
        var range = DicomReader.Read(new MemoryStream(packed)).PixelData!.FrameRanges(0).Single();
        foreach (var accept in new[]
        {
            $"multipart/related; type=application/octet-stream; transfer-syntax={Rle}",
            "multipart/related; type=image/dicom-rle",
        })
        {
            var frame = Assert.Single(await PartsOf(await Get(client, path + "/frames/1", accept)));
            Assert.EndsWith($"transfer-syntax={Rle}", frame.ContentType, StringComparison.Ordinal);
            Assert.Equal(packed[(int)range.Offset..(int)(range.Offset + range.LengthBytes)], frame.Body);
        }
        Assert.Equal(HttpStatusCode.NotAcceptable,
            (await Get(client, path + "/frames/1", "multipart/related; type=image/jls")).StatusCode);
    }

    [PostgresFact]
    public async Task A_picture_comes_as_jpeg_or_png_in_the_size_the_part_and_the_window_asked_for()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        using var stored = await client.PostAsync(
            new Uri("/dicom-web/studies", UriKind.Relative), Parts(Slice(study, series, sop)));
        var path = $"/dicom-web/studies/{study}/series/{series}/instances/{sop}/rendered";
        using var png = await Get(client, path + "?viewport=4,4,0,0,4,4&window=32,64", "image/png");
        Assert.Equal("image/png", png.Content.Headers.ContentType!.MediaType);
        var bytes = await png.Content.ReadAsByteArrayAsync();
        // PNG keeps width and height at byte 16 (ISO/IEC 15948 section 11.2.2).
        Assert.Equal([0, 0, 0, 4, 0, 0, 0, 4], bytes[16..24]);
        Assert.Equal("image/jpeg", (await Get(client, path, "image/jpeg")).Content.Headers.ContentType!.MediaType);
        Assert.Equal("image/jpeg",
            (await Get(client, path + "?quality=50", "*/*")).Content.Headers.ContentType!.MediaType);
        foreach (var bad in new[]
        {
            "viewport=0,4", "viewport=4", "window=1", "window=1,2,cubic", "quality=101", "window=1,0",
        })
            Assert.Equal(HttpStatusCode.BadRequest, (await Get(client, $"{path}?{bad}", "image/png")).StatusCode);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await Get(client, path, "image/gif")).StatusCode);
    }

    private static string PixelsOf(byte[] file, string syntax = Plain)
    {
        using var stream = new MemoryStream(file);
        var read = DicomReader.Read(stream);
        Assert.Equal(syntax, read.TransferSyntax.Uid);
        var range = read.PixelData!.FrameRanges(0).Single();
        return Convert.ToHexStringLower(SHA256.HashData(file.AsSpan((int)range.Offset, (int)range.LengthBytes)));
    }

    private static async Task<HttpResponseMessage> Get(HttpClient client, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request);
    }
}

/// <summary>A fact that needs PostgreSQL, the real files and the decoding program with its JPEG 2000 library.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DecoderFactAttribute : FactAttribute
{
    public DecoderFactAttribute()
    {
        if (PostgresCluster.WhyAbsent is { } why) Skip = why;
        else if (TestData.Root is null) Skip = "The folder of real files is absent; set TELEMED_TEST_DATA.";
        else if (!File.Exists(DecodePool.Program)) Skip = "The decoding program is not beside the tests.";
        else if (!File.Exists("/usr/lib/x86_64-linux-gnu/libopenjp2.so.7")) Skip = "libopenjp2-7 is not installed.";
    }
}
