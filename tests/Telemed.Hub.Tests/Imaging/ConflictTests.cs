using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>Images that contradict what is stored, and the person who decides.</summary>
[Collection(nameof(ImagesHub))]
public sealed class ConflictTests(HubFixture hub)
{
    [PostgresFact]
    public async Task The_other_version_takes_the_place_of_the_stored_one_or_leaves_it()
    {
        using var clinic = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        foreach (var decision in new[] { "keep", "replace" })
        {
            var (study, series, sop) = (NewUid(), NewUid(), NewUid());
            var (first, other) = (Slice(study, series, sop), Slice(study, series, sop, fill: 100));
            await Store(clinic, first, HttpStatusCode.OK);
            await Store(clinic, other, HttpStatusCode.Conflict);
            var conflict = await ConflictOf(desk, study);
            Assert.Equal("other_bytes", conflict.GetProperty("reason").GetString());
            Assert.Equal(1, conflict.GetProperty("instanceCount").GetInt32());
            Assert.Equal("CT", conflict.GetProperty("modalities")[0].GetString());

            var decided = await Decide(desk, conflict, decision);
            Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
            Assert.Equal(1, (await Json(decided)).GetProperty("decided").GetInt32());
            var served = Assert.Single(await PartsOf(await clinic.GetAsync(At($"/dicom-web/studies/{study}"))));
            Assert.Equal(decision == "keep" ? first : other, served.Body);
            Assert.DoesNotContain(await Conflicts(desk), one => one.GetProperty("studyUid").GetString() == study);
            Assert.Equal(HttpStatusCode.NotFound, (await Decide(desk, conflict, decision)).StatusCode);
            // What won is known now; sent once more it is there already.
            await Store(clinic, served.Body, HttpStatusCode.OK);
        }
    }

    [PostgresFact]
    public async Task A_study_of_another_patient_is_kept_beside_under_UIDs_of_its_own()
    {
        using var clinic = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var (study, series, number) = (NewUid(), NewUid(), Guid.NewGuid().ToString("N")[..12]);
        await Store(clinic, Slice(study, NewUid(), NewUid(), patientId: number + "A"), HttpStatusCode.OK);
        byte[][] others = [.. Enumerable.Range(1, 2).Select(at =>
            Slice(study, series, NewUid(), at, patientId: number + "B", fill: at))];
        foreach (var other in others) await Store(clinic, other, HttpStatusCode.Conflict);
        var conflict = await ConflictOf(desk, study);
        Assert.Equal(2, conflict.GetProperty("instanceCount").GetInt32());
        Assert.Equal("cannot_replace",
            (await Json(await Decide(desk, conflict, "replace"))).GetProperty("code").GetString());

        Assert.Equal(2, (await Json(await Decide(desk, conflict, "keep_both"))).GetProperty("decided").GetInt32());
        var found = await Json(await clinic.GetAsync(At($"/dicom-web/studies?PatientID={number}B")));
        var beside = Assert.Single(found.EnumerateArray());
        Assert.NotEqual(study, Text(beside, "0020000D"));
        Assert.Equal("2", Text(beside, "00201208"));
        var parts = await PartsOf(await clinic.GetAsync(At($"/dicom-web/studies/{Text(beside, "0020000D")}")));
        for (var at = 0; at < 2; at++) Assert.Equal(PixelsOf(others[at]), PixelsOf(parts[at].Body));
        var kept = await Json(await clinic.GetAsync(At($"/dicom-web/studies?PatientID={number}A")));
        Assert.Equal("1", Text(kept[0], "00201208"));
    }

    [PostgresFact]
    public async Task Only_who_answers_for_the_facility_decides()
    {
        using var clinic = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        using var otherDesk = await hub.SignIn("desk-b");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        await Store(clinic, Slice(study, series, sop), HttpStatusCode.OK);
        await Store(clinic, Slice(study, series, sop, fill: 7), HttpStatusCode.Conflict);
        var conflict = await ConflictOf(desk, study);
        Assert.Equal(HttpStatusCode.Forbidden, (await Decide(clinic, conflict, "keep")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Decide(otherDesk, conflict, "keep")).StatusCode);
        Assert.DoesNotContain(await Conflicts(otherDesk), one => one.GetProperty("studyUid").GetString() == study);
        Assert.Equal(HttpStatusCode.BadRequest, (await Decide(desk, conflict, "drop")).StatusCode);
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private static async Task Store(HttpClient client, byte[] file, HttpStatusCode expected)
    {
        using var stored = await client.PostAsync(At("/dicom-web/studies"), Parts(file));
        Assert.Equal(expected, stored.StatusCode);
    }

    private static async Task<JsonElement[]> Conflicts(HttpClient client) =>
        [.. (await Json(await client.GetAsync(At("/api/conflicting-images")))).EnumerateArray()];

    private static async Task<JsonElement> ConflictOf(HttpClient client, string study) =>
        (await Conflicts(client)).Single(one => one.GetProperty("studyUid").GetString() == study);

    private static Task<HttpResponseMessage> Decide(HttpClient client, JsonElement conflict, string decision) =>
        client.PostAsJsonAsync($"/api/conflicting-images/{conflict.GetProperty("id").GetString()}/decision",
            new { decision });

    private static byte[] PixelsOf(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var range = DicomReader.Read(stream).PixelData!.FrameRanges(0).Single();
        return file[(int)range.Offset..(int)(range.Offset + range.LengthBytes)];
    }
}
