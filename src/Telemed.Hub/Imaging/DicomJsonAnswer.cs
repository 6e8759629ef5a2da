using System.Text.Json;

namespace Telemed.Hub.Imaging;

/// <summary>
/// An answer in DICOM JSON. Its media type stands alone, because some clients compare the whole header.
/// </summary>
internal sealed class DicomJsonAnswer(Action<Utf8JsonWriter> write, int status = 200) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/dicom+json";
        using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter)) write(json);
        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
