using System.ComponentModel.DataAnnotations;
using Telemed.Storage;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Notices;

/// <summary>How long notices are kept; section <c>Telemed:Notices</c>.</summary>
internal sealed record NoticeOptions
{
    /// <summary>Days that a notice is kept after it was made, when it was read.</summary>
    [Range(1, 3660)]
    public int ReadDays { get; init; } = 90;

    /// <summary>Days that a notice is kept when nobody read it.</summary>
    [Range(1, 3660)]
    public int UnreadDays { get; init; } = 365;
}

/// <summary>Removes notices that are too old to call anyone to anything. Runs once a day, in pieces.</summary>
internal sealed class ForgetNotices(Database database, NoticeOptions options, TimeProvider time) : IJobHandler
{
    internal const string KindName = "notices.forget";
    private const int AtATime = 5_000;
    private const int PiecesLimit = 200;

    public string Kind => KindName;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 5, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30), timeout: TimeSpan.FromMinutes(10));

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        for (var piece = 0; piece < PiecesLimit; piece++)
        {
            await using var work = await database.Begin(cancel);
            var removed = await NoticeStore.Forget(
                work, now.AddDays(-options.ReadDays), now.AddDays(-options.UnreadDays), AtATime, cancel);
            await work.Commit(cancel);
            if (removed < AtATime) return;
        }
    }
}
