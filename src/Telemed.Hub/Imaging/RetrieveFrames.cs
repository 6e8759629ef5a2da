using System.Globalization;
using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Dicom.Transcoding;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>WADO-RS for frames and bulk data: ranges of the stored object, without reading the rest of it.</summary>
internal static class RetrieveFrames
{
    private const int FrameListLimit = 1000, CopyBytes = 64 * 1024;
    private const string Octets = "application/octet-stream", Plain = "1.2.840.10008.1.2.1";

    public static async Task<IResult> Frames(
        string frames, HttpContext context, CurrentCaller caller, Database database, InstanceContent content,
            DecodePool decoders,
        CancellationToken cancel)
    {
        if (ReadNumbers(frames) is not { } numbers) return Problems.Answer(400, "bad_frames",
            "Frame numbers are whole numbers from 1 on.");
        var wanted = WebAccept.Of(context.Request);
        if (!wanted.Any(media => media.Type is "*/*" or Octets ||
            media.Type.StartsWith("image/", StringComparison.Ordinal)))
            return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        FoundInstances found;
        await using (var read = await database.Read(cancel))
            found = await InstanceLookup.Instances(context, caller, read, metadata: true, places: true, cancel);
        if (found.Refusal is not null) return found.Refusal;
        var row = found.Rows[0];
        var places = InstancePlaces.FromBytes(row.Places);
        if (numbers.Any(number => places.Frame(number - 1).Count == 0)) return Problems.NotFound();
        var stored = SyntaxOf(row, places);
        var (mayBeStored, mayBePlain) = (wanted.Any(media => IsStored(media, stored)), wanted.Any(IsPlain));
        if (!mayBeStored && !mayBePlain && !wanted.Any(IsRle))
            return Problems.Answer(406, "other_syntax",
                "The frame can be had as it is stored, uncompressed, or in run lengths.",
                "Ask for transfer-syntax=*, for 1.2.840.10008.1.2.1 or for 1.2.840.10008.1.2.5.");
        var isSingle = numbers.Count == 1 && wanted.Any(media => media is { IsMultipart: false, Type: Octets });
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        if (mayBeStored && row.TransferSyntax != TransferSyntax.ExplicitBigEndian.Uid &&
            row.TransferSyntax != TransferSyntax.Deflated.Uid)
            return new StoredFrames(row, places, numbers, content, isSingle);
        var shape = mayBePlain ? null : FrameShape.Of(FrameSource.Header(row));
        if (!mayBePlain && (shape is null || !RleEncoder.CanEncode(shape)))
            return Problems.Answer(406, "cannot_encode", "Frames of this shape cannot be given in run lengths.",
                "Ask for transfer-syntax=* to get the frame as stored.");
        // What was decoded is colour by pixel, however it was stored.
        async Task<byte[]> Make(int number, CancellationToken stop)
        {
            var frame = await FrameSource.Decode(row, places, number - 1, content, decoders, stop);
            return shape is null ? frame : RleEncoder.Encode(frame, shape with { IsPlanar = false });
        }
        try
        {
            // The first tells whether the others can be had; these are made while they are sent.
            var first = await Make(numbers[0], cancel);
            return new MadeFrames(first, numbers, Make, mayBePlain ? Plain : PlainTranscoder.Rle, isSingle);
        }
        catch (DecodeException refused)
        {
            return Problems.Answer(406, "cannot_decode", refused.Message,
                "Ask for transfer-syntax=* to get the frame as stored.");
        }
    }

