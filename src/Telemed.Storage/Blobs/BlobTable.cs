using Npgsql;

namespace Telemed.Storage.Blobs;

/// <summary>A blob that a transaction acknowledged.</summary>
public sealed record BlobRow
{
    /// <summary>Its id.</summary>
    public required BlobId Id { get; init; }

    /// <summary>The key of its object.</summary>
    public required string ObjectKey { get; init; }

    /// <summary>SHA-256 of its bytes, 32 bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Its length.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Its media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>When it began to be written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The bytes are in the store; the row waits for the transaction that acknowledges them.</summary>
/// <param name="Id">The blob's id.</param>
/// <param name="ObjectKey">The key of its object.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, 32 bytes.</param>
public sealed record WrittenBlob(BlobId Id, string ObjectKey, long SizeBytes, ReadOnlyMemory<byte> Sha256);

/// <summary>The sweeper took back what a writer left alone for too long; the bytes must be sent again.</summary>
public sealed class BlobSweptException(string message) : Exception(message);

/// <summary>The rows of blobs.</summary>
public static class BlobTable
{
    private const string InsertWriting =
        "INSERT INTO blob (id, object_key, content_type) VALUES (@id, @key, @contentType)";

    private const string InsertStored = """
        INSERT INTO blob (id, object_key, content_type, state, sha256, size_bytes)
        SELECT id, key, $1, 'stored', sha256, size
        FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bigint[]) AS n (id, key, sha256, size)
        """;

    private const string TouchWriting = "UPDATE blob SET touched_at = now() WHERE id = @id AND state = 'writing'";

    private const string SettleStored = """
        UPDATE blob SET state = 'stored', sha256 = @sha256, size_bytes = @sizeBytes, touched_at = now()
        WHERE id = @id AND state = 'writing'
        """;

    private const string SettleDeleted =
        "UPDATE blob SET state = 'deleted', touched_at = now() WHERE id = @id AND state = 'stored'";

    private const string FindStored = """
        SELECT id, object_key, sha256, size_bytes, content_type, created_at FROM blob
        WHERE id = @id AND state = 'stored'
        """;

    private const string ForgetWriting = "DELETE FROM blob WHERE id = @id AND state = 'writing'";

    private const string TakeStale = """
        DELETE FROM blob WHERE id = ANY (ARRAY(
            SELECT id FROM blob WHERE state = 'writing' AND touched_at < now() - @grace
            ORDER BY touched_at LIMIT @limit FOR UPDATE SKIP LOCKED))
        RETURNING object_key
        """;

    private const string ListDeleted = """
        SELECT object_key FROM blob WHERE state = 'deleted' AND removed_at IS NULL ORDER BY touched_at LIMIT @limit
        """;

    private const string RememberRemoved =
        "UPDATE blob SET removed_at = now() WHERE object_key = ANY (@keys) AND state = 'deleted'";

    private const string ListKnown =
        "SELECT object_key FROM blob WHERE object_key = ANY (@keys) AND removed_at IS NULL";

    private const string ListStoredAfter = """
        SELECT object_key FROM blob
        WHERE state = 'stored' AND object_key > @after AND touched_at < now() - @grace
        ORDER BY object_key LIMIT @limit
        """;

    /// <summary>Makes a written blob part of the caller's transaction: from its commit on the bytes are kept.</summary>
    /// <exception cref="BlobSweptException">
    /// The blob waited too long and was swept; nothing may be acknowledged.
    /// </exception>
    public static async Task MarkStored(Work work, WrittenBlob blob, CancellationToken cancel)
    {
        var parameters = new { id = blob.Id, sha256 = blob.Sha256.ToArray(), sizeBytes = blob.SizeBytes };
        if (await work.Execute(SettleStored, parameters, cancel) == 0)
            throw new BlobSweptException($"Blob {blob.Id.Value} is no longer there to be stored.");
    }

    /// <summary>
    /// The statement that makes objects count which were put before any row told of them (see
    /// <see cref="IBlobStore.PutFiles"/>); without its commit the sweeper finds them without a row.
    /// </summary>
    public static NpgsqlBatchCommand AddStored(IReadOnlyCollection<WrittenBlob> blobs, string contentType)
    {
        var insert = new NpgsqlBatchCommand(InsertStored);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = contentType });
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. blobs.Select(blob => blob.Id.Value)] });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. blobs.Select(blob => blob.ObjectKey)] });
        insert.Parameters.Add(
            new NpgsqlParameter<byte[][]> { TypedValue = [.. blobs.Select(blob => blob.Sha256.ToArray())] });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. blobs.Select(blob => blob.SizeBytes)] });
        return insert;
    }

    /// <summary>Gives a blob up with the caller's transaction; the sweeper removes its object afterwards.</summary>
    /// <returns>False when there is no such blob any more.</returns>
    public static async Task<bool> MarkDeleted(Work work, BlobId id, CancellationToken cancel) =>
        await work.Execute(SettleDeleted, new { id }, cancel) > 0;

    /// <summary>A stored blob, or null.</summary>
    public static Task<BlobRow?> Find(Reading reading, BlobId id, CancellationToken cancel) =>
        reading.RowOrNone<BlobRow>(FindStored, new { id }, cancel);

    internal static Task Begin(Work work, BlobId id, string key, string contentType, CancellationToken cancel) =>
        work.Execute(InsertWriting, new { id, key, contentType }, cancel);

    internal static Task Touch(Work work, BlobId id, CancellationToken cancel) =>
        work.Execute(TouchWriting, new { id }, cancel);

    internal static Task Forget(Work work, BlobId id, CancellationToken cancel) =>
        work.Execute(ForgetWriting, new { id }, cancel);

    internal static Task<IReadOnlyList<string>> TakeStaleWriting(
        Work work, TimeSpan grace, int limit, CancellationToken cancel) =>
        work.Rows<string>(TakeStale, new { grace, limit }, cancel);

    internal static Task<IReadOnlyList<string>> Deleted(Reading reading, int limit, CancellationToken cancel) =>
        reading.Rows<string>(ListDeleted, new { limit }, cancel);

    internal static Task MarkRemoved(Work work, IReadOnlyList<string> keys, CancellationToken cancel) =>
        work.Execute(RememberRemoved, new { keys = keys.ToArray() }, cancel);

    internal static async Task<HashSet<string>> Known(Reading reading, IEnumerable<string> keys,
        CancellationToken cancel) =>
        [.. await reading.Rows<string>(ListKnown, new { keys = keys.ToArray() }, cancel)];

    internal static Task<IReadOnlyList<string>> StoredAfter(
        Reading reading, string after, TimeSpan grace, int limit, CancellationToken cancel) =>
        reading.Rows<string>(ListStoredAfter, new { after, grace, limit }, cancel);
}
