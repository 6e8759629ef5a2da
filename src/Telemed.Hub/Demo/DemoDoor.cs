using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Telemed.Domain;
using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Demo;

/// <summary>The hub's doors as the demonstration's people use them: each request as its person, at its time.</summary>
internal sealed partial class DemoDoor(IServiceProvider services, DemoClock clock, HttpClient http, ILogger log)
{
    private const string PersonByLogin = "SELECT id FROM person WHERE login_key = @login";

    internal Task<bool> Post(string login, string address, object body, CancellationToken cancel) =>
        Post(login, address, body, quiet: false, cancel);

    internal async Task<bool> Post(string login, string address, object body, bool quiet, CancellationToken cancel) =>
        await Send(login, HttpMethod.Post, address, JsonContent.Create(body), quiet, cancel) is not null;

    internal async Task<bool> Put(string login, string address, object body, CancellationToken cancel) =>
        await Send(login, HttpMethod.Put, address, JsonContent.Create(body), quiet: false, cancel) is not null;

    internal async Task<JsonElement> Get(string login, string address, CancellationToken cancel) =>
        await Send(login, HttpMethod.Get, address, null, quiet: false, cancel) is { Length: > 0 } text
            ? JsonDocument.Parse(text).RootElement : default;

    /// <summary>Sends a file to a case, a folder as one zip, as a clinic's browser does.</summary>
    internal async Task<bool> Upload(string login, Guid consultation, string path, CancellationToken cancel)
    {
        var bytes = Directory.Exists(path) ? await Zip(path, cancel) : await File.ReadAllBytesAsync(path, cancel);
        var name = Path.GetFileName(path) + (Directory.Exists(path) ? ".zip" : "");
        using var begin = new HttpRequestMessage(HttpMethod.Post, "/uploads");
        begin.Headers.Add("Upload-Length", bytes.Length.ToString(CultureInfo.InvariantCulture));
        begin.Headers.Add("Upload-Metadata", $"fileName {Base64(name)},consultationId {Base64($"{consultation}")}");
        using var begun = await SendFile(login, begin, cancel);
        if (begun.Headers.Location is not { } address) return await Refused(begun, "uploads", quiet: false, cancel);
        using var patch = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new ByteArrayContent(bytes) };
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content.Headers.ContentType = new("application/offset+octet-stream");
        using var sent = await SendFile(login, patch, cancel);
        if (!sent.IsSuccessStatusCode) return await Refused(sent, "uploads", quiet: false, cancel);
        var outcome = await Get(login, $"/api{address}", cancel);
        var state = outcome.ValueKind == JsonValueKind.Object ? outcome.GetProperty("state").GetString() ?? "" : "";
        if (state == "accepted") return await ConfirmPatient(login, outcome, cancel);
        StepRefused(log, "upload", (int)sent.StatusCode, state);
        return false;
    }

    /// <summary>Begins to send a document and loses the line in the middle.</summary>
    internal async Task<bool> UploadHalf(string login, Guid consultation, string name, CancellationToken cancel)
    {
        const int wholeBytes = 400_000, sentBytes = 150_000;
        var bytes = new byte[sentBytes];
        "%PDF-1.7\n"u8.CopyTo(bytes);
        using var begin = new HttpRequestMessage(HttpMethod.Post, "/uploads");
        begin.Headers.Add("Upload-Length", wholeBytes.ToString(CultureInfo.InvariantCulture));
        begin.Headers.Add("Upload-Metadata", $"fileName {Base64(name)},consultationId {Base64($"{consultation}")}");
        using var begun = await SendFile(login, begin, cancel);
        if (begun.Headers.Location is not { } address) return await Refused(begun, "uploads", quiet: false, cancel);
        using var patch = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new ByteArrayContent(bytes) };
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content.Headers.ContentType = new("application/offset+octet-stream");
        using var sent = await SendFile(login, patch, cancel);
        return sent.IsSuccessStatusCode || await Refused(sent, "uploads", quiet: false, cancel);
    }

    // Some devices spell a name so that only a person sees that it is the same one.
    private async Task<bool> ConfirmPatient(string login, JsonElement upload, CancellationToken cancel) =>
        upload.GetProperty("mismatch").GetArrayLength() == 0
        || await Post(login, $"/api/attachments/{upload.GetProperty("attachmentId").GetString()}/identity",
            new { decision = "same_patient", reason = "姓名为拉丁字母转写，编号和出生日期一致。" }, cancel);

    private static async Task<byte[]> Zip(string folder, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        await using (var zip =
            await ZipArchive.CreateAsync(bytes, ZipArchiveMode.Create, leaveOpen: true, null, cancel))
            foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
                await zip.CreateEntryFromFileAsync(file, Path.GetFileName(file), CompressionLevel.Fastest, cancel);
        return bytes.ToArray();
    }

    private async Task<HttpResponseMessage> SendFile(string login, HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Authorization = new("Bearer", (await SignIn(login, cancel)).Token);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return await http.SendAsync(request, cancel);
    }

    private async Task<string?> Send(string login, HttpMethod method, string address, HttpContent? content,
        bool quiet, CancellationToken cancel)
    {
        var (token, fresh) = await SignIn(login, cancel);
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add(FreshCredential.Header, fresh);
        using var answer = await http.SendAsync(request, cancel);
        if (answer.IsSuccessStatusCode) return await answer.Content.ReadAsStringAsync(cancel);
        await Refused(answer, address.Split('/')[^1], quiet, cancel);
        return null;
    }

    private async Task<bool> Refused(HttpResponseMessage answer, string step, bool quiet, CancellationToken cancel)
    {
        if (!quiet) StepRefused(log, step, (int)answer.StatusCode, await CodeOf(answer, cancel));
        return false;
    }

    private static async Task<string> CodeOf(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return "";
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancel));
        return problem.RootElement.TryGetProperty("code", out var code) ? code.GetString() ?? "" : "";
    }

    // A session for each step: between two of them the clock jumps over hours in which any session would have ended.
    private async Task<(string Token, string Fresh)> SignIn(string login, CancellationToken cancel)
    {
        var options = services.GetRequiredService<LogInOptions>();
        await using var work = await services.GetRequiredService<Database>().Begin(cancel);
        var person = new PersonId(await work.Row<Guid>(PersonByLogin, new { login }, cancel));
        var opened = await SessionStore.Open(work, person, clock.GetUtcNow(), options, cancel);
        var fresh = SecretText.New();
        await SessionStore.GiveFresh(work, opened.Id, SecretText.Hash(fresh),
            clock.GetUtcNow().AddMinutes(options.FreshMinutes), cancel);
        await work.Commit(cancel);
        return (opened.Token, fresh);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(1201, LogLevel.Warning,
        "A step of the demonstration ({Step}) was refused with {Status} {Code}; its case stays where it is.")]
    private static partial void StepRefused(ILogger log, string step, int status, string code);
}
