using Telemed.Hub.People;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Jobs;

/// <summary>Removes rows that only mattered for a while: ended sessions, counted failures, kept answers.</summary>
internal sealed class ForgetOldRows(Database database, TimeProvider time) : IJobHandler
{
    internal const string KindName = "platform.forget";

    private static readonly TimeSpan SessionsKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan FailuresKept = TimeSpan.FromDays(2);
    private static readonly TimeSpan AnswersKept = TimeSpan.FromDays(1);

    public string Kind => KindName;

    public RetryPolicy Retry { get; } =
        RetryPolicy.Doubling(maxAttempts: 5, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10),
        timeout: TimeSpan.FromMinutes(5));

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var work = await database.Begin(cancel);
        await SessionStore.ForgetOld(work, now - SessionsKept, cancel);
        await PersonLoginSql.ForgetFailures(work, now - FailuresKept, cancel);
        await IdempotencyStore.Forget(work, now - AnswersKept, cancel);
        await work.Commit(cancel);
    }
}
