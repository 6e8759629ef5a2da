using System.Collections.Concurrent;

namespace Telemed.Hub.Uploads;

/// <summary>
/// One writer per upload at a time. A newer request ends an older one, since on a line that dropped the older is only a
/// connection nobody closed.
/// </summary>
internal sealed class UploadTurns
{
    private readonly ConcurrentDictionary<UploadId, Turn> turns = new();

    /// <summary>Waits for the turn; the one before is told to stop.</summary>
    public async Task<Turn> Take(UploadId id, CancellationToken cancel)
    {
        var mine = new Turn(this, id, cancel);
        while (!turns.TryAdd(id, mine))
            if (turns.TryGetValue(id, out var older)) await older.End(cancel);
        return mine;
    }

    internal sealed class Turn(UploadTurns owner, UploadId id, CancellationToken cancel) : IDisposable
    {
        private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Cancelled when the request ends or a newer one wants the turn.</summary>
        public CancellationToken Stop => stop.Token;

        public async Task End(CancellationToken waiting)
        {
            try
            {
                await stop.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself a moment ago.
            }
            await ended.Task.WaitAsync(waiting);
        }

        public void Dispose()
        {
            owner.turns.TryRemove(id, out _);
            ended.TrySetResult();
            stop.Dispose();
        }
    }
}
