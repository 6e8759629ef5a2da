namespace Telemed.Hub.Pathology;

/// <summary>
/// Runs of stored bytes that came from far away. People in a room look at the same tiles of a slide, and so do those
/// who open it one after the other; objects never change, so what was read once is right for all. The ones not asked
/// for longest go first.
/// </summary>
internal sealed class RunCache(long limitBytes)
{
    /// <summary>A longer run is a picture of its own, not a tile that others ask for.</summary>
    private const int RunLimitBytes = 512 << 10;

    private readonly Lock gate = new();
    private readonly Dictionary<Key, LinkedListNode<(Key Key, byte[] Bytes)>> known = [];
    private readonly LinkedList<(Key Key, byte[] Bytes)> byUse = new();
    private long heldBytes;

    private readonly record struct Key(string ObjectKey, long Offset, int Length);

    /// <summary>Fills the buffer when the run is known.</summary>
    public bool TryRead(string objectKey, long offset, Span<byte> into)
    {
        lock (gate)
        {
            if (!known.TryGetValue(new Key(objectKey, offset, into.Length), out var node)) return false;
            byUse.Remove(node);
            byUse.AddFirst(node);
            node.Value.Bytes.CopyTo(into);
            return true;
        }
    }

    /// <summary>Keeps a copy of a run that was read.</summary>
    public void Keep(string objectKey, long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > RunLimitBytes) return;
        var key = new Key(objectKey, offset, bytes.Length);
        var copy = bytes.ToArray();
        lock (gate)
        {
            if (known.ContainsKey(key)) return;
            known[key] = byUse.AddFirst((key, copy));
            heldBytes += copy.Length;
            while (heldBytes > limitBytes && byUse.Last is { } oldest)
            {
                byUse.RemoveLast();
                known.Remove(oldest.Value.Key);
                heldBytes -= oldest.Value.Bytes.Length;
            }
        }
    }
}
