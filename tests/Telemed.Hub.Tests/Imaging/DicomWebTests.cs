using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

[Collection(nameof(ImagesHub))]
public sealed class DicomWebTests(HubFixture hub)
{
    [PostgresFact]
    public async Task A_stored_instance_comes_back_byte_for_byte()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var file = Slice(study, series, sop);
        using var stored = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(file));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal("application/dicom+json", stored.Content.Headers.ContentType!.ToString());
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"/dicom-web/studies/{study}/series/{series}/instances/{sop}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/dicom"));
        using var got = await client.SendAsync(request);
        Assert.Equal(file, await got.Content.ReadAsByteArrayAsync());
        var parts = await PartsOf(await client.GetAsync(new Uri($"/dicom-web/studies/{study}", UriKind.Relative)));
        Assert.Equal(file, Assert.Single(parts).Body);
    }

    [PostgresFact]
    public async Task The_same_bytes_again_are_no_second_instance_and_other_bytes_are_put_aside()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var first = Slice(study, series, sop);
        Assert.Equal(HttpStatusCode.OK, (await Post(client, first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Post(client, first)).StatusCode);
        using var conflict = await Post(client, Slice(study, series, sop, fill: 100));
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        var failure = (await Json(conflict)).GetProperty("00081198").GetProperty("Value")[0];
        Assert.Equal("273", Text(failure, "00081197"));
        var rows = await Json(
            await client.GetAsync(new Uri($"/dicom-web/studies/{study}/instances", UriKind.Relative)));
        Assert.Equal(1, rows.GetArrayLength());
    }

    [PostgresFact]
    public async Task Garbage_beside_a_good_instance_is_named_and_the_good_one_is_kept()
    {
        using var client = await hub.SignIn("village-a");
        var study = NewUid();
        using var mixed = await Post(client, Slice(study, NewUid(), NewUid()), "this is no DICOM at all"u8.ToArray());
        Assert.Equal(HttpStatusCode.Accepted, mixed.StatusCode);
        var answer = await Json(mixed);
        Assert.Equal("49152", Text(answer.GetProperty("0008119A").GetProperty("Value")[0], "00081197"));
        Assert.Equal(1, answer.GetProperty("00081199").GetProperty("Value").GetArrayLength());
    }

    [PostgresFact]
    public async Task A_series_under_another_study_and_a_study_of_another_patient_are_put_aside()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series) = (NewUid(), NewUid());
        await Post(client, Slice(study, series, NewUid()));
        Assert.Equal(HttpStatusCode.Conflict, (await Post(client, Slice(NewUid(), series, NewUid()))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict,
            (await Post(client, Slice(study, NewUid(), NewUid(), patientId: "P2"))).StatusCode);
    }

    [PostgresFact]
    public async Task Studies_are_found_by_every_form_of_a_name_by_ranges_and_by_lists_of_uids()
    {
        using var client = await hub.SignIn("village-a");
        var number = Guid.NewGuid().ToString("N")[..12];
        var (study, other) = (NewUid(), NewUid());
        await Post(client,
            Slice(study, NewUid(), NewUid(), patientId: number, name: "Ouyang^Xiaodong=欧阳^晓东", date: "20250310"));
        await Post(client, Slice(other, NewUid(), NewUid(), patientId: number, name: "Müller^Änne", date: "20250311"));
        Assert.Equal([study], await Find(client, $"PatientID={number}&PatientName=Ouyang%5EXiao*"));
        Assert.Equal([study], await Find(client, $"PatientID={number}&PatientName=%E6%AC%A7%E9%98%B3*"));
        Assert.Equal([study], await Find(client, $"PatientID={number}&PatientName=xiao&fuzzymatching=true"));
        Assert.Equal([other], await Find(client, $"PatientID={number}&00100010=muller*"));
        Assert.Equal([study], await Find(client, $"PatientID={number}&PatientName=*yang*"));
        Assert.Equal([study], await Find(client, $"PatientID={number}&PatientName=*%E4%B8%9C*"));
        Assert.Empty(await Find(client, $"PatientID={number}&PatientName=%E4%B8%9C*"));
        Assert.Equal([other, study], await Find(client, $"PatientID={number}&StudyDate=20250310-20250311"));
        Assert.Equal([other], await Find(client, $"PatientID={number}&StudyDate=20250311-"));
        Assert.Equal([other, study], await Find(client, $"StudyInstanceUID={study}%5C{other}"));
        Assert.Equal([other, study], await Find(client, $"PatientID={number[..6]}*&ModalitiesInStudy=CT"));
        Assert.Empty(await Find(client, $"PatientID={number}&ModalitiesInStudy=MR"));
    }

    [PostgresFact]
    public async Task A_date_that_is_none_is_refused_and_a_key_that_is_not_indexed_is_named()
    {
        using var client = await hub.SignIn("village-a");
        using var bad = await client.GetAsync(new Uri("/dicom-web/studies?StudyDate=yesterday", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        using var odd = await client.GetAsync(
            new Uri("/dicom-web/studies?PatientWeight=70&NoSuchKey=1&PatientID=nobody-here", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, odd.StatusCode);
        Assert.Equal("[]", await odd.Content.ReadAsStringAsync());
        Assert.Contains("NoSuchKey", string.Join(' ', odd.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Metadata_has_an_entity_tag_and_references_to_long_values_that_can_be_fetched()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        await Post(client, Slice(study, series, sop));
        using var first = await client.GetAsync(new Uri($"/dicom-web/studies/{study}/metadata", UriKind.Relative));
        var row = (await Json(first))[0];
        Assert.Equal("张^伟", row.GetProperty("00100010").GetProperty("Value")[0].GetProperty("Ideographic").GetString());
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/dicom-web/studies/{study}/metadata");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
        await Post(client, Slice(study, series, NewUid(), number: 2));
        using var changed = new HttpRequestMessage(HttpMethod.Get, $"/dicom-web/studies/{study}/metadata");
        changed.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(2, (await Json(await client.SendAsync(changed))).GetArrayLength());
    }

    [PostgresFact]
    public async Task A_frame_is_given_with_its_transfer_syntax_and_one_that_is_not_there_is_not_found()
    {
        using var client = await hub.SignIn("village-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        await Post(client, Slice(study, series, sop, fill: 7));
        var path = $"/dicom-web/studies/{study}/series/{series}/instances/{sop}/frames/";
        using var request = new HttpRequestMessage(HttpMethod.Get, path + "1");
        request.Headers.TryAddWithoutValidation("Accept",
            "multipart/related; type=application/octet-stream; transfer-syntax=*");
        var part = Assert.Single(await PartsOf(await client.SendAsync(request)));
        Assert.Equal("application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", part.ContentType);
        Assert.Equal(128, part.Body.Length);
        Assert.Equal(7 + 63, BitConverter.ToInt16(part.Body, 126));
        Assert.Equal(HttpStatusCode.NotFound,
            (await client.GetAsync(new Uri(path + "2", UriKind.Relative))).StatusCode);
        using var rendered = await client.GetAsync(new Uri(path + "1/rendered", UriKind.Relative));
        Assert.Equal("image/jpeg", rendered.Content.Headers.ContentType!.MediaType);
        using var thumbnail = await client.GetAsync(new Uri($"/dicom-web/studies/{study}/thumbnail", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, thumbnail.StatusCode);
    }

    [PostgresFact]
    public async Task Another_clinic_sees_nothing_of_it_and_may_send_the_same_uids()
    {
        using var mine = await hub.SignIn("village-a");
        using var theirs = await hub.SignIn("village-b");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        await Post(mine, Slice(study, series, sop));
        using var hidden = await theirs.GetAsync(new Uri($"/dicom-web/studies/{study}/metadata", UriKind.Relative));
        using var absent = await theirs.GetAsync(new Uri($"/dicom-web/studies/{NewUid()}/metadata", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Equal((await Json(absent)).GetProperty("detail").GetString(),
            (await Json(hidden)).GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.OK, (await Post(theirs, Slice(study, series, sop, fill: 3))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await theirs.GetAsync(new Uri($"/dicom-web/studies/{study}/metadata", UriKind.Relative))).StatusCode);
    }

    [PostgresFact]
    public async Task A_post_without_parts_and_one_with_another_type_are_refused()
    {
        using var client = await hub.SignIn("village-a");
        using var empty = await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts());
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        using var json = await client.PostAsync(
            new Uri("/dicom-web/studies", UriKind.Relative), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        using var single = new ByteArrayContent(Slice(NewUid(), NewUid(), NewUid()));
        single.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
        Assert.Equal(HttpStatusCode.OK,
            (await client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), single)).StatusCode);
    }

    [PostgresFact]
    public async Task More_rows_than_the_limit_are_announced_with_the_next_page()
    {
        using var client = await hub.SignIn("village-a");
        var number = Guid.NewGuid().ToString("N")[..12];
        for (var at = 0; at < 3; at++) await Post(client, Slice(NewUid(), NewUid(), NewUid(), patientId: number));
        using var page = await client.GetAsync(
            new Uri($"/dicom-web/studies?PatientID={number}&limit=2", UriKind.Relative));
        Assert.Equal(2, (await Json(page)).GetArrayLength());
        Assert.Contains("offset=2", page.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        Assert.Single(await Find(client, $"PatientID={number}&limit=2&offset=2"));
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, params byte[][] files) =>
        client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(files));

    private static async Task<string[]> Find(HttpClient client, string query)
    {
        using var answer = await client.GetAsync(new Uri("/dicom-web/studies?" + query, UriKind.Relative));
        return [.. (await Json(answer)).EnumerateArray().Select(row => Text(row, "0020000D"))];
    }
}
