using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Telemed.TestKit.Servers;

namespace Telemed.Hub.Tests.Crash;

/// <summary>
/// One person of the demonstration at a hub that may be killed at any moment: a null answer means no answer.
/// </summary>
internal sealed class CrashPerson : IDisposable
{
    private readonly HttpClient http;
    private string fresh = "";

    private CrashPerson(HttpClient http) => this.http = http;

    /// <summary>The session's cookie, for other clients.</summary>
    public string Cookie => http.DefaultRequestHeaders.GetValues("Cookie").Single();

    public static async Task<CrashPerson> SignIn(HubProcess hub, JsonElement logins, string login,
        CancellationToken cancel)
    {
        var shown = logins.EnumerateArray().Single(each => each.GetProperty("login").GetString() == login);
        var password = shown.GetProperty("password").GetString();
        var handler = new SocketsHttpHandler { UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        var http = new HttpClient(handler) { BaseAddress = hub.Address, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Add("X-Telemed", "1");
        using var answer = await http.PostAsJsonAsync("/api/session",
            new { login, password, code = shown.GetProperty("code").GetString() }, cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancel));
        http.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        var person = new CrashPerson(http);
        using var credential = await http.PostAsJsonAsync("/api/session/fresh", new { password }, cancel);
        person.fresh = (await credential.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("token")
            .GetString()!;
        return person;
    }

    /// <summary>Asks; null when the hub died on the way or is not there.</summary>
    public async Task<HttpResponseMessage?> Send(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await http.SendAsync(request, cancel);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException
            || (gone is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    public async Task<JsonElement?> Post(string path, object body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Fresh-Credential", fresh);
        return await Json(await Send(request, cancel), cancel);
    }

    public async Task<JsonElement?> Get(string path, CancellationToken cancel) =>
        await Json(await Send(new HttpRequestMessage(HttpMethod.Get, path), cancel), cancel);

    public Task<byte[]> Bytes(string path, CancellationToken cancel) => http.GetByteArrayAsync(path, cancel);

    /// <summary>Begins an upload; null when that was not acknowledged.</summary>
    public async Task<Uri?> Begin(Guid consultation, string name, int length, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"fileName {Base64(name)},consultationId {Base64($"{consultation}")}");
        using var answer = await Send(request, cancel);
        return answer?.StatusCode == HttpStatusCode.Created ? answer.Headers.Location : null;
    }

    /// <summary>How many bytes the hub holds; null when it does not say.</summary>
    public async Task<int?> Offset(Uri upload, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, upload);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        using var answer = await Send(request, cancel);
        return answer?.Headers.TryGetValues("Upload-Offset", out var values) == true
            ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Sends bytes from an offset on; true when the hub acknowledged them.</summary>
    public async Task<bool> Patch(Uri upload, int offset, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Patch, upload) { Content = new ReadOnlyMemoryContent(bytes) };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var answer = await Send(request, cancel);
        return answer?.StatusCode == HttpStatusCode.NoContent;
    }

    public void Dispose() => http.Dispose();

    private static async Task<JsonElement?> Json(HttpResponseMessage? answer, CancellationToken cancel)
    {
        using (answer)
        {
            if (answer is not { IsSuccessStatusCode: true }) return null;
            try
            {
                return await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
            }
            catch (Exception cut) when (cut is IOException or HttpRequestException or JsonException)
            {
                return null;
            }
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
