using System.Buffers;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>WADO-RS for whole instances and their metadata (PS3.18 section 10.4).</summary>
internal static class RetrieveImages
{
    private const string Dicom = "application/dicom", Zip = "application/zip";
    private const string Plain = "1.2.840.10008.1.2.1";
    private const int UnflushedLimitBytes = 64 * 1024;

    /// <summary>
    /// Instances of a study, of a series, or one. "*" gives each as it is stored; without a syntax the plain one is
    /// meant (PS3.18 section 8.7.3.5.2), and what cannot be given so comes as it is stored, which its part says.
    /// Others are made where they can be: explicit and implicit little endian, and run lengths. Of several media types
    /// each instance gets the first it can be given in.
    /// </summary>
    public static async Task<IResult> Instances(
        HttpContext context, CurrentCaller caller, Database database, InstanceContent content,
        InstanceTranscoder transcoder, CancellationToken cancel)
    {
        var wanted = WebAccept.Of(context.Request)
            .Where(media => media.Type is "*/*" or Dicom or "application/*" or Zip).ToArray();
        if (wanted.Length == 0) return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        FoundInstances found;
        await using (var read = await database.Read(cancel))
            found = await InstanceLookup.Instances(context, caller, read, metadata: false, places: false, cancel);
        if (found.Refusal is not null) return found.Refusal;
        var isOne = context.GetRouteValue("instance") is not null;
        context.Response.Headers.Vary = "Accept";
        foreach (var form in wanted)
        {
            if (form.Type == Zip) return new ZipAnswer(found.Rows, TagOf(found.Rows[0]), content, database);
            var same = wanted.Where(media => media.Type != Zip && IsSingle(media) == IsSingle(form)).ToArray();
            if (found.Rows.Any(row => ChoiceOf(row, same) is null)) continue;
            if (!isOne || !IsSingle(form)) return new PartsAnswer(found.Rows, same, content, transcoder);
            return await One(context, found.Rows[0], ChoiceOf(found.Rows[0], same)!, content, transcoder, cancel);
        }
        return Results.StatusCode(StatusCodes.Status406NotAcceptable);
    }

    /// <summary>The stored DICOM JSON of every instance under the address, with an entity tag.</summary>
    public static async Task<IResult> Metadata(
        HttpContext context, CurrentCaller caller, Database database, ImagingAddress address, CancellationToken cancel)
    {
        const string caching = "private, no-cache";
        if (!WebAccept.AllowsJson(context.Request)) return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        var packing = PackedBody.Of(context.Request);
        await using var read = await database.Read(cancel);
        if (context.Request.Headers.IfNoneMatch.Count > 0)
        {
            var versions = await InstanceLookup.Versions(context, caller, read, cancel);
            if (versions.Count == 1 && EntityTags.IsKnown(context, TagOf(versions[0], packing), caching))
                return Results.StatusCode(StatusCodes.Status304NotModified);
        }
        var found = await InstanceLookup.Instances(context, caller, read, metadata: true, places: false, cancel);
        if (found.Refusal is not null) return found.Refusal;
        EntityTags.IsKnown(context, TagOf(found.Rows[0], packing), caching);
        return new MetadataAnswer(found.Rows, address);
    }

    private static async Task<IResult> One(
        HttpContext context, InstanceRow row, WantedMedia wanted, InstanceContent content,
        InstanceTranscoder transcoder, CancellationToken cancel)
    {
        var syntax = wanted.TransferSyntax ?? Plain;
        if (syntax != "*" && row.TransferSyntax != syntax)
        {
            if (await transcoder.Make(row, syntax, cancel) is { } made) return Results.Stream(made, Dicom);
            if (wanted.TransferSyntax is not null)
                return Problems.Answer(406, "cannot_decode", "This instance cannot be given in that syntax.",
                    "Ask for transfer-syntax=*.");
        }
        // Other bytes never come under the same row; who has asked for the rest of a long one gets it.
        return EntityTags.IsKnown(context, $"\"{row.Id:N}\"", "no-store")
            ? Results.StatusCode(StatusCodes.Status304NotModified) : new SingleAnswer(row, content);
    }

    private static bool IsSingle(WantedMedia media) => media is { IsMultipart: false, Type: Dicom };

    private static WantedMedia? ChoiceOf(InstanceRow row, WantedMedia[] wanted) =>
        wanted.FirstOrDefault(media => media.TransferSyntax is null or "*" || media.TransferSyntax == row.TransferSyntax
            || InstanceTranscoder.CanMake(row.TransferSyntax, media.TransferSyntax));

    // The same address has other bytes for each packing, and a strong tag means the bytes.
    private static string TagOf(InstanceRow row, string packing = "") =>
        $"\"{row.StudyId:N}-{row.StudyVersion}{(packing.Length > 0 ? "-" : "")}{packing}\"";

    private sealed class MetadataAnswer(IReadOnlyList<InstanceRow> rows, ImagingAddress address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/dicom+json";
            return PackedBody.Send(httpContext, async (body, cancel) =>
            {
                for (var at = 0; at < rows.Count; at++)
                {
                    var row = rows[at];
                    body.Write(at == 0 ? "["u8 : ","u8);
                    var bulk = address.Instance(row.FacilityId, row.StudyUid, row.SeriesUid, row.SopUid) + "/bulkdata/";
                    InstanceMetadata.Write(row.Metadata, bulk, body);
                    if (body.UnflushedBytes > UnflushedLimitBytes) await body.FlushAsync(cancel);
                }
                body.Write("]"u8);
            });
        }
    }

    private sealed class SingleAnswer(InstanceRow row, InstanceContent content) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
            response.ContentType = Dicom;
            if (AskedRange.Set(httpContext, row.SizeBytes) is not { } part) return;
            if (part.LengthBytes == row.SizeBytes) await content.Copy(row, response.Body, cancel);
            else await content.CopyClean(row, part.From, part.LengthBytes, response.Body, cancel);
        }
    }

    private sealed class PartsAnswer(
        IReadOnlyList<InstanceRow> rows, WantedMedia[] wanted, InstanceContent content, InstanceTranscoder transcoder)
        : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancel = httpContext.RequestAborted;
            var body = new MultipartBody(httpContext.Response);
            body.Begin(Dicom);
            if (HttpMethods.IsHead(httpContext.Request.Method)) return;
            foreach (var row in rows)
            {
                var syntax = ChoiceOf(row, wanted)!.TransferSyntax ?? Plain;
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
