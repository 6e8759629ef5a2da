using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Hub.Audit;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Jobs;

namespace Telemed.Hub.Jobs;

/// <summary>Machine work as administrators see it: what waits, runs or is dead, and what to do about it.</summary>
internal static class ManageJobs
{
    internal sealed record JobView(
        Guid Id, string Kind, string Queue, string State, int Attempts, DateTimeOffset RunAt, DateTimeOffset CreatedAt,
        DateTimeOffset ChangedAt, string? RecurringId, string? Error);

    internal sealed record CountView(string Kind, string State, long Jobs, DateTimeOffset OldestRunAt);

    internal sealed record Response(IReadOnlyList<JobView> Items, string? Next, IReadOnlyList<CountView> Counts);

    [Answers<Response>]
    internal static async Task<IResult> List(string? state, int? limit, Database database, CancellationToken cancel)
    {
        var wanted = JobState.Dead;
        if (state is not null && !TextCode.TryParse(state, out wanted))
            return Problems.BadField("state", $"The state is one of {string.Join(", ", TextCode.All<JobState>())}.");
        await using var read = await database.Read(cancel);
        var rows = await JobAdministration.List(read, wanted, null, PageCursor.Limit(limit), cancel);
        var counts = await JobAdministration.Count(read, cancel);
        return TypedResults.Ok(new Response(
            [.. rows.Select(row => new JobView(row.Id.Value, row.Kind, row.Queue, TextCode.Of(row.State), row.Attempts,
                row.RunAt,
                row.CreatedAt, row.ChangedAt, row.RecurringId, row.Error))],
            null, [.. counts.Select(each => new CountView(each.Kind, TextCode.Of(each.State), each.Jobs,
                each.OldestRunAt))]));
    }

    internal static Task<IResult> Requeue(Guid id, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel) =>
        Change(id, person, database, time, "job.requeued", JobAdministration.Requeue, cancel);

    internal static Task<IResult> Cancel(Guid id, CurrentPerson person, Database database, TimeProvider time,
        CancellationToken cancel) =>
        Change(id, person, database, time, "job.cancelled", JobAdministration.Cancel, cancel);

    private static async Task<IResult> Change(
        Guid id, CurrentPerson person, Database database, TimeProvider time, string action,
        Func<Work, Telemed.Storage.Jobs.JobId, CancellationToken, Task<bool>> change, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (!await change(work, new(id), cancel))
            return Problems.Answer(409, "wrong_state",
                "The job is not there any more, or not in a state that allows this.");
        await AuditLog.Append(work, person.Did(action, "job", id), time.GetUtcNow(), cancel);
        LiveChanges.Changed(work, LiveTopic.Jobs, action, id);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}

internal static class JobRoutes
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/jobs");
        jobs.MapGet("", ManageJobs.List).Needs(Permission.ManageJobs);
        jobs.MapPost("/{id:guid}/requeue", ManageJobs.Requeue).Needs(Permission.ManageJobs);
        jobs.MapPost("/{id:guid}/cancellation", ManageJobs.Cancel).Needs(Permission.ManageJobs);
    }
}
