using System.Net;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

[Collection(nameof(ImagesHub))]
public sealed class RemovedImagesTests(HubFixture hub)
{
    [PostgresFact]
    public async Task What_was_removed_comes_back_byte_for_byte_and_the_feed_tells_of_both()
    {
        using var clinic = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var file = Slice(study, series, sop);
        await Store(clinic, file, Slice(study, series, NewUid(), number: 2));
        Assert.Equal(HttpStatusCode.NoContent, await Delete(desk, $"/dicom-web/studies/{study}"));
        Assert.Equal(HttpStatusCode.NotFound, await Status(clinic, $"/dicom-web/studies/{study}"));

        var removal = await RemovalOf(desk, study);
        Assert.Equal(2, removal.GetProperty("instanceCount").GetInt32());
        Assert.Equal("CT", removal.GetProperty("modalities")[0].GetString());
        Assert.Equal("Sent by mistake", removal.GetProperty("reason").GetString());
        Assert.Equal("陈静", removal.GetProperty("removedBy").GetString());

        var restored = await Restore(desk, removal);
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        Assert.Equal(2, (await Json(restored)).GetProperty("restored").GetInt32());
        var parts = await PartsOf(await clinic.GetAsync(new Uri($"/dicom-web/studies/{study}", UriKind.Relative)));
        Assert.Equal(file, parts[0].Body);
        var rows = await Json(await clinic.GetAsync(Path($"/dicom-web/studies?StudyInstanceUID={study}")));
        Assert.Equal("2", Text(rows[0], "00201208"));
        await ChangeFeed.Tells(
            clinic, study, "stored", "stored", "removed", "removed", "restored", "restored");
        Assert.Equal(HttpStatusCode.Conflict, (await Restore(desk, removal)).StatusCode);
        Assert.DoesNotContain(await Removals(desk), one => one.GetProperty("studyUid").GetString() == study);
    }

    [PostgresFact]
    public async Task What_was_sent_again_stays_as_it_was_sent_again()
    {
        using var clinic = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        await Store(clinic, Slice(study, series, sop), Slice(study, series, NewUid(), number: 2));
        await Delete(desk, $"/dicom-web/studies/{study}/series/{series}");
        var again = Slice(study, series, sop, fill: 50);
        await Store(clinic, again);
        var counts = await Json(await Restore(desk, await RemovalOf(desk, study)));
        Assert.Equal(1, counts.GetProperty("restored").GetInt32());
        Assert.Equal(1, counts.GetProperty("sentAgain").GetInt32());
        var at = $"/dicom-web/studies/{study}/series/{series}/instances/{sop}";
        Assert.Equal(again, Assert.Single(await PartsOf(await clinic.GetAsync(Path(at)))).Body);

        await Delete(desk, at);
        await Store(clinic, again);
        var refused = await Restore(desk, await RemovalOf(desk, study));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("sent_again", (await Json(refused)).GetProperty("code").GetString());
    }

    [PostgresFact]
    public async Task Only_who_holds_the_permission_over_the_facility_removes_and_restores()
    {
        using var clinic = await hub.SignIn("village-a");
        using var desk = await hub.SignIn("desk-a");
        using var otherDesk = await hub.SignIn("desk-b");
        using var admin = await hub.SignIn("admin");
        var study = NewUid();
        await Store(clinic, Slice(study, NewUid(), NewUid()));
        Assert.Equal(HttpStatusCode.Forbidden, await Delete(clinic, $"/dicom-web/studies/{study}"));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(clinic, "/api/removed-images"));
        Assert.Equal(HttpStatusCode.NotFound, await Delete(otherDesk, $"/dicom-web/studies/{study}"));
        Assert.Equal(HttpStatusCode.NoContent, await Delete(desk, $"/dicom-web/studies/{study}"));
        Assert.Equal(HttpStatusCode.NotFound, await Delete(desk, $"/dicom-web/studies/{study}"));
        var removal = await RemovalOf(admin, study);
        Assert.DoesNotContain(await Removals(otherDesk), one => one.GetProperty("studyUid").GetString() == study);
        Assert.Equal(HttpStatusCode.NotFound, (await Restore(otherDesk, removal)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Restore(clinic, removal)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Restore(admin, removal)).StatusCode);
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private static async Task Store(HttpClient client, params byte[][] files)
    {
        using var stored = await client.PostAsync(Path("/dicom-web/studies"), Parts(files));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
    }

    private static async Task<HttpStatusCode> Delete(HttpClient client, string path)
    {
        using var answer = await client.DeleteAsync(Path(path + "?reason=Sent%20by%20mistake"));
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> Status(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(Path(path));
        return answer.StatusCode;
    }

    private static async Task<JsonElement[]> Removals(HttpClient client) =>
        [.. (await Json(await client.GetAsync(Path("/api/removed-images")))).EnumerateArray()];

    private static async Task<JsonElement> RemovalOf(HttpClient client, string study) =>
        (await Removals(client)).First(one => one.GetProperty("studyUid").GetString() == study);

    private static Task<HttpResponseMessage> Restore(HttpClient client, JsonElement removal) =>
        client.PostAsync(Path($"/api/removed-images/{removal.GetProperty("id").GetString()}/restoration"), null);
}
