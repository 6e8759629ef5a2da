using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>What clients may ask by RFC 9110 and PS3.18, and seldom do.</summary>
[Collection(nameof(ImagesHub))]
public sealed class WebNegotiationTests(HubFixture hub)
{
    private const string Octets = "application/octet-stream", Plain = "1.2.840.10008.1.2.1";
    private const string JpegLossless = "1.2.840.10008.1.2.4.70", Implicit = "1.2.840.10008.1.2";

    [PostgresFact]
    public async Task An_instance_comes_in_the_first_of_several_types_that_it_can_be_given_in()
    {
        using var client = await hub.SignIn("village-a");
        var (path, file) = await Stored(client);
        var parts = await PartsOf(await Send(client, path,
            $"multipart/related; type=\"application/dicom\"; transfer-syntax={JpegLossless}, "
            + "multipart/related; type=\"application/dicom\"; transfer-syntax=*;q=0.5"));
        Assert.Equal(($"application/dicom; transfer-syntax={Plain}", file.Length),
            (parts[0].ContentType, parts[0].Body.Length));
        using var single = await Send(
            client, path, "multipart/related;type=application/dicom;q=0.1, application/dicom");
        Assert.Equal("application/dicom", single.Content.Headers.ContentType!.ToString());
        using var refused = await Send(client, path, "application/dicom;q=0");
        Assert.Equal(HttpStatusCode.NotAcceptable, refused.StatusCode);
        using var other = await Send(client, path, $"application/dicom; transfer-syntax={Implicit}");
        Assert.NotEqual(file.Length, (await other.Content.ReadAsByteArrayAsync()).Length);
    }

