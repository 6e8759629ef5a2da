using Telemed.Pathology;

namespace Telemed.Hub.Pathology;

/// <summary>One tile of an open slide.</summary>
internal readonly record struct TileAddress(int Level, int Column, int Row, int Plane = 0, int Path = 0);

/// <summary>How a picture was made of a tile.</summary>
internal enum TileLook : byte { Exact, Filled, Preview, Region }

/// <summary>Pictures that cost decoding, kept for a while: the ones not asked for longest go first.</summary>
internal sealed class TileCache
{
    private const long LimitBytes = 64 << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<Key, LinkedListNode<(Key Key, Picture Picture)>> known = [];
    private readonly LinkedList<(Key Key, Picture Picture)> byUse = new();
    private long bytes;

    internal readonly record struct Key(Guid Slide, int Version, TileAddress Tile, TileLook Look, int Detail = 0);

    public Picture? Find(Key key)
    {
        lock (gate)
        {
            if (!known.TryGetValue(key, out var node)) return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Picture;
        }
    }

    public Picture Keep(Key key, Picture picture)
    {
        lock (gate)
        {
            if (known.ContainsKey(key)) return picture;
            known[key] = byUse.AddFirst((key, picture));
            bytes += picture.Bytes.Length;
            while (bytes > LimitBytes && byUse.Last is { } oldest)
            {
                byUse.RemoveLast();
                known.Remove(oldest.Value.Key);
                bytes -= oldest.Value.Picture.Bytes.Length;
            }
        }
        return picture;
    }
}
