using System.Security.Cryptography;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>Takes bytes into the spool, and refuses a file as soon as its beginning shows that it cannot be
/// kept.</summary>
internal sealed class ReceiveBytes(
    Database database, UploadSpool spool, UploadOptions options, TimeProvider time, ILogger<ReceiveBytes> log)
{
    /// <summary>The row afterwards; null when the bytes were not those of their checksum and none was kept.</summary>
    public async Task<UploadRow?> Append(
        UploadRow row, Stream body, HashAlgorithmName? algorithm, byte[] expected, CancellationToken stop)
    {
        using var checksum = algorithm is { } name ? IncrementalHash.CreateHash(name) : null;
        var (length, whole) = await spool.Append(row.UploadId, row.ReceivedBytes, body,
            row.SizeBytes - row.ReceivedBytes, checksum, stop);
        if (checksum is not null && (!whole || !checksum.GetHashAndReset().AsSpan().SequenceEqual(expected)))
        {
            spool.Truncate(row.UploadId, row.ReceivedBytes);
            return whole ? null : row;
        }
        // The sender may be gone, and what it sent is kept all the same.
        await using var work = await database.Begin(CancellationToken.None);
        var now = time.GetUtcNow();
        await UploadStore.Receive(work, row.UploadId, length, now, now + TimeSpan.FromHours(options.KeepHours),
            CancellationToken.None);
        var after = row with { ReceivedBytes = length };
        if (row.Kind is null && length >= Math.Min(FileKinds.HeadBytes, row.SizeBytes)) after = await Look(work, after);
        await work.Commit(CancellationToken.None);
        return after;
    }

    /// <summary>Names the kind by the first bytes, and refuses what is unknown or too large for its kind.</summary>
    public async Task<UploadRow> Look(Work work, UploadRow row)
    {
        var kind = FileKinds.Find(await spool.Head(row.UploadId, FileKinds.HeadBytes, CancellationToken.None));
        var limit = FileKinds.LimitBytes(kind, options);
        var problem = kind == FileKind.Unknown ? FileProblem.Unknown()
            : row.SizeBytes > limit ? FileProblem.TooLarge(kind, limit) : null;
        if (problem is null)
        {
            await UploadStore.SetKind(work, row.UploadId, kind, CancellationToken.None);
            return row with { Kind = FileKinds.Code(kind) };
        }
        await UploadStore.Refuse(work, row.UploadId, ViewUpload.Text(problem), kind, time.GetUtcNow(),
            CancellationToken.None);
        work.AfterCommit(() => spool.Remove(row.UploadId));
        UploadLog.Refused(log, row.Id, problem.Code, problem.Section ?? "size");
        return row with { State = "refused", Kind = FileKinds.Code(kind) };
    }
}
