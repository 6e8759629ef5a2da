namespace Telemed.Storage;

/// <summary>
/// Commits what several callers bring in one transaction: while one group is on its way to the disk, what becomes ready
/// meanwhile gathers for the next. A caller alone waits for nobody.
/// </summary>
/// <param name="save">Writes a group and commits it; when it throws, nothing of the group was kept.</param>
/// <param name="joins">Whether one more may go with those that were gathered before it.</param>
public sealed class GroupCommit<T>(Func<IReadOnlyList<T>, Task> save, Func<IReadOnlyList<T>, T, bool> joins)
{
    private readonly Lock gate = new();
    private readonly Queue<Waiting> waiting = new();
    private bool isBusy;

    private sealed record Waiting(T Item)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Returns when the item is durable, and throws what kept it from becoming so.</summary>
    public Task Commit(T item)
    {
        var one = new Waiting(item);
        lock (gate)
        {
            waiting.Enqueue(one);
            if (isBusy) return one.Done.Task;
            isBusy = true;
        }
        _ = Run();
        return one.Done.Task;
    }

    private async Task Run()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await save([.. group.Select(one => one.Item)]);
            }
            catch (Exception) when (group.Count > 1)
            {
                await SaveEach(group);
                continue;
            }
            catch (Exception failure)
            {
                group[0].Done.SetException(failure);
                continue;
            }
            foreach (var one in group) one.Done.SetResult();
        }
    }

    // One of them broke the transaction of all; each by itself shows which.
    private async Task SaveEach(List<Waiting> group)
    {
        foreach (var one in group)
            try
            {
                await save([one.Item]);
                one.Done.SetResult();
            }
            catch (Exception failure)
            {
                one.Done.SetException(failure);
            }
    }

    private List<Waiting> Next()
    {
        lock (gate)
        {
            var group = new List<Waiting>();
            var items = new List<T>();
            while (waiting.TryPeek(out var next) && (group.Count == 0 || joins(items, next.Item)))
            {
                group.Add(waiting.Dequeue());
                items.Add(next.Item);
            }
            isBusy = group.Count > 0;
            return group;
        }
    }
}
