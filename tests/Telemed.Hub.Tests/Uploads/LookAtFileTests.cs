using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>A file that is dropped before a patient is chosen says what it is and whose, and leaves no trace.</summary>
[Collection(nameof(FilesHub))]
public sealed class LookAtFileTests(HubFixture hub)
{
    // What the header of each file says, by dcmdump and by the sources' own notes.
    [RealUploadTheory]
    [InlineData("dicom/valid/explicit/pydicom_CT_small.dcm", "dicom", "imaging", "CompressedSamples CT1")]
    [InlineData("ecg/scp/Example.scp", "ecg", "ecg", null)]
    [InlineData("pathology/svs/small-16px.svs", "slide", "slide", null)]
    [InlineData("pathology/photo/histo.jpg", "image", "image", null)]
    public async Task A_beginning_tells_the_kind_and_the_patient(
        string file, string kind, string subject, string? name)
    {
        using var sender = await hub.SignIn("village-a");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(TestData.Root!, file));
        var seen = await Look(sender, bytes, bytes.Length).Body();
        Assert.True(seen.GetProperty("problem").ValueKind == JsonValueKind.Null, seen.ToString());
        Assert.Equal(kind, seen.Text("kind"));
        Assert.Equal(subject, seen.Text("subject"));
        if (name is not null) Assert.Equal(name, seen.GetProperty("patient").Text("name"));
    }

    [RealUploadFact]
    public async Task The_first_kilobytes_of_a_large_image_are_enough()
    {
        using var sender = await hub.SignIn("village-a");
        var bytes =
            await File.ReadAllBytesAsync(Path.Combine(TestData.Root!, "dicom/valid/explicit/pydicom_CT_small.dcm"));
        var seen = await Look(sender, bytes[..(bytes.Length / 2)], 500_000_000).Body();
        Assert.Equal("CT", seen.GetProperty("summary").GetProperty("modalities")[0].GetString());
        Assert.Equal("CompressedSamples CT1", seen.GetProperty("patient").Text("name"));
    }

    [RealUploadFact]
    public async Task A_header_that_ends_too_early_asks_for_more_and_refuses_nothing()
    {
        using var sender = await hub.SignIn("village-a");
        var bytes =
            await File.ReadAllBytesAsync(Path.Combine(TestData.Root!, "dicom/valid/explicit/pydicom_CT_small.dcm"));
        var seen = await Look(sender, bytes[..400], bytes.Length).Body();
        Assert.True(seen.GetProperty("wantsMore").GetBoolean());
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("problem").ValueKind);
    }

    [RealUploadFact]
    public async Task A_zip_is_known_by_its_first_image_before_its_directory_has_come()
    {
        using var sender = await hub.SignIn("village-a");
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntryFromFile(
                Path.Combine(TestData.Root!, "dicom/valid/explicit/pydicom_CT_small.dcm"), "S1/IM1",
                CompressionLevel.Optimal);
        var bytes = zip.ToArray();
        var seen = await Look(sender, bytes[..^60], bytes.Length + 90_000_000).Body();
        Assert.Equal("zip", seen.Text("kind"));
        Assert.Equal("imaging", seen.Text("subject"));
        Assert.Equal("CompressedSamples CT1", seen.GetProperty("patient").Text("name"));
    }

    [RealUploadFact]
    public async Task The_one_patient_whom_a_header_can_mean_is_found_and_others_only_offered()
    {
        using var sender = await hub.SignIn("village-a");
        var bytes =
            await File.ReadAllBytesAsync(Path.Combine(TestData.Root!, "dicom/valid/explicit/highdicom_dx_image.dcm"));
        var named = (await Look(sender, bytes, bytes.Length).Body()).GetProperty("patient");
        var (name, sex) = (named.Text("name"), named.GetProperty("sex").GetString() ?? "female");
        var born = named.GetProperty("birthDate").GetString();

        await Register(sender, name, sex, "1931-02-03");
        var offered = await Look(sender, bytes, bytes.Length).Body();
        Assert.Equal(JsonValueKind.Null, offered.GetProperty("onlyMatch").ValueKind);
        if (born is null) return; // the file says no birth date: a name alone proves nobody
        var same = await Register(sender, name, sex, born);
        var found = await Look(sender, bytes, bytes.Length).Body();
        Assert.Equal(same, found.GetProperty("onlyMatch").GetGuid());
    }

    [RealUploadFact]
    public async Task A_header_is_held_against_the_patient_chosen_before()
    {
        using var sender = await hub.SignIn("village-a");
        var other = await Register(sender, "李秀英", "female", "1961-04-12");
        var bytes =
            await File.ReadAllBytesAsync(Path.Combine(TestData.Root!, "dicom/valid/explicit/pydicom_CT_small.dcm"));
        var seen = await Look(sender, bytes, bytes.Length, other).Body();
        Assert.Contains("name", seen.GetProperty("mismatch").EnumerateArray().Select(field => field.GetString()));
    }

    [PostgresFact]
    public async Task What_would_be_refused_is_said_at_once_and_what_to_do()
    {
        using var sender = await hub.SignIn("village-a");
        Assert.Equal("empty", (await Look(sender, [], 0).Body()).GetProperty("problem").Text("code"));
        var unknown = (await Look(sender, "hello"u8.ToArray(), 5).Body()).GetProperty("problem");
        Assert.Equal("unknown_kind", unknown.Text("code"));
        Assert.NotEmpty(unknown.Text("whatToDo"));
        var broken = new byte[132];
        "DICM"u8.CopyTo(broken.AsSpan(128));
        var problem = (await Look(sender, broken, broken.Length).Body()).GetProperty("problem");
        Assert.Equal("bad_file", problem.Text("code"));
        Assert.Equal(132, problem.GetProperty("offset").GetInt64());
        var ecg = new byte[64];
        "SCPECG"u8.CopyTo(ecg.AsSpan(16));
        var tooLarge = (await Look(sender, ecg, 60L << 20).Body()).GetProperty("problem");
        Assert.Equal("too_large", tooLarge.Text("code"));
    }

    [PostgresFact]
    public async Task A_look_keeps_nothing_and_takes_no_more_than_a_beginning()
    {
        using var sender = await hub.SignIn("village-a");
        var before = await Kept();
        Assert.Equal("too_long",
            await Look(sender, new byte[(4 << 20) + 1], 5 << 20).Code(HttpStatusCode.RequestEntityTooLarge));
        using var auditor = await hub.SignIn("auditor");
        Assert.Equal("not_permitted", await Look(auditor, "x"u8.ToArray(), 1).Code(HttpStatusCode.Forbidden));
        Assert.Equal(before, await Kept());
    }

    private async Task<long> Kept()
    {
        await using var reading = await hub.Database.Read(CancellationToken.None);
        return await reading.Row<long>(
            "SELECT (SELECT count(*) FROM upload) + (SELECT count(*) FROM blob)", null, CancellationToken.None);
    }

    private static async Task<Guid> Register(HttpClient sender, string name, string sex, string birthDate)
    {
        using var answer = await sender.PostAsJsonAsync(
            "/api/patients", new { name, sex, birthDate, language = "en", confirmed = true });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task<HttpResponseMessage> Look(
        HttpClient sender, byte[] beginning, long sizeBytes, Guid? patient = null)
    {
        var chosen = patient is { } id ? $"&patientId={id}" : "";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/files/look?sizeBytes={sizeBytes}{chosen}");
        // What is refused by its announced length need not be sent.
        request.Headers.ExpectContinue = beginning.Length > 0;
        request.Content = new ByteArrayContent(beginning);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await sender.SendAsync(request);
    }
}
