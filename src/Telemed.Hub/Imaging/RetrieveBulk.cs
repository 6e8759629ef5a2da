using Telemed.Dicom;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>WADO-RS for bulk data: long values of the stored object, without reading the rest of it.</summary>
internal static class RetrieveBulk
{
    private const int CopyBytes = 64 * 1024;
    private const string Octets = "application/octet-stream", Pdf = "application/pdf", Plain = "1.2.840.10008.1.2.1";

    public static async Task<IResult> Handle(
        string path, HttpContext context, CurrentCaller caller, Database database, InstanceContent content,
        InstanceTranscoder transcoder, CancellationToken cancel)
    {
        FoundInstances found;
        await using (var read = await database.Read(cancel))
            found = await InstanceLookup.Instances(context, caller, read, metadata: false, places: true, cancel);
        if (found.Refusal is not null) return found.Refusal;
        var row = found.Rows[0];
        if (!InstancePlaces.FromBytes(row.Places).Bulk.TryGetValue(path, out var place)) return Problems.NotFound();
        if (EntityTags.IsKnown(context, RetrieveFrames.TagOf(row, context.Request), RetrieveFrames.Caching))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        var isMultipart = WebAccept.Of(context.Request) is [{ IsMultipart: true }, ..];
        if (RetrieveFrames.CanGoAsStored(row))
        {
            Task FromStore(long from, long length, Stream to, CancellationToken stop) =>
                content.Copy(row, from, length, to, stop);
            return new BulkAnswer(
                place.Range, await TypeOf(path, place.Range, FromStore, cancel), isMultipart, held: null, FromStore);
        }
        // Here the value lies packed, or its words the other way round: it is taken from a plain copy.
        if (await transcoder.Make(row, Plain, cancel) is not { } plain)
        {
            EntityTags.Forget(context);
            return Problems.NotFound();
        }
        var places = new Dictionary<string, (DicomRange Range, int)>();
        InstanceMetadata.Make(DicomReader.Read(plain, ParsedInstance.Options), places);
        Task FromPlain(long from, long length, Stream to, CancellationToken stop) =>
            CopyFrom(plain, from, length, to, stop);
        var range = places[path].Range;
        return new BulkAnswer(range, await TypeOf(path, range, FromPlain, cancel), isMultipart, plain, FromPlain);
    }

    // A document that begins as a PDF is one, whatever it is called; a viewer shows it. Everything else is data.
    private static async Task<string> TypeOf(string path, DicomRange range, CopyPart copy, CancellationToken cancel)
    {
        var mark = "%PDF-"u8.ToArray();
        if (path != $"{DicomTags.EncapsulatedDocument}" || range.LengthBytes < mark.Length) return Octets;
        using var begins = new MemoryStream(mark.Length);
        await copy(range.Offset, mark.Length, begins, cancel);
        return begins.ToArray().AsSpan().SequenceEqual(mark) ? Pdf : Octets;
    }

    private static async Task CopyFrom(
        FileStream from, long offset, long lengthBytes, Stream to, CancellationToken cancel)
    {
        from.Position = offset;
        var buffer = new byte[CopyBytes];
        for (var left = lengthBytes; left > 0;)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, left));
            await from.ReadExactlyAsync(part, cancel);
            await to.WriteAsync(part, cancel);
            left -= part.Length;
        }
    }

    private delegate Task CopyPart(long offset, long lengthBytes, Stream to, CancellationToken cancel);

    private sealed class BulkAnswer(
        DicomRange range, string type, bool isMultipart, IAsyncDisposable? held, CopyPart copy) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using var end = held;
            var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
            if (isMultipart)
            {
                var body = new MultipartBody(response);
                body.Begin(type);
                if (HttpMethods.IsHead(httpContext.Request.Method)) return;
                await body.Part(type, cancel);
                await copy(range.Offset, range.LengthBytes, response.Body, cancel);
                await body.EndPart(cancel);
                await body.End(cancel);
                return;
            }
            response.ContentType = type;
            response.Headers.ContentDisposition = type == Pdf ? "inline; filename=\"document.pdf\"" : "attachment";
            if (AskedRange.Set(httpContext, range.LengthBytes) is not { } part) return;
            await copy(range.Offset + part.From, part.LengthBytes, response.Body, cancel);
        }
    }
}
