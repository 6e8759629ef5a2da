using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telemed.Storage.Audit;

/// <summary>The last link of the chain.</summary>
/// <param name="Position">Counted from 1; 0 for a chain without links.</param>
/// <param name="Hash">Its hash, 32 bytes.</param>
public sealed record AuditHead(long Position, ReadOnlyMemory<byte> Hash)
{
    /// <summary>The head of a chain without links.</summary>
    public static AuditHead Empty { get; } = new(0, new byte[SHA256.HashSizeInBytes]);

    internal AuditHead Next(Guid rowId, ReadOnlySpan<byte> rowHash)
    {
        var position = Position + 1;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, position);
        hash.AppendData(Hash.Span);
        hash.AppendData(number);
        hash.AppendData(rowId.ToByteArray(bigEndian: true));
        hash.AppendData(rowHash);
        return new AuditHead(position, hash.GetHashAndReset());
    }
}

/// <summary>Links committed rows into the chain, on one hub at a time.</summary>
internal static class AuditChain
{
    internal const int BatchLimit = 2_000;
    private const long ChainLock = 0x54454C4541554454; // "TELEAUDT": one chainer for all hubs of a database

    private const string TryLock = "SELECT pg_try_advisory_xact_lock(@ChainLock)";

    private const string ListPending = """
        SELECT seq, row_id AS id, row_hash AS hash FROM audit_pending ORDER BY seq LIMIT @BatchLimit
        """;

    private const string FindHead = "SELECT position, hash FROM audit_link ORDER BY position DESC LIMIT 1";

    private const string InsertLinks = """
        INSERT INTO audit_link (position, row_id, row_hash, hash)
        SELECT * FROM unnest(@positions, @ids, @rowHashes, @hashes)
        """;

    private const string ClearPending = "DELETE FROM audit_pending WHERE seq = ANY (@seqs)";

    /// <summary>Links up to <see cref="BatchLimit"/> rows.</summary>
    /// <returns>How many, and the head after them; null when another hub is at it.</returns>
    internal static async Task<(int Linked, AuditHead Head)?> LinkPending(Database database, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (!await work.Row<bool>(TryLock, new { ChainLock }, cancel)) return null;
        var pending = await work.Rows<PendingRow>(ListPending, new { BatchLimit }, cancel);
        var head = await Head(work, cancel);
        if (pending.Count == 0) return (0, head);
        var links = new List<AuditHead>(pending.Count);
        foreach (var row in pending) links.Add(head = head.Next(row.Id, row.Hash));
        await work.Execute(InsertLinks, new
        {
            positions = links.Select(link => link.Position).ToArray(),
            ids = pending.Select(row => row.Id).ToArray(),
            rowHashes = pending.Select(row => row.Hash).ToArray(),
            hashes = links.Select(link => link.Hash.ToArray()).ToArray(),
        }, cancel);
        await work.Execute(ClearPending, new { seqs = pending.Select(row => row.Seq).ToArray() }, cancel);
        await work.Commit(cancel);
        return (pending.Count, head);
    }

    internal static async Task<AuditHead> Head(Reading reading, CancellationToken cancel) =>
        await reading.RowOrNone<HeadRow>(FindHead, null, cancel) is { } row
            ? new AuditHead(row.Position, row.Hash)
            : AuditHead.Empty;

    private sealed record PendingRow(long Seq, Guid Id, byte[] Hash);

    private sealed record HeadRow(long Position, byte[] Hash);
}
