using System.Globalization;
using System.Security.Cryptography;
using Telemed.Domain;
using Telemed.Hub.Pathology;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>
/// Uploads in parts of any order, for slides. The hub says which part it wants next: first those in which the
/// directories and the small levels lie, so that a slide can be looked at after a few percent of its bytes.
/// </summary>
internal static class PartDoor
{
    private const int HashBytes = 32;
    private const int WantedLimit = 8;

    /// <param name="FileName">What the sender calls the file.</param>
    /// <param name="SizeBytes">Its whole length.</param>
    /// <param name="ConsultationId">The case it belongs to.</param>
    internal sealed record Request(string FileName, long SizeBytes, Guid? ConsultationId);

    /// <param name="Id">The upload.</param>
    /// <param name="PartBytes">Length of every part but the last.</param>
    /// <param name="Parts">How many parts there are.</param>
    /// <param name="Here">Numbers of the parts that are here.</param>
    /// <param name="Wanted">Numbers to send next, in this order.</param>
    /// <param name="State">receiving, checking, accepted or refused.</param>
    /// <param name="SlideId">The slide, as soon as it can be looked at.</param>
    /// <param name="Begun">Parts of which the beginning is here; the rest is sent with X-Part-Offset.</param>
    internal sealed record Response(
        Guid Id, int PartBytes, int Parts, IReadOnlyList<int> Here, IReadOnlyList<int> Wanted, string State,
        Guid? SlideId, IReadOnlyList<BegunPart> Begun);

    /// <param name="Number">The part.</param>
    /// <param name="Bytes">How much of it is here.</param>
    internal sealed record BegunPart(int Number, int Bytes);

    [Answers<Response>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Begin(
        Request request, CurrentCaller caller, UploadOptions options, UploadSpool spool, Database database,
            TimeProvider time,
        CancellationToken cancel)
    {
        var begin = new BeginUpload.Request(request.FileName ?? "", request.SizeBytes, request.ConsultationId,
            InParts: true);
        var (row, refusal) = await BeginUpload.Run(begin, caller, options, spool, database, time, cancel);
        return row is null ? refusal! : TypedResults.Created($"/api/uploads/{row.Id}/parts", Describe(row, [], [], []));
    }

    [Answers<Response>]
    internal static async Task<IResult> View(
        Guid id, CurrentCaller caller, Database database, ArrivingSlides arriving, PartBeginnings beginnings,
        CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (await UploadStore.FindOf(reading, new(id), caller.PersonId, caller.DeviceId,
            cancel) is not { PartBytes: not null } row)
            return Problems.NotFound();
        return TypedResults.Ok(Describe(row, await UploadStore.Parts(reading, row.UploadId, cancel),
            arriving.Wanted(row.UploadId), beginnings.Of(row.UploadId)));
    }

    [Answers<PartDoor.Response>]
    internal static async Task<IResult> Put(
        Guid id, int number, HttpContext context, CurrentCaller caller, ReceivePart receive, PartBeginnings beginnings,
        Database database, CancellationToken cancel)
    {
        UploadRow? row;
        await using (var reading = await database.Read(cancel))
            row = await UploadStore.FindOf(reading, new(id), caller.PersonId, caller.DeviceId, cancel);
        if (row is not { PartBytes: { } partBytes }) return Problems.NotFound();
        if (row.State != "receiving") return Problems.Answer(409, "already_received",
            "This file was received whole already.");
        if (number < 0 || number >= CountOf(row)) return Problems.BadField("number", "The file has no such part.");
        var expected = new byte[HashBytes];
        if (!Convert.TryFromBase64String(context.Request.Headers["X-Part-Sha256"].ToString(), expected, out var count)
            || count != HashBytes)
            return Problems.BadField("X-Part-Sha256", "The SHA-256 of the part is wanted, in base64.");

        var length = (int)Math.Min(partBytes, row.SizeBytes - (long)number * partBytes);
        if (OffsetOf(context, length) is not { } offset)
            return Problems.BadField("X-Part-Offset", "It is a number of bytes within the part.");
        if (beginnings.Take(row.UploadId, number, length, offset) is not { } part)
            return Problems.Answer(StatusCodes.Status409Conflict, "part_not_begun",
                "The beginning of this part is not here.", "It is sent whole by itself.");
        TusDoor.AllowLong(context, length);
        var isWhole = await part.Fill(context.Request.Body, cancel);
        if (isWhole) beginnings.Forget(part);
        if (!isWhole || !SHA256.HashData(part.Bytes).AsSpan().SequenceEqual(expected))
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "damaged_part",
                "The part did not arrive as it was sent.",
                "It is sent again by itself.");
        return TypedResults.Ok(await receive.Run(row, number, part.Bytes, expected));
    }

    /// <summary>Where in the part the body begins; null when that is nowhere.</summary>
    private static int? OffsetOf(HttpContext context, int length) =>
        context.Request.Headers["X-Part-Offset"].ToString() is not { Length: > 0 } text ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) && offset < length
            ? offset : null;

    internal static async Task<IResult> Withdraw(
        Guid id, CurrentCaller caller, UploadSpool spool, ArrivingSlides arriving, Database database,
            CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (await UploadStore.FindOf(work, new(id), caller.PersonId, caller.DeviceId, cancel) is not { } row)
            return Problems.NotFound();
        if (row.SlideId is { } slide) await SlideStore.Forget(work, new SlideId(slide), cancel);
        if (!await UploadStore.Remove(work, row.UploadId, cancel))
            return Problems.Answer(409, "already_received", "This file was received whole already.");
        await work.Commit(cancel);
        spool.Remove(row.UploadId);
        arriving.Forget(row.UploadId);
        return TypedResults.NoContent();
    }

    internal static int CountOf(UploadRow row) => (int)(
        (row.SizeBytes + row.PartBytes!.Value - 1) / row.PartBytes.Value);

    internal static Response Describe(
        UploadRow row, IReadOnlyList<int> here, IReadOnlyList<int> wanted, IReadOnlyList<(int Number, int Bytes)> begun)
    {
        var count = CountOf(row);
        var known = here.ToHashSet();
        // The last part and the first hold the directories of nearly every format; after what a reader asked for,
        // the rest follows from the end, where small levels lie.
        IEnumerable<int> order = [.. wanted, 0, count - 1, .. Enumerable.Range(0, count).Reverse()];
        return new Response(row.Id, row.PartBytes!.Value, count, here,
            [.. order.Where(part => !known.Contains(part)).Distinct().Take(WantedLimit)], row.State, row.SlideId,
            [.. begun.Where(part => !known.Contains(part.Number))
                .Select(part => new BegunPart(part.Number, part.Bytes))]);
    }
}
