using System.Text.Json;

namespace Telemed.Hub.Imaging;

/// <summary>
/// An answer in DICOM JSON. Its media type stands alone, because some clients compare the whole header.
/// </summary>
internal sealed class DicomJsonAnswer(Action<Utf8JsonWriter> write, int status = 200) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/dicom+json";
        return PackedBody.Send(httpContext, (body, _) =>
        {
            using var json = new Utf8JsonWriter(body);
            write(json);
            return Task.CompletedTask;
        });
    }
}
