using System.Security.Cryptography;
using Telemed.Storage.Blobs;

namespace Telemed.Storage.Tests.Blobs;

/// <summary>What every object store must do; both stores go through the same steps.</summary>
internal sealed class BlobStoreContract(IBlobStore store)
{
    private static readonly DateTimeOffset Began = TimeProvider.System.GetUtcNow();
    private readonly string prefix = $"t{Guid.NewGuid():n}";

    internal static IReadOnlyDictionary<string, Func<BlobStoreContract, Task>> Steps { get; } =
        new Dictionary<string, Func<BlobStoreContract, Task>>
        {
            ["reads back what was put"] = contract => contract.ReadsBack(),
            ["holds an empty object"] = contract => contract.HoldsEmpty(),
            ["replaces when always"] = contract => contract.Replaces(),
            ["refuses a taken key when only if absent"] = contract => contract.RefusesTaken(),
            ["lets one of many win when only if absent"] = contract => contract.LetsOneWin(),
            ["refuses bytes that do not fit the checksum"] = contract => contract.RefusesWrongChecksum(),
            ["keeps nothing of a stream that breaks"] = contract => contract.KeepsNothingOfBroken(),
            ["reads ranges as asked"] = contract => contract.ReadsRanges(),
            ["refuses a range past the end"] = contract => contract.RefusesRangePastEnd(),
            ["fills a buffer from a place, or not at all"] = contract => contract.FillsBuffers(),
            ["says null for what is not there"] = contract => contract.SaysNull(),
            ["deletes many and does not mind missing ones"] = contract => contract.DeletesMany(),
            ["lists by prefix"] = contract => contract.ListsByPrefix(),
            ["holds an object longer than a part"] = contract => contract.HoldsLong(),
            ["refuses keys that are none"] = contract => contract.RefusesKeys(),
        };

    private async Task ReadsBack()
    {
        var bytes = Bytes(300_000);
        var put = await Put("a", bytes, PutCondition.OnlyIfAbsent);

        Assert.Equal(SHA256.HashData(bytes), put.Sha256.ToArray());
        Assert.Equal(bytes.Length, put.Info.SizeBytes);
        Assert.NotEmpty(put.Info.ETag);
        Assert.InRange(put.Info.ModifiedAt, Began - TimeSpan.FromMinutes(1), Began + TimeSpan.FromHours(1));
        Assert.Equal(bytes, await ReadAll("a", null));
        Assert.Equal(put.Info, await store.Stat(Key("a"), default));
    }

    private async Task FillsBuffers()
    {
        var bytes = Bytes(20_000);
        await Put("a", bytes, PutCondition.OnlyIfAbsent);
        var part = new byte[7_000];

        foreach (var offset in new[] { 0, 5_000, 13_000 })
        {
            Assert.True(await store.ReadExactly(Key("a"), offset, part, default));
            Assert.Equal(bytes[offset..(offset + part.Length)], part);
        }
        Assert.False(await store.ReadExactly(Key("a"), 13_001, part, default));
        Assert.False(await store.ReadExactly(Key("a"), 20_000, part, default));
        Assert.False(await store.ReadExactly(Key("b"), 0, part, default));
    }

    private async Task HoldsEmpty()
    {
        await Put("empty", [], PutCondition.OnlyIfAbsent);

        Assert.Equal(0, (await store.Stat(Key("empty"), default))!.SizeBytes);
        Assert.Empty((await ReadAll("empty", null))!);
    }

    private async Task Replaces()
    {
        var first = await Put("a", Bytes(10), PutCondition.Always);
        var second = await Put("a", Bytes(11), PutCondition.Always);

        Assert.NotEqual(first.Info.ETag, second.Info.ETag);
        Assert.Equal(11, (await store.Stat(Key("a"), default))!.SizeBytes);
    }

    private async Task RefusesTaken()
    {
        await Put("a", [1], PutCondition.Always);

        var refusal = await Assert.ThrowsAsync<BlobException>(() => Put("a", [2], PutCondition.OnlyIfAbsent));

        Assert.Equal(BlobProblem.AlreadyExists, refusal.Problem);
        Assert.Equal(new byte[] { 1 }, await ReadAll("a", null));
    }

