using System.Buffers;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>WADO-RS for whole instances and their metadata (PS3.18 section 10.4).</summary>
internal static class RetrieveImages
{
    private const string Dicom = "application/dicom";
    private const string Plain = "1.2.840.10008.1.2.1";

    /// <summary>
    /// Instances of a study, of a series, or one. "*" gives each as it is stored; without a syntax the plain one is
    /// meant (PS3.18 section 8.7.3.5.2), and what cannot be given so comes as it is stored, which its part says.
    /// Others are made where they can be: explicit and implicit little endian, and run lengths.
    /// </summary>
    public static async Task<IResult> Instances(
        HttpContext context, CurrentCaller caller, Database database, InstanceContent content,
        InstanceTranscoder transcoder, CancellationToken cancel)
    {
        var wanted = WebAccept.Of(context.Request).FirstOrDefault(media =>
            media.Type is "*/*" or Dicom or "application/*" or "application/zip");
        if (wanted is null) return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        FoundInstances found;
        await using (var read = await database.Read(cancel))
            found = await InstanceLookup.Instances(context, caller, read, metadata: false, places: false, cancel);
        if (found.Refusal is not null) return found.Refusal;
        if (wanted.Type == "application/zip")
            return new ZipAnswer(found.Rows, TagOf(found.Rows[0]), content, database);
        if (wanted.TransferSyntax is { } named && named != "*" && found.Rows.Any(row =>
            row.TransferSyntax != named && !InstanceTranscoder.CanMake(row.TransferSyntax, named)))
            return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        var syntax = wanted.TransferSyntax ?? Plain;
        var isSingle = context.GetRouteValue("instance") is not null && wanted is { IsMultipart: false, Type: Dicom };
        if (!isSingle) return new PartsAnswer(found.Rows, syntax, content, transcoder);
        var one = found.Rows[0];
        if (syntax == "*" || one.TransferSyntax == syntax) return new SingleAnswer(one, content);
        if (await transcoder.Make(one, syntax, cancel) is { } made) return Results.Stream(made, Dicom);
        return wanted.TransferSyntax is null ? new SingleAnswer(one, content)
            : Problems.Answer(406, "cannot_decode", "This instance cannot be given in that syntax.",
                "Ask for transfer-syntax=*.");
    }

    /// <summary>The stored DICOM JSON of every instance under the address, with an entity tag.</summary>
    public static async Task<IResult> Metadata(
        HttpContext context, CurrentCaller caller, Database database, ImagingAddress address, CancellationToken cancel)
    {
        if (!WebAccept.AllowsJson(context.Request)) return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        await using var read = await database.Read(cancel);
        var asked = context.Request.Headers.IfNoneMatch.ToString();
        if (asked.Length > 0)
        {
            var versions = await InstanceLookup.Versions(context, caller, read, cancel);
            if (versions.Count == 1 && asked.Contains(TagOf(versions[0]), StringComparison.Ordinal))
                return Results.StatusCode(StatusCodes.Status304NotModified);
        }
        var found = await InstanceLookup.Instances(context, caller, read, metadata: true, places: false, cancel);
        if (found.Refusal is not null) return found.Refusal;
        context.Response.Headers.ETag = TagOf(found.Rows[0]);
        context.Response.Headers.CacheControl = "private, no-cache";
        return new MetadataAnswer(found.Rows, address);
    }

    private static string TagOf(InstanceRow row) => $"\"{row.StudyId:N}-{row.StudyVersion}\"";

    private sealed class MetadataAnswer(IReadOnlyList<InstanceRow> rows, ImagingAddress address) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/dicom+json";
            var body = httpContext.Response.BodyWriter;
            for (var at = 0; at < rows.Count; at++)
            {
                var row = rows[at];
                body.Write(at == 0 ? "["u8 : ","u8);
                var bulk = address.Instance(row.FacilityId, row.StudyUid, row.SeriesUid, row.SopUid) + "/bulkdata/";
                InstanceMetadata.Write(row.Metadata, bulk, body);
                await body.FlushAsync(httpContext.RequestAborted);
            }
            body.Write("]"u8);
            await body.FlushAsync(httpContext.RequestAborted);
        }
    }

    private sealed class SingleAnswer(InstanceRow row, InstanceContent content) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = Dicom;
            httpContext.Response.ContentLength = row.SizeBytes;
            return content.Copy(row, httpContext.Response.Body, httpContext.RequestAborted);
        }
    }

    private sealed class PartsAnswer(
        IReadOnlyList<InstanceRow> rows, string syntax, InstanceContent content, InstanceTranscoder transcoder)
        : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancel = httpContext.RequestAborted;
            var body = new MultipartBody(httpContext.Response);
            body.Begin(Dicom);
            foreach (var row in rows)
            {
                await using var made = syntax == "*" || row.TransferSyntax == syntax
                    ? null : await transcoder.Make(row, syntax, cancel);
                await body.Part($"{Dicom}; transfer-syntax={(made is null ? row.TransferSyntax : syntax)}", cancel);
                if (made is null) await content.Copy(row, httpContext.Response.Body, cancel);
                else await made.CopyToAsync(httpContext.Response.Body, cancel);
                await body.EndPart(cancel);
            }
            await body.End(cancel);
        }
    }
}
