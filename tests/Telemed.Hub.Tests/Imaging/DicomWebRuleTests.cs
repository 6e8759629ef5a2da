using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Writing;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>The cases in which DICOMweb servers differ, and what this one does.</summary>
[Collection(nameof(ImagesHub))]
public sealed class DicomWebRuleTests(HubFixture hub)
{
    [PostgresFact]
    public async Task A_file_cut_off_inside_its_pixels_fails_with_its_place_and_leaves_nothing()
    {
        using var client = await hub.SignIn("village-a");
        var (study, sop) = (NewUid(), NewUid());
        using var answer = await Post(client, Slice(study, NewUid(), sop)[..^40]);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("application/dicom+json", answer.Content.Headers.ContentType!.ToString());
        // It names itself before it breaks off, so its sender finds it by its name (PS3.18 table I.2-2).
        var failure = (await Json(answer)).GetProperty("00081198").GetProperty("Value")[0];
        Assert.Equal((CtClass, sop), (Text(failure, "00081150"), Text(failure, "00081155")));
        Assert.Equal("49152", Text(failure, "00081197"));
        Assert.Matches("byte \\d+", Text(failure, "00000902"));
        Assert.Equal(0, (await Get(client, $"/dicom-web/studies?StudyInstanceUID={study}")).GetArrayLength());
    }