    public static async Task<IResult> Bulk(
        string path, HttpContext context, CurrentCaller caller, Database database, InstanceContent content,
        InstanceTranscoder transcoder, CancellationToken cancel)
    {
        FoundInstances found;
        await using (var read = await database.Read(cancel))
            found = await InstanceLookup.Instances(context, caller, read, metadata: false, places: true, cancel);
        if (found.Refusal is not null) return found.Refusal;
        var row = found.Rows[0];
        if (!InstancePlaces.FromBytes(row.Places).Bulk.TryGetValue(path, out var place)) return Problems.NotFound();
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        var isMultipart = WebAccept.Of(context.Request).Any(media => media.IsMultipart);
        if (row.TransferSyntax != TransferSyntax.ExplicitBigEndian.Uid &&
            row.TransferSyntax != TransferSyntax.Deflated.Uid)
            return new BulkAnswer(place.Range, isMultipart, held: null, (from, length, to, stop) =>
                content.Copy(row, from, length, to, stop));
        // Here the value lies packed, or its words the other way round: it is taken from a plain copy.
        if (await transcoder.Make(row, Plain, cancel) is not { } copy) return Problems.NotFound();
        var places = new Dictionary<string, (DicomRange Range, int)>();
        InstanceMetadata.Make(DicomReader.Read(copy, ParsedInstance.Options), places);
        return new BulkAnswer(places[path].Range, isMultipart, held: copy, (from, length, to, stop) =>
            CopyFrom(copy, from, length, to, stop));
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

    // A picture's own media type names its compression already; without a type and syntax the plain one is meant.
    private static bool IsStored(WantedMedia media, string stored) =>
        media.TransferSyntax == "*" || media.TransferSyntax == stored || (media.TransferSyntax is null &&
            (stored == Plain ? media.Type is "*/*" or Octets : PictureTypes.Names(media.Type, stored)));

    private static bool IsRle(WantedMedia media) => media.TransferSyntax == PlainTranscoder.Rle ||
        (media.TransferSyntax is null && PictureTypes.IsRle(media.Type));

    private static bool IsPlain(WantedMedia media) =>
        media.Type is "*/*" or Octets && media.TransferSyntax is null or Plain;

    private static List<int>? ReadNumbers(string text)
    {
        var parts = text.Split(',');
        if (parts.Length > FrameListLimit) return null;
        var numbers = new List<int>();
        foreach (var part in parts)
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ||
                number < 1) return null;
            numbers.Add(number);
        }
        return numbers;
    }

    // Native frames are little endian whatever the syntax of the rest, so they are plain explicit little endian.
    private static string SyntaxOf(InstanceRow row, InstancePlaces places) =>
        places.Frames.Count > 0 ? row.TransferSyntax : TransferSyntax.ExplicitLittleEndian.Uid;

    private sealed class StoredFrames(
        InstanceRow row, InstancePlaces places, List<int> numbers, InstanceContent content, bool isSingle) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancel = httpContext.RequestAborted;
            var type = $"{Octets}; transfer-syntax={SyntaxOf(row, places)}";
            var body = new MultipartBody(httpContext.Response);
            if (isSingle) httpContext.Response.ContentType = type;
            else body.Begin(Octets);
            foreach (var number in numbers)
            {
                if (!isSingle) await body.Part(type, cancel);
                foreach (var run in places.Frame(number - 1))
                    await content.Copy(row, run.Offset, run.LengthBytes, httpContext.Response.Body, cancel);
                if (!isSingle) await body.EndPart(cancel);
            }
            if (!isSingle) await body.End(cancel);
        }
    }

    private sealed class MadeFrames(
        byte[] first, List<int> numbers, Func<int, CancellationToken, Task<byte[]>> make, string syntax, bool isSingle)
        : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancel = httpContext.RequestAborted;
            var type = $"{Octets}; transfer-syntax={syntax}";
            var body = new MultipartBody(httpContext.Response);
            if (isSingle) httpContext.Response.ContentType = type;
            else body.Begin(Octets);
            for (var at = 0; at < numbers.Count; at++)
            {
                if (!isSingle) await body.Part(type, cancel);
                await httpContext.Response.Body.WriteAsync(at == 0 ? first : await make(numbers[at], cancel), cancel);
                if (!isSingle) await body.EndPart(cancel);
            }
            if (!isSingle) await body.End(cancel);
        }
    }

    private delegate Task CopyPart(long offset, long lengthBytes, Stream to, CancellationToken cancel);

    private sealed class BulkAnswer(DicomRange range, bool isMultipart, IAsyncDisposable? held, CopyPart copy) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using var end = held;
            var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
            if (isMultipart)
            {
                var body = new MultipartBody(response);
                body.Begin(Octets);
                await body.Part(Octets, cancel);
                await copy(range.Offset, range.LengthBytes, response.Body, cancel);
                await body.EndPart(cancel);
                await body.End(cancel);
                return;
            }
            response.ContentType = Octets;
            response.Headers.ContentDisposition = "attachment";
            if (AskedRange.Set(httpContext, range.LengthBytes) is not { } part) return;
            await copy(range.Offset + part.From, part.LengthBytes, response.Body, cancel);
        }
    }
}
