using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Telemed.Bench.Main;

/// <summary>One person's browser, reduced to its requests.</summary>
internal sealed class BenchClient : IDisposable
{
    private readonly HttpClient http;
    private readonly string fresh;

    internal BenchClient(Uri address, string cookie, string fresh)
    {
        this.fresh = fresh;
        Cookie = cookie;
        http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
        http.DefaultRequestHeaders.Add("X-Telemed", "1");
        http.DefaultRequestHeaders.Add("Cookie", cookie);
    }

    internal string Cookie { get; }

    internal async Task<JsonElement> Get(string path, CancellationToken cancel) =>
        await Answer(await http.GetAsync(path, cancel), cancel);

    internal async Task<JsonElement> Post(string path, object body, CancellationToken cancel) =>
        await Answer(await http.PostAsJsonAsync(path, body, cancel), cancel);

    internal async Task<JsonElement> Sign(Guid consultation, object body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/consultations/{consultation}/signature")
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("X-Fresh-Credential", fresh);
        return await Answer(await http.SendAsync(request, cancel), cancel);
    }

    /// <summary>Sends a file by tus: one request to begin, one with all bytes.</summary>
    internal async Task Upload(Guid consultation, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        using var begin = new HttpRequestMessage(HttpMethod.Post, "/uploads");
        begin.Headers.Add("Tus-Resumable", "1.0.0");
        begin.Headers.Add("Upload-Length", $"{bytes.Length}");
        begin.Headers.Add("Upload-Metadata", $"consultationId {Base64($"{consultation}")},fileName {Base64(name)}");
        using var begun = await http.SendAsync(begin, cancel);
        await Answer(begun, cancel);
        using var patch = new HttpRequestMessage(HttpMethod.Patch, begun.Headers.Location)
        {
            Content = new ReadOnlyMemoryContent(bytes),
        };
        patch.Headers.Add("Tus-Resumable", "1.0.0");
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        await Answer(await http.SendAsync(patch, cancel), cancel);
    }

    public void Dispose() => http.Dispose();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<JsonElement> Answer(HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