    private async Task LetsOneWin()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                await Put("contested", [(byte)number], PutCondition.OnlyIfAbsent);
                return number;
            }
            catch (BlobException refusal) when (refusal.Problem == BlobProblem.AlreadyExists)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(outcomes, outcome => outcome >= 0);
        Assert.Equal(new[] { (byte)winner }, await ReadAll("contested", null));
    }

    private async Task RefusesWrongChecksum()
    {
        foreach (var sizeBytes in (int[])[5, S3BlobStore.PartBytes + 5])
        {
            using var content = new MemoryStream(Bytes(sizeBytes));
            var refusal = await Assert.ThrowsAsync<BlobException>(() => store.Put(
                Key("wrong"), content, "text/plain", PutCondition.Always, SHA256.HashData([1, 2, 3]), default));

            Assert.Equal(BlobProblem.ChecksumMismatch, refusal.Problem);
            Assert.Null(await store.Stat(Key("wrong"), default));
        }
    }

    private async Task KeepsNothingOfBroken()
    {
        foreach (var goodBytes in (int[])[100, S3BlobStore.PartBytes + 100])
        {
            await using var content = new BreakingStream(Bytes(goodBytes));
            await Assert.ThrowsAsync<IOException>(() => store.Put(
                Key("broken"), content, "text/plain", PutCondition.Always, default, default));

            Assert.Null(await store.Stat(Key("broken"), default));
        }
    }

    private async Task ReadsRanges()
    {
        var bytes = Bytes(1_000);
        await Put("a", bytes, PutCondition.Always);

        Assert.Equal(bytes[100..150], await ReadAll("a", new BlobRange(100, 50)));
        Assert.Equal(bytes[..1], await ReadAll("a", new BlobRange(0, 1)));
        Assert.Equal(bytes[990..], await ReadAll("a", new BlobRange(990, 100)));
        Assert.Equal(bytes[400..], await ReadAll("a", new BlobRange(400, null)));
    }

    private async Task RefusesRangePastEnd()
    {
        await Put("a", Bytes(10), PutCondition.Always);

        var refusal = await Assert.ThrowsAsync<BlobException>(() => ReadAll("a", new BlobRange(10, 1)));

        Assert.Equal(BlobProblem.RangeOutside, refusal.Problem);
    }

    private async Task SaysNull()
    {
        Assert.Null(await store.Stat(Key("nothing"), default));
        Assert.Null(await ReadAll("nothing", null));
        Assert.Null(await ReadAll("nothing", new BlobRange(5, 5)));
    }

    private async Task DeletesMany()
    {
        await Put("a", [1], PutCondition.Always);
        await Put("b", [2], PutCondition.Always);
        await Put("c", [3], PutCondition.Always);

        await store.Delete([Key("a"), Key("nothing"), Key("c")], default);
        await store.Delete([], default);

        Assert.Null(await store.Stat(Key("a"), default));
        Assert.NotNull(await store.Stat(Key("b"), default));
        Assert.Null(await store.Stat(Key("c"), default));
    }

    private async Task ListsByPrefix()
    {
        await Put("a", [1], PutCondition.Always);
        await Put("deep/b", [1, 2], PutCondition.Always);

        var found = new List<BlobInfo>();
        await foreach (var info in store.List(prefix, default)) found.Add(info);

        Assert.Equal([(Key("a"), 1L), (Key("deep/b"), 2L)], found.Select(info => (info.Key, info.SizeBytes)).Order());
    }

    private async Task HoldsLong()
    {
        var bytes = Bytes(2 * S3BlobStore.PartBytes + 12_345);
        var put = await Put("long", bytes, PutCondition.OnlyIfAbsent);

        Assert.Equal(SHA256.HashData(bytes), put.Sha256.ToArray());
        Assert.Equal(bytes.Length, put.Info.SizeBytes);
        Assert.NotEmpty(put.Info.ETag);
        var across = new BlobRange(S3BlobStore.PartBytes - 10, 20);
        Assert.Equal(bytes[(S3BlobStore.PartBytes - 10)..(S3BlobStore.PartBytes + 10)], await ReadAll("long", across));
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData((await ReadAll("long", null))!));
        var refusal = await Assert.ThrowsAsync<BlobException>(() => Put("long", bytes, PutCondition.OnlyIfAbsent));
        Assert.Equal(BlobProblem.AlreadyExists, refusal.Problem);
    }

    private async Task RefusesKeys()
    {
        string[] keys = ["", "../a", "a/../b", "/a", "a/", "a//b", ".hidden", "UPPER", "a b", "a\n", new('a', 201)];
        foreach (var key in keys)
            await Assert.ThrowsAsync<ArgumentException>(() => store.Stat(key, default));
    }

    private string Key(string name) => $"{prefix}/{name}";

    private async Task<PutBlob> Put(string name, byte[] bytes, PutCondition when)
    {
        using var content = new MemoryStream(bytes);
        return await store.Put(Key(name), content, "application/octet-stream", when, default, default);
    }

    private async Task<byte[]?> ReadAll(string name, BlobRange? range)
    {
        using var received = new MemoryStream();
        var info = await store.Read(Key(name), range, (_, part, cancel) => part.CopyToAsync(received, cancel), default);
        if (info is not null) Assert.Equal((await store.Stat(Key(name), default))!.SizeBytes, info.SizeBytes);
        return info is null ? null : received.ToArray();
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private sealed class BreakingStream(byte[] good) : MemoryStream(good)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read
                ? read
                : throw new IOException("The line went dead.");
    }
}
