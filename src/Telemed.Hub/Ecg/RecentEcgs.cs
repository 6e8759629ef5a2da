using Telemed.Ecg;

namespace Telemed.Hub.Ecg;

/// <summary>The recordings decoded last, the least recently used going first; bounded by their samples.</summary>
internal sealed class RecentEcgs(long samplesLimit)
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> byKey = [];
    private readonly LinkedList<Entry> newestFirst = new();
    private long samples;

    private sealed record Entry(string Key, EcgRecording Recording, long Samples);

    internal EcgRecording? Find(string key)
    {
        lock (guard)
        {
            if (!byKey.TryGetValue(key, out var node)) return null;
            newestFirst.Remove(node);
            newestFirst.AddFirst(node);
            return node.Value.Recording;
        }
    }

    internal void Keep(string key, EcgRecording recording)
    {
        var size = recording.Groups.Sum(group => group.Leads.Sum(lead => (long)lead.Samples.Length));
        // One long recording must not push out everything else.
        if (size > samplesLimit / 4) return;
        lock (guard)
        {
            if (byKey.ContainsKey(key)) return;
            byKey[key] = newestFirst.AddFirst(new Entry(key, recording, size));
            samples += size;
            while (samples > samplesLimit && newestFirst.Last is { } oldest)
            {
                newestFirst.RemoveLast();
                byKey.Remove(oldest.Value.Key);
                samples -= oldest.Value.Samples;
            }
        }
    }
}
