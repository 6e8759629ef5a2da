using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telemed.Decode;
using Telemed.Dicom;
using Telemed.Dicom.Transcoding;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Imaging;

/// <summary>WADO-RS for frames: ranges of the stored object, without reading the rest of it.</summary>
internal static class RetrieveFrames
{
    private const int FrameListLimit = 1000;
    private const string Octets = "application/octet-stream", Plain = "1.2.840.10008.1.2.1";

    // A person may put another version in the place of an image: its frames then have the same addresses and other
    // bytes. So a browser asks again after an hour, and is told that it has them already.
    internal const string Caching = "private, max-age=3600";

    public static async Task<IResult> Frames(
        string frames, HttpContext context, CurrentCaller caller, Database database, InstanceContent content,
            DecodePool decoders,
        CancellationToken cancel)
    {
        if (ReadNumbers(frames) is not { } numbers) return Problems.Answer(400, "bad_frames",
            "Frame numbers are whole numbers from 1 on.");
        var wanted = WebAccept.Of(context.Request).Where(media => media.Type is "*/*" or Octets ||
            media.Type.StartsWith("image/", StringComparison.Ordinal) ||
            media.Type.StartsWith("video/", StringComparison.Ordinal)).ToArray();
        if (wanted.Length == 0) return Results.StatusCode(StatusCodes.Status406NotAcceptable);
        FoundInstances found;
        await using (var read = await database.Read(cancel))
            found = await InstanceLookup.Instances(context, caller, read, metadata: true, places: true, cancel);
        if (found.Refusal is not null) return found.Refusal;
        var row = found.Rows[0];
        var places = InstancePlaces.FromBytes(row.Places);
        if (numbers.Any(number => places.Frame(number - 1).Count == 0)) return Problems.NotFound();
        if (EntityTags.IsKnown(context, TagOf(row, context.Request), Caching))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        IResult? refusal = null;
        var stored = SyntaxOf(row, places);
        foreach (var equal in wanted.GroupBy(media => media.Quality))
            foreach (var (media, syntax) in ChoicesOf([.. equal], stored, CanGoAsStored(row)))
            {
                var form = FrameForm.Of(media, syntax, numbers.Count);
                if (syntax == stored && CanGoAsStored(row))
                    return new StoredFrames(row, places, numbers, content, form);
                var made = await MadeOf(row, places, numbers, form, content, decoders, cancel);
                if (made is MadeFrames) return made;
                refusal ??= made;
            }
        EntityTags.Forget(context);
        return refusal ?? Problems.Answer(406, "other_syntax",
            "The frame can be had as it is stored, uncompressed, in lossless JPEG-LS, or in run lengths.",
            "Ask for transfer-syntax=*, or for 1.2.840.10008.1.2.1, 1.2.840.10008.1.2.4.80 or 1.2.840.10008.1.2.5.");
    }

    // Of what is wanted as much as anything else, the stored bytes cost least; only a plain frame goes packed to who
    // takes both, because his line carries a half to a seventh of it.
    private static IEnumerable<(WantedMedia Media, string Syntax)> ChoicesOf(
        WantedMedia[] equal, string stored, bool canGoAsStored)
    {
        var packed = equal.FirstOrDefault(IsJpegLs);
        if (packed is not null && stored == Plain) yield return (packed, JpegLs.Syntax);
        if (canGoAsStored && equal.FirstOrDefault(media => IsStored(media, stored)) is { } asStored)
            yield return (asStored, stored);
        if (equal.FirstOrDefault(IsPlain) is { } plain) yield return (plain, Plain);
        if (packed is not null && stored != Plain) yield return (packed, JpegLs.Syntax);
        if (equal.FirstOrDefault(IsRle) is { } runs) yield return (runs, PlainTranscoder.Rle);
    }

