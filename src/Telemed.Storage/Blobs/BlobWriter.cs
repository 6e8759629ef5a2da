namespace Telemed.Storage.Blobs;

/// <summary>
/// Brings bytes into the store so that nothing acknowledged is lost and nothing forgotten stays: first a row says
/// that an object is coming, then the object is put durably, and the caller's own transaction makes it count.
/// </summary>
public sealed class BlobWriter(Database database, IBlobStore store, TimeProvider time)
{
    // Far shorter than the sweeper's shortest grace, so a put that takes hours is never taken for a dead one.
    private static readonly TimeSpan TouchInterval = TimeSpan.FromMinutes(1);

    /// <summary>Puts bytes under a new random key.</summary>
    /// <param name="content">The bytes, read to the end.</param>
    /// <param name="contentType">Their media type.</param>
    /// <param name="sha256">The expected SHA-256, 32 bytes; empty when unknown.</param>
    /// <param name="cancel">Ends the put; nothing is kept.</param>
    /// <returns>What <see cref="BlobTable.MarkStored"/> needs.</returns>
    /// <exception cref="BlobException">The checksum differs, or there are too many bytes; nothing is kept.</exception>
    public async Task<WrittenBlob> Write(
        Stream content, string contentType, ReadOnlyMemory<byte> sha256, CancellationToken cancel)
    {
        var id = BlobId.New();
        var key = BlobKey.New();
        await InWork(work => BlobTable.Begin(work, id, key, contentType, cancel), cancel);
        await using var alive = time.CreateTimer(_ => _ = TryTouch(id), null, TouchInterval, TouchInterval);
        try
        {
            var put = await store.Put(key, content, contentType, PutCondition.OnlyIfAbsent, sha256, cancel);
            return new WrittenBlob(id, key, put.Info.SizeBytes, put.Sha256);
        }
        catch (BlobException)
        {
            // The store kept nothing, so the row can go at once; after any other failure the sweeper decides.
            await InWork(work => BlobTable.Forget(work, id, CancellationToken.None), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Takes back a written blob that will not be acknowledged after all.</summary>
    public async Task Discard(WrittenBlob blob, CancellationToken cancel)
    {
        await InWork(work => BlobTable.Forget(work, blob.Id, cancel), cancel);
        await store.Delete([blob.ObjectKey], cancel);
    }

    private async Task InWork(Func<Work, Task> step, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        await step(work);
        await work.Commit(cancel);
    }

    private async Task TryTouch(BlobId id)
    {
        try
        {
            await InWork(work => BlobTable.Touch(work, id, CancellationToken.None), CancellationToken.None);
        }
        catch (Exception problem) when (
            problem is Npgsql.NpgsqlException or TimeoutException or ObjectDisposedException)
        {
            // The next touch comes in a minute; the grace allows for hours without one.
        }
    }
}
