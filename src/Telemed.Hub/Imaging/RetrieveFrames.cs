using System.Globalization;
using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>WADO-RS for frames and bulk data: ranges of the stored object, without reading the rest of it.</summary>
internal static class RetrieveFrames
{
    private const int FrameListLimit = 1000;
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
        if (!mayBeStored && !mayBePlain)
            return Problems.Answer(406, "other_syntax", "The frame can be had as it is stored, or uncompressed.",
                "Ask for transfer-syntax=*, or for 1.2.840.10008.1.2.1.");
        var isSingle = numbers.Count == 1 && wanted.Any(media => media is { IsMultipart: false, Type: Octets });
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        if (mayBeStored && row.TransferSyntax != TransferSyntax.ExplicitBigEndian.Uid &&
            row.TransferSyntax != TransferSyntax.Deflated.Uid)
            return new StoredFrames(row, places, numbers, content, isSingle);
        try
        {
            var decoded = new List<byte[]>();
            foreach (var number in numbers) decoded.Add(await FrameSource.Decode(row, places, number - 1, content,
                decoders, cancel));
            return new DecodedFrames(decoded, isSingle);
        }
        catch (DecodeException refused)
        {
            return Problems.Answer(406, "cannot_decode", refused.Message,
                "Ask for transfer-syntax=* to get the frame as stored.");
        }
    }

    public static async Task<IResult> Bulk(
        string path, HttpContext context, CurrentCaller caller, Database database, InstanceContent content,
            CancellationToken cancel)
    {
        FoundInstances found;
        await using (var read = await database.Read(cancel))
            found = await InstanceLookup.Instances(context, caller, read, metadata: false, places: true, cancel);
        if (found.Refusal is not null) return found.Refusal;
        if (!InstancePlaces.FromBytes(found.Rows[0].Places).Bulk.TryGetValue(path,
            out var place)) return Problems.NotFound();
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        var isMultipart = WebAccept.Of(context.Request).Any(media => media.IsMultipart);
        return new BulkAnswer(found.Rows[0], place.Range, content, isMultipart);
    }

    // A picture's own media type names its compression already; without a type and syntax the plain one is meant.
    private static bool IsStored(WantedMedia media, string stored) =>
        media.TransferSyntax == "*" || media.TransferSyntax == stored ||
        (media.TransferSyntax is null &&
            (stored == Plain || media.Type.StartsWith("image/", StringComparison.Ordinal)));

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

    private sealed class DecodedFrames(List<byte[]> frames, bool isSingle) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancel = httpContext.RequestAborted;
            var type = $"{Octets}; transfer-syntax={TransferSyntax.ExplicitLittleEndian.Uid}";
            var body = new MultipartBody(httpContext.Response);
            if (isSingle) httpContext.Response.ContentType = type;
            else body.Begin(Octets);
            foreach (var frame in frames)
            {
                if (!isSingle) await body.Part(type, cancel);
                await httpContext.Response.Body.WriteAsync(frame, cancel);
                if (!isSingle) await body.EndPart(cancel);
            }
            if (!isSingle) await body.End(cancel);
        }
    }

    private sealed class BulkAnswer(InstanceRow row, DicomRange range, InstanceContent content, bool isMultipart)
        : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
            var (from, length) = Asked(httpContext.Request, response);
            if (response.StatusCode == StatusCodes.Status416RangeNotSatisfiable) return;
            var body = new MultipartBody(response);
            if (isMultipart)
            {
                body.Begin(Octets);
                await body.Part(Octets, cancel);
            }
            else
            {
                response.ContentType = Octets;
                response.ContentLength = length;
                response.Headers.ContentDisposition = "attachment";
                response.Headers.AcceptRanges = "bytes";
            }
            await content.Copy(row, range.Offset + from, length, response.Body, cancel);
            if (!isMultipart) return;
            await body.EndPart(cancel);
            await body.End(cancel);
        }

        private (long From, long Length) Asked(HttpRequest request, HttpResponse response)
        {
            var asked = request.GetTypedHeaders().Range?.Ranges is { Count: 1 } ranges && !isMultipart ? ranges.First()
                : null;
            if (asked is null) return (0, range.LengthBytes);
            var from = asked.From ?? Math.Max(range.LengthBytes - (asked.To ?? 0), 0);
            var to = asked.From is null ? range.LengthBytes - 1
                : Math.Min(asked.To ?? long.MaxValue, range.LengthBytes - 1);
            if (from >= range.LengthBytes || to < from)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                return (0, 0);
            }
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {from}-{to}/{range.LengthBytes}";
            return (from, to - from + 1);
        }
    }
}