    private static async Task<IResult> MadeOf(
        InstanceRow row, InstancePlaces places, List<int> numbers, FrameForm form, InstanceContent content,
        DecodePool decoders, CancellationToken cancel)
    {
        var shape = form.Syntax == Plain ? null : FrameShape.Of(FrameSource.Header(row));
        var canEncode = form.Syntax == JpegLs.Syntax ? shape is not null && JpegLs.CanPack(shape)
            : form.Syntax == Plain || (shape is not null && RleEncoder.CanEncode(shape));
        if (!canEncode)
            return Problems.Answer(406, "cannot_encode", "Frames of this shape cannot be given in that syntax.",
                "Ask for transfer-syntax=* to get the frame as stored.");
        async Task<byte[]> Make(int number, CancellationToken stop)
        {
            if (form.Syntax == JpegLs.Syntax)
                return await FrameSource.Packed(row, places, number - 1, shape!, content, decoders, stop);
            var frame = await FrameSource.Decode(row, places, number - 1, content, decoders, stop);
            // What was decoded is colour by pixel, however it was stored.
            return shape is null ? frame : RleEncoder.Encode(frame, shape with { IsPlanar = false });
        }
        try
        {
            // The first tells whether the others can be had; these are made while they are sent.
            var first = await Make(numbers[0], cancel);
            return new MadeFrames(first, numbers, Make, form);
        }
        catch (DecodeException refused)
        {
            return Problems.Answer(406, "cannot_decode", refused.Message,
                "Ask for transfer-syntax=* to get the frame as stored.");
        }
    }

    // A picture's own media type names its compression already; without a type and syntax the plain one is meant.
    private static bool IsStored(WantedMedia media, string stored) =>
        media.TransferSyntax == "*" || media.TransferSyntax == stored || (media.TransferSyntax is null &&
            (stored == Plain ? media.Type is "*/*" or Octets : PictureTypes.Names(media.Type, stored)));

    private static bool IsJpegLs(WantedMedia media) => media.TransferSyntax == JpegLs.Syntax ||
        (media.TransferSyntax is null && media.Type is "image/jls" or "image/x-jls");

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

    // Other bytes never come under the same row; which form they come in follows from what is asked for.
    internal static string TagOf(InstanceRow row, HttpRequest request)
    {
        var asked = Encoding.UTF8.GetBytes($"{request.Query["accept"]} {request.Headers.Accept}");
        return $"\"{row.Id:N}-{Convert.ToHexStringLower(SHA256.HashData(asked).AsSpan(0, 4))}\"";
    }

    internal static bool CanGoAsStored(InstanceRow row) =>
        row.TransferSyntax != TransferSyntax.ExplicitBigEndian.Uid && row.TransferSyntax != TransferSyntax.Deflated.Uid;

    /// <summary>How frames go out: the media type of each, and whether the only one stands by itself.</summary>
    private readonly record struct FrameForm(string Type, string Syntax, bool IsSingle)
    {
        public string ContentType => $"{Type}; transfer-syntax={Syntax}";

        public static FrameForm Of(WantedMedia wanted, string syntax, int count) => new(
            wanted.Type is "*/*" or Octets ? Octets
                : wanted.Type.EndsWith("/*", StringComparison.Ordinal) ? PictureTypes.Of(syntax) ?? Octets
                : wanted.Type,
            syntax, count == 1 && wanted is { IsMultipart: false, Type: not "*/*" });
    }

    private static async Task Send(
        HttpContext context, List<int> numbers, FrameForm form, Func<int, Task> send)
    {
        var (cancel, body) = (context.RequestAborted, new MultipartBody(context.Response));
        if (form.IsSingle) context.Response.ContentType = form.ContentType;
        else body.Begin(form.Type);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        for (var at = 0; at < numbers.Count; at++)
        {
            if (!form.IsSingle) await body.Part(form.ContentType, cancel);
            await send(at);
            if (!form.IsSingle) await body.EndPart(cancel);
        }
        if (!form.IsSingle) await body.End(cancel);
    }

    private sealed class StoredFrames(
        InstanceRow row, InstancePlaces places, List<int> numbers, InstanceContent content, FrameForm form) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Send(httpContext, numbers, form, async at =>
        {
            foreach (var run in places.Frame(numbers[at] - 1))
                await content.Copy(row, run.Offset, run.LengthBytes, httpContext.Response.Body,
                    httpContext.RequestAborted);
        });
    }

    private sealed class MadeFrames(
        byte[] first, List<int> numbers, Func<int, CancellationToken, Task<byte[]>> make, FrameForm form) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Send(httpContext, numbers, form, async at =>
        {
            var cancel = httpContext.RequestAborted;
            await httpContext.Response.Body.WriteAsync(at == 0 ? first : await make(numbers[at], cancel), cancel);
        });
    }
}
