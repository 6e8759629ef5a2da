using Telemed.Domain;
using Telemed.Hub.Consultations;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Reports;

/// <summary>The pictures of the report that is being written, for whoever may write it.</summary>
internal static class ListSnapshots
{
    [Answers<IReadOnlyList<SnapshotLine>>]
    internal static async Task<IResult> Handle(
        Guid id, CurrentPerson person, Database database, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        return await ConsultationAccess.MaySee(reading, person, new ConsultationId(id), cancel)
            ? TypedResults.Json(await SnapshotStore.Of(reading, new ConsultationId(id), cancel),
                ReportsJson.Default.IReadOnlyListSnapshotLine)
            : Problems.NotFound();
    }

    /// <summary>One picture as a PNG; it never changes, so a browser keeps it.</summary>
    internal static async Task<IResult> Picture(
        Guid id, Guid snapshotId, CurrentPerson person, HttpContext http, Database database, IBlobStore store,
        CancellationToken cancel)
    {
        BlobRow? blob;
        await using (var reading = await database.Read(cancel))
            blob = await SnapshotStore.Picture(reading, person, id, snapshotId, cancel);
        if (blob is null) return Problems.NotFound();
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Bytes(await Bytes(store, blob, cancel), "image/png");
    }

    /// <summary>A picture's bytes, bounded when it was taken.</summary>
    internal static async Task<byte[]> Bytes(IBlobStore store, BlobRow blob, CancellationToken cancel)
    {
        var bytes = new byte[Math.Min(blob.SizeBytes, TakeSnapshot.PictureLimitBytes)];
        await store.Read(blob.ObjectKey, null, (_, content, c) => content.ReadExactlyAsync(bytes, c).AsTask(), cancel);
        return bytes;
    }
}

/// <summary>Gives a picture other words, or takes it out of the report before it is signed.</summary>
internal static class EditSnapshot
{
    internal sealed record Request(string? Caption);

    [Answers<IReadOnlyList<SnapshotLine>>]
    internal static Task<IResult> Caption(
        Guid id, Guid snapshotId, Request request, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel)
    {
        var caption = request.Caption?.Trim() ?? "";
        if (caption.Length > TakeSnapshot.CaptionLimitChars)
            return Task.FromResult<IResult>(Problems.BadField(
                "caption", $"A caption has at most {TakeSnapshot.CaptionLimitChars} characters."));
        return SnapshotChange.Run(id, person, http, changes, async change =>
        {
            if (await SnapshotStore.Caption(change, snapshotId, caption, cancel) == 0) return Problems.NotFound();
            change.AlsoAudit("report.snapshot_captioned");
            return null;
        }, StatusCodes.Status200OK, cancel);
    }

    [Answers<IReadOnlyList<SnapshotLine>>]
    internal static Task<IResult> Remove(
        Guid id, Guid snapshotId, CurrentPerson person, HttpContext http, CaseChanges changes,
        CancellationToken cancel) =>
        SnapshotChange.Run(id, person, http, changes, async change =>
        {
            if (await SnapshotStore.Remove(change, snapshotId, cancel) == 0) return Problems.NotFound();
            change.AlsoAudit("report.snapshot_removed");
            return null;
        }, StatusCodes.Status200OK, cancel);
}
