namespace Telemed.Storage.Blobs;

/// <summary>An object as its store knows it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="ETag">Changes when the bytes change; opaque otherwise.</param>
/// <param name="ModifiedAt">When it was put, by the store's clock.</param>
public sealed record BlobInfo(string Key, long SizeBytes, string ETag, DateTimeOffset ModifiedAt);

/// <summary>What a put did.</summary>
/// <param name="Info">The object as the store holds it now.</param>
/// <param name="Sha256">The SHA-256 of the bytes that were put, 32 bytes.</param>
public sealed record PutBlob(BlobInfo Info, ReadOnlyMemory<byte> Sha256);

/// <summary>A part of an object.</summary>
/// <param name="OffsetBytes">Where it begins, 0 or more.</param>
/// <param name="LengthBytes">
/// How long it is, 1 or more; null for all the rest. A length past the end is cut short.
/// </param>
public readonly record struct BlobRange(long OffsetBytes, long? LengthBytes);

/// <summary>When a put may happen.</summary>
public enum PutCondition
{
    /// <summary>Whether the key exists or not.</summary>
    Always,

    /// <summary>Only when the key does not exist; decided by the store in one step.</summary>
    OnlyIfAbsent,
}

/// <summary>Why a store refused.</summary>
public enum BlobProblem
{
    /// <summary>The key exists already.</summary>
    AlreadyExists,

    /// <summary>The bytes are not those that the caller's checksum names; nothing was kept.</summary>
    ChecksumMismatch,

    /// <summary>The range begins at or past the end of the object.</summary>
    RangeOutside,

    /// <summary>The object is longer than a store takes.</summary>
    TooLarge,

    /// <summary>The store answered, but does not hold what was put.</summary>
    NotHeld,
}

/// <summary>A store refused; what it refused left no trace.</summary>
public sealed class BlobException(BlobProblem problem, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public BlobProblem Problem { get; } = problem;
}

/// <summary>A whole file of this machine that is to become an object.</summary>
/// <param name="Key">The key of the new object, one that nothing has yet.</param>
/// <param name="Path">The file; it stays the caller's and is not changed from now on.</param>
/// <param name="ContentType">The media type that a presigned download announces.</param>
/// <param name="Sha256">The SHA-256 of its bytes, 32 bytes, taken while they were written.</param>
public sealed record LocalFile(string Key, string Path, string ContentType, ReadOnlyMemory<byte> Sha256);

/// <summary>
/// Objects under keys. When a put returns, the object is durable and readable by every hub. Keys are made by
/// <see cref="BlobKey"/>: random, so that they say nothing about a patient.
/// </summary>
public interface IBlobStore
{
    private const int PutsAtOnce = 4;

    /// <summary>Puts an object whole or not at all.</summary>
    /// <param name="key">Its key (see <see cref="BlobKey"/>).</param>
    /// <param name="content">The bytes, read once from where the stream stands, to its end.</param>
    /// <param name="contentType">The media type that a presigned download announces.</param>
    /// <param name="when">Whether it may replace.</param>
    /// <param name="sha256">The expected SHA-256, 32 bytes; empty when the caller does not know it yet.</param>
    /// <param name="cancel">Ends the put; nothing is kept.</param>
    /// <exception cref="BlobException">The key exists, the checksum differs, or the object is too large.</exception>
    Task<PutBlob> Put(
        string key, Stream content, string contentType, PutCondition when, ReadOnlyMemory<byte> sha256,
        CancellationToken cancel);

    /// <summary>
    /// Puts whole files. When this returns all of them are durable; when it throws some may be there, and the caller
    /// deletes their keys.
    /// </summary>
    /// <param name="files">At most as many as one request brings.</param>
    /// <param name="cancel">Ends the putting.</param>
    async Task PutFiles(IReadOnlyList<LocalFile> files, CancellationToken cancel) =>
        await Parallel.ForEachAsync(files,
            new ParallelOptions { MaxDegreeOfParallelism = PutsAtOnce, CancellationToken = cancel },
            async (file, stop) =>
            {
                await using var content =
                    new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
                await Put(file.Key, content, file.ContentType, PutCondition.OnlyIfAbsent, file.Sha256, stop);
            });

    /// <summary>Hands an object, or a part of it, to the caller while the store holds it open.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="range">The part; null for all.</param>
    /// <param name="consume">Gets the whole object's facts and exactly the bytes of the part.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>
    /// The facts, or null when there is no such object; <paramref name="consume"/> was not called then.
    /// </returns>
    /// <exception cref="BlobException">The range is outside the object.</exception>
    Task<BlobInfo?> Read(
        string key, BlobRange? range, Func<BlobInfo, Stream, CancellationToken, Task> consume,
        CancellationToken cancel);

    /// <summary>Reads a part that is wanted whole and at once, such as a tile of a slide.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="offsetBytes">Where the part begins.</param>
    /// <param name="into">Receives exactly as many bytes as it has.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>False when there is no such object, or it ends before the part does.</returns>
    async ValueTask<bool> ReadExactly(string key, long offsetBytes, Memory<byte> into, CancellationToken cancel)
    {
        try
        {
            return await Read(key, new BlobRange(offsetBytes, into.Length),
                (_, content, stop) => content.ReadExactlyAsync(into, stop).AsTask(), cancel) is not null;
        }
        catch (Exception outside) when (outside is EndOfStreamException
            or BlobException { Problem: BlobProblem.RangeOutside })
        {
            return false;
        }
    }

    /// <summary>The facts of an object, or null when there is none.</summary>
    Task<BlobInfo?> Stat(string key, CancellationToken cancel);

    /// <summary>Deletes objects; keys that do not exist are no error.</summary>
    Task Delete(IReadOnlyCollection<string> keys, CancellationToken cancel);

    /// <summary>All objects whose key begins as given, in no order.</summary>
    IAsyncEnumerable<BlobInfo> List(string prefix, CancellationToken cancel);

    /// <summary>
    /// An address under which a client may get the object from the store itself for a while; null when this store
    /// has none and the hub has to serve it.
    /// </summary>
    ValueTask<Uri?> PresignGet(string key, TimeSpan lifetime, CancellationToken cancel);
}
