using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Telemed.Dicom;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Imaging;

[Collection(nameof(ImagesHub))]
public sealed class TeachingCopyTests(HubFixture hub)
{
    private const string Name = "Zhang^Wei=张^伟", Number = "P-4711-X", Description = "Chest of Zhang Wei";

    [PostgresFact]
    public async Task A_copy_names_nobody_and_keeps_the_pixels()
    {
        var (study, series, sops) = (NewUid(), NewUid(), new[] { NewUid(), NewUid() });
        var id = await Store(study, [.. sops.Select((sop, at) =>
            Slice(study, series, sop, at + 1, patientId: Number, name: Name, fill: at, description: Description))]);
        using var chief = await hub.SignIn("reviewer-a");
        using var answer = await chief.PostAsJsonAsync($"/api/studies/{id}/deidentified-copy", new { });
        Assert.Equal("application/zip", answer.Content.Headers.ContentType!.MediaType);
        var files = Unpack(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(["000001.dcm", "000002.dcm"], files.Keys.Order());
        string[] secrets = ["Zhang", "张", "Wei", Number, "19700101", "20260102", study, series, sops[0], sops[1]];
        foreach (var file in files.Values)
            foreach (var secret in secrets)
                Assert.True(file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, secret);
        var second = DicomReader.Read(new MemoryStream(files["000002.dcm"]));
        Assert.Equal("Chest", second.Dataset.GetString(DicomTags.StudyDescription));
        Assert.Equal("YES", second.Dataset.GetString(DicomTags.PatientIdentityRemoved));
        var at = (int)second.PixelData!.Value.Offset;
        Assert.Equal(1 + 63, BitConverter.ToInt16(files["000002.dcm"], at + 63 * 2));
        var audited = await Count(
            "SELECT count(*)::int FROM audit_row WHERE action = 'imaging.deidentified_copy' AND entity_id = @id",
            new { id = id.ToString() });
        Assert.Equal(1, audited);
    }

    [PostgresFact]
    public async Task Two_copies_of_one_study_are_the_same_and_linked()
    {
        var (study, series, sop) = (NewUid(), NewUid(), NewUid());
        var id = await Store(study, [Slice(study, series, sop, patientId: Number, name: Name)]);
        using var chief = await hub.SignIn("chief-a");
        var path = $"/api/studies/{id}/deidentified-copy";
        var first = Unpack(await (await chief.PostAsJsonAsync(path, new { })).Content.ReadAsByteArrayAsync());
        var second = Unpack(await (await chief.PostAsJsonAsync(path, new { })).Content.ReadAsByteArrayAsync());
        Assert.Equal(first["000001.dcm"], second["000001.dcm"]);
    }

    [PostgresFact]
    public async Task Only_who_may_teach_gets_one_and_only_of_what_is_in_reach()
    {
        var study = NewUid();
        var id = await Store(study, [Slice(study, NewUid(), NewUid())]);
        using var village = await hub.SignIn("village-a");
        Assert.Equal(HttpStatusCode.Forbidden,
            (await village.PostAsJsonAsync($"/api/studies/{id}/deidentified-copy", new { })).StatusCode);
        using var elsewhere = await hub.SignIn("reviewer-b");
        Assert.Equal(HttpStatusCode.NotFound,
            (await elsewhere.PostAsJsonAsync($"/api/studies/{id}/deidentified-copy", new { })).StatusCode);
    }

    [PostgresFact]
    public async Task A_study_comes_as_a_zip_of_what_was_stored()
    {
        var (study, series) = (NewUid(), NewUid());
        byte[][] files = [Slice(study, series, NewUid(), 1), Slice(study, series, NewUid(), 2)];
        await Store(study, files);
        using var village = await hub.SignIn("village-a");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/dicom-web/studies/{study}");
        request.Headers.Accept.ParseAdd("application/zip");
        using var answer = await village.SendAsync(request);
        var entries = Unpack(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(files, entries.OrderBy(entry => entry.Key).Select(entry => entry.Value));
    }

    private async Task<Guid> Store(string study, byte[][] files)
    {
        using var village = await hub.SignIn("village-a");
        using var stored = await village.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(files));
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        await using var read = await hub.Database.Read(CancellationToken.None);
        return await read.Row<Guid>(
            "SELECT id FROM imaging_study WHERE study_uid = @study", new { study }, CancellationToken.None);
    }

    private async Task<int> Count(string sql, object parameters)
    {
        await using var read = await hub.Database.Read(CancellationToken.None);
        return await read.Row<int>(sql, parameters, CancellationToken.None);
    }

    private static Dictionary<string, byte[]> Unpack(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return bytes.ToArray();
        });
    }
}
