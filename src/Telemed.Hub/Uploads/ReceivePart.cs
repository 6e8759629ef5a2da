using Telemed.Hub.Pathology;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>Keeps one part, tries to open what has arrived so far, and finishes when nothing is missing.</summary>
internal sealed class ReceivePart(
    Database database, UploadSpool spool, UploadOptions options, ReceiveBytes receive, ArrivingSlides arriving,
    PartBeginnings beginnings, FinishUpload finish, TimeProvider time)
{
    public async Task<PartDoor.Response> Run(UploadRow row, int number, byte[] bytes, byte[] sha256)
    {
        // The part is whole and right; whether its sender still waits no longer matters.
        var cancel = CancellationToken.None;
        await spool.WriteAt(row.UploadId, (long)number * row.PartBytes!.Value, bytes, cancel);
        var after = await Remember(row, number, bytes.Length, sha256, cancel);
        if (after.State == "receiving" && after.ReceivedBytes == after.SizeBytes)
        {
            await finish.Run(row.UploadId, cancel);
            arriving.Forget(row.UploadId);
        }
        else if (after is { State: "receiving", Kind: "slide", SlideId: null }) await arriving.TryOpen(after, cancel);
        await using var reading = await database.Read(cancel);
        var now = await UploadStore.Find(reading, row.UploadId, cancel) ?? after;
        return PartDoor.Describe(now, await UploadStore.Parts(reading, row.UploadId, cancel),
            arriving.Wanted(row.UploadId), beginnings.Of(row.UploadId));
    }

    private async Task<UploadRow> Remember(UploadRow row, int number, int length, byte[] sha256,
        CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var now = time.GetUtcNow();
        if (await UploadStore.AddPart(work, row.UploadId, number, sha256, cancel))
            await UploadStore.ReceivePart(work, row.UploadId, length, now, now + TimeSpan.FromHours(options.KeepHours),
                cancel);
        var after = await UploadStore.Find(work, row.UploadId, cancel) ?? row;
        if (number == 0 && after.Kind is null) after = await receive.Look(work, after);
        await work.Commit(cancel);
        return after;
    }
}
