using Telemed.Storage.Jobs;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests.Jobs;

public sealed class JobQueueTests(TestDatabase shared) : IClassFixture<TestDatabase>
{
    private readonly string kind = $"kind-{Guid.NewGuid():n}";

    private JobQueue Queue => new(shared.Database, TimeProvider.System);

    [PostgresFact]
    public async Task Merges_waiting_twins_with_the_same_key()
    {
        var first = await Enqueue("measure 1");
        var second = await Enqueue("measure 1");
        var other = await Enqueue("measure 2");

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal(2, (await Claim(10)).Count);
    }

    [PostgresFact]
    public async Task Adds_a_twin_of_a_running_job_because_it_may_know_more()
    {
        var first = await Enqueue("measure 1");
        Assert.Single(await Claim(10));

        Assert.NotEqual(first, await Enqueue("measure 1"));
        Assert.Single(await Claim(10));
    }

    [PostgresFact]
    public async Task Does_not_let_a_twin_run_before_the_transaction_that_leans_on_it_has_committed()
    {
        await Enqueue("measure 1");
        await using (var leaning = await shared.Database.Begin(default))
        {
            await Queue.Enqueue(leaning, new JobRequest(kind, default, DedupKey: "measure 1"), default);
            Assert.Empty(await Claim(10));
            await leaning.Commit(default);
        }

        Assert.Single(await Claim(10));
    }

    [PostgresFact]
    public async Task Lets_a_failed_job_give_way_to_its_waiting_twin()
    {
        await Enqueue("measure 1");
        var failed = Assert.Single(await Claim(10));
        var twin = await Enqueue("measure 1");

        await JobTable.RetryLater(shared.Database, failed, TimeSpan.Zero, "Away.", default);

        Assert.Equal(twin, Assert.Single(await Claim(10)).Id);
    }

    [PostgresFact]
    public async Task Claims_no_more_than_asked_and_the_longest_due_first()
    {
        var now = TimeProvider.System.GetUtcNow();
        var late = await Enqueue(null, now.AddMinutes(-1));
        var later = await Enqueue(null, now.AddMinutes(-2));
        var latest = await Enqueue(null, now.AddMinutes(-3));
        await Enqueue(null, now.AddMinutes(5));

        Assert.Equal([latest, later], (await Claim(2)).Select(job => job.Id).OrderBy(id => id == later));
        Assert.Equal([late], (await Claim(2)).Select(job => job.Id));
        Assert.Empty(await Claim(2));
    }

    [PostgresFact]
    public async Task Gives_no_job_to_two_claimers()
    {
        for (var number = 0; number < 200; number++) await Enqueue(null);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Claim(20)));

        var ids = claims.SelectMany(jobs => jobs).Select(job => job.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [PostgresFact]
    public async Task Takes_the_same_id_twice_as_one_job()
    {
        var id = JobId.New();
        await Queue.Submit([(id, new JobRequest(kind, default))], default);
        await Queue.Submit([(id, new JobRequest(kind, default))], default);

        Assert.Equal(id, Assert.Single(await Claim(10)).Id);
    }

    [PostgresFact]
    public async Task Refuses_a_payload_that_belongs_into_a_blob()
    {
        await using var work = await shared.Database.Begin(default);

        await Assert.ThrowsAsync<ArgumentException>(
            () => Queue.Enqueue(work, new JobRequest(kind, new byte[JobRequest.PayloadLimitBytes + 1]), default));
    }

    [PostgresFact]
    public async Task Runs_a_dead_job_again_with_all_its_attempts_when_a_person_says_so()
    {
        var id = await Enqueue(null);
        await JobTable.Kill(shared.Database, Assert.Single(await Claim(1)), "It broke.", default);
        Assert.Empty(await Claim(1));

        await using (var work = await shared.Database.Begin(default))
        {
            Assert.Equal("It broke.",
                Assert.Single(await JobAdministration.List(work, JobState.Dead, kind, 10, default)).Error);
            Assert.True(await JobAdministration.Requeue(work, id, default));
            await work.Commit(default);
        }

        Assert.Equal(1, Assert.Single(await Claim(1)).Attempts);
    }

    [PostgresFact]
    public async Task Takes_a_cancelled_job_away_from_the_hub_that_runs_it()
    {
        var id = await Enqueue(null);
        var held = Assert.Single(await Claim(1));
        await using (var work = await shared.Database.Begin(default))
        {
            Assert.True(await JobAdministration.Cancel(work, id, default));
            await work.Commit(default);
        }

        Assert.Empty(await JobTable.Renew(shared.Database, TimeSpan.FromSeconds(30), [held], default));
        await using var reading = await shared.Database.Read(default);
        var count = (await JobAdministration.Count(reading, default)).Single(each => each.Kind == kind);
        Assert.Equal((JobState.Cancelled, 1L), (count.State, count.Jobs));
    }

    private async Task<JobId> Enqueue(string? dedupKey, DateTimeOffset? notBefore = null)
    {
        await using var work = await shared.Database.Begin(default);
        var id =
            await Queue.Enqueue(work, new JobRequest(kind, default, DedupKey: dedupKey, NotBefore: notBefore), default);
        await work.Commit(default);
        return id;
    }

    private Task<IReadOnlyList<ClaimedJob>> Claim(int limit) =>
        JobTable.Claim(shared.Database, TimeSpan.FromSeconds(30), ["default"], [kind], limit, default);
}
