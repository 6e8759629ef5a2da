namespace Telemed.Storage.Tests;

public sealed class GroupCommitTests
{
    private readonly TaskCompletionSource firstMayEnd = new();
    private readonly List<int[]> groups = [];

    [Fact]
    public async Task What_comes_while_a_group_is_written_goes_together_into_the_next()
    {
        var commits = new GroupCommit<int>(Save, (_, _) => true);
        Task[] all = [commits.Commit(1), commits.Commit(2), commits.Commit(3)];
        Assert.All(all, one => Assert.False(one.IsCompleted));
        firstMayEnd.SetResult();
        await Task.WhenAll(all);
        await commits.Commit(4);
        Assert.Equal([[1], [2, 3], [4]], groups);
    }

    [Fact]
    public async Task A_group_ends_before_the_first_that_may_not_join_it()
    {
        var commits = new GroupCommit<int>(Save, (group, next) => group.Sum() + next <= 7);
        Task[] all = [commits.Commit(1), commits.Commit(3), commits.Commit(4), commits.Commit(9), commits.Commit(2)];
        firstMayEnd.SetResult();
        await Task.WhenAll(all);
        Assert.Equal([[1], [3, 4], [9], [2]], groups);
    }

    [Fact]
    public async Task One_that_cannot_be_kept_fails_alone()
    {
        var commits = new GroupCommit<int>(Save, (_, _) => true);
        var broken = commits.Commit(-2);
        Task[] sound = [commits.Commit(3), commits.Commit(4)];
        var alsoBroken = commits.Commit(-5);
        firstMayEnd.SetResult();
        await Task.WhenAll(sound);
        Assert.Equal("-2", (await Assert.ThrowsAsync<InvalidOperationException>(() => broken)).Message);
        Assert.Equal("-5", (await Assert.ThrowsAsync<InvalidOperationException>(() => alsoBroken)).Message);
        Assert.Equal([[-2], [3, 4, -5], [3], [4], [-5]], groups);
    }

    private async Task Save(IReadOnlyList<int> group)
    {
        groups.Add([.. group]);
        await firstMayEnd.Task;
        foreach (var item in group)
            if (item < 0) throw new InvalidOperationException($"{item}");
    }
}
