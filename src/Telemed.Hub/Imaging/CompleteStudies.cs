using Telemed.Hub.Audit;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Imaging;

/// <summary>
/// A study for which nothing came for a while counts as whole: that is a change in the feed, and whoever watches its
/// case hears of it. Should more arrive after all, the study is open again and becomes whole a second time.
/// </summary>
internal sealed class CompleteStudies(Database database, TimeProvider time) : IJobHandler
{
    internal const string KindName = "imaging.complete";
    private const int BatchLimit = 500;

    // The study is locked before its timer, as storing does it, so that the two never wait for each other.
    private const string TakeDue = """
        SELECT s.id FROM imaging_timer t JOIN imaging_study s ON s.id = t.study_id
        WHERE t.due_at <= @now AND (@only::uuid IS NULL OR s.id = @only)
        ORDER BY t.due_at LIMIT @limit FOR UPDATE OF s SKIP LOCKED
        """;

    private const string Complete = """
        WITH due AS (
            DELETE FROM imaging_timer WHERE study_id = ANY (@ids) AND due_at <= @now RETURNING study_id),
        done AS (
            UPDATE imaging_study s SET completed_at = @now FROM due WHERE s.id = due.study_id
            RETURNING s.id, s.facility_id, s.study_uid, s.consultation_id),
        told AS (
            INSERT INTO imaging_change (facility_id, study_uid, series_uid, sop_uid, kind, changed_at)
            SELECT facility_id, study_uid, '', '', 'complete', @now FROM done)
        SELECT id, consultation_id FROM done
        """;

    private const string MoveTimer = "UPDATE imaging_timer SET due_at = @now WHERE study_id = @study";

    private const string FindOpen = $"""
        SELECT s.id FROM imaging_study s WHERE s.id = @study AND {ImagingScope.VisibleSql} FOR UPDATE OF s
        """;

    private sealed record Done
    {
        public Guid Id { get; init; }
        public Guid? ConsultationId { get; init; }
    }

    public string Kind => KindName;

    public int ParallelLimit => 1;

    public RetryPolicy Retry { get; } = RetryPolicy.Doubling(
        maxAttempts: 5, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), timeout: TimeSpan.FromMinutes(2));

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        while (true)
        {
            await using var work = await database.Begin(cancel);
            var count = await Finish(work, time.GetUtcNow(), only: null, cancel);
            await work.Commit(cancel);
            if (count < BatchLimit) return;
        }
    }

    /// <summary>"Complete now": somebody knows that nothing more will come.</summary>
    public static async Task<IResult> Now(
        Guid id, CurrentCaller caller, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var work = await database.Begin(cancel);
        var scope = await ImagingScope.Parameters(work, caller, null, cancel);
        scope.Add("study", id);
        if ((await work.Rows<Guid>(FindOpen, scope, cancel)).Count == 0) return Problems.NotFound();
        await work.Execute(MoveTimer, new { study = id, now }, cancel);
        await Finish(work, now, id, cancel);
        await AuditLog.Append(work, person.Did("imaging.completed", "imaging_study", id), now, cancel);
        await work.Commit(cancel);
        return Results.NoContent();
    }

    private static async Task<int> Finish(Work work, DateTimeOffset now, Guid? only, CancellationToken cancel)
    {
        var ids = await work.Rows<Guid>(TakeDue, new { now, only, limit = BatchLimit }, cancel);
        var done = await work.Rows<Done>(Complete, new { ids = ids.ToArray(), now }, cancel);
        var ofCases = done.Where(one => one.ConsultationId is not null).ToArray();
        await OrderStore.Count(work, [.. ofCases.Select(one => one.Id)], cancel);
        foreach (var one in ofCases)
            LiveChanges.Changed(
                work, LiveTopic.Consultation(new(one.ConsultationId!.Value)), "imaging_complete", one.Id);
        return ids.Count;
    }
}
