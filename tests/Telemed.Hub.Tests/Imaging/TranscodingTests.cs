using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Telemed.Dicom;
using Telemed.Dicom.Writing;
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
        var (path, file) = await StoreCompressed(client);
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
            (await Get(client, path, "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.70")).StatusCode);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await Get(client, path + "/frames/1",
            "multipart/related; type=application/octet-stream; transfer-syntax=1.2.840.10008.1.2.4.70")).StatusCode);
        var frame = Assert.Single(
            await PartsOf(await Get(client, path + "/frames/1", "multipart/related; type=application/octet-stream")));
        Assert.Equal(PixelsSha256, Convert.ToHexStringLower(SHA256.HashData(frame.Body)));
    }

    [DecoderFact]
    public async Task A_frame_of_bytes_in_a_big_endian_file_is_not_turned_round()
    {
        // SHA-256 of the first frame as pydicom reads it, from the expected files beside the corpus.
        var expected = new[]
        {
            ("valid/bigendian/pydicom_ExplVR_BigEnd.dcm",
                "1583c4339dd36e91dd2c30d278ef1ed95f3ea9a6de4401868d5712a76036ef2d"),
            ("valid/vr/syn_allvr_evbe.dcm", "fdeab9acf3710362bd2658cdc9a29e8f9c757fcf9811603a8c447cd1d9151108"),
        };
        using var client = await hub.SignIn("village-a");
        foreach (var (file, sha256) in expected)
        {
            var path = await Stored(client, await File.ReadAllBytesAsync(
                Path.Combine(TestData.Folder("dicom")!, file)));
            var frame = await Get(client, path + "/frames/1", $"application/octet-stream; transfer-syntax={Plain}");
            Assert.Equal(sha256,
                Convert.ToHexStringLower(SHA256.HashData(await frame.Content.ReadAsByteArrayAsync())));
        }
    }

    [DecoderFact]
    public async Task Colours_come_from_a_table_that_is_too_long_to_stand_in_the_stored_header()
    {
        var dataset = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, CtClass).Text(DicomTags.SOPInstanceUID, NewUid())
            .Text(DicomTags.StudyInstanceUID, NewUid()).Text(DicomTags.SeriesInstanceUID, NewUid())
            .Text(DicomTags.PatientID, "P8").Integer(DicomTags.Rows, 1).Integer(DicomTags.Columns, 2)
            .Integer(DicomTags.SamplesPerPixel, 1).Integer(DicomTags.BitsAllocated, 16)
            .Integer(DicomTags.BitsStored, 16).Integer(DicomTags.HighBit, 15)
            .Integer(DicomTags.PixelRepresentation, 0L).Text(DicomTags.PhotometricInterpretation, "PALETTE COLOR")
            .Bytes(DicomTags.PixelData, DicomVr.OW, new byte[] { 0x00, 0x01, 0xFF, 0x03 });
        // 1,024 entries of sixteen bits; entry n of red is n * 64, of green and blue nothing.
        var red = Enumerable.Range(0, 1024).SelectMany(at => BitConverter.GetBytes((ushort)(at * 64))).ToArray();
        foreach (var (tag, table) in ImageRendering.ColourTables.Zip([red, new byte[2048], new byte[2048]]))
            dataset.Bytes(tag, DicomVr.OW, table);
        foreach (var tag in new uint[] { 0x00281101, 0x00281102, 0x00281103 })
            dataset.Integer(new DicomTag(tag), DicomVr.US, 1024, 0, 16);
        using var file = new MemoryStream();
        DicomWriter.WriteFile(file, dataset.Build(), TransferSyntax.ExplicitLittleEndian);
        using var client = await hub.SignIn("village-a");
        var answer = await Get(client, await Stored(client, file.ToArray()) + "/rendered", "image/png");
        // Pixel values 256 and 1023: 256 * 64 = 0x4000 and 1023 * 64 = 0xFFC0, of which the high byte is shown.
        Assert.Equal([0x40, 0, 0, 0xFF, 0, 0], PngPixels.Read(await answer.Content.ReadAsByteArrayAsync()).Rgb);
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
            (await Get(client, path + "/frames/1", "multipart/related; type=image/jp2")).StatusCode);
    }

    [DecoderFact]
    public async Task A_plain_frame_goes_in_lossless_jpeg_ls_to_who_takes_both_and_a_packed_one_as_it_is()
    {
        const string jpegLs = "1.2.840.10008.1.2.4.80";
        const string both = "multipart/related; type=application/octet-stream; transfer-syntax=*, "
            + $"multipart/related; type=image/jls; transfer-syntax={jpegLs}";
        using var client = await hub.SignIn("village-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var file = Slice(study, series, sop, fill: 300);
        using var stored = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(file));
        var path = $"/dicom-web/studies/{study}/series/{series}/instances/{sop}";
        var packed = await (await Get(client, path, $"application/dicom; transfer-syntax={jpegLs}"))
            .Content.ReadAsByteArrayAsync();
        var range = DicomReader.Read(new MemoryStream(packed)).PixelData!.FrameRanges(0).Single();
        var fragment = packed[(int)range.Offset..(int)(range.Offset + range.LengthBytes)];
        foreach (var accept in new[] { both, "multipart/related; type=image/jls" })
        {
            var frame = Assert.Single(await PartsOf(await Get(client, path + "/frames/1", accept)));
            Assert.Equal($"image/jls; transfer-syntax={jpegLs}", frame.ContentType);
            // A fragment has an even length.
            Assert.Equal(fragment, frame.Body.Length % 2 == 0 ? frame.Body : [.. frame.Body, 0]);
        }
        await Foreign(packed, PixelsOf(file));

        var (other, _) = await StoreCompressed(client);
        var asStored = Assert.Single(await PartsOf(await Get(client, other + "/frames/1", both)));
        Assert.EndsWith($"transfer-syntax={Jpeg2000}", asStored.ContentType, StringComparison.Ordinal);
        await Foreign(await (await Get(client, other, $"application/dicom; transfer-syntax={jpegLs}"))
            .Content.ReadAsByteArrayAsync(), PixelsSha256);
    }

    private static async Task Foreign(byte[] packed, string pixels)
    {
        if (ForeignTool.Find("dcmdjpls") is null) return;
        var folder = Directory.CreateTempSubdirectory("jls").FullName;
        var (from, to) = (Path.Combine(folder, "packed.dcm"), Path.Combine(folder, "plain.dcm"));
        await File.WriteAllBytesAsync(from, packed);
        var unpacked = await ForeignTool.Run("dcmdjpls", from, to);
        Assert.True(unpacked.Code == 0, unpacked.Text);
        Assert.Equal(pixels, PixelsOf(await File.ReadAllBytesAsync(to)));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(string Path, byte[] File)> StoreCompressed(HttpClient client)
    {
        var file = await File.ReadAllBytesAsync(
            Path.Combine(TestData.Folder("dicom")!, "compressed/j2k/cornerstone_CT1_J2KR.dcm"));
        using var stored = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(file));
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
        var dataset = DicomReader.Read(new MemoryStream(file)).Dataset;
        return ($"/dicom-web/studies/{dataset.GetString(DicomTags.StudyInstanceUID)}"
            + $"/series/{dataset.GetString(DicomTags.SeriesInstanceUID)}"
            + $"/instances/{dataset.GetString(DicomTags.SOPInstanceUID)}", file);
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

    // The address of the one instance.
    private static async Task<string> Stored(HttpClient client, byte[] file)
    {
        using var answer = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(file));
        return Text((await Json(answer)).GetProperty("00081199").GetProperty("Value")[0], "00081190");
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
