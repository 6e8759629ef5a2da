using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Telemed.Hub.Tests.Platform;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Uploads;

public sealed class TusDoorTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private static readonly byte[] Pdf = [.. "%PDF-1.4\n"u8, .. new byte[6000], .. "\n%%EOF\n"u8];

    [PostgresFact]
    public async Task The_door_says_what_it_speaks()
    {
        using var client = hub.Anonymous();
        using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/uploads"));
        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Version").Single());
        Assert.Equal("creation,checksum,expiration,termination", answer.Headers.GetValues("Tus-Extension").Single());
    }

    [PostgresFact]
    public async Task A_document_sent_in_two_pieces_becomes_an_attachment_with_its_hash()
    {
        var consultation = await CaseForFiles.Draft(hub);
        using var client = await hub.SignIn("village-a");
        var tus = new TusSender(client);
        using var created = await tus.Create(Pdf.Length, "request form.pdf", consultation);
        var address = created.Headers.Location!.ToString();
        using (var first = await tus.Patch(address, 0, Pdf[..4500])) Assert.Equal(HttpStatusCode.NoContent,
            first.StatusCode);
        using (var head = await tus.Head(address)) Assert.Equal("4500",
            head.Headers.GetValues("Upload-Offset").Single());
        using (var rest = await tus.Patch(address, 4500, Pdf[4500..])) Assert.Equal(HttpStatusCode.NoContent,
            rest.StatusCode);

        var seen = await client.GetFromJsonAsync<JsonElement>($"/api{address}");
        Assert.Equal(("accepted", "pdf"), (seen.GetProperty("state").GetString(),
            seen.GetProperty("kind").GetString()));
        var attachment = seen.GetProperty("attachmentId").GetGuid();
        using var content = await client.GetAsync($"/api/attachments/{attachment}/content");
        Assert.Equal(Pdf, await content.Content.ReadAsByteArrayAsync());
        Assert.Contains("sandbox", content.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);

        using var other = await hub.SignIn("village-b");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(
            $"/api/attachments/{attachment}/content")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api{address}")).StatusCode);
    }

    [PostgresFact]
    public async Task A_wrong_offset_is_refused_and_the_right_one_told()
    {
        using var client = await hub.SignIn("village-a");
        var tus = new TusSender(client);
        using var created = await tus.Create(Pdf.Length, "a.pdf", null);
        using var wrong = await tus.Patch(created.Headers.Location!.ToString(), 10, Pdf[10..]);
        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
    }

    [PostgresFact]
    public async Task A_piece_that_is_not_its_checksum_is_not_kept()
    {
        using var client = await hub.SignIn("village-a");
        var tus = new TusSender(client);
        using var created = await tus.Create(Pdf.Length, "a.pdf", null);
        var address = created.Headers.Location!.ToString();
        using var damaged = await tus.Patch(address, 0, Pdf,
            $"sha256 {Convert.ToBase64String(SHA256.HashData(Pdf[1..]))}");
        Assert.Equal(460, (int)damaged.StatusCode);
        using var head = await tus.Head(address);
        Assert.Equal("0", head.Headers.GetValues("Upload-Offset").Single());
        using var right = await tus.Patch(address, 0, Pdf, $"sha256 {Convert.ToBase64String(SHA256.HashData(Pdf))}");
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
    }

    [PostgresFact]
    public async Task A_withdrawn_upload_is_gone()
    {
        using var client = await hub.SignIn("village-a");
        var tus = new TusSender(client);
        using var created = await tus.Create(Pdf.Length, "a.pdf", null);
        var address = created.Headers.Location!.ToString();
        using var gone = await tus.Delete(address);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await tus.Head(address)).StatusCode);
    }

    [PostgresTheory]
    [InlineData("slide.kfb", 422, "closed_format")]
    [InlineData("slide.SDPC", 422, "closed_format")]
    [InlineData("huge.svs", 413, "too_large")]
    public async Task What_cannot_be_taken_is_refused_before_a_byte_is_sent(string name, int status, string code)
    {
        using var client = await hub.SignIn("village-a");
        using var refused = await new TusSender(client).Create(status == 413 ? 30L << 30 : 1000, name, null);
        Assert.Equal(status, (int)refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("whatToDo").GetString()!);
    }

    [PostgresFact]
    public async Task Unknown_content_is_refused_as_soon_as_its_beginning_is_here()
    {
        using var client = await hub.SignIn("village-a");
        var tus = new TusSender(client);
        using var created = await tus.Create(1_000_000, "slide.svs", null);
        var address = created.Headers.Location!.ToString();
        var noise = new byte[5000];
        new Random(1).NextBytes(noise);
        noise[0] = 0;
        using var refused = await tus.Patch(address, 0, noise);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api{address}");
        Assert.Equal("refused", seen.GetProperty("state").GetString());
        Assert.Equal("unknown_kind", seen.GetProperty("problem").GetProperty("code").GetString());
    }

    [PostgresFact]
    public async Task A_damaged_slide_is_refused_with_section_offset_and_what_to_do()
    {
        using var client = await hub.SignIn("village-a");
        var tus = new TusSender(client);
        // A TIFF whose only directory lies behind its end.
        byte[] broken = [(byte)'I', (byte)'I', 42, 0, 0, 1, 0, 0, 0];
        var id = await tus.Send(broken, "slide.svs", null);
        var seen = await client.GetFromJsonAsync<JsonElement>($"/api/uploads/{id}");
        var problem = seen.GetProperty("problem");
        Assert.Equal(("refused", "TIFF directory", 256L), (seen.GetProperty("state").GetString(),
            problem.GetProperty("section").GetString(), problem.GetProperty("offset").GetInt64()));
        Assert.NotEmpty(problem.GetProperty("whatToDo").GetString()!);
    }

    [PostgresFact]
    public async Task Somebody_elses_case_does_not_exist()
    {
        var consultation = await CaseForFiles.Draft(hub);
        using var client = await hub.SignIn("village-b");
        using var refused = await new TusSender(client).Create(100, "a.pdf", consultation);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }
}
