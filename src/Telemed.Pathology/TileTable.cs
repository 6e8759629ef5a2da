namespace Telemed.Pathology;

/// <summary>Where each tile of a level lies, held in plain arrays: 12 bytes a tile.</summary>
public sealed class TileTable
{
    /// <summary>The most tiles one level may have: a 40x slide of 60 x 25 mm has about a quarter of it.</summary>
    public const int TilesLimit = 8_000_000;

    private readonly long[] _offsets;
    private readonly int[] _lengths;
    private readonly int[] _firstTileOfSource;

    /// <summary>Takes the arrays as they are; nobody may change them afterwards.</summary>
    /// <param name="offsets">Byte offset of each tile.</param>
    /// <param name="lengths">Length of each tile, 0 for a blank one; as long as <paramref name="offsets"/>.</param>
    /// <param name="source">The file all tiles lie in.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public TileTable(long[] offsets, int[] lengths, int source = 0)
        : this(offsets, lengths, FirstTiles(source))
    {
    }

    private TileTable(long[] offsets, int[] lengths, int[] firstTileOfSource)
    {
        if (offsets.Length != lengths.Length) throw new ArgumentException("Offsets and lengths differ in number.");
        _offsets = offsets;
        _lengths = lengths;
        _firstTileOfSource = firstTileOfSource;
    }

    /// <summary>Number of stored tiles.</summary>
    public int Count => _offsets.Length;

    /// <summary>Where tile <paramref name="index"/> lies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the table.</exception>
    public TileSpan this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return new TileSpan(SourceOf(index), _offsets[index], _lengths[index]);
        }
    }

    /// <summary>Which file a tile lies in: concatenations (PS3.3 C.7.6.16.2.2.4) spread a level over several.</summary>
    private int SourceOf(int index)
    {
        var source = _firstTileOfSource.Length - 1;
        while (source > 0 && _firstTileOfSource[source] > index) source--;
        return source;
    }

    /// <summary>Joins the tables of a level's parts in order.</summary>
    /// <param name="parts">One table per file, each with its source number; sources rise.</param>
    public static TileTable Join(IReadOnlyList<(int Source, TileTable Tiles)> parts)
    {
        var count = parts.Sum(part => part.Tiles.Count);
        var offsets = new long[count];
        var lengths = new int[count];
        var first = new int[parts.Count == 0 ? 1 : parts.Max(part => part.Source) + 1];
        Array.Fill(first, int.MaxValue);
        var at = 0;
        foreach (var (source, tiles) in parts)
        {
            first[source] = Math.Min(first[source], at);
            tiles._offsets.CopyTo(offsets, at);
            tiles._lengths.CopyTo(lengths, at);
            at += tiles.Count;
        }
        return new TileTable(offsets, lengths, first);
    }

    private static int[] FirstTiles(int source)
    {
        var first = new int[source + 1];
        Array.Fill(first, int.MaxValue);
        first[source] = 0;
        return first;
    }
}
