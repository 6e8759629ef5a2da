using System.Collections.Concurrent;

namespace Telemed.Hub.Live;

/// <summary>
/// Which other hubs there are, and whether one of their messages was missed. A hub alone publishes nothing but its sign
/// of life, so that a county's single hub pays for no second one.
/// </summary>
internal sealed class LivePeers(TimeProvider time)
{
    /// <summary>How often a hub says that it is there.</summary>
    internal static readonly TimeSpan SignEvery = TimeSpan.FromSeconds(5);

    // Publishing for a dead hub costs little; not publishing for a slow one costs its browsers their lines.
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(60);

    // A hub's number is kept far longer than its silence, so that what it could not send meanwhile is noticed.
    private static readonly TimeSpan GoneFor = TimeSpan.FromHours(1);
    private const int PeersLimit = 1000;

    private readonly ConcurrentDictionary<string, Peer> peers = new(StringComparer.Ordinal);
    private volatile bool any;

    /// <summary>Whether anybody else would hear.</summary>
    internal bool Any => any;

    /// <summary>Takes note of a message.</summary>
    /// <returns>Whether a message of that hub before this one never came here.</returns>
    internal bool Missed(LiveEnvelope message)
    {
        var known = peers.TryGetValue(message.Node, out var before);
        if (!known && peers.Count >= PeersLimit) return false;
        peers[message.Node] = new Peer(message.Sequence, time.GetTimestamp());
        any = true;
        if (!known || message.Order == LiveOrder.Hello) return false;
        // A sign of life repeats the last number; everything else has the next one.
        var expected = message.Order == LiveOrder.Here ? before.Sequence : before.Sequence + 1;
        return message.Sequence != expected;
    }

    /// <summary>Forgets hubs that have been silent for too long.</summary>
    internal void Forget()
    {
        var alive = false;
        foreach (var (node, peer) in peers)
        {
            var silent = time.GetElapsedTime(peer.HeardAt);
            alive |= silent <= SilentFor;
            if (silent > GoneFor) peers.TryRemove(node, out _);
        }
        any = alive;
    }

    private readonly record struct Peer(long Sequence, long HeardAt);
}