    [PostgresFact]
    public async Task A_packed_body_and_an_instance_of_another_study_than_the_address_are_refused()
    {
        using var client = await hub.SignIn("village-a");
        using var packed = Parts(Slice(NewUid(), NewUid(), NewUid()));
        packed.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType,
            (await client.PostAsync(At("/dicom-web/studies"), packed)).StatusCode);
        var (named, other) = (NewUid(), NewUid());
        using var mixed = await client.PostAsync(At($"/dicom-web/studies/{named}"),
            Parts(Slice(named, NewUid(), NewUid()), Slice(other, NewUid(), NewUid())));
        Assert.Equal(HttpStatusCode.Accepted, mixed.StatusCode);
        Assert.Equal("43264", Text((await Json(mixed)).GetProperty("00081198").GetProperty("Value")[0], "00081197"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(At($"/dicom-web/studies/{other}"))).StatusCode);
    }

    [PostgresFact]
    public async Task A_wrong_label_and_an_unknown_class_are_stored_as_they_came_the_first_with_a_remark()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series) = (NewUid(), NewUid());
        // 王小东 in GBK under the label of UTF-8; the class is nobody's.
        byte[] name = [0xCD, 0xF5, (byte)'^', 0xD0, 0xA1, 0xB6, 0xAB];
        var odd = Object(study, series, "1.2.3.4.5", one => one
            .Bytes(DicomTags.SpecificCharacterSet, DicomVr.CS, "ISO_IR 192"u8.ToArray())
            .Bytes(DicomTags.PatientName, DicomVr.PN, name));
        using var answer = await Post(client, odd);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var stored = (await Json(answer)).GetProperty("00081199").GetProperty("Value")[0];
        Assert.Equal($"{0xB000}", Text(stored, "00081196"));
        using var back = await client.GetAsync(At($"/dicom-web/studies/{study}"));
        Assert.Equal(odd, Assert.Single(await PartsOf(back)).Body);
    }

    [PostgresFact]
    public async Task Pages_follow_each_other_exactly_though_something_new_arrives_on_top()
    {
        using var client = await hub.SignIn("village-a");
        var number = Guid.NewGuid().ToString("N")[..12];
        var studies = Enumerable.Range(0, 5).Select(_ => NewUid()).ToArray();
        // Three of them on one day, so that the place within the day counts too.
        for (var at = 0; at < 5; at++)
            await Post(client,
                Slice(studies[at], NewUid(), NewUid(), patientId: number, date: at < 3 ? "20250301" : $"2025020{at}"));
        var whole = await Uids(client, $"PatientID={number}");
        Assert.Equal(studies.Order(), whole.Order());
        Assert.Equal(whole[..2], await Uids(client, $"PatientID={number}&limit=2"));
        var newest = NewUid();
        await Post(client, Slice(newest, NewUid(), NewUid(), patientId: number, date: "20250401"));
        // The next page goes on behind the last one; whoever begins anew, or asks in another way, counts from the top.
        Assert.Equal(whole[2..4], await Uids(client, $"limit=2&offset=2&PatientID={number}"));
        Assert.Equal(whole[4..], await Uids(client, $"PatientID={number}&limit=2&offset=4"));
        Assert.Equal([newest, whole[0]], await Uids(client, $"PatientID={number}&limit=2"));
        Assert.Equal(whole[1..3], await Uids(client, $"PatientID={number}&limit=2&offset=2"));
        Assert.Equal(whole[2..4], await Uids(client, $"PatientID={number}&limit=2&offset=3"));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync(At("/dicom-web/studies?limit=-1"))).StatusCode);
    }

    [PostgresFact]
    public async Task Attributes_that_are_asked_for_come_from_the_stored_header_in_the_order_of_their_tags()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series) = (NewUid(), NewUid());
        await Post(client, Object(study, series, CtClass, one => one.Text(DicomTags.PatientName, "Li^Na=李^娜")
            .Number(new DicomTag(0x00101030), 61.5).Text(new DicomTag(0x00080080), "Clinic")
            .Number(new DicomTag(0x00180050), 1.25).Text(new DicomTag(0x00180015), "CHEST")));
        var at = $"/dicom-web/studies?StudyInstanceUID={study}";
        Assert.False((await Get(client, at))[0].TryGetProperty("00101030", out _));
        var row = (await Get(client, at + "&includefield=PatientWeight,00081030&includefield=00100010"))[0];
        Assert.Equal("61.5", Text(row, "00101030"));
        Assert.Equal("李^娜", row.GetProperty("00100010").GetProperty("Value")[0].GetProperty("Ideographic").GetString());
        Assert.Equal(row.EnumerateObject().Select(one => one.Name).Order(),
            row.EnumerateObject().Select(one => one.Name));
        Assert.Equal("61.5", Text((await Get(client, at + "&includefield=all"))[0], "00101030"));
        var ofSeries = (await Get(client, $"/dicom-web/studies/{study}/series?includefield=InstitutionName"))[0];
        Assert.Equal("Clinic", Text(ofSeries, "00080080"));
        var image = (await Get(client, $"/dicom-web/studies/{study}/instances?includefield=all"))[0];
        Assert.Equal(("1.25", "CHEST"), (Text(image, "00180050"), Text(image, "00180015")));
        // Slices of a study differ in thickness, so a study has none; nobody knows the other.
        using var odd = await client.GetAsync(At(at + "&includefield=SliceThickness,NoSuchField"));
        Assert.Equal(HttpStatusCode.OK, odd.StatusCode);
        Assert.Contains("SliceThickness, NoSuchField", string.Join(' ', odd.Headers.GetValues("Warning")),
            StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_long_value_is_fetched_by_its_address_whole_in_a_part_and_by_range()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series) = (NewUid(), NewUid());
        var value = Enumerable.Range(0, 5000).Select(at => (byte)(at % 251)).ToArray();
        await Post(client,
            Object(study, series, CtClass, one => one.Bytes(new DicomTag(0x00420011), DicomVr.OB, value)));
        var metadata = (await Get(client, $"/dicom-web/studies/{study}/metadata"))[0];
        var address = new Uri(metadata.GetProperty("00420011").GetProperty("BulkDataURI").GetString()!);
        Assert.True(address.IsAbsoluteUri);
        Assert.Equal(value, await client.GetByteArrayAsync(address));
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(100, 199);
        using var part = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode.PartialContent, 5000),
            (part.StatusCode, (int)part.Content.Headers.ContentRange!.Length!.Value));
        Assert.Equal(value[100..200], await part.Content.ReadAsByteArrayAsync());
        using var beyond = new HttpRequestMessage(HttpMethod.Get, address);
        beyond.Headers.Range = new RangeHeaderValue(6000, null);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await client.SendAsync(beyond)).StatusCode);
        using var parts = new HttpRequestMessage(HttpMethod.Get, address);
        parts.Headers.TryAddWithoutValidation("Accept", "multipart/related; type=application/octet-stream");
        Assert.Equal(value, Assert.Single(await PartsOf(await client.SendAsync(parts))).Body);
    }

    [PostgresFact]
    public async Task A_long_value_of_a_deflated_and_of_a_big_endian_file_is_fetched_as_the_model_has_it()
    {
        using var client = await hub.SignIn("village-a");
        string[] studies = [NewUid(), NewUid()];
        var tag = new DicomTag(0x60003000);
        var words = Enumerable.Range(0, 3000).SelectMany(at => BitConverter.GetBytes((ushort)at)).ToArray();
        await Post(client,
            Object(studies[0], NewUid(), CtClass, one => one.Bytes(tag, DicomVr.OW, words), TransferSyntax.Deflated));
        await Post(client, BigEndian(studies[1], NewUid(), words));
        foreach (var study in studies)
        {
            var row = Assert.Single((await Get(client, $"/dicom-web/studies/{study}/metadata")).EnumerateArray());
            var address = row.GetProperty("60003000").GetProperty("BulkDataURI").GetString()!;
            Assert.Equal(words, await client.GetByteArrayAsync(new Uri(address)));
        }
    }

    [PostgresFact]
    public async Task Who_sees_the_same_UIDs_of_two_clinics_is_told_of_both_and_names_one()
    {
        using var mine = await hub.SignIn("village-a");
        using var theirs = await hub.SignIn("village-b");
        using var desk = await hub.SignIn("desk");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var (first, second) = (Slice(study, series, sop), Slice(study, series, sop, fill: 3));
        await Post(mine, first);
        await Post(theirs, second);
        using var both = await desk.GetAsync(At($"/dicom-web/studies/{study}"));
        Assert.Equal(HttpStatusCode.Conflict, both.StatusCode);
        var told = (await Json(both)).GetProperty("detail").GetString()!;
        foreach (var (clinic, file) in new[] { ("village-a", first), ("village-b", second) })
        {
            var facility = hub.World.Facility(clinic).Value;
            Assert.Contains($"{facility}", told, StringComparison.Ordinal);
            var found = await desk.GetAsync(At($"/dicom-web/at/{facility}/studies/{study}"));
            Assert.Equal(file, Assert.Single(await PartsOf(found)).Body);
        }
    }

    [PostgresFact]
    public async Task What_is_not_offered_is_refused_by_its_own_status()
    {
        using var client = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        using var xml = new HttpRequestMessage(HttpMethod.Get, "/dicom-web/studies");
        xml.Headers.TryAddWithoutValidation("Accept", "multipart/related; type=application/dicom+xml");
        Assert.Equal(HttpStatusCode.NotAcceptable, (await client.SendAsync(xml)).StatusCode);
        Assert.Equal(HttpStatusCode.NotImplemented, (await client.GetAsync(At("/dicom-web/workitems"))).StatusCode);
        var study = NewUid();
        await Post(client, Slice(study, NewUid(), NewUid()));
        Assert.Equal(HttpStatusCode.BadRequest, (await desk.DeleteAsync(At($"/dicom-web/studies/{study}"))).StatusCode);
        var many = string.Join(',', Enumerable.Repeat("1.1", 1001));
        Assert.Equal(HttpStatusCode.BadRequest,
            (await client.GetAsync(At($"/dicom-web/studies?StudyInstanceUID={many}"))).StatusCode);
    }

    private static byte[] Object(string study, string series, string sopClass,
        Func<DicomDatasetBuilder, DicomDatasetBuilder> more, TransferSyntax? syntax = null)
    {
        var dataset = more(new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, sopClass).Text(DicomTags.SOPInstanceUID, NewUid())
            .Text(DicomTags.StudyInstanceUID, study).Text(DicomTags.SeriesInstanceUID, series)
            .Text(DicomTags.PatientID, "P9").Text(DicomTags.StudyDate, "20250101").Text(DicomTags.Modality, "CT"))
            .Build();
        using var file = new MemoryStream();
        DicomWriter.WriteFile(file, dataset, syntax ?? TransferSyntax.ExplicitLittleEndian);
        return file.ToArray();
    }

    // Written by hand after PS3.5 section A.3, for we write nothing in this retired order.
    private static byte[] BigEndian(string study, string series, byte[] words)
    {
        using var file = new MemoryStream();
        var sop = NewUid();
        DicomWriter.WriteHead(file, CtClass, sop, TransferSyntax.ExplicitBigEndian);
        foreach (var (number, uid) in new[]
        {
            (0x00080016u, CtClass), (0x00080018u, sop), (0x0020000Du, study), (0x0020000Eu, series),
        })
            Element(number, "UI", Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + '\0'));
        Element(0x60003000, "OW", [.. words.Chunk(2).SelectMany(word => word.Reverse())]);
        return file.ToArray();

        void Element(uint tag, string vr, byte[] value)
        {
            Span<byte> head = stackalloc byte[12];
            BinaryPrimitives.WriteUInt32BigEndian(head, tag);
            Encoding.ASCII.GetBytes(vr, head[4..]);
            if (vr == "UI") BinaryPrimitives.WriteUInt16BigEndian(head[6..], (ushort)value.Length);
            else BinaryPrimitives.WriteUInt32BigEndian(head[8..], (uint)value.Length);
            file.Write(vr == "UI" ? head[..8] : head);
            file.Write(value);
        }
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private static Task<HttpResponseMessage> Post(HttpClient client, byte[] file) =>
        client.PostAsync(At("/dicom-web/studies"), Parts(file));

    private static async Task<JsonElement> Get(HttpClient client, string path) =>
        await Json(await client.GetAsync(At(path)));

    private static async Task<string[]> Uids(HttpClient client, string query) =>
        [.. (await Get(client, $"/dicom-web/studies?{query}")).EnumerateArray().Select(row => Text(row, "0020000D"))];
}
