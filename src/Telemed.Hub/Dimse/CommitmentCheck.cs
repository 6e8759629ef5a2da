using System.Buffers;
using System.Security.Cryptography;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Dimse;

/// <summary>
/// Finds out what the hub can answer for: the instance is there, is of that class, nothing contradicts it, and its
/// bytes, read again from the object store, have the checksum that was taken when they arrived.
/// </summary>
internal static class CommitmentCheck
{
    private const int NoSuchInstance = 0x0112, ClassConflict = 0x0119, ProcessingFailure = 0x0110;
    private const int BufferBytes = 128 * 1024;

    /// <summary>How much would have to be read to answer.</summary>
    public static async Task<long> BytesOf(Reading read, Commitment asked, CancellationToken cancel) =>
        (await CommitmentStore.Stored(read, asked, cancel)).Values.Sum(one => one.SizeBytes);

    /// <summary>For each instance asked for, in order: 0, or why the hub does not answer for it.</summary>
    public static async Task<IReadOnlyList<int>> Run(
        DimseServices services, Commitment asked, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, StoredForCommitment> stored;
        await using (var read = await services.Database.Read(cancel))
            stored = await CommitmentStore.Stored(read, asked, cancel);
        var reasons = new int[asked.SopUids.Length];
        for (var at = 0; at < reasons.Length; at++)
            reasons[at] = !stored.TryGetValue(asked.SopUids[at], out var one) ? NoSuchInstance
                : one.SopClass != asked.SopClasses[at] ? ClassConflict
                : one.IsContradicted || !await IsWhole(services.Blobs, one, cancel) ? ProcessingFailure : 0;
        return reasons;
    }

    private static async Task<bool> IsWhole(IBlobStore blobs, StoredForCommitment one, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var found = await blobs.Read(one.ObjectKey, null, async (_, content, stop) =>
            {
                while (await content.ReadAsync(buffer, stop) is > 0 and var count) hash.AppendData(buffer, 0, count);
            }, cancel);
            return found is not null && hash.GetHashAndReset().AsSpan().SequenceEqual(one.Sha256);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
