using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>Real files of each kind go to the slice that shows them, found by content under a name that says
/// nothing.</summary>
[Collection(nameof(FilesHub))]
public sealed class KindsOfFilesTests(HubFixture hub)
{
    [RealUploadTheory]
    [InlineData("pathology/svs/small-16px.svs", "slide", "slide")]
    [InlineData("pathology/photo/histo.jpg", "image", "image")]
    [InlineData("pathology/dicom/os-boxes_0.dcm", "dicom", "imaging")]
    public async Task A_file_becomes_an_attachment_of_its_kind(string file, string kind, string attachment)
    {
        var consultation = await CaseForFiles.Draft(hub);
        using var client = await hub.SignIn("village-a");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestData.Root!, file));
        var upload = await new TusSender(client).Send(bytes, "file", consultation);
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}");
        Assert.True(seen.GetProperty("state").GetString() == "accepted", seen.ToString());
        Assert.Equal(kind, seen.GetProperty("kind").GetString());
        Assert.Equal([attachment], await KindsOf(consultation));
    }

    [RealUploadFact]
    public async Task Images_of_one_study_are_one_attachment_whether_zipped_or_not()
    {
        var consultation = await CaseForFiles.Draft(hub);
        using var client = await hub.SignIn("village-a");
        var folder = Path.Combine(TestData.Root!, "pathology/dicom/cmu-1-small-region");
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var level in new[] { "level-3-frames-0-1.dcm", "level-4-frames-0-1.dcm" })
                archive.CreateEntryFromFile(Path.Combine(folder, level), $"../../{level}");
            archive.CreateEntry("readme.txt").Open().Dispose();
        }
        var tus = new TusSender(client);
        var first = await tus.Send(zip.ToArray(), "study.zip", consultation);
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{first}");
        Assert.True(seen.GetProperty("state").GetString() == "accepted", seen.ToString());
        await tus.Send(await File.ReadAllBytesAsync(Path.Combine(folder, "level-5-frames-0-1.dcm")), "one",
            consultation);
        Assert.Equal(["imaging"], await KindsOf(consultation));
    }

    [RealUploadFact]
    public async Task A_zip_without_images_is_refused()
    {
        using var client = await hub.SignIn("village-a");
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("readme.txt").Open();
            entry.Write("hello"u8);
        }
        var upload = await new TusSender(client).Send(zip.ToArray(), "study.zip", null);
        var problem = (await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{upload}")).GetProperty("problem");
        Assert.Equal("It holds no DICOM file.", problem.GetProperty("detail").GetString());
    }

    private async Task<IReadOnlyList<string>> KindsOf(Guid consultation)
    {
        await using var reading = await hub.Database.Read(CancellationToken.None);
        return await reading.Rows<string>(
            "SELECT kind FROM attachment WHERE consultation_id = @consultation ORDER BY created_at",
                new { consultation }, CancellationToken.None);
    }
}

/// <summary>Needs PostgreSQL and the real files.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealUploadFactAttribute : FactAttribute
{
    public RealUploadFactAttribute() =>
        Skip = TestKit.Servers.PostgresCluster.WhyAbsent ?? (TestData.Root is null
            ? "The folder of real files is absent." : null);
}

/// <summary>As <see cref="RealUploadFactAttribute"/>, for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealUploadTheoryAttribute : TheoryAttribute
{
    public RealUploadTheoryAttribute() =>
        Skip = TestKit.Servers.PostgresCluster.WhyAbsent ?? (TestData.Root is null
            ? "The folder of real files is absent." : null);
}

/// <summary>Classes that send files share one hub.</summary>
[CollectionDefinition(nameof(FilesHub))]
public sealed class FilesHub : ICollectionFixture<HubFixture>;
