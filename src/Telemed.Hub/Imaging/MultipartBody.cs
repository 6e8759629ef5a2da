using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Telemed.Hub.Imaging;

/// <summary>Writes multipart/related bodies (RFC 2387): nothing before the first border, CRLF everywhere.</summary>
internal sealed class MultipartBody(HttpResponse response)
{
    private readonly string boundary = "telemed" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    /// <summary>Sends the header with the media type of the parts.</summary>
    public void Begin(string partType, string? transferSyntax = null) =>
        response.ContentType = $"multipart/related; type=\"{partType}\"; boundary={boundary}" +
                               (transferSyntax is null ? "" : $"; transfer-syntax={transferSyntax}");

    /// <summary>Begins a part; its content is written to the body afterwards.</summary>
    public Task Part(string contentType, CancellationToken cancel, string? location = null)
    {
        var head = $"--{boundary}\r\nContent-Type: {contentType}\r\n" +
                   (location is null ? "" : $"Content-Location: {location}\r\n") + "\r\n";
        return Write(head, cancel);
    }

    public Task EndPart(CancellationToken cancel) => Write("\r\n", cancel);

    public Task End(CancellationToken cancel) => Write($"--{boundary}--\r\n", cancel);

    private async Task Write(string text, CancellationToken cancel) =>
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes(text), cancel);
}
