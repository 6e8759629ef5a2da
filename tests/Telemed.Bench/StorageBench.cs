using Microsoft.Extensions.Logging.Abstractions;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;
using Telemed.Storage.Jobs;
using Telemed.Storage.Notify;
using Telemed.Storage.Postgres;

namespace Telemed.Bench;

/// <summary>What the engine under everything does here: jobs, audit lines and objects, all durable.</summary>
internal static class StorageBench
{
    private const int Jobs = 20_000;
    private const int AuditLines = 10_000;
    private const int Objects = 2_000;
    private const int ObjectBytes = 64 * 1024;
    private const int Callers = 8;
    private static readonly TimeProvider Time = TimeProvider.System;

    internal static async Task<int> Run(string[] arguments, CancellationToken cancel)
    {
        // Not below /tmp by default: that may be memory, on which syncing costs nothing.
        var folder = Path.GetFullPath(arguments.Length > 0 ? arguments[0] : ".cache/bench-storage");
        await using var server = await OwnedPostgres.Start(
            new OwnedPostgresOptions { Folder = Path.Combine(folder, "postgres") }, Time, NullLogger.Instance, cancel);
        var name = $"bench_{Guid.NewGuid():n}";
        await using (var database = new Database(
            await server.EnsureDatabase(name, null, cancel), Time, NullLoggerFactory.Instance))
        {
            await Migrator.Migrate(database, cancel);
            await MeasureJobs(database, cancel);
            await MeasureAudit(database, folder, cancel);
            await MeasureFolder(Path.Combine(folder, name), cancel);
        }
        return 0;
    }

    private static async Task MeasureJobs(Database database, CancellationToken cancel)
    {
        var queue = new JobQueue(database, Time);
        await Print("jobs enqueued, a commit each, 8 callers", Jobs, () => Share(Jobs, async _ =>
        {
            await using var work = await database.Begin(cancel);
            await queue.Enqueue(work, new JobRequest(Counter.KindName, new byte[64]), cancel);
            await work.Commit(cancel);
        }));
        await using var listener = new NotifyListener(database, Time, NullLogger<NotifyListener>.Instance);
        var counter = new Counter();
        var options = new JobWorkerOptions { Parallel = 32 };
        using var worker = new JobWorker(database, listener, [counter], options, Time, NullLogger<JobWorker>.Instance);
        await Print("jobs claimed, run and finished, 32 at a time", Jobs, async () =>
        {
            await worker.StartAsync(cancel);
            await counter.Reached(Jobs).WaitAsync(cancel);
        });
        await worker.StopAsync(cancel);
    }

    private static async Task MeasureAudit(Database database, string folder, CancellationToken cancel)
    {
        await Print("audit lines, a commit each, 8 callers", AuditLines, () => Share(AuditLines, async number =>
        {
            await using var work = await database.Begin(cancel);
            await AuditLog.Append(work, Line(number), Time.GetUtcNow(), cancel);
            await work.Commit(cancel);
        }));
        var anchors = new AuditAnchors(Path.Combine(folder, $"{Guid.NewGuid():n}.anchors"));
        using var chainer = new AuditChainer(database, anchors, Time, NullLogger<AuditChainer>.Instance);
        await Print("audit lines linked", AuditLines, () => chainer.LinkAndAnchor(cancel));
        await Print("audit lines verified", AuditLines, async () =>
        {
            var verdict = await AuditVerify.Verify(database, anchors.Read(), Time.GetUtcNow(), cancel);
            if (verdict is not AuditVerdict.Sound) throw new InvalidOperationException($"{verdict}");
        });
    }

    private static async Task MeasureFolder(string folder, CancellationToken cancel)
    {
        var store = new FolderBlobStore(folder, Time);
        var bytes = new byte[ObjectBytes];
        new Random(1).NextBytes(bytes);
        foreach (var callers in (int[])[1, Callers])
            await Print(
                $"objects of 64 KiB put and synced, {callers} at a time", Objects, () => Share(Objects, Put, callers));
        Directory.Delete(folder, recursive: true);

        async Task Put(int number)
        {
            using var content = new MemoryStream(bytes);
            await store.Put(BlobKey.New(), content, "text/plain", PutCondition.OnlyIfAbsent, default, cancel);
        }
    }

    private static Task Share(int count, Func<int, Task> step, int callers = Callers) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            for (var number = caller; number < count; number += callers) await step(number);
        }));

    private static async Task Print(string what, int count, Func<Task> measured)
    {
        var began = Time.GetTimestamp();
        await measured();
        await Console.Out.WriteLineAsync($"{what,-50} {count / Time.GetElapsedTime(began).TotalSeconds,10:n0} /s");
    }

    private static AuditEntry Line(int number) => new()
    {
        Action = "report.signed", Event = AuditEvents.ProcedureRecord, Kind = AuditAction.Update,
        Actor = new AuditActor { PersonId = Guid.NewGuid(), Role = "specialist", FacilityId = Guid.NewGuid() },
        EntityKind = "report", EntityId = $"{number}", PatientId = Guid.NewGuid(),
    };

    private sealed class Counter : IJobHandler
    {
        internal const string KindName = "bench";
        private readonly TaskCompletionSource reached = new();
        private int count;
        private int goal = int.MaxValue;

        public string Kind => KindName;

        public RetryPolicy Retry { get; } =
            RetryPolicy.Doubling(3, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

        public Task Run(JobRun run, CancellationToken cancel)
        {
            if (Interlocked.Increment(ref count) >= goal) reached.TrySetResult();
            return Task.CompletedTask;
        }

        internal Task Reached(int jobs)
        {
            goal = jobs;
            if (count >= goal) reached.TrySetResult();
            return reached.Task;
        }
    }
}
