using System.Collections.Concurrent;

namespace Telemed.Storage.Postgres;

/// <summary>
/// One thread that lives as long as the process and starts children. The kernel ties a child's parent-death signal
/// to the thread that started it, so a thread of the pool, which may end, would take PostgreSQL with it.
/// </summary>
internal static class LifelongThread
{
    private static readonly BlockingCollection<Action> Orders = [];
    private static readonly Lazy<Thread> Started = new(Start);

    internal static Task<T> Run<T>(Func<T> order)
    {
        _ = Started.Value;
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Orders.Add(() =>
        {
            try
            {
                answer.SetResult(order());
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                answer.SetException(problem);
            }
        });
        return answer.Task;
    }

    private static Thread Start()
    {
        var thread = new Thread(static () =>
        {
            foreach (var order in Orders.GetConsumingEnumerable()) order();
        }) { IsBackground = true, Name = "children" };
        thread.Start();
        return thread;
    }
}
