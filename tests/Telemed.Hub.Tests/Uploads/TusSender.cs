using System.Globalization;
using System.Net;
using System.Text;

namespace Telemed.Hub.Tests.Uploads;

/// <summary>Speaks tus 1.0.0 word by word, for tests that need to see each answer.</summary>
internal sealed class TusSender(HttpClient client)
{
    public async Task<HttpResponseMessage> Create(
        long length, string fileName, Guid? consultation, string? csv = null)
    {
        using var request = Request(HttpMethod.Post, "/uploads");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        var metadata = $"fileName {Base64(fileName)}";
        if (consultation is { } id) metadata += $",consultationId {Base64(id.ToString())}";
        if (csv is not null) metadata += $",csv {Base64(csv)}";
        request.Headers.Add("Upload-Metadata", metadata);
        return await client.SendAsync(request);
    }

    public async Task<HttpResponseMessage> Head(string address)
    {
        using var request = Request(HttpMethod.Head, address);
        return await client.SendAsync(request);
    }

    public async Task<HttpResponseMessage> Patch(string address, long offset, byte[] bytes, string? checksum = null)
    {
        using var request = Request(HttpMethod.Patch, address);
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        if (checksum is not null) request.Headers.Add("Upload-Checksum", checksum);
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new("application/offset+octet-stream");
        return await client.SendAsync(request);
    }

    public async Task<HttpResponseMessage> Delete(string address)
    {
        using var request = Request(HttpMethod.Delete, address);
        return await client.SendAsync(request);
    }

    /// <summary>Sends a whole file and returns its upload's id.</summary>
    public async Task<Guid> Send(byte[] file, string fileName, Guid? consultation, string? csv = null)
    {
        using var created = await Create(file.Length, fileName, consultation, csv);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var address = created.Headers.Location!.ToString();
        using var sent = await Patch(address, 0, file);
        Assert.True(sent.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.UnprocessableEntity,
            await sent.Content.ReadAsStringAsync());
        return Guid.Parse(address.Split('/')[^1]);
    }

    private static HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
