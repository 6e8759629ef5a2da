using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage.Blobs;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Blobs;

public sealed class BlobSweeperTests : IAsyncLifetime
{
    private Database database = null!;
    private FolderBlobStore store = null!;
    private BlobWriter writer = null!;
    private BlobSweeper sweeper = null!;

    public async Task InitializeAsync()
    {
        if (PostgresCluster.WhyAbsent is not null) return;
        database = new Database(await PostgresCluster.NewDatabase(), TimeProvider.System, NullLoggerFactory.Instance);
        store = new FolderBlobStore(RunFolder.New("swept"), TimeProvider.System);
        writer = new BlobWriter(database, store, TimeProvider.System);
        sweeper = new BlobSweeper(database, store, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    [PostgresFact]
    public async Task Leaves_what_was_acknowledged()
    {
        var blob = await Store([1, 2, 3]);

        Assert.Equal((0, 0, 0), Counts(await sweeper.Sweep(TimeSpan.Zero, default)));

        await using var reading = await database.Read(default);
        var row = await BlobTable.Find(reading, blob.Id, default);
        Assert.Equal((3L, blob.ObjectKey, "text/plain"), (row!.SizeBytes, row.ObjectKey, row.ContentType));
        Assert.Equal(Convert.FromHexString("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"),
            row.Sha256);
        Assert.NotNull(await store.Stat(blob.ObjectKey, default));
    }

    [PostgresFact]
    public async Task Clears_a_put_that_nobody_acknowledged_and_refuses_its_late_writer()
    {
        var late = await Write([1]);

        Assert.Equal((1, 0, 0), Counts(await sweeper.Sweep(TimeSpan.Zero, default)));

        Assert.Null(await store.Stat(late.ObjectKey, default));
        await using var work = await database.Begin(default);
        await Assert.ThrowsAsync<BlobSweptException>(() => BlobTable.MarkStored(work, late, default));
    }

    [PostgresFact]
    public async Task Does_not_touch_what_is_younger_than_the_grace()
    {
        var young = await Write([1]);
        await Put("orphan/young");

        Assert.Equal((0, 0, 0), Counts(await sweeper.Sweep(TimeSpan.FromHours(1), default)));

        await using var work = await database.Begin(default);
        await BlobTable.MarkStored(work, young, default);
        await work.Commit(default);
        Assert.NotNull(await store.Stat("orphan/young", default));
    }

    [PostgresFact]
    public async Task Finds_every_one_of_a_thousand_objects_without_a_row()
    {
        var kept = await Store([1]);
        for (var number = 0; number < 1_000; number++) await Put($"orphan/{number}");

        Assert.Equal((0, 0, 1_000), Counts(await sweeper.Sweep(TimeSpan.Zero, default)));

        var left = new List<string>();
        await foreach (var info in store.List("", default)) left.Add(info.Key);
        Assert.Equal([kept.ObjectKey], left);
    }

    [PostgresFact]
    public async Task Removes_the_object_of_a_deleted_blob_once()
    {
        var blob = await Store([1]);
        await using (var work = await database.Begin(default))
        {
            Assert.True(await BlobTable.MarkDeleted(work, blob.Id, default));
            await work.Commit(default);
        }

        Assert.Equal((0, 1, 0), Counts(await sweeper.Sweep(TimeSpan.FromHours(1), default)));
        Assert.Equal((0, 0, 0), Counts(await sweeper.Sweep(TimeSpan.FromHours(1), default)));
        Assert.Null(await store.Stat(blob.ObjectKey, default));
    }

    [PostgresFact]
    public async Task Names_a_stored_blob_whose_object_is_gone_and_changes_nothing_about_it()
    {
        var blob = await Store([1]);
        await store.Delete([blob.ObjectKey], default);

        Assert.Equal([blob.ObjectKey], (await sweeper.Sweep(TimeSpan.Zero, default)).MissingObjects);

        await using var reading = await database.Read(default);
        Assert.NotNull(await BlobTable.Find(reading, blob.Id, default));
    }

    [PostgresFact]
    public async Task A_writer_keeps_neither_row_nor_object_of_bytes_that_do_not_fit_their_checksum()
    {
        using var content = new MemoryStream([1, 2, 3]);
        await Assert.ThrowsAsync<BlobException>(() => writer.Write(content, "text/plain", new byte[32], default));

        await using var reading = await database.Read(default);
        Assert.Equal(0, await reading.Row<long>("SELECT count(*) FROM blob", null, default));
    }

    private async Task<WrittenBlob> Write(byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        return await writer.Write(content, "text/plain", default, default);
    }

    private async Task<WrittenBlob> Store(byte[] bytes)
    {
        var blob = await Write(bytes);
        await using var work = await database.Begin(default);
        await BlobTable.MarkStored(work, blob, default);
        await work.Commit(default);
        return blob;
    }

    private async Task Put(string key)
    {
        using var content = new MemoryStream([1]);
        await store.Put(key, content, "text/plain", PutCondition.Always, default, default);
    }

    private static (int Stale, int Removed, int Orphans) Counts(SweepReport report)
    {
        return (report.StaleRows, report.RemovedObjects, report.OrphanObjects);
    }
}
