namespace Telemed.Storage.Postgres;

/// <summary>The last lines a child said, kept for the message when it fails.</summary>
internal sealed class LastLines(int limit)
{
    private readonly Queue<string> lines = new();
    private readonly Lock gate = new();

    internal void Add(string line)
    {
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > limit) lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (gate) return string.Join('\n', lines);
    }
}
