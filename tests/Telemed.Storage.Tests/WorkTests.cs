using Telemed.Storage.Jobs;
using Telemed.TestKit.Servers;

namespace Telemed.Storage.Tests;

public sealed class WorkTests(TestDatabase shared) : IClassFixture<TestDatabase>
{
    private sealed record Row(JobId Id, DateTimeOffset HappenedAt, DateTimeOffset? EndedAt, JsonText Details,
        string? Note);

    [PostgresFact]
    public async Task Keeps_nothing_without_a_commit()
    {
        await using (var work = await shared.Database.Begin(default))
            await work.Execute("INSERT INTO setting (name, value) VALUES ('dropped', '1')", null, default);

        await using var reading = await shared.Database.Read(default);
        Assert.Equal(0, await reading.Row<long>("SELECT count(*) FROM setting WHERE name = 'dropped'", null, default));
    }

    [PostgresFact]
    public async Task Tells_after_the_commit_and_never_after_a_rollback()
    {
        var told = new List<string>();
        await using (var dropped = await shared.Database.Begin(default)) dropped.AfterCommit(() => told.Add("dropped"));
        await using (var kept = await shared.Database.Begin(default))
        {
            kept.AfterCommit(() => told.Add("kept"));
            Assert.Empty(told);
            await kept.Commit(default);
        }

        Assert.Equal(["kept"], told);
    }

    [PostgresFact]
    public async Task Carries_ids_instants_and_json_to_rows_and_back()
    {
        var id = JobId.New();
        var instant = new DateTimeOffset(2026, 3, 1, 8, 30, 0, TimeSpan.FromHours(8));
        await using var work = await shared.Database.Begin(default);

        var row = await work.Row<Row>(
            "SELECT @id AS id, @instant AS happened_at, @none::timestamptz AS ended_at, @details AS details, " +
            "NULL::text AS note",
            new { id, instant, none = (DateTimeOffset?)null, details = new JsonText("""{"a": 1}""") }, default);

        Assert.Equal(new Row(id, instant, null, new JsonText("""{"a": 1}"""), null), row);
        Assert.Equal(TimeSpan.Zero, row.HappenedAt.Offset);
    }

    [PostgresFact]
    public async Task Takes_many_ids_as_one_array()
    {
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid()];
        await using var reading = await shared.Database.Read(default);

        Assert.Equal(ids, await reading.Rows<Guid>("SELECT unnest(@ids)", new { ids }, default));
    }
}