    [PostgresFact]
    public async Task A_part_of_an_instance_is_had_by_range_and_its_head_alone()
    {
        using var client = await hub.SignIn("village-a");
        var (path, file) = await Stored(client);
        using var range = Request(HttpMethod.Get, path, "application/dicom; transfer-syntax=*");
        range.Headers.Range = new RangeHeaderValue(100, 299);
        using var part = await client.SendAsync(range);
        Assert.Equal((HttpStatusCode.PartialContent, file.Length),
            (part.StatusCode, (int)part.Content.Headers.ContentRange!.Length!));
        Assert.Equal(file[100..300], await part.Content.ReadAsByteArrayAsync());
        using var head = await client.SendAsync(
            Request(HttpMethod.Head, path, "application/dicom; transfer-syntax=*"));
        Assert.Equal((HttpStatusCode.OK, (long?)file.Length),
            (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal(part.Headers.ETag, head.Headers.ETag);
        foreach (var below in new[] { "/metadata", "/frames/1", "/rendered" })
            Assert.Equal(HttpStatusCode.OK,
                (await client.SendAsync(Request(HttpMethod.Head, path + below, "*/*"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound,
            (await client.SendAsync(Request(HttpMethod.Head, path + "9", "*/*"))).StatusCode);
    }

    [PostgresFact]
    public async Task Metadata_is_not_sent_again_to_whoever_has_it_and_a_missing_instance_is_missing_all_the_same()
    {
        using var client = await hub.SignIn("village-a");
        var (path, _) = await Stored(client);
        using var first = await client.GetAsync(At(path + "/metadata"));
        var tag = first.Headers.ETag!.ToString();
        foreach (var known in new[] { tag, "W/" + tag, $"\"a\", {tag}", "*" })
        {
            using var again = await Ask(path + "/metadata", known);
            // RFC 9110 section 15.4.5: the tag and what says how long it may be kept come with the 304 too.
            Assert.Equal((HttpStatusCode.NotModified, tag), (again.StatusCode, again.Headers.ETag?.ToString()));
            Assert.True(again.Headers.CacheControl!.Private);
        }
        Assert.Equal(HttpStatusCode.OK, (await Ask(path + "/metadata", tag.Replace("-", "x-"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Ask(path + "9/metadata", tag)).StatusCode);

        async Task<HttpResponseMessage> Ask(string address, string known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
            return await client.SendAsync(request);
        }
    }

    [PostgresFact]
    public async Task Long_json_is_packed_for_clients_that_unpack_it_and_has_another_tag_then()
    {
        using var client = await hub.SignIn("village-a");
        var (path, _) = await Stored(client);
        using var plain = await client.GetAsync(At(path + "/metadata"));
        using var request = Request(HttpMethod.Get, path + "/metadata", "application/dicom+json");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br;q=0");
        using var packed = await client.SendAsync(request);
        Assert.Equal("gzip", Assert.Single(packed.Content.Headers.ContentEncoding));
        Assert.Contains("Accept-Encoding", string.Join(' ', packed.Headers.Vary), StringComparison.Ordinal);
        Assert.NotEqual(plain.Headers.ETag, packed.Headers.ETag);
        await using var gzip = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var unpacked = new StreamReader(gzip);
        Assert.Equal(await plain.Content.ReadAsStringAsync(), await unpacked.ReadToEndAsync());
    }

    [PostgresFact]
    public async Task A_cache_can_tell_the_forms_of_a_frame_apart()
    {
        using var client = await hub.SignIn("village-a");
        var (path, _) = await Stored(client);
        using var single = await Send(client, path + "/frames/1", Octets);
        using var parts = await Send(client, path + "/frames/1", $"multipart/related; type=\"{Octets}\"");
        Assert.Contains("Accept", string.Join(' ', single.Headers.Vary), StringComparison.Ordinal);
        Assert.NotEqual(single.Headers.ETag, parts.Headers.ETag);
        // A person may put another version in its place, so it is not kept for ever.
        Assert.True(single.Headers.CacheControl!.MaxAge <= TimeSpan.FromHours(1));
        using var refused = await Send(client, path + "/frames/1", $"{Octets}; transfer-syntax={JpegLossless}");
        Assert.Equal(HttpStatusCode.NotAcceptable, refused.StatusCode);
        Assert.Null(refused.Headers.ETag);
        Assert.True(refused.Headers.CacheControl!.NoStore);
    }

    [PostgresTheory]
    [InlineData("%PDF-1.7", "application/pdf", "inline")]
    [InlineData("<html>", "application/octet-stream", "attachment")]  // called a PDF, and none
    public async Task A_document_is_shown_only_when_it_is_what_it_says(string begins, string type, string disposition)
    {
        using var client = await hub.SignIn("village-a");
        var document = new byte[2000];
        Encoding.ASCII.GetBytes(begins, document);
        var path = await Stored(client, TransferSyntax.ExplicitLittleEndian, "1.2.840.10008.5.1.4.1.1.104.1", one => one
            .Text(DicomTags.MIMETypeOfEncapsulatedDocument, "application/pdf")
            .Bytes(DicomTags.EncapsulatedDocument, DicomVr.OB, document));
        using var answer = await Send(client, path + "/bulkdata/00420011", "application/pdf");
        Assert.Equal((type, disposition), (answer.Content.Headers.ContentType!.MediaType,
            answer.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Equal(document, await answer.Content.ReadAsByteArrayAsync());
    }

    [PostgresFact]
    public async Task Compressed_frames_and_films_bear_the_type_that_was_asked_for()
    {
        using var client = await hub.SignIn("village-a");
        byte[] coded = [1, 2, 3, 4];
        foreach (var (syntax, accept, type) in new[]
        {
            ("1.2.840.10008.1.2.4.90", "image/jp2", "image/jp2"),
            ("1.2.840.10008.1.2.4.80", "image/*", "image/jls"),
            ("1.2.840.10008.1.2.4.102", "video/mp4", "video/mp4"),
            ("1.2.840.10008.1.2.4.50", $"{Octets}; transfer-syntax=*", Octets),
        })
        {
            var path = await Stored(client, TransferSyntax.Of(syntax), CtClass, one => one
                .Integer(DicomTags.Rows, 8).Integer(DicomTags.Columns, 8).Integer(DicomTags.SamplesPerPixel, 1)
                .Integer(DicomTags.BitsAllocated, 8).Integer(DicomTags.BitsStored, 8).Integer(DicomTags.HighBit, 7)
                .Integer(DicomTags.PixelRepresentation, 0L).Text(DicomTags.PhotometricInterpretation, "MONOCHROME2")
                .Frames([coded]));
            using var single = await Send(client, path + "/frames/1", accept);
            Assert.Equal($"{type}; transfer-syntax={syntax}", single.Content.Headers.ContentType!.ToString());
            Assert.Equal(coded, await single.Content.ReadAsByteArrayAsync());
            var (name, more) = accept.Split(';', 2) is [var first, var rest] ? (first, ";" + rest) : (accept, "");
            var part = Assert.Single(await PartsOf(
                await Send(client, path + "/frames/1", $"multipart/related; type=\"{name}\"{more}")));
            Assert.Equal($"{type}; transfer-syntax={syntax}", part.ContentType);
        }
    }

    [PostgresFact]
    public async Task A_picture_comes_in_the_type_that_is_wanted_most()
    {
        using var client = await hub.SignIn("village-a");
        var (path, _) = await Stored(client);
        using var answer = await Send(client, path + "/rendered", "image/jpeg;q=0.2, image/png");
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
    }

    [PostgresFact]
    public async Task Bodies_are_told_apart_by_the_type_of_their_parts_quoted_or_not()
    {
        using var client = await hub.SignIn("village-a");
        var file = Slice(NewUid(), NewUid(), NewUid());
        Assert.Equal(HttpStatusCode.OK, await Post("multipart/related; type=application/dicom; boundary=b;x=\"1;2\"",
            Body("b", file)));
        Assert.Equal(HttpStatusCode.OK, await Post("multipart/related; boundary=\"a;b c\"", Body("a;b c", file)));
        foreach (var other in new[] { "application/dicom+json", "application/dicom+xml" })
            Assert.Equal(HttpStatusCode.UnsupportedMediaType,
                await Post($"multipart/related; type=\"{other}\"; boundary=b", Body("b", "[]"u8.ToArray())));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("application/dicom", []));

        async Task<HttpStatusCode> Post(string type, byte[] body)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await client.PostAsync(At("/dicom-web/studies"), content);
            return answer.StatusCode;
        }
    }

    [PostgresFact]
    public async Task Whoever_asks_for_no_rows_is_not_sent_round_in_a_circle()
    {
        using var client = await hub.SignIn("village-a");
        await Stored(client);
        using var none = await client.GetAsync(At("/dicom-web/studies?limit=0&accept=application/dicom%2Bjson"));
        Assert.Equal("[]", await none.Content.ReadAsStringAsync());
        Assert.False(none.Headers.Contains("Link"));
        var told = none.Headers.TryGetValues("Warning", out var warnings) ? string.Join(' ', warnings) : "";
        Assert.DoesNotContain("accept", told, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("Wang^Xiaodong=王^小东", "王小东", true)]    // as people write it
    [InlineData("Wang^Xiaodong=王^小东", "王小*", true)]
    [InlineData("Wang^Xiaodong=王^小东", "王^小东", true)]
    [InlineData("Ouyang^Na=欧阳^娜", "欧阳娜", true)]       // a family name of two letters
    [InlineData("王小东", "王^小东", true)]                  // as devices ask that part names
    [InlineData("Wang^Xiaodong=王^小东", "王小", false)]
    [InlineData("Wang^Xiaodong=王^小东", "小王东", false)]
    public async Task A_chinese_name_is_found_written_in_one_and_in_two(string name, string asked, bool isFound)
    {
        using var client = await hub.SignIn("village-a");
        var study = NewUid();
        await client.PostAsync(At("/dicom-web/studies"), Parts(Slice(study, NewUid(), NewUid(), name: name)));
        var rows = await Json(await client.GetAsync(At(
            $"/dicom-web/studies?StudyInstanceUID={study}&PatientName={Uri.EscapeDataString(asked)}")));
        Assert.Equal(isFound ? 1 : 0, rows.GetArrayLength());
    }

    [PostgresFact]
    public async Task A_key_with_one_value_that_is_named_twice_is_refused_and_a_list_of_uids_is_not()
    {
        using var client = await hub.SignIn("village-a");
        using var twice = await client.GetAsync(At("/dicom-web/studies?PatientID=1&PatientID=2"));
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
        using var list = await client.GetAsync(At("/dicom-web/studies?StudyInstanceUID=1.2&StudyInstanceUID=1.3"));
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
    }

    private static async Task<(string Path, byte[] File)> Stored(HttpClient client)
    {
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var file = Slice(study, series, sop);
        using var answer = await client.PostAsync(At("/dicom-web/studies"), Parts(file));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return ($"/dicom-web/studies/{study}/series/{series}/instances/{sop}", file);
    }

    private static async Task<string> Stored(
        HttpClient client, TransferSyntax syntax, string sopClass, Func<DicomDatasetBuilder, DicomDatasetBuilder> more)
    {
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        using var file = new MemoryStream();
        DicomWriter.WriteFile(file, more(new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, sopClass).Text(DicomTags.SOPInstanceUID, sop)
            .Text(DicomTags.StudyInstanceUID, study).Text(DicomTags.SeriesInstanceUID, series)
            .Text(DicomTags.PatientID, "P7")).Build(), syntax);
        using var answer = await client.PostAsync(At("/dicom-web/studies"), Parts(file.ToArray()));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return $"/dicom-web/studies/{study}/series/{series}/instances/{sop}";
    }

    private static byte[] Body(string boundary, byte[] part) =>
    [
        .. Encoding.ASCII.GetBytes($"\r\n--{boundary}\r\nContent-Type: application/dicom\r\n\r\n"), .. part,
        .. Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"),
    ];

    private static HttpRequestMessage Request(HttpMethod method, string path, string accept)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    private static Task<HttpResponseMessage> Send(HttpClient client, string path, string accept) =>
        client.SendAsync(Request(HttpMethod.Get, path, accept));

    private static Uri At(string path) => new(path, UriKind.Relative);
}
