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
    internal sealed record Response(
        Guid Id, int PartBytes, int Parts, IReadOnlyList<int> Here, IReadOnlyList<int> Wanted, string State,
            Guid? SlideId);

    [Answers<Response>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Begin(
        Request request, CurrentCaller caller, UploadOptions options, UploadSpool spool, Database database,
            TimeProvider time,
        CancellationToken cancel)
    {
        var begin = new BeginUpload.Request(request.FileName ?? "", request.SizeBytes, request.ConsultationId,
            InParts: true);
        var (row, refusal) = await BeginUpload.Run(begin, caller, options, spool, database, time, cancel);
        return row is null ? refusal! : TypedResults.Created($"/api/uploads/{row.Id}/parts", Describe(row, [], []));
    }

    [Answers<Response>]
    internal static async Task<IResult> View(
        Guid id, CurrentCaller caller, Database database, ArrivingSlides arriving, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        if (await UploadStore.FindOf(reading, new(id), caller.PersonId, caller.DeviceId,
            cancel) is not { PartBytes: not null } row)
            return Problems.NotFound();
        return TypedResults.Ok(Describe(row, await UploadStore.Parts(reading, row.UploadId, cancel),
            arriving.Wanted(row.UploadId)));
    }

    [Answers<PartDoor.Response>]
    internal static async Task<IResult> Put(
        Guid id, int number, HttpContext context, CurrentCaller caller, ReceivePart receive, Database database,
        CancellationToken cancel)
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
        TusDoor.AllowLong(context, length);
        var bytes = new byte[length];
        if (await context.Request.Body.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancel) < length
            || !SHA256.HashData(bytes).AsSpan().SequenceEqual(expected))
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "damaged_part",
                "The part did not arrive as it was sent.",
                "It is sent again by itself.");
        return TypedResults.Ok(await receive.Run(row, number, bytes, expected));
    }

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

    internal static Response Describe(UploadRow row, IReadOnlyList<int> here, IReadOnlyList<int> wanted)
    {
        var count = CountOf(row);
        var known = here.ToHashSet();
        // The last part and the first hold the directories of nearly every format; after what a reader asked for,
        // the rest follows from the end, where small levels lie.
        IEnumerable<int> order = [.. wanted, 0, count - 1, .. Enumerable.Range(0, count).Reverse()];
        return new Response(row.Id, row.PartBytes!.Value, count, here,
            [.. order.Where(part => !known.Contains(part)).Distinct().Take(WantedLimit)], row.State, row.SlideId);
    }
}
